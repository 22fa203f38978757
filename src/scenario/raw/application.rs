//! `world.applications`: how the programs in tasks behave.
//!
//! An application has the fields of a program beside its own: `flatten` would let unknown fields
//! slip through, so they are written out, and [`Application::program`] gathers them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::value::{Delay, Percentage};

/// How an application behaves: its task, and its first essential container.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Application {
    /// Image pull and container start, up to RUNNING. Default: from the image and the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) launch: Option<Delay>,
    /// The start to the first good answer; health checks fail before. Default: assumption
    /// ecs.applicationStartup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) startup: Option<Delay>,
    /// Stop signal to exit; stopTimeout cuts it short. Default: assumption ecs.exitAfterSignal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) shutdown: Option<Delay>,
    /// It ends by itself: a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) run: Option<Run>,
    /// It ends by itself: a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) crash: Option<Crash>,
    /// It is killed for its memory: exit code 137.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) out_of_memory: Option<OutOfMemory>,
    /// Its tasks never become RUNNING.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) start_failure: Option<StartFailure>,
    /// Its health checks fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) unhealthy: Option<Unhealthy>,
    /// The only port at which it listens. Default: wherever a load balancer asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) listens_on: Option<u16>,
    /// Whether it listens on 127.0.0.1 only, where no load balancer gets to. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) localhost_only: Option<bool>,
    /// The HTTP code of each path for the checks of load balancers; a path that is not here gets
    /// 404. Default: every path has a code that passes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) answers: BTreeMap<String, u16>,
    /// The actions of IAM that it does at its start: without one of them it exits with 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) needs: Vec<String>,
    /// The other containers, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) containers: BTreeMap<String, Program>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "requests", "x-instead" = "leave it out: tasks run without requests"))]
    request: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "requests", "x-instead" = "leave it out: tasks run without requests"))]
    concurrency: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "requests", "x-instead" = "leave it out: tasks run without requests"))]
    backlog: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "memory use", "x-instead" = "leave it out: a task takes the memory of its task definition, and `outOfMemory` says when it is killed"))]
    memory: Option<Value>,
}

/// Tasks that fail to start: no image, no secret, no room on the disk.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct StartFailure {
    /// ACTIVATING to the failure, in place of the launch. Default: as long as the launch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) after: Option<Delay>,
    /// `stoppedReason` of the tasks. Default: an image that cannot be pulled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) reason: Option<String>,
    /// Which part of the tasks, by chance. Default: 100%.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) share: Option<Percentage>,
}

/// How the program in a container behaves.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Program {
    /// The start to the first good answer; health checks fail before. Default: assumption
    /// ecs.applicationStartup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) startup: Option<Delay>,
    /// Stop signal to exit; stopTimeout cuts it short. Default: assumption ecs.exitAfterSignal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) shutdown: Option<Delay>,
    /// It ends by itself: a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) run: Option<Run>,
    /// It ends by itself: a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) crash: Option<Crash>,
    /// It is killed for its memory: exit code 137.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) out_of_memory: Option<OutOfMemory>,
    /// Its health checks fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) unhealthy: Option<Unhealthy>,
    /// The only port at which it listens. Default: wherever a load balancer asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) listens_on: Option<u16>,
    /// Whether it listens on 127.0.0.1 only, where no load balancer gets to. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) localhost_only: Option<bool>,
    /// The HTTP code of each path for the checks of load balancers; a path that is not here gets
    /// 404. Default: every path has a code that passes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) answers: BTreeMap<String, u16>,
}

/// A job: how long it runs.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::scenario) struct Run {
    /// The start to the exit.
    pub(in crate::scenario) duration: Delay,
    /// The exit code. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) exit_code: Option<u8>,
}

/// A fault: how long it lives.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::scenario) struct Crash {
    /// The start to the exit.
    pub(in crate::scenario) after: Delay,
    /// The exit code. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) exit_code: Option<u8>,
}

/// A leak: how long it lives.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::scenario) struct OutOfMemory {
    /// The start to the kill.
    pub(in crate::scenario) after: Delay,
}

/// A program that answers its health checks badly, or no more.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::scenario) struct Unhealthy {
    /// The start to the first bad answer. Default: from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) after: Option<Delay>,
    /// For how long. Default: until it ends.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) duration: Option<Delay>,
    /// Whether checks hang until their `timeout`; otherwise they fail at once. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) hangs: Option<bool>,
}

impl Application {
    /// What is said of the first essential container.
    pub(in crate::scenario) fn program(&self) -> Program {
        Program {
            startup: self.startup.clone(),
            shutdown: self.shutdown.clone(),
            run: self.run.clone(),
            crash: self.crash.clone(),
            out_of_memory: self.out_of_memory.clone(),
            unhealthy: self.unhealthy.clone(),
            listens_on: self.listens_on,
            localhost_only: self.localhost_only,
            answers: self.answers.clone(),
        }
    }
}
