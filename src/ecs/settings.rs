//! The assumptions that this room plays by, looked up once.

use crate::ecs::container_instance::image_cache::Cleanup;
use crate::ecs::deployment::circuit_breaker::BreakerBounds;
use crate::ecs::deployment::start_throttle::ThrottleRules;
use crate::ecs::placement::Part;
use crate::ecs::service::rolling_update::{Rules, UnhealthyReplacement};
use crate::ecs::task::start::pull::Retries;
use crate::engine::{Distribution, Span};
use crate::scenario::model::{Assumptions, Bucket, Capacity};

/// Which of equal tasks is stopped first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TieBreak {
    Oldest,
    Newest,
    Random,
}

impl TieBreak {
    fn named(name: &str) -> Self {
        match name {
            "newest" => Self::Newest,
            "random" => Self::Random,
            _ => Self::Oldest,
        }
    }
}

/// The values in force for one run.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an assumption of its own"
)]
pub(super) struct Settings {
    pub(super) rules: Rules,
    pub(super) scale_out_both: bool,
    pub(super) throttle: ThrottleRules,
    pub(super) breaker_bounds: BreakerBounds,
    pub(super) breaker_counts_early_exit: bool,
    pub(super) ready_after_running: Span,
    pub(super) scheduler_reaction: Span,
    pub(super) agent_pickup: Distribution,
    pub(super) fargate_provisioning: Distribution,
    pub(super) eni_attach: Distribution,
    pub(super) eni_attach_timeout: Span,
    pub(super) eni_release: Distribution,
    pub(super) ebs_attach: Span,
    pub(super) container_start: Distribution,
    pub(super) fargate_container_start: Distribution,
    pub(super) pull_cached: Span,
    pub(super) pull_rate: Option<u64>,
    /// By size of the task: up to 1 vCPU, up to 4, above.
    pub(super) fargate_pull_rates: [Option<u64>; 3],
    pub(super) starts: Starts,
    pub(super) application_startup: Distribution,
    pub(super) exit_after_signal: Distribution,
    pub(super) deregister_first: bool,
    pub(super) early_deregistration: bool,
    pub(super) stop_timeout: Span,
    pub(super) stop_tie_break: TieBreak,
    pub(super) release_when_told: bool,
    /// What decides between equally good instances before the order of registration does.
    pub(super) placement_tie_break: Option<Part>,
    pub(super) placement_retry_burst: Span,
    pub(super) placement_retry_step: Span,
    pub(super) placement_retry_interval: Span,
    pub(super) placement_wake: bool,
    pub(super) az_rebalancing_check: Span,
    pub(super) az_rebalancing_retry: Span,
    service_launch_rate: Bucket,
    fargate_service_launch_rate: Bucket,
    pub(super) fargate_launch_rate: Bucket,
    pub(super) run_task_fargate_rate: Bucket,
    pub(super) cluster_modify_rate: Bucket,
    pub(super) deregister_after_termination: Distribution,
    pub(super) registration: Distribution,
    pub(super) spot_notice: Span,
    pub(super) spot_drain_poll: Distribution,
    pub(super) fargate_spot_stop_code: &'static str,
}

impl Settings {
    /// Reads the table.
    pub(super) fn new(assumed: &Assumptions) -> Self {
        let count = |name| u32::try_from(assumed.count(name)).unwrap_or(u32::MAX);
        Self {
            rules: rules(assumed),
            scale_out_both: assumed.word("ecs.scaleOutRevisions") == "both",
            throttle: ThrottleRules {
                free: count("ecs.startThrottleFree"),
                base: assumed.span("ecs.startThrottleBase"),
                max: assumed.span("ecs.startThrottleMax"),
            },
            breaker_bounds: BreakerBounds {
                minimum: count("ecs.breakerMinimum"),
                maximum: count("ecs.breakerMaximum"),
            },
            breaker_counts_early_exit: assumed.flag("ecs.breakerCountsEarlyExit"),
            ready_after_running: assumed.span("ecs.readyAfterRunning"),
            scheduler_reaction: assumed.span("ecs.schedulerReaction"),
            agent_pickup: assumed.time("ecs.agentPickup"),
            fargate_provisioning: assumed.time("ecs.fargateProvisioning"),
            eni_attach: assumed.time("ecs.eniAttach"),
            eni_attach_timeout: assumed.span("ecs.eniAttachTimeout"),
            eni_release: assumed.time("ecs.eniRelease"),
            ebs_attach: assumed.span("ecs.ebsAttach"),
            container_start: assumed.time("ecs.containerStart"),
            fargate_container_start: assumed.time("ecs.fargateContainerStart"),
            pull_cached: assumed.span("ecs.pullCached"),
            pull_rate: assumed.rate("ecs.pullRate"),
            fargate_pull_rates: [
                assumed.rate("ecs.fargatePullRateSmall"),
                assumed.rate("ecs.fargatePullRateMedium"),
                assumed.rate("ecs.fargatePullRateLarge"),
            ],
            starts: Starts::new(assumed),
            application_startup: assumed.time("ecs.applicationStartup"),
            exit_after_signal: assumed.time("ecs.exitAfterSignal"),
            deregister_first: assumed.flag("elb.deregisterFirst"),
            early_deregistration: assumed.flag("ecs.earlyDeregistration"),
            stop_timeout: assumed.span("ecs.stopTimeout"),
            stop_tie_break: TieBreak::named(assumed.word("ecs.stopTieBreak")),
            release_when_told: assumed.word("ecs.releaseOn") == "desiredStopped",
            placement_tie_break: placement_tie_break(assumed),
            placement_retry_burst: assumed.span("ecs.placementRetryBurst"),
            placement_retry_step: assumed.span("ecs.placementRetryStep"),
            placement_retry_interval: assumed.span("ecs.placementRetryInterval"),
            placement_wake: assumed.flag("ecs.placementWake"),
            az_rebalancing_check: assumed.span("ecs.azRebalancingCheck"),
            az_rebalancing_retry: assumed.span("ecs.azRebalancingRetry"),
            service_launch_rate: assumed.bucket("ecs.serviceLaunchRate"),
            fargate_service_launch_rate: assumed.bucket("ecs.fargateServiceLaunchRate"),
            fargate_launch_rate: assumed.bucket("ecs.fargateLaunchRate"),
            run_task_fargate_rate: assumed.bucket("ecs.runTaskFargateRate"),
            cluster_modify_rate: assumed.bucket("ecs.clusterModifyRate"),
            deregister_after_termination: assumed.time("ecs.deregisterAfterTermination"),
            registration: assumed.time("ec2.runningToRegistered"),
            spot_notice: assumed.span("spot.noticeLead"),
            spot_drain_poll: assumed.time("ecs.spotDrainPoll"),
            fargate_spot_stop_code: assumed.word("ecs.fargateSpotStopCode"),
        }
    }

    /// How fast a service may launch tasks on such capacity.
    pub(super) fn launch_rate(&self, capacity: Capacity) -> Bucket {
        match capacity {
            Capacity::Ec2 => self.service_launch_rate,
            _ => self.fargate_service_launch_rate,
        }
    }
}

fn placement_tie_break(assumed: &Assumptions) -> Option<Part> {
    match assumed.word("ecs.placementTieBreak") {
        "leastLoaded" => Some(Part::Tasks),
        "random" => Some(Part::Random),
        _ => None,
    }
}

/// The rules of a rolling update.
fn rules(assumed: &Assumptions) -> Rules {
    Rules {
        count_stopping_in_max: assumed.flag("ecs.countStoppingInMax"),
        eager: assumed.word("ecs.stopPolicy") == "eager",
        replace_by_own_revision: assumed.word("ecs.replacementRevision") == "own",
        unhealthy: match assumed.word("ecs.unhealthyReplacement") {
            "stopFirst" => UnhealthyReplacement::StopFirst,
            _ => UnhealthyReplacement::StartFirst,
        },
    }
}

/// What decides whether a task starts, and when.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    pub(super) pull_retries: Retries,
    pub(super) cleanup: Cleanup,
    /// How many anonymous pulls an address has in which time, where they are counted.
    pub(super) anonymous_pulls: (u64, Span),
    pub(super) ecr_token_life: Span,
    /// How long an agent takes to hear that it does not get something.
    pub(super) service_call_refusal: Span,
    /// How long it takes where nothing answers.
    pub(super) service_call_timeout: Span,
    pub(super) soci_least: u64,
    pub(super) soci_percent: u64,
}

impl Starts {
    fn new(assumed: &Assumptions) -> Self {
        Self {
            pull_retries: Retries {
                attempts: u32::try_from(assumed.count("ecs.pullAttempts")).unwrap_or(u32::MAX),
                base: assumed.span("ecs.pullRetryBase"),
                max: assumed.span("ecs.pullRetryMax"),
            },
            cleanup: Cleanup {
                interval: assumed.span("ecs.imageCleanupInterval"),
                age: assumed.span("ecs.imageCleanupAge"),
                count: assumed.count("ecs.imageCleanupCount"),
                task_wait: assumed.span("ecs.taskCleanupWait"),
            },
            anonymous_pulls: (
                assumed.count("ecs.anonymousPulls"),
                assumed.span("ecs.anonymousPullsPer"),
            ),
            ecr_token_life: assumed.span("ecs.ecrTokenLife"),
            service_call_timeout: assumed.span("ecs.serviceCallTimeout"),
            service_call_refusal: assumed.span("ecs.serviceCallRefusal"),
            soci_least: assumed.count("ecs.sociLeast"),
            soci_percent: assumed.count("ecs.sociPercent"),
        }
    }
}
