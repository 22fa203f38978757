//! Decisions as rows: the formula with the numbers put in.

use super::{Record, put};
use crate::autoscaling::{Choice, Decision as GroupDecisionId};
use crate::ec2::instance_name;
use crate::ecs::rolling_update::Situation;
use crate::report::DecisionRow;

impl Record {
    pub(super) fn step_row(&self, index: u32, row: &mut DecisionRow) {
        let decision = &self.ecs.steps[index as usize];
        let (now, step) = (&decision.situation, &decision.step);
        row.decider = "ecs.service";
        row.resource.push_str(self.service_label(decision.service));
        put!(
            row.rule,
            "minH = ceil({d} × {min} / 100) = {min_h}; maxT = floor({d} × {max} / 100) = {max_t}; \
             stop old ready = min({old}, H {h} - floor {floor}) = {stop}; \
             room = maxT {max_t} - T {t} = {room}; \
             start = min(D {d} - new {new}, room {room} - older {older}) = {start}",
            d = now.desired,
            min = decision.minimum_healthy_percent,
            min_h = now.min_healthy,
            max = decision.maximum_percent,
            max_t = now.max_total,
            old = now.old.ready,
            h = now.healthy(),
            stop = step.stop_old_ready,
            new = now.new.total(),
            floor = step.floor,
            t = now
                .max_total
                .saturating_sub(step.room)
                .max(now.total() - now.stopping),
            room = step.room,
            older = step.start_old,
            start = step.start_new,
        );
        if !now.gated {
            row.rule.push_str(" (no percents outside a deployment)");
        }
        situation_inputs(now, &mut row.inputs);
        put!(row.result, "stop={} start={}", step.stops(), step.starts());
        row.acted = step.stops() + step.starts() > 0;
        if !row.acted {
            row.why_not.push_str(why_idle(now));
        }
    }

    pub(super) fn placement_row(&self, index: u32, row: &mut DecisionRow) {
        let decision = &self.ecs.placements[index as usize];
        let group = &self.ecs.groups[decision.group];
        row.decider = "ecs.placement";
        put!(row.resource, "{}/{}", group.name, decision.number);
        let need = &self.ecs.aws.task_definitions[decision.definition].need;
        put!(row.inputs, "cpu={} memory={}", need.cpu, need.memory_mib);
        match decision.result {
            Ok(location) => {
                let zone = self.zone_name(location.zone);
                let (in_zone, on_instance) = decision.of_group;
                let name = location.instance.map(instance_name);
                match (&name, decision.standalone) {
                    (Some(_), true) => row.rule.push_str("any instance with room, at random"),
                    (Some(name), false) => put!(
                        row.rule,
                        "zone with the fewest tasks of {}: {zone} ({in_zone}); then instance with \
                         the fewest: {name} ({on_instance})",
                        group.name
                    ),
                    (None, _) => put!(
                        row.rule,
                        "zone with the fewest tasks of {}: {zone} ({in_zone})",
                        group.name
                    ),
                }
                put!(row.result, "{}", name.as_deref().unwrap_or(zone));
                row.acted = true;
            }
            Err(why) => {
                row.rule.push_str("an instance or zone with room");
                row.result.push_str("none");
                row.why_not.push_str(why.reason());
                row.acted = false;
            }
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
}

/// Why a pass does nothing.
fn why_idle(now: &Situation) -> &'static str {
    let owed = now.new.total() < now.desired;
    let under_way = now.new.starting + now.new.young + now.stopping > 0;
    match (owed || now.old.total() > 0, under_way) {
        (false, false) => "nothing to do",
        (_, true) => "waits for what is under way",
        (true, false) => "the percents leave no move",
    }
}
