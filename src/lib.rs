//! A wind tunnel for Amazon ECS.

pub mod autoscaling;
pub mod catalog;
pub mod cloudwatch;
pub mod ec2;
pub mod ecs;
pub mod engine;
pub mod ids;
pub mod report;
pub mod scenario;
pub mod spot;
pub mod world;
