//! The `stopCode`s that the summary and the charts tell apart, spelled once for them and for the
//! rows.
//!
//! Facts: "Amazon ECS stopped tasks error codes", Amazon ECS Developer Guide; `TaskStopCode`,
//! Amazon ECS API Reference.

/// An essential container ended by itself.
pub(crate) const ESSENTIAL_CONTAINER_EXITED: &str = "EssentialContainerExited";

/// The instance of the task was terminated.
pub(crate) const TERMINATION_NOTICE: &str = "TerminationNotice";

/// What the task ran on was lost.
pub(crate) const INFRASTRUCTURE_HEALTH: &str = "InfrastructureHealth";

/// Its service told the task to stop.
pub(crate) const SERVICE_SCHEDULER_INITIATED: &str = "ServiceSchedulerInitiated";

/// Fargate Spot took the task back.
pub(crate) const SPOT_INTERRUPTION: &str = "SpotInterruption";

/// The `stoppedReason` of a task whose container health checks fail: its `stopCode` is that of
/// every task which its service tells to stop.
pub(crate) const UNHEALTHY: &str = "Task failed container health checks";

/// How the `stoppedReason` of a task begins whose target fails the checks of its load balancer.
pub(crate) const UNHEALTHY_TARGET: &str = "Task failed ELB health checks";

/// Whether a task was stopped because its health checks fail.
pub(crate) fn is_unhealthy(reason: &str) -> bool {
    reason == UNHEALTHY || reason.starts_with(UNHEALTHY_TARGET)
}

/// What the timeline says of an unhealthy task whose grace period still keeps it.
pub(crate) const KEPT_IN_GRACE: &str = ", and it is not replaced before its grace period ends";

/// The task never became RUNNING.
pub(crate) const TASK_FAILED_TO_START: &str = "TaskFailedToStart";
