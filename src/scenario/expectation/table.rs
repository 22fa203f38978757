//! The tables whose rows a sentence may ask for, with the columns of the files of the same name.

use super::DEPLOYMENT_STATES;
use super::unit::{Noun, Unit};

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `tasks.csv`.
    Tasks,
    /// `instances.csv`.
    Instances,
    /// `decisions.csv`.
    Decisions,
    /// `deployments.csv`.
    Deployments,
    /// `timeline.csv`.
    Timeline,
}

/// A column of a table, by its name in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells hold.
    pub cells: Cells,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// An instant, as the time since the start.
    Time,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// Any text.
    Text,
    /// One of the words of this kind.
    Word(Words),
}

/// Kinds of words, of which a scenario or AWS has only some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Services of the scenario, by label.
    Service,
    /// Revisions: `web:2`.
    TaskDefinition,
    /// Availability Zones.
    Zone,
    /// Subnets.
    Subnet,
    /// Auto Scaling groups.
    Group,
    /// Instance types that the scenario launches.
    InstanceType,
    /// Anything that a row may be about: `web`, `web/3`, `web/d-2`, `i-4`, `workers`.
    Resource,
    /// One of these.
    Of(&'static [&'static str]),
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 5] = [
        Self::Tasks,
        Self::Instances,
        Self::Decisions,
        Self::Deployments,
        Self::Timeline,
    ];

    /// How it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Instances => "instances",
            Self::Decisions => "decisions",
            Self::Deployments => "deployments",
            Self::Timeline => "timeline",
        }
    }

    /// The table of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// Its columns, in the order of the file.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Tasks => TASKS,
            Self::Instances => INSTANCES,
            Self::Decisions => DECISIONS,
            Self::Deployments => DEPLOYMENTS,
            Self::Timeline => TIMELINE,
        }
    }

    /// The column of that name.
    pub fn column(self, name: &str) -> Option<Column> {
        let mut columns = self.columns().iter();
        columns.find(|column| column.name == name).copied()
    }

    /// In what its rows are counted.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Tasks => Unit::Count(Noun::Task),
            Self::Instances => Unit::Count(Noun::Instance),
            Self::Decisions => Unit::Count(Noun::Decision),
            Self::Deployments | Self::Timeline => Unit::Count(Noun::Row),
        }
    }
}

const fn column(name: &'static str, cells: Cells) -> Column {
    Column { name, cells }
}

const TASKS: &[Column] = &[
    column("id", Cells::Word(Words::Resource)),
    column("service", Cells::Word(Words::Service)),
    column("taskDefinition", Cells::Word(Words::TaskDefinition)),
    column("launchType", Cells::Word(Words::Of(&["EC2", "FARGATE"]))),
    column(
        "capacityProvider",
        Cells::Word(Words::Of(&["FARGATE", "FARGATE_SPOT"])),
    ),
    column("availabilityZone", Cells::Word(Words::Zone)),
    column("containerInstance", Cells::Word(Words::Resource)),
    column("createdAt", Cells::Time),
    column("pullStartedAt", Cells::Time),
    column("pullStoppedAt", Cells::Time),
    column("startedAt", Cells::Time),
    column("stoppingAt", Cells::Time),
    column("stoppedAt", Cells::Time),
    column("stopCode", Cells::Word(Words::Of(STOP_CODES))),
    column("stoppedReason", Cells::Text),
    column("exitCode", Cells::Number),
    column("startedBy", Cells::Text),
    column("toldToStopAt", Cells::Time),
    column("subnet", Cells::Word(Words::Subnet)),
    column("hostPorts", Cells::Text),
];

const INSTANCES: &[Column] = &[
    column("id", Cells::Word(Words::Resource)),
    column("type", Cells::Word(Words::InstanceType)),
    column("market", Cells::Word(Words::Of(&["on-demand", "spot"]))),
    column("zone", Cells::Word(Words::Zone)),
    column("group", Cells::Word(Words::Group)),
    column("launchedAt", Cells::Time),
    column("registeredAt", Cells::Time),
    column("drainingAt", Cells::Time),
    column("terminatedAt", Cells::Time),
    column("why", Cells::Word(Words::Of(ENDS))),
    column("status", Cells::Word(Words::Of(STATUSES))),
    column("agentConnected", Cells::Flag),
    column("disconnectedAt", Cells::Time),
    column("stoppedAt", Cells::Time),
    column("deregisteredAt", Cells::Time),
    column("subnet", Cells::Word(Words::Subnet)),
];

const DECISIONS: &[Column] = &[
    column("time_s", Cells::Time),
    column("decider", Cells::Word(Words::Of(DECIDERS))),
    column("resource", Cells::Word(Words::Resource)),
    column("rule", Cells::Text),
    column("inputs", Cells::Text),
    column("result", Cells::Text),
    column("acted", Cells::Flag),
    column("why_not", Cells::Text),
    column("seq", Cells::Number),
];

const DEPLOYMENTS: &[Column] = &[
    column("time_s", Cells::Time),
    column("service", Cells::Word(Words::Service)),
    column("deployment", Cells::Word(Words::Resource)),
    column("task_definition", Cells::Word(Words::TaskDefinition)),
    column("state", Cells::Word(Words::Of(&DEPLOYMENT_STATES))),
    column("desired", Cells::Number),
    column("old_starting", Cells::Number),
    column("old_running", Cells::Number),
    column("old_stopping", Cells::Number),
    column("new_starting", Cells::Number),
    column("new_running", Cells::Number),
    column("new_ready", Cells::Number),
    column("new_unhealthy", Cells::Number),
    column("new_stopping", Cells::Number),
    column("healthy", Cells::Number),
    column("total", Cells::Number),
    column("min_healthy", Cells::Number),
    column("max_total", Cells::Number),
    column("minimum_healthy_percent", Cells::Number),
    column("maximum_percent", Cells::Number),
    column("failed_tasks", Cells::Number),
    column("threshold", Cells::Number),
    column("next_try_s", Cells::Time),
    column("waits_for", Cells::Text),
];

const TIMELINE: &[Column] = &[
    column("seq", Cells::Number),
    column("time_s", Cells::Time),
    column("cause", Cells::Number),
    column("source", Cells::Word(Words::Of(SOURCES))),
    column("event", Cells::Word(Words::Of(EVENTS))),
    column("resource", Cells::Word(Words::Resource)),
    column("message", Cells::Text),
];

/// Fact: `TaskStopCode`, Amazon ECS API Reference.
const STOP_CODES: &[&str] = &[
    "EssentialContainerExited",
    "InfrastructureHealth",
    "ServiceSchedulerInitiated",
    "SpotInterruption",
    "TaskFailedToStart",
    "TerminationNotice",
    "UserInitiated",
];

/// Fact: `ContainerInstance`, Amazon ECS API Reference; what is told of after a run.
const STATUSES: &[&str] = &["ACTIVE", "DRAINING", "INACTIVE"];

/// What ends an instance.
const ENDS: &[&str] = &[
    "Spot interruption",
    "failed its health check",
    "terminated by a call",
    "terminated by its group",
    "zone lost",
];

/// Who decides.
const DECIDERS: &[&str] = &[
    "autoscaling.group",
    "ecs.azRebalancing",
    "ecs.circuitBreaker",
    "ecs.placement",
    "ecs.service",
];

/// Where rows of the timeline come from.
const SOURCES: &[&str] = &[
    "aws.autoscaling",
    "aws.ec2",
    "aws.ecs",
    "aws.elasticloadbalancing",
    "aws.events",
    "aws.s3",
    "aws.scheduler",
    "ecsim.timeline",
    "ecsim.world",
];

/// Events that have a name of AWS's or of ours; the others are actions of the timeline.
/// The names that AWS has are those of its EventBridge events, service events and scaling
/// activities.
const EVENTS: &[&str] = &[
    "API Call Refused",
    "AZ Rebalancing Stopped",
    "Agent Cannot Register",
    "Availability Zone Returned",
    "BidEvictedEvent",
    "Connections Draining",
    "Desired Capacity Changed",
    "Docker Daemon Started",
    "Docker Daemon Stopped",
    "EC2 Instance Launch Successful",
    "EC2 Instance Launch Unsuccessful",
    "EC2 Instance State-change Notification",
    "EC2 Instance Terminate Successful",
    "EC2 Instance-terminate Lifecycle Action",
    "EC2 Spot Instance Interruption Warning",
    "ECS Container Instance State Change",
    "ECS Task State Change",
    "ECS_OPERATION_THROTTLED",
    "InsufficientFreeAddressesInSubnet",
    "InsufficientInstanceCapacity",
    "Invocation Failed",
    "Invocation Retried",
    "Launching a new EC2 instance",
    "Nothing To Hit",
    "Object Created",
    "Rule Matched",
    "RunTask",
    "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED",
    "SERVICE_DEPLOYMENT_COMPLETED",
    "SERVICE_DEPLOYMENT_FAILED",
    "SERVICE_DEPLOYMENT_IN_PROGRESS",
    "SERVICE_DESIRED_COUNT_UPDATED",
    "SERVICE_REBALANCING_COMPLETED",
    "SERVICE_REBALANCING_STARTED",
    "SERVICE_STEADY_STATE",
    "SERVICE_TASK_PLACEMENT_FAILURE",
    "SERVICE_TASK_START_IMPAIRED",
    "Scenario Started",
    "Scheduled Event",
    "Service Deployment Blocked",
    "Service Deployment Stopped",
    "TASKS_STOPPED",
    "Target Health",
    "Targets Deregistered",
    "Targets Registered",
    "Task Protection",
    "Task Ready",
    "Task Unhealthy",
    "Tasks Not Launched",
    "Tasks Owed",
    "Tasks Started",
    "Tasks Under Protection",
    "Terminating EC2 instance",
    "Volume Data",
    "agentDisconnect",
    "attachRolePolicy",
    "availabilityZoneOutage",
    "deleteAttributes",
    "deleteRolePolicy",
    "deleteSecret",
    "deregisterContainerInstance",
    "detachRolePolicy",
    "dockerDaemonDown",
    "healthCheckFailure",
    "imageDeleted",
    "imagePushed",
    "putAttributes",
    "putObject",
    "putRolePolicy",
    "putSecretValue",
    "registryOutage",
    "runTask",
    "setDesiredCapacity",
    "spotInterruption",
    "startInstances",
    "stopInstances",
    "stopServiceDeployment",
    "stopTask",
    "taskCrash",
    "taskStartFailure",
    "terminateInstanceInAutoScalingGroup",
    "terminateInstances",
    "updateAutoScalingGroup",
    "updateContainerInstancesState",
    "updateService",
    "updateTaskProtection",
];

/// The events that the timeline tells of.
pub const fn events() -> &'static [&'static str] {
    EVENTS
}
