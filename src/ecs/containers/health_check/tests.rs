//! The clock of a health check, and the health of a task.

use super::*;
use crate::application::Spell;

const DEFAULT: HealthCheck = HealthCheck {
    interval: Span::from_secs(30),
    timeout: Span::from_secs(5),
    retries: 3,
    start_period: Span::ZERO,
};

fn secs(seconds: u64) -> SimTime {
    SimTime::from_secs(seconds)
}

fn spell(answer: Answer, from: u64, until: Option<u64>) -> Spell {
    Spell {
        answer,
        from: secs(from),
        until: until.map(secs),
    }
}

/// Each change of the verdict, with its second.
fn verdicts(check: HealthCheck, spells: &[Spell]) -> Vec<(u64, Health)> {
    let answers = Answers(spells.to_vec());
    let mut monitor = Monitor::new(&check, SimTime::ZERO);
    let mut verdicts = Vec::new();
    while let Some(at) = monitor.next_change(&check, &answers) {
        monitor.advance(&check, &answers, at);
        verdicts.push((at.as_micros() / 1_000_000, monitor.health));
        assert!(verdicts.len() < 100);
    }
    verdicts
}

#[test]
fn a_good_container_is_healthy_after_one_interval() {
    assert_eq!(verdicts(DEFAULT, &[]), [(30, Health::Healthy)]);
}

#[test]
fn a_dead_container_is_unhealthy_after_90_seconds() {
    let dead = [spell(Answer::Fails, 0, None)];
    assert_eq!(verdicts(DEFAULT, &dead), [(90, Health::Unhealthy)]);
}

#[test]
fn a_container_whose_probes_hang_is_unhealthy_after_105_seconds() {
    let hangs = [spell(Answer::Hangs, 0, None)];
    assert_eq!(verdicts(DEFAULT, &hangs), [(105, Health::Unhealthy)]);
}

#[test]
fn failures_inside_the_start_period_do_not_count() {
    let check = HealthCheck {
        start_period: Span::from_secs(60),
        ..DEFAULT
    };
    let dead = [spell(Answer::Fails, 0, None)];
    // The probe that ends with the period counts: 60, 90, 120 s.
    assert_eq!(verdicts(check, &dead), [(120, Health::Unhealthy)]);
    // A success inside it ends the protection.
    let falls_ill = [spell(Answer::Fails, 31, None)];
    assert_eq!(
        verdicts(check, &falls_ill),
        [(30, Health::Healthy), (120, Health::Unhealthy)]
    );
}

#[test]
fn a_container_that_recovers_is_healthy_with_its_next_probe() {
    let ill = [spell(Answer::Hangs, 100, Some(300))];
    // 120 to 125, 155 to 160, 190 to 195; then 225, 260, 295 to 300, and 330 passes.
    assert_eq!(
        verdicts(DEFAULT, &ill),
        [
            (30, Health::Healthy),
            (195, Health::Unhealthy),
            (330, Health::Healthy)
        ]
    );
    let short = [spell(Answer::Fails, 100, Some(170))];
    assert_eq!(verdicts(DEFAULT, &short), [(30, Health::Healthy)]);
}

/// The machine that jumps says what one says that plays every probe.
#[test]
fn jumps_change_no_verdict() {
    let spells = [
        spell(Answer::Fails, 0, Some(95)),
        spell(Answer::Hangs, 400, Some(1_000)),
        spell(Answer::Fails, 2_000, Some(2_050)),
        spell(Answer::Fails, 9_000, None),
    ];
    for interval in [5, 7, 30, 61] {
        for start_period in [0, 50, 300] {
            let check = HealthCheck {
                interval: Span::from_secs(interval),
                start_period: Span::from_secs(start_period),
                ..DEFAULT
            };
            let answers = Answers(spells.to_vec());
            let mut jumps = Monitor::new(&check, SimTime::ZERO);
            let mut steps = Monitor::new(&check, SimTime::ZERO);
            for second in 0..12_000 {
                let now = secs(second);
                while steps.next
                    + match answers.at(steps.next).0 {
                        Answer::Hangs => check.timeout,
                        _ => Span::ZERO,
                    }
                    <= now
                {
                    let answer = answers.at(steps.next).0;
                    let hangs = answer == Answer::Hangs;
                    let ended = steps.next + if hangs { check.timeout } else { Span::ZERO };
                    steps.count(&check, answer, ended);
                    steps.next = ended + check.interval;
                }
                if jumps.next_change(&check, &answers) == Some(now) {
                    jumps.advance(&check, &answers, now);
                }
                assert_eq!(jumps.health, steps.health, "{interval} s at {second} s");
            }
        }
    }
}

/// The health of a task by that of its containers.
#[test]
fn the_health_of_a_task_is_that_of_its_worst_essential_container() {
    use Health::{Healthy, Unhealthy, Unknown};
    let of = |containers: &[Health]| Health::of_task(containers.iter().copied());
    assert_eq!(of(&[Unhealthy, Unknown]), Unhealthy);
    assert_eq!(of(&[Unhealthy, Healthy]), Unhealthy);
    assert_eq!(of(&[Healthy, Unknown]), Unknown);
    assert_eq!(of(&[Healthy, Healthy]), Healthy);
    assert_eq!(of(&[Unhealthy, Unknown, Healthy]), Unhealthy);
    assert_eq!(of(&[Healthy, Unknown, Healthy]), Unknown);
    assert_eq!(of(&[]), Unknown);
}
