//! Rules of EventBridge and schedules of EventBridge Scheduler, which stand in one list.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::aws::{CapacityProviderItem, NetworkConfiguration};
use super::placement::{PlacementConstraint, PlacementStrategy};
use super::value::Moment;

/// A rule with its targets (PutRule and PutTargets of EventBridge), or a schedule with its target
/// (CreateSchedule of EventBridge Scheduler).
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend(
    "x-aws" = "events/PutRuleRequest",
    "x-aws-also" = "scheduler/CreateScheduleInput",
    "x-exactly-one" = ["targets", "target"]
))]
pub(in crate::scenario) struct Rule {
    /// Its name.
    pub(in crate::scenario) name: String,
    /// When it fires: `rate(15 minutes)`, `cron(0 3 * * ? *)`; of a schedule also
    /// `at(2026-03-02T09:00:00)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) schedule_expression: Option<String>,
    /// Of a rule: the events that make it fire, as a mapping or as JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) event_pattern: Option<Pattern>,
    /// `ENABLED` (default) or `DISABLED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) state: Option<String>,
    /// Of a rule: what it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) targets: Option<Vec<RuleTarget>>,
    /// Of a schedule: what it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) target: Option<RuleTarget>,
    /// Of a schedule: the time zone of its expression. Default: UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) schedule_expression_timezone: Option<String>,
    /// Of a schedule: it does not fire earlier, and a rate fires then for the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) start_date: Option<Moment>,
    /// Of a schedule: it does not fire later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) end_date: Option<Moment>,
    /// Of a schedule: how late it may be. Default: not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) flexible_time_window: Option<FlexibleTimeWindow>,
}

/// How late a schedule may be.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "scheduler/FlexibleTimeWindow"))]
pub(in crate::scenario) struct FlexibleTimeWindow {
    /// `OFF` or `FLEXIBLE`.
    pub(in crate::scenario) mode: String,
    /// 1 to 1440.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) maximum_window_in_minutes: Option<i64>,
}

/// What a rule or a schedule runs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws-also" = "events/Target scheduler/Target"))]
pub(in crate::scenario) struct RuleTarget {
    /// The cluster. Default: the only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) arn: Option<String>,
    /// The tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) ecs_parameters: Option<EcsParameters>,
    /// How often a call that AWS throttles is made again. Default: 185 times within 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) retry_policy: Option<RetryPolicy>,
}

/// The tasks that a target runs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "scheduler/EcsParameters"))]
pub(in crate::scenario) struct EcsParameters {
    /// `job` is the newest revision, `job:2` that one.
    pub(in crate::scenario) task_definition_arn: String,
    /// How many, 1 to 10. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-least" = 1))]
    pub(in crate::scenario) task_count: Option<i64>,
    /// `EC2` or `FARGATE`. Default: the cluster's default strategy, else EC2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) launch_type: Option<String>,
    /// A single item FARGATE or FARGATE_SPOT, in place of a launch type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) capacity_provider_strategy: Vec<CapacityProviderItem>,
    /// The group of the tasks: with whom they are spread, and whom `task:group` names. Default:
    /// `family:` and the family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) group: Option<String>,
    /// Where the tasks may stand: all of these hold, with those of the task definition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) placement_constraints: Vec<PlacementConstraint>,
    /// Where the tasks should stand, one after the other. Default: random.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::scenario) placement_strategy: Vec<PlacementStrategy>,
    /// The subnets of the tasks (awsvpc).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) network_configuration: Option<NetworkConfiguration>,
}

/// How often a call is made again.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
#[schemars(extend("x-aws" = "events/RetryPolicy"))]
pub(in crate::scenario) struct RetryPolicy {
    /// 0 to 185. Default: 185.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) maximum_retry_attempts: Option<i64>,
    /// 60 to 86400. Default: 86400.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scenario) maximum_event_age_in_seconds: Option<i64>,
}

/// An event pattern: JSON as text, as PutRule takes it, or a mapping.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub(in crate::scenario) struct Pattern(pub(in crate::scenario) Value);

impl JsonSchema for Pattern {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pattern".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [
            {"type": "object", "additionalProperties": true},
            {"type": "string"},
        ]})
    }
}
