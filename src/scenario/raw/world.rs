//! The section `world`: what AWS does not decide.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::value::{Delay, Size};

/// What AWS does not decide: every assumption, with a default, a unit and a reason.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(rename = "world")]
pub(in crate::scenario) struct World {
    /// The values of the delays that the scenario does not give. Default: realistic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) profile: Option<Profile>,
    /// How applications behave, by family (`web`); one revision (`web:2`) is laid over it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) applications: BTreeMap<String, Application>,
    /// How large images are, by the text of `image` in a container definition.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) images: BTreeMap<String, Image>,
    /// Assumptions by name, each in its own unit: `ecs.agentPickup: 2s`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-assumptions" = true))]
    pub(in crate::scenario) assumptions: BTreeMap<String, Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "traffic", "x-instead" = "leave it out: tasks run without requests"))]
    traffic: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "messages", "x-instead" = "leave it out: tasks run without messages"))]
    messages: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "prices and availability of Spot pools", "x-instead" = "leave it out: `spotInterruption` in `timeline` takes Spot capacity back"))]
    spot: Option<Value>,
}

/// A set of delays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::scenario) enum Profile {
    /// Delays as accounts see them.
    Realistic,
    /// Every delay that is neither written in the scenario nor fixed by AWS is zero.
    Instant,
}

/// How an application behaves.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Application {
    /// Image pull and container start, up to RUNNING. Default: from the image and the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) launch: Option<Delay>,
    /// RUNNING to the first good answer.
    #[serde(skip_serializing)]
    #[schemars(extend("x-without-effect" = true))]
    startup: Option<Delay>,
    /// Stop signal to exit; stopTimeout cuts it short. Default: assumption ecs.exitAfterSignal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) shutdown: Option<Delay>,
    /// It ends by itself: a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) run: Option<Run>,
    /// It ends by itself: a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) crash: Option<Crash>,
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
    #[schemars(extend("x-not-played" = "memory use", "x-instead" = "leave it out: a task takes the memory of its task definition"))]
    memory: Option<Value>,
    #[serde(skip_serializing)]
    #[schemars(extend("x-not-played" = "several containers", "x-instead" = "leave it out: `launch` and `shutdown` are those of the whole task"))]
    containers: Option<Value>,
}

/// A job: how long it runs.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::scenario) struct Run {
    /// RUNNING to exit.
    pub(in crate::scenario) duration: Delay,
    /// The exit code of the essential container. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) exit_code: Option<u8>,
}

/// A fault: how long it lives.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::scenario) struct Crash {
    /// RUNNING to exit.
    pub(in crate::scenario) after: Delay,
    /// The exit code of the essential container. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) exit_code: Option<u8>,
}

/// A container image.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Image {
    /// Compressed size. Default: assumption ecs.imageSize.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) size: Option<Size>,
}
