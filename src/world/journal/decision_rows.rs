//! Decisions as rows: the formula with the numbers put in.

use std::borrow::Cow;

use super::{Record, put};
use crate::autoscaling::{Choice, Decision as GroupDecisionId};
use crate::ec2::instance_name;
use crate::ecs::StepDecision;
use crate::ecs::rolling_update::{Situation, Step};
use crate::report::{DecisionRow, NoMove};
use crate::scenario::model::{freeing_percents, is_stuck};

impl Record {
    pub(super) fn step_row(&self, index: u32, row: &mut DecisionRow) {
        let decision = &self.ecs.steps[index as usize];
        let (now, step) = (&decision.situation, &decision.step);
        row.decider = "ecs.service";
        row.resource.push_str(self.service_label(decision.service));
        bounds_rule(decision, &mut row.rule);
        stops_rule(now, step, &mut row.rule);
        sick_rule(now, step, &mut row.rule);
        starts_rule(now, step, &mut row.rule);
        situation_inputs(now, &mut row.inputs);
        put!(row.result, "stop={} start={}", step.stops(), step.starts());
        row.acted = step.stops() + decision.started > 0;
        if decision.started < step.starts() {
            let missing = step.starts() - decision.started;
            put!(
                row.why_not,
                "{missing} not started: no room, the launch rate is used up, or starts are throttled"
            );
        } else if !row.acted {
            let is_daemon = self.is_daemon(decision.service);
            row.why_not.push_str(&why_idle(now, step, is_daemon));
        }
    }

    pub(super) fn group_row(&self, id: GroupDecisionId, row: &mut DecisionRow) {
        let decision = &self.autoscaling.decisions[id.0 as usize];
        let group = &self.autoscaling.groups[decision.group];
        row.decider = "autoscaling.group";
        row.resource.push_str(&group.name);
        let present: u32 = decision.by_zone.iter().sum();
        put!(row.inputs, "desired={} present={present}", decision.desired);
        for (zone, count) in group.zones.iter().zip(&decision.by_zone) {
            put!(row.inputs, " {}={count}", self.zone_name(*zone));
        }
        row.acted = true;
        match decision.choice {
            Choice::Launch { zone, rebalances } => {
                let why = if rebalances {
                    "zones differ by more than one"
                } else {
                    "fewer than desired"
                };
                put!(row.rule, "{why}: launch in the zone with the fewest");
                put!(row.result, "launch in {}", self.zone_name(zone));
            }
            Choice::Terminate { instance, zone } => {
                row.rule
                    .push_str("more than desired: terminate in the zone with the most");
                let (name, zone) = (instance_name(instance), self.zone_name(zone));
                put!(row.result, "terminate {name} in {zone}");
            }
            Choice::Wait => {
                row.rule.push_str("fewer than desired");
                row.result.push_str("wait");
                row.why_not.push_str("no zone has capacity");
                row.acted = false;
            }
        }
    }
}

fn bounds_rule(decision: &StepDecision, rule: &mut String) {
    let now = &decision.situation;
    let (minimum, maximum) = (decision.minimum_healthy_percent, decision.maximum_percent);
    let desired = now.desired;
    put!(
        *rule,
        "minH = ceil({desired} × {minimum} / 100) = {}; maxT = floor({desired} × {maximum} / 100) = {}",
        now.min_healthy,
        now.max_total
    );
}

/// The terms of the stops that have anything to stop.
fn stops_rule(now: &Situation, step: &Step, rule: &mut String) {
    let pending = step.stop_old_starting + step.stop_replacements;
    if pending > 0 {
        put!(*rule, "; stop old not RUNNING = {pending}");
    }
    if now.old.young > 0 {
        let alive = now.old.total() - pending;
        put!(
            *rule,
            "; stop old not ready = min({}, max(0, old {alive} + new ready {} - D {})) = {}",
            now.old.young,
            now.new.ready,
            now.desired,
            step.stop_old_young
        );
    }
    if now.old.ready > 0 {
        let (old, healthy) = (now.old.ready, now.healthy());
        put!(
            *rule,
            "; stop old ready = min({old}, max(0, H {healthy} - {} {})) = {}",
            if step.floor == now.min_healthy {
                "minH"
            } else {
                "D"
            },
            step.floor,
            step.stop_old_ready
        );
    }
    if step.stop_surplus > 0 {
        let (new, desired) = (now.new.sound() - now.spares, now.desired);
        put!(
            *rule,
            "; stop surplus = new {new} - D {desired} = {}",
            step.stop_surplus
        );
    }
}

/// The terms about sick tasks.
fn sick_rule(now: &Situation, step: &Step, rule: &mut String) {
    if now.old.sick > 0 {
        put!(*rule, "; stop old sick = {}", step.stop_old_sick);
    }
    if now.new.sick > 0 {
        put!(
            *rule,
            "; stop sick = min({}, max(0, ready {} + sick {} - D {})) = {}",
            now.new.sick,
            now.new.ready,
            now.new.sick,
            now.desired,
            step.stop_sick
        );
    }
    if step.stop_sick_first > 0 {
        rule.push_str("; no room for a replacement: stop 1 sick first");
    }
}

fn starts_rule(now: &Situation, step: &Step, rule: &mut String) {
    if now.halted {
        rule.push_str("; start new = 0: the deployment has failed or was stopped");
        return;
    }
    let (desired, new, start) = (now.desired, now.new.sound(), step.start_new);
    if !now.gated && now.new.sick == 0 {
        put!(
            *rule,
            "; start = max(0, D {desired} - new {new}) = {start}, outside a deployment"
        );
        return;
    }
    let (most, total, room) = (now.max_total, step.total, step.room);
    put!(*rule, "; room = max(0, maxT {most} - T {total}) = {room}");
    let older = step.start_old;
    if older > 0 {
        let ready = now.new.ready + now.draining_ready;
        let (floor, kept) = (now.min_healthy, now.older_running + now.replacements);
        put!(
            *rule,
            "; start older = min(minH {floor} - ready {ready} - alive {kept}, lost or sick {}, room {room}) = {older}",
            now.older_lost + now.older_sick
        );
    }
    let left = room - older;
    put!(
        *rule,
        "; start = min(max(0, D {desired} - new {new}), {left}) = {start}"
    );
}

fn situation_inputs(now: &Situation, inputs: &mut String) {
    put!(
        *inputs,
        "D={} H={} T={} newStarting={} newYoung={} newReady={} oldStarting={} oldYoung={} \
         oldReady={} stopping={}",
        now.desired,
        now.healthy(),
        now.total(),
        now.new.starting,
        now.new.young,
        now.new.ready,
        now.old.starting,
        now.old.young,
        now.old.ready,
        now.stopping
    );
    if now.new.sick + now.old.sick > 0 {
        put!(
            *inputs,
            " newSick={} oldSick={}",
            now.new.sick,
            now.old.sick
        );
    }
}

/// Why a pass does nothing.
fn why_idle(now: &Situation, step: &Step, is_daemon: bool) -> Cow<'static, str> {
    if step.held_by_protection > 0 {
        return "the tasks that would be stopped are protected".into();
    }
    if now.halted {
        return "the deployment has failed or was stopped".into();
    }
    let owed = now.new.total() < now.desired;
    let under_way = now.new.starting + now.new.young + now.stopping > 0;
    match (owed || now.old.total() > 0, under_way) {
        (false, false) => "nothing to do".into(),
        (_, true) => "waits for what is under way".into(),
        (true, false) => no_move(now, is_daemon).to_string().into(),
    }
}

/// Which percents hold a service that may neither stop nor start a task.
pub(in crate::world) fn no_move(now: &Situation, is_daemon: bool) -> NoMove {
    let stuck = is_stuck(now.desired, now.min_healthy, now.max_total);
    NoMove {
        desired: now.desired,
        healthy: now.healthy(),
        total: now.total(),
        min_healthy: now.min_healthy,
        max_total: now.max_total,
        freed_by: freeing_percents(now.desired).filter(|_| stuck),
        is_daemon,
    }
}
