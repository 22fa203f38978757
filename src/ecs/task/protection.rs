//! Task scale-in protection: protected tasks are not chosen when a service has to stop some.
//!
//! Facts: ECS Developer Guide, "Protect your Amazon ECS tasks from being terminated by scale-in
//! events"; API reference, UpdateTaskProtection. StopTask, the end of an instance, and the
//! replacement of a sick task do not ask: of the last the documentation says nothing, and it is
//! neither a scale-in nor a deployment.

use super::Owner;
use crate::ecs::{CallError, Cx, Ecs, Event, Fact};
use crate::engine::Span;
use crate::ids::{EntryId, TaskId};
use crate::scenario::model::TaskProtection;

impl Ecs {
    /// UpdateTaskProtection.
    pub(in crate::ecs) fn update_task_protection(
        &mut self,
        entry: EntryId,
        call: &TaskProtection,
        cx: &mut Cx<'_>,
    ) {
        for name in &call.tasks {
            let task = self.task_named(name).filter(|id| {
                let task = &self.tasks[*id];
                task.is_alive() && task.owner != Owner::Standalone
            });
            match task {
                Some(id) => self.protect(id, call.enabled.then_some(call.expires_in), cx),
                None => cx.emit(Fact::CallRefused {
                    entry,
                    error: CallError::NoSuchTask,
                }),
            }
        }
    }

    /// Protects a task for a while, or no longer.
    fn protect(&mut self, id: TaskId, span: Option<Span>, cx: &mut Cx<'_>) {
        let before = self.tasks[id].is_protected();
        self.leave_roster(id);
        let timer = &mut self.tasks[id].timers.protection;
        cx.cancel_timer(timer);
        *timer = span.map(|span| cx.schedule(span, Event::ProtectionEnds(id)));
        self.join_roster(id);
        if before != span.is_some() {
            self.tell_protection(id, cx);
        }
    }

    pub(in crate::ecs) fn on_protection_ends(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        self.leave_roster(id);
        self.tasks[id].timers.protection = None;
        self.join_roster(id);
        self.tell_protection(id, cx);
    }

    fn tell_protection(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        cx.emit(Fact::TaskProtection {
            task: id,
            is_protected: self.tasks[id].is_protected(),
        });
        self.touch_owner(id, cx);
    }
}
