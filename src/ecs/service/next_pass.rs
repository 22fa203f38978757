//! When a service is evaluated next: at most one pass is due, and it follows from what asked for
//! it.

use crate::ecs::{Cx, Ecs, Event};
use crate::engine::{EventId, SimTime, Span};
use crate::ids::ServiceId;

/// The next pass of a service.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ecs) enum NextPass {
    /// Nothing asks for one.
    #[default]
    None,
    /// One is due.
    Due(PassTimer),
    /// One is running; the next may be due already.
    Running(Option<PassTimer>),
}

/// A pass that is due.
#[derive(Clone, Copy, Debug)]
pub(in crate::ecs) struct PassTimer {
    event: EventId,
    pub(in crate::ecs) at: SimTime,
}

impl Ecs {
    /// Something about a service changed. What the running pass does itself is no reason for
    /// another.
    pub(in crate::ecs) fn touch(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        if matches!(self.services[service].next_pass, NextPass::None) {
            let timer = self.schedule_pass(service, self.settings.scheduler_reaction, cx);
            self.services[service].next_pass = NextPass::Due(timer);
        }
    }

    /// A call changed what a service should be: a pass that is due follows from the call now, and
    /// not from what asked for it before.
    pub(in crate::ecs) fn touch_by_call(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        if let NextPass::Due(timer) = self.services[service].next_pass {
            cx.cancel(timer.event);
            let timer = self.schedule_pass(service, timer.at.since(cx.now()), cx);
            self.services[service].next_pass = NextPass::Due(timer);
        }
        self.touch(service, cx);
    }

    /// What the running pass stopped is gone at once, so there is room for another step.
    pub(in crate::ecs) fn follow_up(&mut self, service: ServiceId, cx: &mut Cx<'_>) {
        if matches!(self.services[service].next_pass, NextPass::Running(None)) {
            let timer = self.schedule_pass(service, self.settings.scheduler_reaction, cx);
            self.services[service].next_pass = NextPass::Running(Some(timer));
        }
    }

    pub(in crate::ecs) fn pass_begins(&mut self, service: ServiceId) {
        self.services[service].next_pass = NextPass::Running(None);
    }

    pub(in crate::ecs) fn pass_ends(&mut self, service: ServiceId) {
        let next = &mut self.services[service].next_pass;
        if let NextPass::Running(due) = *next {
            *next = due.map_or(NextPass::None, NextPass::Due);
        }
    }

    /// DAEMON services come first: their tasks are the first to start on an instance.
    fn schedule_pass(&self, service: ServiceId, after: Span, cx: &mut Cx<'_>) -> PassTimer {
        let event = if self.services[service].daemon.is_some() {
            Event::DaemonPass(service)
        } else {
            Event::Pass(service)
        };
        PassTimer {
            event: cx.schedule(after, event),
            at: cx.now() + after,
        }
    }
}
