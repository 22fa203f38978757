//! What binds each cluster, with units.

use serde_json::{Value, json};

use super::{instant, number};
use crate::report::packing::verdict::{Fewest, Verdict};

/// What is said of each cluster.
pub(super) fn clusters(verdicts: &[Verdict<'_>]) -> Value {
    verdicts.iter().map(cluster).collect()
}

fn cluster(verdict: &Verdict<'_>) -> Value {
    let (binding, stranded) = (verdict.binding, verdict.stranded);
    let amount = |value: u64, unit: &str, all: u64| {
        let share = value * 1_000 / all.max(1);
        json!({ "value": value, "unit": unit, "ofPerMille": share })
    };
    let mut object = json!({
        "cluster": verdict.cluster,
        "at": instant(verdict.time),
        "binding": binding.resource.name(),
        "bindsOn": number(binding.on, "instances"),
        "instances": number(binding.of, "instances"),
        "stranded": {
            "on": number(stranded.instances, "instances"),
            "cpu": amount(stranded.cpu, "CPU units", stranded.all_cpu),
            "memory": amount(stranded.memory_mib, "MiB", stranded.all_memory_mib),
        },
    });
    if let Some(definition) = verdict.unplaced {
        object["foundNoPlace"] = definition.into();
    }
    if let Some(found) = &verdict.fewest {
        object["fewest"] = fewest(found);
    }
    object
}

fn fewest(fewest: &Fewest<'_>) -> Value {
    let mut object = json!({ "tasks": number(fewest.tasks, "tasks") });
    if let Some(at_least) = fewest.at_least {
        object["atLeast"] = number(at_least, "instances");
    }
    if let Some((suffice, kind)) = fewest.suffice {
        object["suffice"] = number(suffice, "instances");
        object["suffice"]["type"] = kind.into();
    }
    if fewest.member_of {
        object["leftAside"] = "memberOf".into();
    }
    object
}
