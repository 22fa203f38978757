//! A target: a port of a task in a target group.

use super::health_check::{Health, Monitor, Rules};
use super::reach::{End, is_reached};
use crate::application::{Answer, Answers, Reason, Spell};
use crate::engine::{Arena, EventId, SimTime};
use crate::ids::{SecurityGroupId, TargetGroupId};
use crate::scenario::model::{Cidr, Program, SecurityGroup, TargetGroup};

/// The code of a program that answers badly.
const SERVER_ERROR: u16 = 500;

/// The code of a path that a program does not have.
const NOT_FOUND: u16 = 404;

/// What ECS tells of a target when it registers it.
#[derive(Clone, Debug)]
pub struct Registration<'r> {
    /// With which group.
    pub group: TargetGroupId,
    /// Which port the balancer calls.
    pub port: u16,
    /// Which port of the container that is.
    pub container_port: u16,
    /// The security groups of the task or of its instance.
    pub security_groups: &'r [SecurityGroupId],
    /// The block of its subnet.
    pub block: Cidr,
    /// The program that should answer.
    pub program: &'r Program,
    /// What it answers.
    pub answers: Answers,
}

/// Why probes fail whatever the program answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// No security group lets them through.
    Blocked,
    /// The program listens elsewhere.
    Deaf,
    /// The path of the check gives a code that `matcher` does not have.
    Code(u16),
}

/// Whether the probes of a target can pass at all.
pub fn misfit(
    group: &TargetGroup,
    all: &Arena<SecurityGroupId, SecurityGroup>,
    of: &Registration<'_>,
) -> Option<Misfit> {
    let balancer = End {
        groups: &group.security_groups,
        blocks: &group.blocks,
    };
    let target = End {
        groups: of.security_groups,
        blocks: &[of.block],
    };
    let checks = &group.checks;
    let port = checks.port.unwrap_or(of.port);
    if !is_reached(all, balancer, target, port) {
        return Some(Misfit::Blocked);
    }
    // What a check of its own port finds is known only where the program says where it listens.
    let listens = of.program.listens_on.as_ref();
    let asked = checks.port.unwrap_or(of.container_port);
    if listens.is_some_and(|listens| !listens.contains(&asked)) {
        return Some(Misfit::Deaf);
    }
    let codes = &of.program.answers;
    if codes.is_empty() {
        return None;
    }
    let code = codes.get(&checks.path).copied().unwrap_or(NOT_FOUND);
    let passes = checks.codes.iter().any(|codes| codes.contains(&code));
    (!passes).then_some(Misfit::Code(code))
}

/// A target.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) group: TargetGroupId,
    pub(super) monitor: Monitor,
    pub(super) answers: Answers,
    misfit: Option<Misfit>,
    /// The verdict that ECS was told last.
    pub(super) told: Health,
    /// Its verdict changes.
    pub(super) timer: Option<EventId>,
    pub(super) draining: bool,
    pub(super) unused: bool,
}

impl Target {
    pub(super) fn new(
        of: &Registration<'_>,
        misfit: Option<Misfit>,
        health: Health,
        first: SimTime,
    ) -> Self {
        Self {
            group: of.group,
            monitor: Monitor::new(health, first),
            answers: met(of.answers.clone(), misfit),
            misfit,
            told: health,
            timer: None,
            draining: false,
            unused: false,
        }
    }

    pub(super) fn rules(&self, groups: &Arena<TargetGroupId, TargetGroup>, first: u32) -> Rules {
        let checks = &groups[self.group].checks;
        Rules {
            interval: checks.interval,
            timeout: checks.timeout,
            healthy: checks.healthy,
            unhealthy: checks.unhealthy,
            first,
        }
    }

    /// Its program answers otherwise from now on.
    pub(super) fn hear(&mut self, rules: &Rules, answers: Answers, now: SimTime) {
        self.monitor.advance(rules, &self.answers, now);
        self.answers = met(answers, self.misfit);
    }

    /// Why its last probe failed.
    pub(super) fn reason(&self) -> Reason {
        match (self.monitor.failure, self.misfit) {
            (Answer::Hangs, _) => Reason::Timeout,
            (Answer::Fails, Some(Misfit::Code(code))) => Reason::Code(code),
            (Answer::Fails, _) => Reason::Code(SERVER_ERROR),
            _ => Reason::Failed,
        }
    }
}

/// What probes meet: the answers of the program, as far as they get there.
fn met(mut answers: Answers, misfit: Option<Misfit>) -> Answers {
    let always = |answer| Spell {
        answer,
        from: SimTime::ZERO,
        until: None,
    };
    match misfit {
        Some(Misfit::Blocked) => answers.0.insert(0, always(Answer::Hangs)),
        Some(Misfit::Deaf) => answers.0.insert(0, always(Answer::Refuses)),
        Some(Misfit::Code(_)) => answers.0.push(always(Answer::Fails)),
        None => {}
    }
    answers
}
