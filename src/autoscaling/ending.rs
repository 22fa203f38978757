//! How a group lets go of an instance: at once, or after ECS has drained it.
//!
//! ```text
//! InService ──(managed draining)──▶ Terminating:Wait ──(drained, or 48 h)──▶ Terminating
//!     └───────────────────────────(otherwise)───────────────────────────────────┘
//! ```
//!
//! Facts: ECS Developer Guide, "Safely stop Amazon ECS workloads running on EC2 instances"; EC2
//! Auto Scaling User Guide, "Health checks for instances": one that is not running is replaced at
//! once. An instance that was found stopped has no tasks to move, so nothing waits for it.

use super::group::MemberState;
use super::{AutoScaling, Cx, Event, Fact};
use crate::ids::{GroupId, InstanceId};

impl AutoScaling {
    /// Terminates an instance, after ECS has drained it where ECS does so.
    pub(super) fn terminate(&mut self, id: GroupId, instance: InstanceId, cx: &mut Cx<'_>) {
        let group = &mut self.groups[id];
        group.leave_service(instance);
        if !group.managed_draining {
            cx.emit(Fact::Terminating {
                group: id,
                instance,
                unhealthy: false,
            });
            return;
        }
        cx.emit(Fact::Waiting {
            group: id,
            instance,
        });
        let expires = Event::HookExpires {
            instance,
            group: id,
        };
        let hook = cx.schedule(self.draining_limit, expires);
        if let Some(member) = group.members.get_mut(&instance) {
            cx.cancel_timer(&mut member.unhealthy);
            member.hook = Some(hook);
        }
    }

    /// ECS has nothing left to move: the hook is completed.
    pub(super) fn on_drained(&mut self, instance: InstanceId, id: GroupId, cx: &mut Cx<'_>) {
        let Some(member) = self.groups[id].members.get_mut(&instance) else {
            return;
        };
        if member.hook.is_some() {
            cx.cancel_timer(&mut member.hook);
            cx.emit(Fact::Terminating {
                group: id,
                instance,
                unhealthy: false,
            });
        }
    }

    /// What could not be drained ends with its tasks.
    pub(super) fn on_hook_expires(&mut self, instance: InstanceId, id: GroupId, cx: &mut Cx<'_>) {
        if let Some(member) = self.groups[id].members.get_mut(&instance) {
            member.hook = None;
            cx.emit(Fact::Terminating {
                group: id,
                instance,
                unhealthy: false,
            });
        }
    }

    /// An instance stops: the group will notice.
    pub(super) fn on_stops(&mut self, instance: InstanceId, id: GroupId, cx: &mut Cx<'_>) {
        let Some(member) = self.groups[id].members.get_mut(&instance) else {
            return;
        };
        if member.state == MemberState::InService && member.unhealthy.is_none() {
            let finds = Event::FindsUnhealthy {
                instance,
                group: id,
            };
            member.unhealthy = Some(cx.schedule(self.reaction, finds));
        }
    }

    /// An instance that does not run is terminated and replaced.
    pub(super) fn on_finds_unhealthy(
        &mut self,
        instance: InstanceId,
        id: GroupId,
        cx: &mut Cx<'_>,
    ) {
        let group = &mut self.groups[id];
        let Some(member) = group.members.get_mut(&instance) else {
            return;
        };
        member.unhealthy = None;
        if member.state != MemberState::InService {
            return;
        }
        group.leave_service(instance);
        cx.emit(Fact::Terminating {
            group: id,
            instance,
            unhealthy: true,
        });
        self.wake(id, crate::engine::Span::ZERO, cx);
    }
}
