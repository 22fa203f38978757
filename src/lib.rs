//! `ecsim` is a wind tunnel for Amazon ECS: a scenario in the words of the AWS API goes in; what
//! happened, why, and when comes out. The binary is a thin face of this library.
//!
//! ```
//! use ecsim::scenario::{Overrides, load_text};
//!
//! let loaded = load_text(
//!     "tour",
//!     r#"
//! duration: 5m
//! aws:
//!   containerInstances: [{instanceType: t3.medium, count: 2}]
//!   taskDefinitions:
//!     - &web {family: web, cpu: 256, memory: 512, containerDefinitions: [{name: web, image: web}]}
//!     - *web
//!   services: [{serviceName: web, taskDefinition: "web:1", desiredCount: 4}]
//! world: {profile: instant}
//! timeline:
//!   - {at: 1m, updateService: {service: web, taskDefinition: "web:2"}}
//! "#,
//!     &Overrides::default(),
//! );
//! let scenario = loaded.scenario.expect("no diagnostics");
//! let result = ecsim::world::simulate(&scenario, &mut |_| false, false).expect("it ends");
//! // web:2 is RUNNING at once in this profile, and counts as healthy 40 s later, as AWS says.
//! assert_eq!(result.deployments[1].completed_at.map(|at| at.to_string()), Some("100".into()));
//! ```
//!
//! # One event through the system
//!
//! Follow the line `{at: 1m, updateService: …}` of the example:
//!
//! 1. [`scenario::load_text`] reads it into a tree that knows its places, checks it against the
//!    shapes of the AWS API, and makes an [`Entry`](scenario::model::Entry) of it.
//! 2. [`world::simulate`] puts [`world::Event::Timeline`] on the [`Agenda`](engine::Agenda) at 60
//!    s.
//! 3. At 60 s [`engine::run`] hands it to the world, which writes row 2 of the timeline, without a
//!    cause, and wakes ECS with [`ecs::Event::Call`].
//! 4. [`Ecs::handle`](ecs::Ecs::handle) starts a deployment: it emits
//!    [`ecs::Fact::DeploymentStarted`], which becomes row 3, caused by row 2; and it schedules
//!    [`ecs::Event::Pass`] for this instant, caused by row 3.
//! 5. The pass counts tasks and asks [`ecs::rolling_update::step`], a pure function, how many to
//!    stop and to start. The decision is taken down with its formula; four tasks of `web:2` are
//!    placed and begin their life, each with a row and a timer.
//! 6. 40 s after RUNNING each timer brings [`ecs::Event::TaskReady`]; each asks for another pass,
//!    and the pass now stops the four old tasks.
//! 7. When the last of them is STOPPED, the pass finds the deployment complete:
//!    [`ecs::Fact::DeploymentCompleted`]. Its row names the STOPPED task as its cause, that one the
//!    pass, and so on back to row 2.
//! 8. The run is over: rooms and rows become a [`report::RunResult`];
//!    [`report::expectation`] judges what the scenario expects of it, and [`report`] writes tables,
//!    events, summary and charts.
//!
//! Where two rooms meet, a fact of one becomes an event of the other: *Spot reclaims i-3*
//! ([`spot::Fact::Interrupted`]) → EC2 shuts it down ([`ec2::Fact::ShuttingDown`]) → its group
//! replaces it ([`autoscaling::Event::Ends`]) and ECS loses its tasks
//! ([`ecs::Event::InstanceEnds`]); *a target is unhealthy* ([`elb::Fact::TargetHealth`]) → ECS
//! replaces its task. Those seams are in one `match`, `world/route.rs`.
//!
//! # Map of the rooms
//!
//! ```text
//! cli → experiment → world → { ecs, ec2, elb, spot, autoscaling, … } → engine
//!  └──────┴─────────── report          scenario → catalog
//! ```
//!
//! A room is one AWS service: its state, its events, its facts, and pure functions for whatever has
//! arithmetic. It never reads another room. [`engine`] knows nothing about AWS; [`report`] knows
//! nothing about rooms, and of a scenario only what it expects. A test (`tests/tidy.rs`) holds the
//! arrows.
//!
//! # Words
//!
//! * *event*: what is about to happen; *fact*: what has happened; *row*: a fact in the timeline.
//! * *cause*: the row that made a row happen. It is made where effects are committed
//!   (`world/commit.rs`); no function of a room takes it as an argument.
//! * *decision*: an evaluation with its formula, whether it was acted upon or not.
//! * *ready*: a task that ECS counts as healthy; H in formulas. T is all tasks not yet STOPPED, D
//!   the desired count, minH and maxT the two bounds.
//! * *assumption*: a number that AWS does not document; each has a name, a default and a reason in
//!   [`catalog`].

pub mod application;
pub mod autoscaling;
pub mod catalog;
pub mod cli;
pub mod cloudwatch;
pub mod ec2;
pub mod ecs;
pub mod elb;
pub mod engine;
pub mod eventbridge;
pub mod experiment;
pub mod ids;
pub mod report;
pub mod scenario;
pub mod spot;
pub mod world;
