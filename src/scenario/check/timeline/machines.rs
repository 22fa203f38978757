//! What is done to instances and groups, and what happens to their agents.

use crate::engine::Span;
use crate::scenario::check::Check;
use crate::scenario::check::group::LARGEST;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, Aws, GroupChange};
use crate::scenario::raw::mishap::AgentDisconnect;
use crate::scenario::raw::timeline::{
    Entry, InstanceIds, SetDesiredCapacity, TerminateInGroup, UpdateGroup,
};
use crate::scenario::raw::value::Duration;
use crate::scenario::source::Path;

/// The action of an entry that is about instances or groups.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut Entry,
    aws: &Aws,
) -> Option<Action> {
    let mut ids = |key: &str, call: &mut InstanceIds| {
        let path = at.key(key).key("instanceIds");
        some(check, &path, call.instance_ids.len());
        check.instances(aws, &path, &mut call.instance_ids)
    };
    if let Some(call) = &mut raw.terminate_instances {
        let instances = ids("terminateInstances", call);
        Some(Action::TerminateInstances { instances })
    } else if let Some(call) = &mut raw.stop_instances {
        let instances = ids("stopInstances", call);
        Some(Action::StopInstances { instances })
    } else if let Some(call) = &mut raw.start_instances {
        let instances = ids("startInstances", call);
        Some(Action::StartInstances { instances })
    } else if let Some(call) = &raw.set_desired_capacity {
        set_desired(check, &at.key("setDesiredCapacity"), call)
    } else if let Some(call) = &raw.update_auto_scaling_group {
        update_group(check, &at.key("updateAutoScalingGroup"), call)
    } else if let Some(call) = &mut raw.terminate_instance_in_auto_scaling_group {
        let at = at.key("terminateInstanceInAutoScalingGroup");
        terminate_in_group(check, &at, call, aws)
    } else if let Some(mishap) = &mut raw.agent_disconnect {
        let (instances, duration) = away(check, &at.key("agentDisconnect"), mishap, aws)?;
        Some(Action::AgentDisconnect {
            instances,
            duration,
        })
    } else if let Some(mishap) = &mut raw.docker_daemon_down {
        let (instances, duration) = away(check, &at.key("dockerDaemonDown"), mishap, aws)?;
        Some(Action::DockerDaemonDown {
            instances,
            duration,
        })
    } else {
        None
    }
}

/// A call about no instance at all asks for nothing.
fn some(check: &mut Check<'_>, path: &Path, count: usize) {
    if count == 0 {
        let message = "InvalidParameterCombination: No instances specified";
        check.wrong(
            codes::QUOTA,
            path,
            message,
            "write at least one, such as `i-1`",
        );
    }
}

fn size(check: &mut Check<'_>, at: &Path, key: &str, value: i64) -> u32 {
    let what = format!("ValidationError: {key}");
    check.within(codes::GROUP_SIZE, &at.key(key), value, 0, LARGEST, &what)
}

fn set_desired(check: &mut Check<'_>, at: &Path, call: &SetDesiredCapacity) -> Option<Action> {
    let path = at.key("autoScalingGroupName");
    let group = check.find(|known| &known.groups, &path, &call.auto_scaling_group_name);
    let desired = size(check, at, "desiredCapacity", call.desired_capacity);
    Some(Action::ChangeGroup {
        group: group?,
        change: GroupChange {
            desired: Some(desired),
            ..GroupChange::default()
        },
        is_set: true,
    })
}

fn update_group(check: &mut Check<'_>, at: &Path, call: &UpdateGroup) -> Option<Action> {
    let path = at.key("autoScalingGroupName");
    let group = check.find(|known| &known.groups, &path, &call.auto_scaling_group_name);
    let mut size = |key, value: Option<i64>| value.map(|value| size(check, at, key, value));
    let change = GroupChange {
        min: size("minSize", call.min_size),
        max: size("maxSize", call.max_size),
        desired: size("desiredCapacity", call.desired_capacity),
    };
    Some(Action::ChangeGroup {
        group: group?,
        change,
        is_set: false,
    })
}

fn terminate_in_group(
    check: &mut Check<'_>,
    at: &Path,
    call: &mut TerminateInGroup,
    aws: &Aws,
) -> Option<Action> {
    let path = at.key("instanceId");
    let instance = check.instance(aws, &path, &mut call.instance_id)?;
    let fleets = aws.container_instances.iter();
    let fixed: u64 = fleets.map(|fleet| u64::from(fleet.count)).sum();
    if u64::from(instance) <= fixed {
        let message = format!(
            "ValidationError: Instance Id not found - No managed instance found for instance ID: \
             i-{instance}"
        );
        let help = "it is of `containerInstances`; write `terminateInstances`";
        check.wrong(codes::UNKNOWN_NAME, &path, message, help);
    }
    let decrement = call.should_decrement_desired_capacity?;
    Some(Action::TerminateInGroup {
        instance,
        decrement,
    })
}

/// Which instances are without their agents, and for how long.
fn away(
    check: &mut Check<'_>,
    at: &Path,
    mishap: &mut AgentDisconnect,
    aws: &Aws,
) -> Option<(Vec<u32>, Option<Span>)> {
    let instances = match (
        &mut mishap.container_instance,
        &mut mishap.container_instances,
    ) {
        (Some(name), _) => vec![check.instance(aws, &at.key("containerInstance"), name)?],
        (None, names) => {
            let names = names.as_mut()?;
            let path = at.key("containerInstances");
            some(check, &path, names.len());
            check.instances(aws, &path, names)
        }
    };
    let duration = mishap.duration.map(|Duration(span)| span);
    if duration.is_some_and(Span::is_zero) {
        let message = "an agent is away for longer than no time";
        check.wrong(codes::DURATION, &at.key("for"), message, "");
    }
    Some((instances, duration))
}
