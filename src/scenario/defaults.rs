//! What holds where the scenario says nothing, and how far it may go.
//!
//! *Contract*: our own choice, fixed for users in the description of the format. *AWS*: documented
//! by AWS under the title in quotes.

use crate::engine::Span;

/// The newest version of the format.
pub(super) const SCHEMA: i64 = 1;

/// Contract: the seed of all draws.
pub(super) const SEED: u64 = 1;

/// Contract: the longest name of a scenario, which is also that of a directory.
pub(super) const LONGEST_NAME: usize = 100;

/// Contract: ten years with their leap days.
pub(super) const LONGEST: Span = Span::from_secs(3653 * 86_400);

/// How often an entry of the timeline may happen; more is a mistake in a unit.
pub(super) const MOST_REPETITIONS: u64 = 1_000_000;

/// Contract: a Monday, for cron expressions and prices need a calendar.
pub(super) fn start_time() -> jiff::Timestamp {
    jiff::civil::date(2026, 1, 5)
        .at(0, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .expect("midnight exists in UTC")
        .timestamp()
}

/// Contract.
pub(super) const REGION: &str = "us-east-1";

/// Contract: the zones of the Region, by their last letter.
pub(super) const ZONES: [char; 3] = ['a', 'b', 'c'];

/// Contract: a subnet whose addresses nobody declares is a /20.
pub(super) const SUBNET_PREFIX: u32 = 20;

/// Contract, and what AWS itself calls the cluster that nobody named ("CreateCluster").
pub(super) const CLUSTER: &str = "default";

/// Contract.
pub(super) const CONTAINER_INSTANCES: i64 = 1;

/// AWS: "DeploymentConfiguration": both percents with the strategy REPLICA.
pub(super) const REPLICA_PERCENTS: (i64, i64) = (100, 200);

/// AWS: "DeploymentConfiguration": both percents with the strategy DAEMON.
pub(super) const DAEMON_PERCENTS: (i64, i64) = (0, 100);

/// AWS: "DeploymentCircuitBreaker".
pub(super) const RESET_ON_HEALTHY_TASK: bool = true;

/// AWS: "DeploymentEarlySuccessCriteria".
pub(super) const EARLY_HEALTHY_PERCENT: i64 = 100;

/// AWS: "DeploymentEarlySuccessCriteria".
pub(super) const REVISION_CLEANUP: &str = "BLOCKING";

/// AWS: "StopServiceDeployment", `stopType`.
pub(super) const STOP_TYPE: &str = "ROLLBACK";

/// AWS: "Amazon ECS stopped tasks error codes".
pub(super) const START_FAILURE_REASON: &str =
    "CannotPullContainerError: the image could not be pulled";

/// AWS: "RegisterTaskDefinition", `networkMode` on Linux.
pub(super) const NETWORK_MODE: &str = "bridge";

/// AWS: "PortMapping", `hostPort`: what the agent and Docker take on every instance. The agent's
/// own list lacks 51680; the stricter set is played.
pub(super) const RESERVED_PORTS: [u16; 6] = [22, 2375, 2376, 51_678, 51_679, 51_680];

/// AWS: "ContainerDefinition", `essential`.
pub(super) const ESSENTIAL: bool = true;

/// AWS: "PortMapping", `protocol`.
pub(super) const PROTOCOL: &str = "tcp";

/// AWS: "RunTask", `count`.
pub(super) const RUN_TASK_COUNT: i64 = 1;

/// AWS: "Target" of EventBridge, `EcsParameters.TaskCount`.
pub(super) const TASK_COUNT: i64 = 1;

/// AWS: "RetryPolicy" of EventBridge and of EventBridge Scheduler.
pub(super) const RETRY_ATTEMPTS: i64 = 185;

/// AWS: "RetryPolicy" of EventBridge and of EventBridge Scheduler, in seconds.
pub(super) const EVENT_AGE: i64 = 86_400;

/// AWS: "CreateSchedule", `ScheduleExpressionTimezone`, and the zone of every rule.
pub(super) const TIME_ZONE: &str = "UTC";

/// AWS: "CreateService", target groups of a service.
pub(super) const LOAD_BALANCERS: usize = 5;

/// AWS: "CreateTargetGroup", `TargetType`.
pub(super) const TARGET_TYPE: &str = "instance";

/// AWS: "PutTargets", targets of a rule.
pub(super) const TARGETS: usize = 5;

/// Contract: PutObject calls of one entry of the timeline.
pub(super) const PUT_OBJECTS: i64 = 10_000;

/// The exit code of a job that ends by itself.
pub(super) const RUN_EXIT_CODE: u8 = 0;

/// The exit code of a fault.
pub(super) const CRASH_EXIT_CODE: u8 = 1;

/// Linux: what a process leaves that SIGKILL ended, 128 and 9.
pub(super) const OUT_OF_MEMORY_EXIT_CODE: u8 = 137;

/// Whether the checks of an unhealthy program hang.
pub(super) const UNHEALTHY_HANGS: bool = false;

/// AWS: "HealthCheck", in seconds: `interval`, and between what it may be.
pub(super) const HEALTH_CHECK_INTERVAL: (i64, i64, i64) = (30, 5, 300);

/// AWS: "HealthCheck", in seconds: `timeout`, and between what it may be.
pub(super) const HEALTH_CHECK_TIMEOUT: (i64, i64, i64) = (5, 2, 60);

/// AWS: "HealthCheck": `retries`, and between what they may be.
pub(super) const HEALTH_CHECK_RETRIES: (i64, i64, i64) = (3, 1, 10);

/// AWS: "HealthCheck", in seconds: `startPeriod`, and between what it may be.
pub(super) const HEALTH_CHECK_START_PERIOD: (i64, i64, i64) = (0, 0, 300);

/// AWS: "ContainerRestartPolicy", in seconds: `restartAttemptPeriod`, and between what it may be.
pub(super) const RESTART_ATTEMPT_PERIOD: (i64, i64, i64) = (300, 60, 1800);

/// AWS: "ContainerRestartPolicy".
pub(super) const IGNORED_EXIT_CODES: usize = 50;

/// AWS: "ContainerDefinition", `startTimeout` on Fargate, in seconds.
pub(super) const FARGATE_START_TIMEOUT: std::ops::RangeInclusive<i64> = 2..=120;

/// AWS: "UpdateTaskProtection", `expiresInMinutes`, and between what it may be.
pub(super) const PROTECTION_MINUTES: (i64, i64, i64) = (120, 1, 2880);

/// AWS: "RunTask", placement constraints of a task with those of its task definition.
pub(super) const CONSTRAINTS: usize = 10;

/// AWS: "RunTask", placement strategies.
pub(super) const STRATEGIES: usize = 5;

/// ECS guide, "Create expressions to define container instances for Amazon ECS tasks": what every
/// instance has.
pub(super) const BUILT_IN_ATTRIBUTES: [&str; 8] = [
    "ecs.ami-id",
    ZONE_ATTRIBUTE,
    "ecs.instance-type",
    "ecs.os-type",
    "ecs.os-family",
    "ecs.cpu-architecture",
    "ecs.vpc-id",
    SUBNET_ATTRIBUTE,
];

/// AWS: "PutAttributes", custom attributes of one instance.
pub(super) const CUSTOM_ATTRIBUTES: usize = 10;

/// The agent of a current ECS-optimized AMI, where a scenario names no other.
pub(super) const AGENT_VERSION: &str = "1.100.0";

/// The AMI of an instance whose launch template names none.
pub(super) const AMI: &str = "ami-00000000000000000";

/// The VPC: there is one.
pub(super) const VPC: &str = "vpc-00000000000000000";

/// The subnet among them.
pub(super) const SUBNET_ATTRIBUTE: &str = "ecs.subnet-id";

/// The zone among them.
pub(super) const ZONE_ATTRIBUTE: &str = "ecs.availability-zone";

/// AWS: "CreateService", `healthCheckGracePeriodSeconds`.
pub(super) const GRACE_PERIOD: i64 = 0;

/// AWS: "Amazon ECS endpoints and quotas".
pub(super) const CONTAINERS_PER_TASK: usize = 10;

/// AWS: "Amazon ECS endpoints and quotas", per cluster and per strategy.
pub(super) const CAPACITY_PROVIDERS: usize = 20;

/// AWS: "RunTask" and "UpdateContainerInstancesState" take so many at once.
pub(super) const PER_CALL: i64 = 10;

/// AWS: "AwsVpcConfiguration".
pub(super) const SUBNETS: usize = 16;

/// AWS: "AwsVpcConfiguration".
pub(super) const SECURITY_GROUPS: usize = 5;

/// AWS: "EphemeralStorage": what a task has on Fargate if nothing is written, in GiB; what is
/// written is more.
pub(super) const EPHEMERAL_STORAGE_GIB: i64 = 20;

/// AWS: "EphemeralStorage", in GiB.
pub(super) const MOST_EPHEMERAL_GIB: i64 = 200;

/// AWS: "RegisterTaskDefinition", task-level `cpu` outside Fargate, in CPU units.
pub(super) const TASK_CPU: std::ops::RangeInclusive<u64> = 128..=196_608;

/// AWS: "ContainerDefinition", the least memory that Docker takes, in MiB.
pub(super) const CONTAINER_MEMORY: i64 = 6;

/// AWS: "ContainerDefinition", `stopTimeout` on Fargate, in seconds.
pub(super) const FARGATE_STOP_TIMEOUT: std::ops::RangeInclusive<i64> = 2..=120;
