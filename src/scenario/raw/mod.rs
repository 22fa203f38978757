//! A serde mirror of the file: what may be written, nothing computed.
//!
//! Doc comments become the descriptions of the JSON Schema. Extensions (`x-…`) tell the walk what
//! the types cannot say:
//!
//! | extension | on | says |
//! | --- | --- | --- |
//! | `x-aws` | a type | it is this shape of AWS's API: other members are accepted, without effect |
//! | `x-aws-answer` | a type | members of this answer of the API are accepted too, without effect |
//! | `x-aws-also` | a type | members of these shapes are accepted too, without effect |
//! | `x-aws-unplayed` | a list | entries are of these shapes, `*` of any, and without effect |
//! | `x-answer-name` | a field | an answer of the API has it under this name |
//! | `x-wrapper` | a type | a describe- answer wraps it under this key |
//! | `x-first-letter` | a type | the first letter's case of its fields does not matter, nor below |
//! | `x-exactly-one` | a type | exactly one of these fields is written |
//! | `x-not-played` | a field | the contract has it, this version does not play it: refused |
//! | `x-instead` | such a field | what to write in its place |
//! | `x-without-effect` | a field | accepted and checked, without effect |
//! | `x-required` | a field | it must be written |
//! | `x-required-unless` | a field | it must be written unless another one says that word |
//! | `x-joined` | a text | a list of texts stands for one text with commas |
//! | `x-assumptions` | a mapping | its keys are the names of assumptions |
//! | `x-unit` | a text | it is written with a unit |

pub(super) mod application;
pub(super) mod aws;
pub(super) mod iam;
pub(super) mod load_balancer;
pub(super) mod mishap;
pub(super) mod network;
pub(super) mod placement;
pub(super) mod rules;
pub(super) mod task_definition;
pub(super) mod task_protection;
pub(super) mod timeline;
pub(super) mod value;
pub(super) mod volume;
pub(super) mod world;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use aws::Aws;
use timeline::Entry;
use value::{Day, Duration, Moment};
use world::World;

/// A scenario for ecsim: what is deployed on Amazon ECS, what the world does to it, and when.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(super) struct File {
    /// The version of this format. Default: the newest, 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<i64>,
    /// The name of the scenario, also that of the output directory: letters, digits, `.`, `_`, `-`.
    /// Default: the file's stem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    /// The seed of all chance. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<u64>,
    /// The calendar time of the start. Default: 2026-01-05T00:00:00Z, a Monday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_time: Option<Moment>,
    /// How long it is played. Required.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-required" = true))]
    pub(super) duration: Option<Duration>,
    /// How it begins. Default: steady.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<Start>,
    /// AWS's behaviour on that day: rules have changed over the years. Default: the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) as_of: Option<Day>,
    /// A file, relative to this one, that this one is laid over: mappings merge key by key, lists
    /// in `aws` whose entries have a name merge by it, other lists are replaced, null removes. The
    /// `name` is not taken over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extends: Option<String>,
    /// What is deployed: requests of the AWS API, in its own words.
    pub(super) aws: Aws,
    /// What AWS does not decide: applications, images, delays, assumptions.
    pub(super) world: World,
    /// What is done and what happens, at given times.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) timeline: Vec<Entry>,
    /// What must hold, one sentence each: `min(web.ready) >= 4 during 10m..20m`. A sentence that
    /// has ` #` or `: ` in it, or begins with a quote, goes in single quotes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000), inner(length(max = 1000)))]
    pub(super) expect: Vec<String>,
}

/// How a scenario begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Start {
    /// Services and groups stand at their desired state at 0 s.
    Steady,
    /// Everything is created at 0 s and comes up as AWS would bring it up.
    Empty,
}
