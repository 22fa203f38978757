//! The names of events that more than one place knows, spelled once.

/// An API call of the timeline.
pub(super) const API_CALL: &str = "AWS API Call via CloudTrail";

/// An API call that was refused.
pub(super) const REFUSED: &str = "API Call Refused";

/// What a service does, or cannot do.
/// Fact: "Amazon ECS service action events", Amazon ECS Developer Guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ServiceAction {
    TasksStarted,
    TasksStopped,
    DesiredCountUpdated,
    SteadyState,
    PlacementFailure,
    Throttled,
    DeploymentBlocked,
}

impl ServiceAction {
    /// `eventName`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::TasksStarted => "Tasks Started",
            Self::TasksStopped => "TASKS_STOPPED",
            Self::DesiredCountUpdated => "SERVICE_DESIRED_COUNT_UPDATED",
            Self::SteadyState => "SERVICE_STEADY_STATE",
            Self::PlacementFailure => "SERVICE_TASK_PLACEMENT_FAILURE",
            Self::Throttled => "ECS_OPERATION_THROTTLED",
            Self::DeploymentBlocked => "Service Deployment Blocked",
        }
    }

    /// `eventType`; none for what AWS has no name for.
    pub(super) const fn event_type(self) -> Option<&'static str> {
        match self {
            Self::SteadyState | Self::DesiredCountUpdated | Self::TasksStopped => Some("INFO"),
            Self::PlacementFailure | Self::Throttled => Some("ERROR"),
            Self::TasksStarted | Self::DeploymentBlocked => None,
        }
    }

    /// `detail-type`.
    pub(super) const fn detail_type(self) -> &'static str {
        match self.event_type() {
            Some(_) => "ECS Service Action",
            None => self.name(),
        }
    }
}

/// What becomes of a deployment.
/// Fact: "Amazon ECS service deployment state change events", Amazon ECS Developer Guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeploymentChange {
    InProgress,
    Stopped,
    Completed,
}

impl DeploymentChange {
    /// `eventName`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "SERVICE_DEPLOYMENT_IN_PROGRESS",
            Self::Stopped => "Service Deployment Stopped",
            Self::Completed => "SERVICE_DEPLOYMENT_COMPLETED",
        }
    }

    /// What a row says of the deployment.
    pub(super) const fn said(self) -> &'static str {
        match self {
            Self::InProgress => "in progress.",
            Self::Stopped => "was superseded.",
            Self::Completed => "deployment completed.",
        }
    }

    /// `reason`, after the name of the deployment.
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::InProgress | Self::Stopped => self.said(),
            Self::Completed => "completed.",
        }
    }
}
