//! The section `world`: what AWS does not decide.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::application::Application;
use super::value::{Duration, Rate, Size};

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
    /// What registries do, by host: `docker.io`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::scenario) registries: BTreeMap<String, Registry>,
    /// Assumptions by name, each in its own unit: `ecs.agentPickup: 2s`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-assumptions" = true))]
    pub(in crate::scenario) assumptions: BTreeMap<String, Value>,
    /// Objects that are put into buckets of S3 again and again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) uploads: Vec<Upload>,
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

/// Objects that are put into a bucket of S3 again and again; each is an event.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-exactly-one" = ["key", "prefix"]))]
pub(in crate::scenario) struct Upload {
    /// The bucket.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) bucket: String,
    /// The key of each of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) key: Option<String>,
    /// What their keys begin with; their numbers follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) prefix: Option<String>,
    /// How many.
    #[schemars(extend("x-required" = true))]
    pub(in crate::scenario) rate: Option<Rate>,
    /// Default: poisson.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) arrivals: Option<Arrivals>,
    /// From when on, since the start. Default: 0s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) from: Option<Duration>,
    /// Until when, that instant included. Default: the end of the scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) until: Option<Duration>,
}

/// How things that come at a rate are spread over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::scenario) enum Arrivals {
    /// At random, each independent of the others.
    Poisson,
    /// At equal distances.
    Regular,
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

/// A registry of images.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Registry {
    /// Of Docker Hub: whether images are pulled without a login and within its limit, which is
    /// the assumption ecs.anonymousPulls for each address. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) anonymous: Option<bool>,
}

/// A container image.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(in crate::scenario) struct Image {
    /// Compressed size. Default: assumption ecs.imageSize.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) size: Option<Size>,
    /// Whether its repository or tag is not there: tasks fail to start. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) missing: Option<bool>,
    /// What it is built for. Default: for everything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) architectures: Vec<Architecture>,
    /// Whether it has a SOCI index: Fargate starts a large one from a private registry of ECR
    /// before all of it is there. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) soci: Option<bool>,
    /// How many times as long its pull takes as its size says, 0.1 to 100. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) unpack_factor: Option<f64>,
    /// Whether instances have it from their AMI, so that no task has pulled it. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) in_ami: Option<bool>,
}

/// What an image is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub(in crate::scenario) enum Architecture {
    /// Intel and AMD.
    #[serde(rename = "X86_64")]
    X86,
    /// Graviton.
    #[serde(rename = "ARM64")]
    Arm64,
}
