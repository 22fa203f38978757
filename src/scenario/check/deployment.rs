//! How a service is deployed: its percents, and when a deployment has failed (circuit breaker) and
//! has succeeded (early success).

use super::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{
    CircuitBreaker, DeploymentConfiguration, EarlySuccess, SchedulingStrategy, Threshold,
    ThresholdType,
};
use crate::scenario::raw::aws::{self, ThresholdConfiguration};
use crate::scenario::source::Path;

/// What's New: the circuit breaker (preview).
const BREAKER: jiff::civil::Date = jiff::civil::date(2020, 12, 4);

/// What's New: its threshold and its reset can be configured.
const CONFIGURATION: jiff::civil::Date = jiff::civil::date(2026, 7, 1);

/// The day is assumed; the month is that of the API model.
const AZ_REBALANCING: jiff::civil::Date = jiff::civil::date(2024, 11, 18);

/// The greatest percent that a 32-bit field of the API holds.
const GREATEST_PERCENT: i64 = i32::MAX as i64;

/// Assumed: with a higher floor the last old tasks could never be stopped.
const MOST_HEALTHY: u32 = 100;

/// How it is deployed, filled in and checked.
pub(super) fn configuration(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut aws::Service,
    strategy: SchedulingStrategy,
) -> DeploymentConfiguration {
    let (minimum, maximum) = match strategy {
        SchedulingStrategy::Replica => defaults::REPLICA_PERCENTS,
        SchedulingStrategy::Daemon => defaults::DAEMON_PERCENTS,
    };
    let written = raw.deployment_configuration.get_or_insert_default();
    written.minimum_healthy_percent.get_or_insert(minimum);
    written.maximum_percent.get_or_insert(maximum);
    let at = at.key("deploymentConfiguration");
    let (minimum, maximum) = check.percents(&at, written);
    if strategy == SchedulingStrategy::Daemon {
        check.daemon_maximum(&at, maximum);
    }
    let breaker = written.deployment_circuit_breaker.as_mut();
    let criteria = written.early_success_criteria.as_mut();
    DeploymentConfiguration {
        minimum_healthy_percent: minimum.unwrap_or_default(),
        maximum_percent: maximum.unwrap_or_default(),
        circuit_breaker: breaker
            .and_then(|it| check.circuit_breaker(&at.key("deploymentCircuitBreaker"), it)),
        early_success: criteria.and_then(|it| {
            let at = at.key("earlySuccessCriteria");
            check.early_success(&at, it, minimum.unwrap_or_default())
        }),
    }
}

impl Check<'_> {
    /// The percents that are written, in AWS's ranges.
    pub(super) fn percents(
        &mut self,
        at: &Path,
        raw: &mut aws::DeploymentConfiguration,
    ) -> (Option<u32>, Option<u32>) {
        if let Some(strategy) = raw.strategy.as_deref().filter(|name| *name != "ROLLING") {
            let what = format!("the deployment strategy {strategy}");
            let instead = "leave it out: ROLLING is the default";
            self.not_played(&at.key("strategy"), &what, instead);
        }
        let mut percent = |key: &str, least: i64, value: Option<i64>| {
            let what = format!("InvalidParameterException: {key} of a REPLICA service");
            let path = at.key(key);
            value.map(|value| {
                self.within(codes::PERCENT, &path, value, least, GREATEST_PERCENT, &what)
            })
        };
        let minimum = percent("minimumHealthyPercent", 0, raw.minimum_healthy_percent);
        let maximum = percent("maximumPercent", 100, raw.maximum_percent);
        let path = at.key("minimumHealthyPercent");
        if let Some(minimum) = minimum.filter(|minimum| *minimum > MOST_HEALTHY) {
            let message =
                format!("InvalidParameterException: minimumHealthyPercent {minimum} is above 100");
            let help =
                "more healthy tasks than the desired count never last, so no deployment would end";
            self.wrong(codes::PERCENT, &path, message, help);
        } else if let (Some(minimum), Some(maximum)) = (minimum, maximum)
            && minimum > maximum
        {
            let message = format!(
                "InvalidParameterException: minimumHealthyPercent {minimum} is above maximumPercent {maximum}"
            );
            self.wrong(codes::PERCENT, &path, message, "");
        }
        (minimum, maximum)
    }

    /// A DAEMON service has one task on an instance, and never two.
    pub(super) fn daemon_maximum(&mut self, at: &Path, maximum: Option<u32>) {
        if maximum.is_some_and(|maximum| maximum != 100) {
            let message = "InvalidParameterException: The daemon scheduling strategy does not support values for maximumPercent other than 100";
            let help = "leave it out; minimumHealthyPercent says how many go at once";
            self.wrong(codes::DAEMON, &at.key("maximumPercent"), message, help);
        }
    }

    /// The circuit breaker, filled in and checked; none if it is not enabled.
    pub(super) fn circuit_breaker(
        &mut self,
        at: &Path,
        raw: &mut aws::CircuitBreaker,
    ) -> Option<CircuitBreaker> {
        let flag = "feature.circuitBreaker";
        let is_on = raw.enable && self.counts_since(at, flag, BREAKER, "the circuit breaker");
        let configurable = "feature.breakerConfiguration";
        if raw.reset_on_healthy_task.is_some() {
            let path = at.key("resetOnHealthyTask");
            self.feature(&path, configurable, CONFIGURATION, "this field");
        }
        let path = at.key("thresholdConfiguration");
        if raw.threshold_configuration.is_some() {
            self.feature(&path, configurable, CONFIGURATION, "this field");
        }
        let reset = *raw
            .reset_on_healthy_task
            .get_or_insert(defaults::RESET_ON_HEALTHY_TASK);
        let written = raw.threshold_configuration.get_or_insert_with(|| {
            let default = Threshold::default();
            ThresholdConfiguration {
                kind: default.kind.name().to_owned(),
                value: i64::from(default.value),
            }
        });
        let threshold = self.threshold(&path, written)?;
        is_on.then_some(CircuitBreaker {
            rollback: raw.rollback,
            reset_on_healthy_task: reset,
            threshold,
        })
    }

    fn threshold(&mut self, at: &Path, raw: &ThresholdConfiguration) -> Option<Threshold> {
        let mut kinds = ThresholdType::ALL.into_iter();
        // Another word was told by the walk, which knows AWS's own.
        let kind = kinds.find(|kind| kind.name() == raw.kind)?;
        let (most, what) = match kind {
            ThresholdType::Count => (i64::from(i32::MAX), "number of failures"),
            _ => (100, "percentage"),
        };
        let what = format!("InvalidParameterException: value of a threshold as {what}");
        let value = self.within(codes::PERCENT, &at.key("value"), raw.value, 1, most, &what);
        Some(Threshold { kind, value })
    }

    /// Whether zones are to be balanced, as it is written.
    pub(super) fn az_rebalancing(&mut self, at: &Path, written: &str) -> bool {
        let flag = "feature.azRebalancing";
        let what = "Availability Zone rebalancing";
        written == "ENABLED" && self.counts_since(at, flag, AZ_REBALANCING, what)
    }

    /// The early success criteria, filled in and checked; none if they are not enabled. `minimum`
    /// is minimumHealthyPercent.
    pub(super) fn early_success(
        &mut self,
        at: &Path,
        raw: &mut aws::EarlySuccessCriteria,
        minimum: u32,
    ) -> Option<EarlySuccess> {
        let percent = *raw
            .healthy_percent
            .get_or_insert(defaults::EARLY_HEALTHY_PERCENT);
        let path = at.key("healthyPercent");
        let minimum = if raw.enable { minimum } else { 0 };
        let healthy_percent = self.early_healthy_percent(&path, percent, minimum);
        let cleanup = raw
            .source_service_revision_cleanup
            .get_or_insert_with(|| defaults::REVISION_CLEANUP.to_owned());
        raw.enable.then_some(EarlySuccess {
            healthy_percent,
            deferred: cleanup == "DEFERRED",
        })
    }

    /// How many healthy tasks are an early success: between the floor and all of them.
    pub(super) fn early_healthy_percent(&mut self, at: &Path, percent: i64, minimum: u32) -> u32 {
        let what = "InvalidParameterException: healthyPercent (at least minimumHealthyPercent)";
        let minimum = i64::from(minimum.min(100));
        self.within(codes::PERCENT, at, percent, minimum, 100, what)
    }
}
