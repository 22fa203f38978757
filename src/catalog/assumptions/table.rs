//! The table itself, sorted by name.
//!
//! Each row: the name, its value in the profile `realistic`, what is different in `instant` or was
//! different before a day, how well it is known, and why. Titles in the reasons are AWS's own.

use jiff::civil::{Date, date};

use super::{Assumption, AssumptionKind, Tag};
use crate::catalog::assumed::{AssumedValue, Bucket};
use crate::engine::{Distribution, Span};

use Tag::{Assumed, Documented, Observed};

/// Every assumption, sorted by name.
#[rustfmt::skip]
pub static TABLE: &[Assumption] = &[
    delay("autoscaling.groupReaction", secs(15), Assumed,
        "A group acts a little after its desired capacity changed; public activity logs show the \
         order, not the length."),
    retry("autoscaling.launchRetryBase", secs(60), Assumed,
        "A launch that failed for lack of capacity is tried again after this time, which doubles \
         each time."),
    retry("autoscaling.launchRetryMax", secs(15 * 60), Assumed,
        "The time between two tries of a failing launch grows no further."),
    flag("autoscaling.zoneRebalancing", [true, true], Documented,
        "A group whose zones are out of balance launches in the emptier ones, then terminates in \
         the fuller ones (EC2 Auto Scaling guide, Availability Zone rebalancing)."),

    bytes("ec2.diskSize", 30 << 30, Documented,
        "The disk of an instance, and so the room for images, where the scenario says nothing: 30 \
         GiB for the operating system and Docker (ECS guide, Amazon ECS-optimized Linux AMIs); that \
         all of it is free is assumed."),
    drawn("ec2.launchToRunning", log_normal(15, 25), Observed,
        "RunInstances to running takes 5 to 18 s in public measurements of 2021 to 2026; it is \
         also the way to InService."),
    drawn("ec2.runningToRegistered", log_normal(35, 95), Assumed,
        "Boot, cloud-init, Docker and agent; fitted so that launch to registration has a median \
         of about 51 s, p95 111 s."),
    drawn("ec2.terminate", log_normal(40, 90), Assumed,
        "Shutting down to terminated; fits three public reports."),

    drawn("ecs.agentPickup", constant(secs(1)), Assumed,
        "The agent learns of a task that was placed on it: the time in PENDING before the pull."),
    count("ecs.anonymousPulls", "pulls", 100, Documented,
        "Pulls without a login that Docker Hub gives one address (AWS Containers Blog, November \
         2020); later announcements differ. They count only where `world.registries` says that \
         `docker.io` is `anonymous`."),
    fixed("ecs.anonymousPullsPer", secs(6 * 60 * 60), Documented,
        "The time in which Docker Hub gives them (AWS Containers Blog, November 2020); that it \
         begins with the first pull of an address is assumed."),
    drawn("ecs.applicationStartup", constant(secs(5)), Assumed,
        "The start of a container to its first good answer, where the scenario gives no `startup`; \
         health checks fail before."),
    delay("ecs.azRebalancingCheck", secs(60), Assumed,
        "How long after it became steady the zones of a service are looked at."),
    word("ecs.azRebalancingDefault", &["ENABLED", "DISABLED"], Documented,
        "`availabilityZoneRebalancing` of a service that says nothing (ECS guide, Balancing an \
         Amazon ECS service across Availability Zones); DISABLED until 5 September 2025.")
        .before(&[(date(2025, 9, 5), AssumedValue::Word("DISABLED"))]),
    retry("ecs.azRebalancingRetry", secs(5 * 60), Assumed,
        "A service whose tasks found no place in the emptier zone tries again after this time."),
    flag("ecs.breakerCountsEarlyExit", [false, false], Assumed,
        "Whether a task that exits after RUNNING, without failing a check, counts for the circuit \
         breaker; a crash loop was seen not to trip it."),
    count("ecs.breakerMaximum", "failures", 200, Documented,
        "The greatest threshold of the circuit breaker as BOUNDED_PERCENT (ECS guide, How the \
         Amazon ECS deployment circuit breaker detects failures)."),
    count("ecs.breakerMinimum", "failures", 3, Documented,
        "The least threshold of the circuit breaker as BOUNDED_PERCENT (What's New, January \
         2024).")
        .before(&[(date(2024, 1, 8), AssumedValue::Count(10))]),
    bucket("ecs.clusterModifyRate", bucket_of(100, 40, 1), Documented,
        "Calls of RunTask, StartTask and StopTask of an account in a second (ECS API reference, \
         Request throttling, cluster resource modify actions)."),
    drawn("ecs.containerStart", constant(secs(1)), Assumed,
        "Creating and starting the containers of a pulled task on EC2."),
    flag("ecs.countStoppingInMax", [true, true], Documented,
        "Tasks that are stopping count against maximumPercent (ECS guide, Service definition \
         parameters); the API text lists only RUNNING and PENDING."),
    drawn("ecs.deregisterAfterTermination", constant(secs(30)), Assumed,
        "ECS learns late that an instance is gone; 10 to 30 s were observed, and up to 20 \
         minutes."),
    flag("ecs.earlyDeregistration", [false, false], Assumed,
        "Whether a task goes on when its targets have no request any more, and not when their \
         deregistration delay is over; without requests that is at once."),
    delay("ecs.ebsAttach", secs(15), Assumed,
        "Creating, attaching and formatting the volume in EBS of a task, on top of PROVISIONING."),
    fixed("ecs.ecrTokenLife", secs(12 * 60 * 60), Documented,
        "An instance that logs in to ECR once, at its boot, can pull so long (ECR user guide, \
         Private registry authentication)."),
    drawn("ecs.eniAttach", constant(secs(8)), Assumed,
        "The network interface of an awsvpc task on EC2; several seconds, says the ECS guide \
         (Optimize task launch time)."),
    fixed("ecs.eniAttachTimeout", secs(180), Assumed,
        "How long ECS waits for a network interface that an instance has no room for."),
    drawn("ecs.eniRelease", constant(secs(10)), Assumed,
        "DEPROVISIONING of a task with a network interface; its address is free at the end."),
    drawn("ecs.exitAfterSignal", constant(secs(2)), Assumed,
        "An application that says nothing else exits so long after its stop signal."),
    drawn("ecs.fargateContainerStart", constant(secs(2)), Assumed,
        "Creating and starting the containers of a pulled task on Fargate."),
    bucket("ecs.fargateLaunchRate", bucket_of(100, 20, 1), Documented,
        "Fargate launches of an account, on demand and Spot each for itself, in the large Regions \
         (ECS guide, AWS Fargate throttling quotas; burst 10 and 1 a second before 2022).")
        .elsewhere(&AssumedValue::Bucket(bucket_of(25, 5, 1)))
        .before(&[(date(2022, 4, 14), AssumedValue::Bucket(bucket_of(10, 1, 1)))]),
    drawn("ecs.fargateProvisioning", log_normal(22, 33), Assumed,
        "MicroVM and network interface; fitted to 53 to 62 s for an image of 413 MB, and to AWS's \
         benchmark of 2026."),
    rate("ecs.fargatePullRateLarge", 60, Assumed,
        "Compressed bytes that a Fargate task above 4 vCPU pulls and unpacks; bigger tasks were \
         seen to pull faster."),
    rate("ecs.fargatePullRateMedium", 30, Assumed,
        "Compressed bytes that a Fargate task above 1 and up to 4 vCPU pulls and unpacks."),
    rate("ecs.fargatePullRateSmall", 13, Assumed,
        "Compressed bytes that a Fargate task up to 1 vCPU pulls and unpacks; fitted to 57 s for \
         an image of 413 MB."),
    bucket("ecs.fargateServiceLaunchRate", bucket_of(500, 500, 60), Documented,
        "Tasks that one service launches on Fargate in a minute (AWS General Reference, Amazon \
         ECS endpoints and quotas); the burst is assumed.")
        .elsewhere(&AssumedValue::Bucket(bucket_of(125, 125, 60))),
    word("ecs.fargateSpotStopCode", &["SpotInterruption", "TerminationNotice"], Documented,
        "stopCode of a reclaimed Fargate Spot task (ECS guide of 2026; that of 2023 has the other \
         word).")
        .before(&[(date(2024, 1, 1), AssumedValue::Word("TerminationNotice"))]),
    fixed("ecs.imageCleanupAge", secs(60 * 60), Documented,
        "An image that was pulled less than this ago is not cleaned up (agent README, \
         ECS_IMAGE_MINIMUM_CLEANUP_AGE)."),
    count("ecs.imageCleanupCount", "images", 5, Documented,
        "So many images are cleaned up at once (agent README, ECS_NUM_IMAGES_DELETE_PER_CYCLE)."),
    retry("ecs.imageCleanupInterval", secs(30 * 60), Documented,
        "How often an agent cleans images up (agent README, ECS_IMAGE_CLEANUP_INTERVAL)."),
    bytes("ecs.imageSize", 250_000_000, Assumed,
        "Compressed size of an image for which the scenario gives none."),
    count("ecs.instancesPerCluster", "instances", 5000, Documented,
        "Container instances per cluster (AWS General Reference, Amazon ECS endpoints and \
         quotas).")
        .before(&[(date(2022, 4, 14), AssumedValue::Count(2000))]),
    fixed("ecs.placementRetryBurst", secs(50), Observed,
        "How long after a task found no room it is tried in short steps (measured in \
         reproio/ecs_deploy, pull request 53)."),
    retry("ecs.placementRetryInterval", secs(300), Observed,
        "The long step between two tries of a task that finds no room (reproio/ecs_deploy, pull \
         request 53)."),
    retry("ecs.placementRetryStep", secs(10), Observed,
        "The short step between two tries of a task that finds no room (reproio/ecs_deploy, pull \
         request 53)."),
    word("ecs.placementTieBreak", &["stable", "leastLoaded", "random"], Assumed,
        "AWS names no order among equally good instances; here the one that registered first \
         takes the task, the one with the fewest tasks of any kind (as seen in \
         aws/amazon-ecs-agent, issue 685), or any of them."),
    flag("ecs.placementWake", [false, true], Observed,
        "Whether room that others make wakes a service whose task found none; ECS was seen to \
         wait for its next try."),
    count("ecs.pullAttempts", "attempts", 5, Observed,
        "How often an agent asks for an image before its task fails (agent source); Fargate is \
         assumed to do the same."),
    delay("ecs.pullCached", secs(1), Assumed,
        "A pull on EC2 whose layers are all there: the registry is asked nevertheless."),
    rate("ecs.pullRate", 40, Assumed,
        "Compressed bytes that an instance pulls and unpacks; large types were seen at 60 to 100 \
         MB/s, t3 at 25 to 40."),
    delay("ecs.pullRetryBase", Span::from_millis(1_100), Observed,
        "The time before the second attempt to pull; it doubles each time (agent source, without \
         its jitter)."),
    delay("ecs.pullRetryMax", secs(5), Observed,
        "The time between two attempts to pull grows no further (agent source)."),
    fixed("ecs.readyAfterRunning", secs(40), Documented,
        "A task without any health check counts as healthy so long after RUNNING (API reference, \
         DeploymentConfiguration, minimumHealthyPercent)."),
    word("ecs.releaseOn", &["stopped", "desiredStopped"], Assumed,
        "When a stopping task gives its room back; the agent holds new tasks until the old ones \
         are STOPPED."),
    word("ecs.replacementRevision", &["own", "new"], Documented,
        "The revision that replaces a lost task of the old one during a rolling deployment \
         (What's New, November 2025).")
        .before(&[(date(2025, 11, 1), AssumedValue::Word("new"))]),
    bucket("ecs.runTaskFargateRate", bucket_of(20, 20, 1), Documented,
        "Calls of RunTask on Fargate in a second (ECS guide, AWS Fargate throttling quotas)."),
    word("ecs.scaleOutRevisions", &["both", "new"], Documented,
        "The revisions that a raised desired count adds tasks to during a rolling deployment \
         (What's New, November 2025).")
        .before(&[(date(2025, 11, 1), AssumedValue::Word("new"))]),
    delay("ecs.schedulerReaction", secs(0), Assumed,
        "The service scheduler acts at once on what it learns; real ones take seconds to tens of \
         seconds."),
    delay("ecs.serviceCallRefusal", secs(2), Assumed,
        "How long an agent that does not get a secret, a file, a token or a log stream takes to \
         hear so: a call and its retry."),
    delay("ecs.serviceCallTimeout", secs(3 * 60), Assumed,
        "How long an agent without a route tries before its task fails: connections that time out, \
         and their retries. Tasks were seen to hang for minutes."),
    bucket("ecs.serviceLaunchRate", bucket_of(500, 500, 60), Documented,
        "Tasks that one service launches on EC2 in a minute (AWS General Reference, Amazon ECS \
         endpoints and quotas); the burst is assumed."),
    count("ecs.servicesPerCluster", "services", 5000, Documented,
        "Services per cluster (AWS General Reference, Amazon ECS endpoints and quotas).")
        .before(&[(date(2021, 6, 8), AssumedValue::Count(2000))]),
    bytes("ecs.sociLeast", 250_000_000, Documented,
        "Smaller images do not start sooner with a SOCI index (AWS Containers Blog, 2023)."),
    count("ecs.sociPercent", "percent", 50, Documented,
        "What is left of the pull of an image with a SOCI index: up to 50 % shorter (AWS News \
         Blog, 2023)."),
    drawn("ecs.spotDrainPoll", constant(secs(1)), Observed,
        "The agent asks the instance metadata for a Spot notice once a second (agent source)."),
    retry("ecs.startThrottleBase", secs(10), Assumed,
        "The first delay of a service whose tasks never become RUNNING; it doubles each time. A \
         base of a minute would not give the ten attempts in half an hour that were observed."),
    count("ecs.startThrottleFree", "failures", 3, Assumed,
        "So many rounds of tasks fail to start before the next one is delayed."),
    retry("ecs.startThrottleMax", secs(27 * 60), Documented,
        "The longest delay of a service whose tasks never become RUNNING (ECS guide, Amazon ECS \
         service throttle logic; that of 2023 says 15 minutes).")
        .before(&[(date(2024, 1, 1), AssumedValue::Time(Distribution::Constant(secs(15 * 60))))]),
    word("ecs.stopPolicy", &["eager", "start_first"], Documented,
        "A deployment goes down to minimumHealthyPercent straight away, as the guide's example \
         does with six tasks at 50 % (ECS best practices, Service deployments)."),
    word("ecs.stopTieBreak", &["oldest", "newest", "random"], Assumed,
        "Which of several equally good tasks is stopped; AWS names only zones and instances."),
    fixed("ecs.stopTimeout", secs(30), Documented,
        "Stop signal to kill where the task definition says nothing (API reference, \
         ContainerDefinition, stopTimeout)."),
    fixed("ecs.taskCleanupWait", secs(3 * 60 * 60), Documented,
        "The containers of a STOPPED task hold their images so long (agent README, \
         ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION)."),
    count("ecs.tasksPerService", "tasks", 5000, Documented,
        "Tasks per service (AWS General Reference, Amazon ECS endpoints and quotas).")
        .before(&[
            (date(2020, 8, 24), AssumedValue::Count(1000)),
            (date(2021, 6, 8), AssumedValue::Count(2000)),
        ]),
    word("ecs.unhealthyReplacement", &["startFirst", "stopFirst"], Documented,
        "A task that fails its checks is stopped when its replacement is healthy, as far as \
         maximumPercent allows (What's New, October 2023). Before, it was stopped first; that all \
         of them went at once is assumed.")
        .before(&[(date(2023, 10, 23), AssumedValue::Word("stopFirst"))]),

    flag("elb.deregisterFirst", [true, true], Documented,
        "StopTask signals a task when its targets are out of their groups (What's New, 13 February \
         2023); before that day both went on at once.")
        .before(&[(date(2023, 2, 13), AssumedValue::Flag(false))]),
    fixed("elb.deregistrationDelay", secs(300), Documented,
        "deregistration_delay.timeout_seconds of a target group that says nothing \
         (TargetGroupAttribute)."),
    count("elb.newTargetHealthyChecks", "checks", 1, Documented,
        "How many checks a new target has to pass (Application Load Balancer guide, Health checks \
         for target groups); older ECS texts count the healthy threshold for it, as for a target \
         that had become unhealthy."),
    delay("elb.registrationLatency", secs(3), Assumed,
        "Registration to the first probe; the others follow an interval after each other."),

    word("eventbridge.firstRateFiring", &["interval", "start"], Assumed,
        "A rate without a start date fires first after one interval, as for a rule that was there \
         before; EventBridge Scheduler fires a new schedule at once."),
    retry("eventbridge.retryBase", secs(1), Assumed,
        "A throttled call of a target is made again after half to the whole of this time, which \
         doubles each time; the guide says only: exponential back-off with jitter."),
    retry("eventbridge.retryMax", secs(480), Assumed,
        "The time between two tries of a throttled target grows no further, so that 185 tries \
         take about the 24 hours that they have."),

    flag("feature.azRebalancing", [true, true], Documented,
        "Services can be balanced over Availability Zones (API model, November 2024; the day is \
         assumed). Before, the field has no effect.")
        .before(&[(date(2024, 11, 18), AssumedValue::Flag(false))]),
    flag("feature.breakerConfiguration", [true, true], Documented,
        "The circuit breaker has a threshold and a reset that can be configured (What's New, July \
         2026).")
        .before(&[(date(2026, 7, 1), AssumedValue::Flag(false))]),
    flag("feature.capacityProviders", [true, true], Documented,
        "Capacity providers, cluster auto scaling and Fargate Spot exist (ECS guide, document \
         history).")
        .before(&[(date(2019, 12, 3), AssumedValue::Flag(false))]),
    flag("feature.circuitBreaker", [true, true], Documented,
        "The deployment circuit breaker exists (What's New, December 2020). Before, it has no \
         effect.")
        .before(&[(date(2020, 12, 4), AssumedValue::Flag(false))]),
    flag("feature.fargateLarge", [true, true], Documented,
        "Fargate has sizes of 8 and 16 vCPU (ECS guide, document history).")
        .before(&[(date(2022, 9, 16), AssumedValue::Flag(false))]),

    flag("managedScaling.drainingDefault", [true, true], Documented,
        "A new capacity provider drains the instances that its group terminates, unless \
         `managedDraining` says otherwise (What's New, 2024-01-19).")
        .before(&[(date(2024, 1, 19), AssumedValue::Flag(false))]),
    fixed("managedScaling.drainingLimit", secs(48 * 60 * 60), Documented,
        "An instance that cannot be drained is terminated with its tasks after this time (What's \
         New, 2024-01-19); that ECS renews the heartbeat of its hook until then is assumed."),

    fixed("spot.noticeLead", secs(120), Documented,
        "Notice to reclaim of a Spot instance (EC2 guide, Spot instance interruption notices)."),

    count("world.outageLaunchFactor", "times", 2, Assumed,
        "While others move there too, launches in the zones that a lost one leaves take so many \
         times as long."),
    fixed("world.outageLaunchWindow", secs(60 * 60), Assumed,
        "So long after the loss of a zone launches in the others are slow; in May 2026 it was \
         much of a day."),
];

/// A time that is the same in both profiles, because AWS's own clocks make it.
const fn fixed(name: &'static str, span: Span, tag: Tag, reason: &'static str) -> Assumption {
    let value = time(constant(span));
    row(
        name,
        time_from(Span::ZERO),
        value,
        time(constant(span)),
        tag,
        reason,
    )
}

/// The time between two tries, which is never nothing: else one try follows the other for ever.
const fn retry(name: &'static str, span: Span, tag: Tag, reason: &'static str) -> Assumption {
    let value = time(constant(span));
    row(
        name,
        time_from(secs(1)),
        value,
        time(constant(span)),
        tag,
        reason,
    )
}

/// A time that is always the same, and not shorter than this.
const fn time_from(least: Span) -> AssumptionKind {
    AssumptionKind::Time {
        drawn: false,
        least,
    }
}

/// A time that is nothing in the profile `instant`.
const fn delay(name: &'static str, span: Span, tag: Tag, reason: &'static str) -> Assumption {
    row(
        name,
        time_from(Span::ZERO),
        time(constant(span)),
        NO_TIME,
        tag,
        reason,
    )
}

/// A time that a scenario may give as a distribution; nothing in the profile `instant`.
const fn drawn(
    name: &'static str,
    drawn: Distribution,
    tag: Tag,
    reason: &'static str,
) -> Assumption {
    let kind = AssumptionKind::Time {
        drawn: true,
        least: Span::ZERO,
    };
    row(name, kind, time(drawn), NO_TIME, tag, reason)
}

/// Megabytes a second; no limit in the profile `instant`.
const fn rate(name: &'static str, megabytes: u64, tag: Tag, reason: &'static str) -> Assumption {
    let realistic = AssumedValue::Rate(Some(megabytes * 1_000_000));
    row(
        name,
        AssumptionKind::Rate,
        realistic,
        AssumedValue::Rate(None),
        tag,
        reason,
    )
}

/// A number of such things, from 1 to a hundred thousand.
const fn count(
    name: &'static str,
    unit: &'static str,
    count: u64,
    tag: Tag,
    reason: &'static str,
) -> Assumption {
    row(
        name,
        AssumptionKind::Count {
            unit,
            least: 1,
            most: 100_000,
        },
        AssumedValue::Count(count),
        AssumedValue::Count(count),
        tag,
        reason,
    )
}

/// A size in bytes.
const fn bytes(name: &'static str, bytes: u64, tag: Tag, reason: &'static str) -> Assumption {
    row(
        name,
        AssumptionKind::Bytes,
        AssumedValue::Count(bytes),
        AssumedValue::Count(bytes),
        tag,
        reason,
    )
}

/// A token bucket.
const fn bucket(name: &'static str, bucket: Bucket, tag: Tag, reason: &'static str) -> Assumption {
    row(
        name,
        AssumptionKind::Bucket,
        AssumedValue::Bucket(bucket),
        AssumedValue::Bucket(bucket),
        tag,
        reason,
    )
}

/// Yes or no, in `realistic` and in `instant`.
const fn flag(
    name: &'static str,
    [realistic, instant]: [bool; 2],
    tag: Tag,
    reason: &'static str,
) -> Assumption {
    row(
        name,
        AssumptionKind::Flag,
        AssumedValue::Flag(realistic),
        AssumedValue::Flag(instant),
        tag,
        reason,
    )
}

/// One of these words, the first where nothing else is said.
const fn word(
    name: &'static str,
    words: &'static [&'static str],
    tag: Tag,
    reason: &'static str,
) -> Assumption {
    row(
        name,
        AssumptionKind::Word(words),
        AssumedValue::Word(words[0]),
        AssumedValue::Word(words[0]),
        tag,
        reason,
    )
}

const fn row(
    name: &'static str,
    kind: AssumptionKind,
    realistic: AssumedValue,
    instant: AssumedValue,
    tag: Tag,
    reason: &'static str,
) -> Assumption {
    Assumption {
        name,
        kind,
        realistic,
        instant,
        dated: &[],
        elsewhere: None,
        tag,
        reason,
    }
}

impl Assumption {
    /// What held before certain days.
    const fn before(mut self, dated: &'static [(Date, AssumedValue)]) -> Self {
        self.dated = dated;
        self
    }

    /// What holds outside the large Regions.
    const fn elsewhere(mut self, value: &'static AssumedValue) -> Self {
        self.elsewhere = Some(value);
        self
    }
}

const NO_TIME: AssumedValue = time(constant(Span::ZERO));

const fn time(distribution: Distribution) -> AssumedValue {
    AssumedValue::Time(distribution)
}

const fn constant(span: Span) -> Distribution {
    Distribution::Constant(span)
}

const fn secs(seconds: u64) -> Span {
    Span::from_secs(seconds)
}

/// A log-normal time, by its median and 95th percentile in seconds.
const fn log_normal(median: u64, p95: u64) -> Distribution {
    Distribution::LogNormal {
        median: secs(median),
        p95: secs(p95),
    }
}

const fn bucket_of(burst: u64, refill: u64, seconds: u64) -> Bucket {
    Bucket {
        burst,
        refill,
        per: secs(seconds),
    }
}
