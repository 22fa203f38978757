//! EventBridge alone: what is asked for, and in which order answers are taken.

use std::convert::Infallible;

use crate::engine::{Agenda, Draws, Effect, SimTime};
use crate::eventbridge::{Answer, Cx, Event, EventBridge, Fact, ObjectId, Origin};
use crate::ids::{EntryId, InvocationId, RuleId, TargetId};
use crate::scenario::{Overrides, load_text};

const SCENARIO: &str = r#"
duration: 2h
aws:
  containerInstances: [{instanceType: m5.large}]
  taskDefinitions: [{family: job, containerDefinitions: [{name: job, image: job, memory: 64}]}]
  rules:
    - name: often
      scheduleExpression: rate(15 minutes)
      targets: &job
        - ecsParameters: {taskDefinitionArn: job}
          retryPolicy: {maximumRetryAttempts: 1}
    - {name: "off", state: DISABLED, scheduleExpression: rate(1 minute), targets: *job}
    - {name: on-upload, eventPattern: {source: [aws.s3]}, targets: *job}
timeline:
  - {at: 1m, putObject: {bucket: photos, key: cat.jpg}}
"#;

type Effects = Vec<Effect<Event, Fact, Infallible>>;

fn room() -> EventBridge {
    let loaded = load_text("room", SCENARIO, &Overrides::default());
    EventBridge::new(&loaded.scenario.expect("no diagnostics"))
}

/// What a handler asks for at an instant.
fn asked(room: &mut EventBridge, secs: u64, event: Event) -> Effects {
    let mut agenda = Agenda::<()>::default();
    let draws = Draws::new(1);
    let mut effects = Vec::new();
    let now = SimTime::from_secs(secs);
    room.handle(
        event,
        &mut Cx::new(now, agenda.slots(), &draws, &mut effects),
    );
    effects
}

#[test]
fn at_the_beginning_the_first_firings_are_asked_for() {
    let mut room = room();
    let rule = RuleId(0);
    let effects = asked(&mut room, 0, Event::Begins);
    let [Effect::Schedule { at, event, .. }] = effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (at, event),
        (SimTime::from_secs(900), Event::Fires { rule, firing: 1 })
    );
    let effects = asked(&mut room, 900, event);
    let [Effect::Schedule { at, event, .. }, Effect::Emit(fact)] = effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (at, event),
        (SimTime::from_secs(1800), Event::Fires { rule, firing: 2 })
    );
    assert_eq!(fact, Fact::Invoked(InvocationId(0)));
    assert_eq!(room.target_of(room.call_of(TargetId(2))), Some(TargetId(2)));
    assert_eq!(room.target_of(EntryId(0)), None);
}

#[test]
fn answers_belong_to_the_calls_in_their_order() {
    let mut room = room();
    let (rule, target) = (RuleId(2), TargetId(2));
    let object = ObjectId {
        origin: Origin::Entry(EntryId(0)),
        number: 1,
    };
    let effects = asked(&mut room, 60, Event::Arrives(object));
    assert!(
        matches!(effects[..], [Effect::Schedule { event: Event::Matches(it), .. }] if it == rule)
    );
    for _ in 0..3 {
        asked(&mut room, 60, Event::Matches(rule));
    }
    let answered =
        |room: &mut EventBridge, answer| asked(room, 60, Event::Answered { target, answer });
    assert!(answered(&mut room, Answer::Succeeded).is_empty());
    let effects = answered(&mut room, Answer::Throttled);
    let [Effect::Schedule { event, .. }] = effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(event, Event::Retries(InvocationId(1)));
    let failed = |exhausted, number| {
        let invocation = InvocationId(number);
        [Effect::Emit(Fact::Failed {
            invocation,
            exhausted,
        })]
    };
    assert_eq!(answered(&mut room, Answer::Refused), failed(false, 2));
    let effects = asked(&mut room, 61, event);
    let invocation = InvocationId(1);
    assert_eq!(
        effects,
        [Effect::Emit(Fact::Retried {
            invocation,
            retry: 1
        })]
    );
    assert_eq!(answered(&mut room, Answer::Throttled), failed(true, 1));
}
