//! Which fact wakes which room: the seams of AWS in one `match`.

use super::event::{Event, Fact};
use crate::autoscaling::{self, Event as GroupEvent};
use crate::ec2::{self, Ec2, Origin, TerminationCause};
use crate::ecs::{self, Ecs, Event as EcsEvent, TaskStatus, Unplaced};
use crate::elb;
use crate::eventbridge::{self, Answer, EventBridge};
use crate::ids::{EntryId, InstanceId, SubnetId, TaskId, ZoneId};
use crate::spot;

/// The events that follow from a fact in the same instant.
pub(super) fn concerned(
    fact: Fact,
    ec2: &Ec2,
    ecs: &Ecs,
    eventbridge: &EventBridge,
) -> [Option<Event>; 3] {
    match fact {
        Fact::Ec2(fact) => of_ec2(fact, ec2),
        Fact::Spot(spot::Fact::InterruptionWarning(id)) => one(EcsEvent::SpotNotice(id)),
        Fact::Spot(spot::Fact::Interrupted(id)) => {
            one(terminate(id, TerminationCause::SpotInterruption))
        }
        Fact::AutoScaling(autoscaling::Fact::Launching { group, zone }) => one(ec2::Event::Run {
            origin: Origin::Group(group),
            zone,
        }),
        Fact::AutoScaling(autoscaling::Fact::Terminating {
            instance,
            unhealthy,
            ..
        }) => one(terminate(
            instance,
            if unhealthy {
                TerminationCause::Unhealthy
            } else {
                TerminationCause::Group
            },
        )),
        Fact::AutoScaling(autoscaling::Fact::Waiting { instance, .. }) => {
            one(EcsEvent::ManagedDrain(instance))
        }
        // Whoever has no task left, or no place in its cluster, is drained as far as it can be.
        Fact::Ecs(
            ecs::Fact::InstanceDrained(id)
            | ecs::Fact::NothingToDrain(id)
            | ecs::Fact::InstanceDeregistered(id),
        ) => {
            let drained = |group| GroupEvent::Drained {
                instance: id,
                group,
            };
            [group_event(ec2, id, drained), None, None]
        }
        Fact::Ecs(ecs::Fact::TaskChanged { task, status }) => {
            let [interface, ..] = interface(task, status, ecs);
            [interface, targets(task, status, ecs), None]
        }
        Fact::Elb(fact) => of_elb(fact),
        Fact::ObjectCreated(object) => one(eventbridge::Event::Arrives(object)),
        Fact::EventBridge(fact) => of_eventbridge(fact, eventbridge),
        Fact::Ecs(ecs::Fact::TasksRun {
            entry,
            tasks,
            refused,
        }) => answered(entry, answer(refused, tasks.count()), eventbridge),
        Fact::Ecs(ecs::Fact::CallRefused { entry, .. }) => {
            answered(entry, Answer::Refused, eventbridge)
        }
        _ => [None, None, None],
    }
}

/// ECS asks EC2 for the network interface of a task that begins, and gives it back at its end.
fn interface(task: TaskId, status: TaskStatus, ecs: &Ecs) -> [Option<Event>; 3] {
    match (status, ecs.tasks[task].subnet) {
        (TaskStatus::Provisioning, Some(subnet)) => {
            one(ec2::Event::CreateNetworkInterface { task, subnet })
        }
        (TaskStatus::Stopped, Some(_)) => one(ec2::Event::DeleteNetworkInterface(task)),
        _ => [None, None, None],
    }
}

/// ECS registers the targets of a task that runs, and deregisters them when it is not to run any
/// longer.
fn targets(task: TaskId, status: TaskStatus, ecs: &Ecs) -> Option<Event> {
    if ecs.load_balancers(task).is_empty() || ecs.tasks[task].times.started.is_none() {
        return None;
    }
    let event = match status {
        TaskStatus::Running => elb::Event::Registers(task),
        _ => elb::Event::Deregisters(task),
    };
    Some(event.into())
}

/// ECS hears of the targets of its tasks.
fn of_elb(fact: elb::Fact) -> [Option<Event>; 3] {
    one(match fact {
        elb::Fact::TargetHealth {
            task,
            target,
            reason,
        } => EcsEvent::TargetHealth {
            task,
            target,
            reason,
        },
        elb::Fact::TargetUnused { task, target } => EcsEvent::TargetUnused { task, target },
    })
}

/// A target is invoked: it calls RunTask.
fn of_eventbridge(fact: eventbridge::Fact, room: &EventBridge) -> [Option<Event>; 3] {
    match fact {
        eventbridge::Fact::Invoked(invocation) | eventbridge::Fact::Retried { invocation, .. } => {
            let target = room.invocations[invocation].target;
            one(EcsEvent::Call(room.call_of(target)))
        }
        eventbridge::Fact::Failed { .. } => [None, None, None],
    }
}

/// The answer to a call concerns the target that made it.
fn answered(call: EntryId, answer: Answer, room: &EventBridge) -> [Option<Event>; 3] {
    match room.target_of(call) {
        Some(target) => one(eventbridge::Event::Answered { target, answer }),
        None => [None, None, None],
    }
}

/// What EventBridge makes of an answer: only an error of the whole call is one.
fn answer(refused: Option<Unplaced>, started: u32) -> Answer {
    match refused {
        Some(Unplaced::RateExceeded) if started == 0 => Answer::Throttled,
        Some(why) if super::journal::refusal(why, started).is_some() => Answer::Refused,
        _ => Answer::Succeeded,
    }
}

/// What EC2 tells concerns the group of the instance and the cluster in which it is registered.
fn of_ec2(fact: ec2::Fact, ec2: &Ec2) -> [Option<Event>; 3] {
    match fact {
        ec2::Fact::Pending(id) => {
            let zone = ec2.instances[id].zone;
            let launched = |group| GroupEvent::Launched {
                instance: id,
                group,
                zone,
            };
            [group_event(ec2, id, launched), None, None]
        }
        ec2::Fact::Running(id) => {
            let instance = &ec2.instances[id];
            let boots = EcsEvent::InstanceBoots {
                instance: id,
                subnet: instance.subnet,
                template: instance.template,
                key: ec2.entity(id).short(),
            };
            let in_service = |group| GroupEvent::InService {
                instance: id,
                group,
            };
            [group_event(ec2, id, in_service), Some(boots.into()), None]
        }
        // The group has the instance already, and hears of it again when it runs.
        ec2::Fact::Restarted(_) | ec2::Fact::Stopped(_) => [None, None, None],
        ec2::Fact::Stopping(id) => {
            let stops = |group| GroupEvent::Stops {
                instance: id,
                group,
            };
            let ecs = EcsEvent::InstanceStops(id);
            [group_event(ec2, id, stops), Some(ecs.into()), None]
        }
        ec2::Fact::ShuttingDown(id) => {
            let ends = |group| GroupEvent::Ends {
                instance: id,
                group,
            };
            ended(id, group_event(ec2, id, ends))
        }
        ec2::Fact::Terminated(id) => {
            let gone = |group| GroupEvent::Gone {
                instance: id,
                group,
            };
            ended(id, group_event(ec2, id, gone))
        }
        ec2::Fact::InsufficientCapacity { origin, zone } => not_launched(origin, zone, None),
        ec2::Fact::InsufficientAddresses {
            origin,
            zone,
            subnet,
        } => not_launched(origin, zone, Some(subnet)),
        ec2::Fact::InterfaceRefused { task, .. } => one(EcsEvent::AddressRefused(task)),
    }
}

/// A launch that failed concerns the group that asked for it.
fn not_launched(origin: Origin, zone: ZoneId, subnet: Option<SubnetId>) -> [Option<Event>; 3] {
    match origin {
        Origin::Group(group) => one(GroupEvent::LaunchFailed {
            group,
            zone,
            subnet,
        }),
        Origin::Fleet(_) => [None, None, None],
    }
}

fn group_event(
    ec2: &Ec2,
    id: InstanceId,
    event: impl Fn(crate::ids::GroupId) -> GroupEvent,
) -> Option<Event> {
    ec2.instances[id].group().map(|group| event(group).into())
}

/// Whatever ends an instance concerns its group, its cluster, and a notice that it may be under.
fn ended(id: InstanceId, group: Option<Event>) -> [Option<Event>; 3] {
    let (ecs, spot) = (EcsEvent::InstanceEnds(id), spot::Event::Ends(id));
    [group, Some(ecs.into()), Some(spot.into())]
}

fn terminate(instance: InstanceId, cause: TerminationCause) -> ec2::Event {
    ec2::Event::Terminate { instance, cause }
}

fn one(event: impl Into<Event>) -> [Option<Event>; 3] {
    [Some(event.into()), None, None]
}
