//! The health check of a target: when its verdict changes.
//!
//! Probes are no events. Between two changes of what the program answers, the times of the probes
//! are known, so the machine jumps to the one that changes the verdict.
//!
//! Facts: Application Load Balancer guide, "Health checks for target groups": a new target needs
//! one pass, an unhealthy one `healthyThresholdCount` in a row. Assumed: the first probe comes when
//! the registration is through (`elb.registrationLatency`), the next an interval after the start of
//! the last; a refused connection has failed at once, one without an answer after the timeout.

use crate::application::{Answer, Answers};
use crate::engine::{SimTime, Span};

/// `TargetHealth.State`, as far as checks decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// `initial`: registered, and not decided.
    Initial,
    /// `healthy`
    Healthy,
    /// `unhealthy`
    Unhealthy,
}

/// How a target is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    pub(super) interval: Span,
    pub(super) timeout: Span,
    /// How many passes make an unhealthy target healthy.
    pub(super) healthy: u32,
    /// How many failures make any target unhealthy.
    pub(super) unhealthy: u32,
    /// How many passes make a new target healthy.
    pub(super) first: u32,
}

/// The checks of a target.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    /// The verdict so far.
    pub(super) health: Health,
    /// What the last probe that failed met.
    pub(super) failure: Answer,
    /// When the next probe begins.
    pub(super) next: SimTime,
    passed: u32,
    failed: u32,
}

impl Monitor {
    /// A target whose first probe is then.
    pub(super) fn new(health: Health, first: SimTime) -> Self {
        Self {
            health,
            failure: Answer::Refuses,
            next: first,
            passed: 0,
            failed: 0,
        }
    }

    /// Plays the probes that have ended by now.
    pub(super) fn advance(&mut self, rules: &Rules, answers: &Answers, now: SimTime) {
        while self.change(rules, answers, Some(now)).is_some() {}
    }

    /// When the verdict changes next, if the answers stay as they are.
    pub(super) fn next_change(&self, rules: &Rules, answers: &Answers) -> Option<SimTime> {
        self.clone().change(rules, answers, None)
    }

    /// The first change that ends by `limit`: when. The machine stands behind the last probe that
    /// has ended then.
    fn change(
        &mut self,
        rules: &Rules,
        answers: &Answers,
        limit: Option<SimTime>,
    ) -> Option<SimTime> {
        loop {
            let (answer, until) = answers.at(self.next);
            if self.is_settled(answer) {
                // Nothing changes before the answer does: to the first probe after that.
                let stop = [until, limit].into_iter().flatten().min()?;
                self.next = first_at_or_after(self.next, rules.interval, stop);
                if until.is_none_or(|until| until > stop) {
                    return None;
                }
                continue;
            }
            let takes = if answer == Answer::Hangs {
                rules.timeout
            } else {
                Span::ZERO
            };
            let ended = self.next + takes;
            if limit.is_some_and(|limit| ended > limit) {
                return None;
            }
            self.next = self.next + rules.interval;
            if self.count(rules, answer) {
                return Some(ended);
            }
        }
    }

    /// Whether this answer, however often it is given, changes nothing.
    fn is_settled(&self, answer: Answer) -> bool {
        match answer {
            Answer::Passes => self.health == Health::Healthy && self.failed == 0,
            _ => self.health == Health::Unhealthy && self.passed == 0,
        }
    }

    /// A probe has ended: whether the verdict is another one now.
    fn count(&mut self, rules: &Rules, answer: Answer) -> bool {
        if answer == Answer::Passes {
            (self.passed, self.failed) = (self.passed + 1, 0);
        } else {
            (self.passed, self.failed) = (0, self.failed + 1);
            self.failure = answer;
        }
        let enough = match self.health {
            Health::Initial => rules.first,
            Health::Unhealthy => rules.healthy,
            Health::Healthy => u32::MAX,
        };
        let verdict = if self.passed >= enough {
            Health::Healthy
        } else if self.health != Health::Unhealthy && self.failed >= rules.unhealthy {
            Health::Unhealthy
        } else {
            return false;
        };
        self.health = verdict;
        (self.passed, self.failed) = (0, 0);
        true
    }
}

/// The first of `from`, `from + period`, … that is not before `at`.
fn first_at_or_after(from: SimTime, period: Span, at: SimTime) -> SimTime {
    if at <= from {
        return from;
    }
    let steps = at
        .since(from)
        .as_micros()
        .div_ceil(period.as_micros().max(1));
    from + Span::from_micros(steps.saturating_mul(period.as_micros()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::Spell;

    fn rules(interval: u64) -> Rules {
        Rules {
            interval: Span::from_secs(interval),
            timeout: Span::from_secs(5),
            healthy: 5,
            unhealthy: 2,
            first: 1,
        }
    }

    /// The verdicts of a target whose first probe is at 3 s, and when they fall: `33 healthy`.
    fn verdicts(
        rules: &Rules,
        health: Health,
        spells: &[(Answer, u64, Option<u64>)],
    ) -> Vec<String> {
        let at = SimTime::from_secs;
        let spell = |(answer, from, until): &(Answer, u64, Option<u64>)| Spell {
            answer: *answer,
            from: at(*from),
            until: until.map(at),
        };
        let answers = Answers(spells.iter().map(spell).collect());
        let mut monitor = Monitor::new(health, at(3));
        let mut told = Vec::new();
        while let Some(time) = monitor.change(rules, &answers, None) {
            told.push(format!("{time} {:?}", monitor.health).to_lowercase());
        }
        told
    }

    use Answer::{Fails, Hangs, Refuses};
    use Health::{Healthy, Initial};

    /// LB-1.
    #[test]
    fn a_new_target_needs_one_pass_and_one_that_was_unhealthy_five() {
        let starts = |until| [(Refuses, 0, Some(until))];
        assert_eq!(verdicts(&rules(30), Initial, &starts(12)), ["33 healthy"]);
        assert_eq!(verdicts(&rules(10), Initial, &starts(12)), ["13 healthy"]);
        let slow = ["33 unhealthy", "183 healthy"];
        assert_eq!(verdicts(&rules(30), Initial, &starts(40)), slow);
        assert_eq!(verdicts(&rules(30), Initial, &[]), ["3 healthy"]);
        let twice = Rules {
            first: 2,
            ..rules(30)
        };
        assert_eq!(verdicts(&twice, Initial, &[]), ["33 healthy"]);
    }

    /// LB-2: checks at 93 and 123 s; the target dies at 100 s.
    #[test]
    fn a_target_that_dies_is_found_by_the_second_probe_that_fails() {
        let dies = |answer| [(answer, 100, None)];
        assert_eq!(
            verdicts(&rules(30), Healthy, &dies(Fails)),
            ["153 unhealthy"]
        );
        assert_eq!(
            verdicts(&rules(30), Healthy, &dies(Hangs)),
            ["158 unhealthy"]
        );
        let once = [(Fails, 100, Some(140))];
        assert_eq!(verdicts(&rules(30), Healthy, &once), [""; 0]);
    }

    /// NET-51: probes at 3 and 33 s; the verdict falls at 33 s, 5 s later if the probe hangs.
    #[test]
    fn a_target_that_is_never_reached_is_unhealthy_after_the_second_probe() {
        for (answer, expected) in [(Refuses, "33 unhealthy"), (Hangs, "38 unhealthy")] {
            assert_eq!(
                verdicts(&rules(30), Initial, &[(answer, 0, None)]),
                [expected]
            );
        }
    }

    #[test]
    fn playing_up_to_any_instant_first_changes_nothing() {
        let at = SimTime::from_secs;
        let spells = [
            (Refuses, 0, Some(40)),
            (Hangs, 400, Some(450)),
            (Fails, 700, None),
        ];
        let spells = spells.map(|(answer, from, until)| Spell {
            answer,
            from: at(from),
            until: until.map(at),
        });
        let (rules, answers) = (rules(10), Answers(spells.to_vec()));
        let mut whole = Monitor::new(Initial, at(3));
        whole.advance(&rules, &answers, at(1_000));
        for stop in 0..1_000 {
            let mut monitor = Monitor::new(Initial, at(3));
            monitor.advance(&rules, &answers, at(stop));
            monitor.advance(&rules, &answers, at(1_000));
            assert_eq!(monitor.health, whole.health, "{stop}");
            assert_eq!(monitor.next, whole.next, "{stop}");
        }
    }
}
