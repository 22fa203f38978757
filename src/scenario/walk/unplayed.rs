//! Fields of AWS that are accepted and not played yet, although they would change the results.
//!
//! [`UNPLAYED`] decides which those are: the user is warned of each once. What AWS has and what is
//! not listed there (logs, environment, roles, tags, …) has no influence on what is simulated, and
//! is only noted.

use std::collections::BTreeMap;

use super::Walk;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::shape::{Effect, Field};
use crate::scenario::source::{Kind, Node, Place};

/// A field whose absence shows in the results.
struct Unplayed {
    /// Its name as `ecsim` writes it, wherever it stands.
    field: &'static str,
    /// What the results are those of: `a service without it`.
    instead: &'static str,
    /// What therefore does not happen.
    means: &'static str,
    /// Whether what is written asks for something that is not played.
    asks: fn(&Node) -> bool,
}

/// Where such a field was written first, and how often again.
pub(super) struct Written {
    place: Place,
    again: usize,
}

/// All warnings to come, by field.
pub(super) type Unplayeds = BTreeMap<&'static str, Written>;

#[rustfmt::skip]
const UNPLAYED: &[Unplayed] = &[
    // Services, and tasks that are run.
    row("overrides", "tasks without them", "tasks have the size and the containers of their task definition").if_it(overrides_size),
    row("serviceConnectConfiguration", "a service without it", "no proxy starts and stops with the tasks"),
    row("volumeConfigurations", "tasks without them", "no volume is attached before a task starts"),
    row("vpcLatticeConfigurations", "a service without them", "a task counts as healthy 40 s after RUNNING, and none is deregistered before it stops"),
    // Deployments.
    row("bakeTimeInMinutes", "a deployment without it", "a deployment is over as soon as its tasks are there"),
    row("lifecycleHooks", "a deployment without them", "a deployment waits for no function"),
    // Task definitions.
    row("containerPortRange", "tasks without it", "the ports of the range are not taken from the instance"),
    row("inferenceAccelerators", "tasks without them", "a task may run on any instance that has room"),
    // Groups and launch templates.
    row("availabilityZoneDistribution", "a group without it", "a zone that cannot launch is passed over"),
    row("availabilityZoneIds", "a group without them", "zones are given by `availabilityZones`, or by subnets"),
    row("availabilityZoneImpairmentPolicy", "a group without it", "no zone is shifted away from"),
    row("capacityRebalance", "a group without it", "no Spot instance is replaced before its notice"),
    row("cpuOptions", "instances without them", "an instance registers all vCPUs of its type"),
    row("healthCheckType", "a group with EC2 health checks", "no load balancer has an instance replaced").if_it(|node| node.as_text() != Some("EC2")),
    row("instanceMaintenancePolicy", "a group without it", "instances are replaced as without a policy"),
    row("lifecycleHookSpecificationList", "a group without them", "no launch and no termination waits"),
    row("maxInstanceLifetime", "a group without it", "no instance is replaced for its age"),
    row("newInstancesProtectedFromScaleIn", "a group without it", "the group may terminate any of its instances"),
    row("spotOptions", "Spot instances without them", "only `spotInterruption` takes Spot instances back, whatever their price"),
    row("terminationPolicies", "a group without them", "instances are chosen by the default policy").if_it(|node| !is_default(node)),
    row("userData", "instances without it", "write what it puts into /etc/ecs/ecs.config in `ecsConfig`"),
    // Everything that scales, and what feeds it.
    row("alarms", "a scenario without them", "no alarm goes off"),
    row("managedScaling", "a capacity provider without it", "no capacity provider scales a group; `setDesiredCapacity` can").if_it(scales),
    row("managedTerminationProtection", "a capacity provider without it", "the group may terminate an instance that has tasks"),
    row("queues", "a scenario without them", "there are no messages"),
    row("scalableTargets", "a scenario without them", "no service scales; `timeline` can change its `desiredCount`"),
    row("scalingPolicies", "a scenario without them", "nothing scales by itself"),
    row("scheduledActions", "a scenario without them", "no service scales; `timeline` can change its `desiredCount`"),
    row("scheduledUpdateGroupActions", "a group without them", "the group keeps its size"),
    // Our own.
];

const fn row(field: &'static str, instead: &'static str, means: &'static str) -> Unplayed {
    Unplayed {
        field,
        instead,
        means,
        asks: |_| true,
    }
}

impl Unplayed {
    const fn if_it(mut self, asks: fn(&Node) -> bool) -> Self {
        self.asks = asks;
        self
    }
}

fn row_of(field: &str) -> Option<&'static Unplayed> {
    UNPLAYED.iter().find(|row| row.field == field)
}

/// The name of a field that would change the results if it were played.
pub(super) fn unplayed(field: &Field, value: &Node) -> Option<&'static str> {
    let is_used = field.effect == Effect::Used;
    let row = row_of(field.name).filter(|_| !is_used)?;
    (!is_off(value) && (row.asks)(value)).then_some(row.field)
}

/// Whether a value says that the feature is not used: describe- answers are full of such.
fn is_off(value: &Node) -> bool {
    match &value.kind {
        Kind::List(entries) => entries.is_empty(),
        Kind::Scalar(scalar) => {
            matches!(
                &*scalar.text,
                "" | "0" | "false" | "DISABLED" | "disabled" | "OFF"
            )
        }
        Kind::Map(members) => {
            members
                .iter()
                .all(|member| member.key.starts_with("enable") && is_off(&member.value))
                || members.iter().any(|member| {
                    ["enable", "enabled"].contains(&&*member.key) && is_off(&member.value)
                })
        }
    }
}

/// `overrides` that change how large a task is; other environment or another command does not.
fn overrides_size(value: &Node) -> bool {
    match &value.kind {
        Kind::Scalar(_) => false,
        Kind::List(entries) => entries.iter().any(overrides_size),
        Kind::Map(members) => members.iter().any(|member| {
            let key = member.key.to_ascii_lowercase();
            matches!(
                &*key,
                "cpu" | "memory" | "memoryreservation" | "resourcerequirements"
            ) || (key == "containeroverrides" && overrides_size(&member.value))
        }),
    }
}

/// `managedScaling` that is not `{status: DISABLED}`.
fn scales(value: &Node) -> bool {
    value.get("status").and_then(Node::as_text) != Some("DISABLED")
}

/// `terminationPolicies: [Default]`.
fn is_default(value: &Node) -> bool {
    let default = |entry: &Node| entry.as_text() == Some("Default");
    value.as_list().is_some_and(|list| list.iter().all(default))
}

impl Walk<'_> {
    /// Takes down that such a field is written.
    pub(super) fn not_played(&mut self, field: Option<&'static str>, place: Place) {
        if let Some(field) = field {
            let written = self.unplayed.entry(field);
            written
                .and_modify(|written| written.again += 1)
                .or_insert(Written { place, again: 0 });
        }
    }

    /// Warns of each such field once, at the first place.
    pub(super) fn tell_unplayed(&mut self) {
        for (name, written) in std::mem::take(&mut self.unplayed) {
            let Some(row) = row_of(name) else { continue };
            let instead = row.instead;
            let message = format!("`{name}` is not played yet: results are those of {instead}");
            let label = match written.again {
                0 => "not played".to_owned(),
                1 => "not played, here and in 1 more place".to_owned(),
                more => format!("not played, here and in {more} more places"),
            };
            let diagnostic = Diagnostic::new(codes::UNPLAYED_FIELD, message)
                .at(written.place, label)
                .help(row.means);
            self.out.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::{FileId, parse};

    fn value(text: &str) -> Node {
        let node = parse(FileId(0), text, 0..text.len()).0;
        node.expect("the text is YAML")
    }

    #[test]
    fn every_field_stands_once_and_its_words_are_short() {
        for (index, row) in UNPLAYED.iter().enumerate() {
            let name = row.field;
            assert!(
                UNPLAYED[..index].iter().all(|it| it.field != name),
                "{name}"
            );
            assert!(!row.means.ends_with('.') && row.means.len() < 100, "{name}");
        }
    }

    #[test]
    fn what_is_turned_off_is_not_missed() {
        for text in [
            "[]",
            "{}",
            "0",
            "false",
            "DISABLED",
            "{enable: false, rollback: true}",
            "{enabled: false}",
            "{alarmNames: [a], enable: false}",
        ] {
            assert!(is_off(&value(text)), "{text}");
        }
        for text in [
            "[{}]",
            "1",
            "true",
            "ENABLED",
            "{enable: true, rollback: false}",
            "{a: 0}",
        ] {
            assert!(!is_off(&value(text)), "{text}");
        }
    }

    #[test]
    fn only_what_changes_the_results_is_missed() {
        assert!(!overrides_size(&value(
            "{containerOverrides: [{name: a, command: [b]}]}"
        )));
        assert!(overrides_size(&value(
            "{containerOverrides: [{name: a, cpu: 512}]}"
        )));
        assert!(overrides_size(&value("{memory: '512'}")));
        assert!(is_default(&value("[Default]")) && !is_default(&value("[OldestInstance]")));
    }
}
