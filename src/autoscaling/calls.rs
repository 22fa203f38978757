//! What the timeline asks of a group: other sizes, or the end of one of its instances.

use super::group::MemberState;
use super::{AutoScaling, CallError, Cx, Fact};
use crate::ids::{EntryId, GroupId, InstanceId};
use crate::scenario::model::{Action, GroupSizes, SizeError};

impl AutoScaling {
    pub(super) fn on_call(&mut self, entry: EntryId, group: GroupId, cx: &mut Cx<'_>) {
        let done = match self.calls[entry] {
            Action::ChangeGroup { change, .. } => {
                let sizes = self.groups[group].sizes.changed(change);
                self.resize(group, sizes, cx)
            }
            Action::TerminateInGroup {
                instance,
                decrement,
            } => self.end_one(group, InstanceId(instance - 1), decrement, cx),
            _ => Ok(()),
        };
        if let Err(error) = done {
            cx.emit(Fact::CallRefused {
                group,
                entry,
                error,
            });
        }
    }

    /// Takes over new sizes; the group acts a little later.
    fn resize(
        &mut self,
        id: GroupId,
        sizes: Result<GroupSizes, SizeError>,
        cx: &mut Cx<'_>,
    ) -> Result<(), CallError> {
        let sizes = sizes.map_err(CallError::Size)?;
        let group = &mut self.groups[id];
        let from = group.sizes.desired;
        group.sizes = sizes;
        if from != sizes.desired {
            cx.emit(Fact::DesiredCapacityChanged {
                group: id,
                from,
                to: sizes.desired,
            });
        }
        self.wake(id, self.reaction, cx);
        Ok(())
    }

    /// Ends an instance now; the group launches another one unless it is to hold one less.
    fn end_one(
        &mut self,
        id: GroupId,
        instance: InstanceId,
        decrement: bool,
        cx: &mut Cx<'_>,
    ) -> Result<(), CallError> {
        let group = &self.groups[id];
        let member = group.members.get(&instance);
        if member.is_none_or(|member| member.state == MemberState::Terminating) {
            return Err(CallError::NotThere(instance));
        }
        if decrement {
            let sizes = group.sizes.decremented();
            self.resize(id, sizes, cx)?;
        }
        self.terminate(id, instance, cx);
        self.wake(id, self.reaction, cx);
        Ok(())
    }
}
