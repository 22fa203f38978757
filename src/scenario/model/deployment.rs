//! `deploymentConfiguration`: how a service is deployed, and when that has failed or succeeded.

/// How a service is deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeploymentConfiguration {
    /// `minimumHealthyPercent`.
    pub minimum_healthy_percent: u32,
    /// `maximumPercent`.
    pub maximum_percent: u32,
    /// `deploymentCircuitBreaker`, if it is enabled.
    pub circuit_breaker: Option<CircuitBreaker>,
    /// `earlySuccessCriteria`, if they are enabled.
    pub early_success: Option<EarlySuccess>,
}

/// What ends a deployment whose tasks fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CircuitBreaker {
    /// Whether the last deployment that was COMPLETED takes its place.
    pub rollback: bool,
    /// Whether a healthy task sets the count of failures to 0.
    pub reset_on_healthy_task: bool,
    /// How many failures it takes.
    pub threshold: Threshold,
}

/// `thresholdConfiguration`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// What the value means.
    pub kind: ThresholdType,
    /// A percentage of the desired count, or a number of failures.
    pub value: u32,
}

/// What the value of a threshold means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThresholdType {
    /// A percentage of the desired count, between AWS's bounds.
    BoundedPercent,
    /// A percentage of the desired count.
    UnboundedPercent,
    /// A number.
    Count,
}

impl ThresholdType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::BoundedPercent, Self::UnboundedPercent, Self::Count];

    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BoundedPercent => "BOUNDED_PERCENT",
            Self::UnboundedPercent => "UNBOUNDED_PERCENT",
            Self::Count => "COUNT",
        }
    }
}

impl Default for Threshold {
    /// Fact: API reference, `ThresholdConfiguration`.
    fn default() -> Self {
        Self {
            kind: ThresholdType::BoundedPercent,
            value: 50,
        }
    }
}

/// `earlySuccessCriteria`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlySuccess {
    /// How much of the desired count has to be healthy, in percent.
    pub healthy_percent: u32,
    /// Whether the old tasks may stay until after the success.
    pub deferred: bool,
}
