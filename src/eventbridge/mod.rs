//! Amazon EventBridge and EventBridge Scheduler: what runs tasks by the clock, or on an event.
//!
//! # What it plays
//! Rules with a schedule in UTC or with a pattern, schedules with a time zone, bounds and a
//! flexible window; their targets, which are calls of RunTask; retries of calls that are throttled.
//!
//! ```text
//!  Fires ──window──▶ Opens ──┐                        ┌─▶ started: done
//!                            ├─▶ Fact::Invoked ─ ECS ─┼─▶ throttled: Retries, later ─▶ Retried
//!  Arrives (an event) ───────┘      RunTask           └─▶ another error: Failed
//! ```
//!
//! A firing comes at the exact second, and an event arrives as it happens. A placement failure
//! inside of a call that succeeded is no error, so it is not retried.
//!
//! # What it leaves out
//! Events other than `Object Created` of S3; targets other than tasks of ECS; archives, dead-letter
//! queues, input transformers; that AWS invokes within a minute, and now and then twice.
//!
//! Rules: EventBridge User Guide ("How EventBridge retries delivering events"), EventBridge
//! Scheduler User Guide ("Schedule types", "Flexible time windows"). When an expression fires and
//! what a pattern wants are pure functions of the scenario's types. Numbers: the table of
//! assumptions, area `eventbridge`.

mod event;
mod invocation;
mod retry;

use std::collections::VecDeque;
use std::convert::Infallible;

use jiff::{SignedDuration, Timestamp};

pub use event::{Answer, Event, Fact, ObjectId, Origin};
pub use invocation::Invocation;

use crate::engine::{Arena, Entity, Purpose, SimTime, Span};
use crate::ids::{EntryId, InvocationId, RuleId, TargetId, UploadId};
use crate::scenario::model::{Action, ObjectKey, Rule, Scenario, Target, object_created};

/// What a handler of this room may do.
pub type Cx<'a> = crate::engine::Cx<'a, Event, Fact, Infallible>;

/// The room.
#[derive(Debug)]
pub struct EventBridge {
    /// Rules and schedules, in file order.
    pub rules: Arena<RuleId, Rule>,
    /// What they run.
    pub targets: Arena<TargetId, Target>,
    /// All invocations of targets, in order.
    pub invocations: Arena<InvocationId, Invocation>,
    /// Of each target, the calls that wait for their answer.
    called: Arena<TargetId, VecDeque<InvocationId>>,
    /// Of each rule, how often it was invoked.
    counts: Arena<RuleId, u32>,
    /// The rules that wait for events.
    patterns: Vec<RuleId>,
    uploads: Arena<UploadId, (String, ObjectKey)>,
    puts: Arena<EntryId, Option<(String, ObjectKey)>>,
    region: String,
    start_time: Timestamp,
    retry_base: Span,
    retry_max: Span,
}

impl EventBridge {
    /// The room before anything has fired.
    pub fn new(scenario: &Scenario) -> Self {
        let rules = scenario.aws.rules.clone();
        let targets = scenario.aws.targets.clone();
        let waits = |(id, rule): (RuleId, &Rule)| {
            let waits = rule.enabled && rule.pattern.is_some();
            waits.then_some(id)
        };
        let upload = |(_, it): (UploadId, &crate::scenario::model::Upload)| {
            (it.bucket.clone(), it.key.clone())
        };
        let puts = scenario.timeline.iter().map(|entry| match &entry.action {
            Action::PutObject(put) => Some((put.bucket.clone(), ObjectKey::Same(put.key.clone()))),
            _ => None,
        });
        let assumed = &scenario.world.assumptions;
        Self {
            invocations: Arena::default(),
            called: targets.ids().map(|_| VecDeque::new()).collect(),
            counts: rules.ids().map(|_| 0).collect(),
            patterns: rules.iter().filter_map(waits).collect(),
            uploads: scenario.world.uploads.iter().map(upload).collect(),
            puts: puts.collect(),
            region: scenario.aws.region.clone(),
            start_time: scenario.start_time,
            retry_base: assumed.span("eventbridge.retryBase"),
            retry_max: assumed.span("eventbridge.retryMax"),
            rules,
            targets,
        }
    }

    /// Lets an event happen.
    pub fn handle(&mut self, event: Event, cx: &mut Cx<'_>) {
        match event {
            Event::Begins => self.on_begins(cx),
            Event::Fires { rule, firing } => self.on_fires(rule, firing, cx),
            Event::Opens(rule) => self.invoke(rule, false, cx),
            Event::Arrives(object) => self.on_arrives(object, cx),
            Event::Matches(rule) => self.invoke(rule, true, cx),
            Event::Answered { target, answer } => self.on_answered(target, answer, cx),
            Event::Retries(invocation) => self.on_retries(invocation, cx),
        }
    }

    /// At the end of an instant every call has its answer: ECS answers at once.
    pub fn check_laws(&self) -> Result<(), String> {
        match self.called.iter().find(|(_, called)| !called.is_empty()) {
            Some((target, called)) => Err(format!("{target:?} waits for answers: {called:?}")),
            None => Ok(()),
        }
    }

    /// Bucket and key of an object.
    pub fn object(&self, object: ObjectId) -> (&str, String) {
        let known = match object.origin {
            Origin::Upload(id) => Some(&self.uploads[id]),
            Origin::Entry(id) => self.puts[id].as_ref(),
        };
        let (bucket, key) = known.expect("objects come from uploads and from PutObject");
        (bucket, key.of(object.number))
    }

    /// The target whose call this is; none if the timeline made it.
    pub fn target_of(&self, call: EntryId) -> Option<TargetId> {
        let number = (call.0 as usize).checked_sub(self.puts.len())?;
        let number = u32::try_from(number).ok()?;
        (number < u32::try_from(self.targets.len()).ok()?).then_some(TargetId(number))
    }

    /// The call that a target makes.
    pub fn call_of(&self, target: TargetId) -> EntryId {
        let entries = u32::try_from(self.puts.len()).expect("fewer than 2^32 entries");
        EntryId(entries + target.0)
    }

    /// The first firing of each rule, at 0 s at the earliest.
    fn on_begins(&mut self, cx: &mut Cx<'_>) {
        let micro = SignedDuration::from_micros(1);
        let before = self.start_time.checked_sub(micro);
        let before = before.unwrap_or(self.start_time);
        for rule in self.rules.ids().filter(|id| self.rules[*id].enabled) {
            self.schedule_after(rule, before, 1, cx);
        }
    }

    /// Puts the next firing of a rule after an instant on the agenda.
    fn schedule_after(&self, rule: RuleId, after: Timestamp, firing: u32, cx: &mut Cx<'_>) {
        let timetable = self.rules[rule].timetable.as_ref();
        let Some(next) = timetable.and_then(|it| it.next(after)) else {
            return;
        };
        let micros = next.as_microsecond() - self.start_time.as_microsecond();
        let Ok(micros) = u64::try_from(micros) else {
            unreachable!("{rule:?} fires before the start, at {next}");
        };
        let at = SimTime::ZERO + Span::from_micros(micros);
        cx.schedule(at.since(cx.now()), Event::Fires { rule, firing });
    }

    fn on_fires(&mut self, rule: RuleId, firing: u32, cx: &mut Cx<'_>) {
        // First, so that all firings have the cause of the first one.
        self.schedule_after(rule, self.calendar(cx.now()), firing + 1, cx);
        let Rule { name, window, .. } = &self.rules[rule];
        if window.is_zero() {
            self.invoke(rule, false, cx);
            return;
        }
        let entity = Entity::named("rule:").and(name).number(u64::from(firing));
        let mut stream = cx.draws(Purpose::FlexibleWindow, entity);
        let late = stream.below(window.as_micros());
        cx.schedule(Span::from_micros(late), Event::Opens(rule));
    }

    /// The calendar at an instant of the run.
    fn calendar(&self, now: SimTime) -> Timestamp {
        let micros = i64::try_from(now.as_micros()).unwrap_or(i64::MAX);
        let now = self
            .start_time
            .checked_add(SignedDuration::from_micros(micros));
        now.unwrap_or(Timestamp::MAX)
    }

    /// An event comes: the rules that want it are invoked because of it.
    fn on_arrives(&mut self, object: ObjectId, cx: &mut Cx<'_>) {
        let (bucket, key) = self.object(object);
        let event = object_created(&self.region, bucket, &key);
        let wants = |id: &&RuleId| {
            let pattern = self.rules[**id].pattern.as_ref();
            pattern.is_some_and(|pattern| pattern.matches(&event))
        };
        for rule in self.patterns.iter().filter(wants) {
            cx.schedule(Span::ZERO, Event::Matches(*rule));
        }
    }
}
