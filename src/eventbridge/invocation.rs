//! The life of an invocation: the call, its answer, perhaps another call.

use super::retry::{self, Next};
use super::{Answer, Cx, Event, EventBridge, Fact};
use crate::engine::{Entity, Purpose, SimTime, Span};
use crate::ids::{InvocationId, RuleId, TargetId};

/// One invocation of a target.
#[derive(Clone, Copy, Debug)]
pub struct Invocation {
    /// What is invoked.
    pub target: TargetId,
    /// Its number among those of its rule, from 1.
    pub number: u32,
    /// How often its call was made again.
    pub retries: u32,
    /// Whether an event did it; else the clock.
    pub by_event: bool,
    /// When it was invoked.
    pub since: SimTime,
}

impl EventBridge {
    /// Invokes every target of a rule.
    pub(super) fn invoke(&mut self, rule: RuleId, by_event: bool, cx: &mut Cx<'_>) {
        self.counts[rule] += 1;
        let number = self.counts[rule];
        for index in 0..self.rules[rule].targets.len() {
            let target = self.rules[rule].targets[index];
            let invocation = self.invocations.push(Invocation {
                target,
                number,
                retries: 0,
                by_event,
                since: cx.now(),
            });
            self.called[target].push_back(invocation);
            cx.emit(Fact::Invoked(invocation));
        }
    }

    /// Calls of one target are answered in the order in which they were made.
    pub(super) fn on_answered(&mut self, target: TargetId, answer: Answer, cx: &mut Cx<'_>) {
        let Some(id) = self.called[target].pop_front() else {
            unreachable!("{target:?} has an answer at {} and no call", cx.now());
        };
        match answer {
            Answer::Succeeded => {}
            Answer::Refused => cx.emit(Fact::Failed {
                invocation: id,
                exhausted: false,
            }),
            Answer::Throttled => self.on_throttled(id, cx),
        }
    }

    fn on_throttled(&mut self, id: InvocationId, cx: &mut Cx<'_>) {
        let Invocation {
            target,
            number,
            retries,
            since,
            ..
        } = self.invocations[id];
        let policy = &self.targets[target];
        let name = &self.rules[policy.rule].name;
        let entity = Entity::named("rule:").and(name).number(u64::from(target.0));
        let entity = entity.number(u64::from(number)).number(u64::from(retries));
        let mut stream = cx.draws(Purpose::TargetRetry, entity);
        let backoff = retry::backoff(self.retry_base, self.retry_max, retries);
        let half = backoff.as_micros() / 2;
        let wait = Span::from_micros(half + stream.below(half + 1));
        let limits = retry::Limits {
            most: policy.most_retries,
            longest: policy.longest,
        };
        match retry::next(limits, retries, cx.now().since(since), wait) {
            Next::After(wait) => {
                cx.schedule(wait, Event::Retries(id));
            }
            Next::GiveUp => cx.emit(Fact::Failed {
                invocation: id,
                exhausted: true,
            }),
        }
    }

    pub(super) fn on_retries(&mut self, id: InvocationId, cx: &mut Cx<'_>) {
        let invocation = &mut self.invocations[id];
        invocation.retries += 1;
        self.called[invocation.target].push_back(id);
        cx.emit(Fact::Retried {
            invocation: id,
            retry: invocation.retries,
        });
    }
}
