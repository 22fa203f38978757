//! The containers of a task definition, and what the programs in them do.

use std::collections::BTreeMap;

use crate::engine::{Distribution, Span};

/// A container of a task definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Whether the task ends with it.
    pub essential: bool,
    /// Which containers have to be how far before it starts.
    pub depends_on: Vec<Dependency>,
    /// `healthCheck`.
    pub health_check: Option<HealthCheck>,
    /// `restartPolicy`, if it is enabled.
    pub restart_policy: Option<RestartPolicy>,
    /// `startTimeout`: how long it may take to become what others wait for.
    pub start_timeout: Option<Span>,
    /// `stopTimeout`; `None`: that of the agent.
    pub stop_timeout: Option<Span>,
    /// What its program does.
    pub program: Program,
}

/// One entry of `dependsOn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The place of the other container in the task definition.
    pub container: u8,
    /// How far it has to be.
    pub condition: Condition,
}

/// How far a container has to be before one that depends on it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It has started.
    Start,
    /// It has exited.
    Complete,
    /// It has exited with 0.
    Success,
    /// Its health check has passed.
    Healthy,
}

/// `healthCheck` of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HealthCheck {
    /// From the end of one probe to the next.
    pub interval: Span,
    /// After which a probe that hangs has failed.
    pub timeout: Span,
    /// How many failures in a row make it UNHEALTHY.
    pub retries: u32,
    /// How long after the start failures do not count.
    pub start_period: Span,
}

/// `restartPolicy` of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestartPolicy {
    /// Exit codes after which it is not started again.
    pub ignored_exit_codes: Vec<u8>,
    /// How long it has to have run to be started again.
    pub restart_attempt_period: Span,
}

/// What the program in a container does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// The start to the first good answer; `None`: `ecs.applicationStartup`.
    pub startup: Option<Distribution>,
    /// Stop signal to exit; `None`: `ecs.exitAfterSignal`.
    pub shutdown: Option<Distribution>,
    /// How it ends by itself.
    pub end: Option<End>,
    /// When its probes fail.
    pub unhealthy: Option<Unhealthy>,
    /// The ports at which others reach it; `None`: any that somebody asks for.
    pub listens_on: Option<Vec<u16>>,
    /// The HTTP code of each path, and 404 of the others; empty: every path has the right one.
    pub answers: BTreeMap<String, u16>,
}

/// A program that ends by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The start to the exit.
    pub after: Distribution,
    /// Its exit code.
    pub exit_code: u8,
    /// Whether the kernel killed it for its memory.
    pub out_of_memory: bool,
}

/// A program that answers its probes no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Unhealthy {
    /// The start to the first bad answer.
    pub after: Distribution,
    /// For how long; `None`: until it ends.
    pub duration: Option<Distribution>,
    /// Whether probes hang until their `timeout`; otherwise they fail at once.
    pub hangs: bool,
}
