//! When a deployment has failed, and when it has succeeded: circuit breaker and early success.

use super::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{CircuitBreaker, EarlySuccess, Threshold, ThresholdType};
use crate::scenario::raw::aws::{self, ThresholdConfiguration};
use crate::scenario::source::Path;

/// What's New: the circuit breaker (preview).
const BREAKER: jiff::civil::Date = jiff::civil::date(2020, 12, 4);

/// What's New: its threshold and its reset can be configured.
const CONFIGURATION: jiff::civil::Date = jiff::civil::date(2026, 7, 1);

/// The day is assumed; the month is that of the API model.
const AZ_REBALANCING: jiff::civil::Date = jiff::civil::date(2024, 11, 18);

impl Check<'_> {
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
        let what = "InvalidParameterException: healthyPercent (at least minimumHealthyPercent)";
        let path = at.key("healthyPercent");
        let minimum = if raw.enable { minimum.min(100) } else { 0 };
        let minimum = i64::from(minimum);
        let healthy_percent = self.within(codes::PERCENT, &path, percent, minimum, 100, what);
        let cleanup = raw
            .source_service_revision_cleanup
            .get_or_insert_with(|| defaults::REVISION_CLEANUP.to_owned());
        raw.enable.then_some(EarlySuccess {
            healthy_percent,
            deferred: cleanup == "DEFERRED",
        })
    }
}
