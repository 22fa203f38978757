//! The end of an instant: the rows of the services and groups that changed in it.

use super::World;
use crate::engine::SimTime;
use crate::ids::{GroupId, ServiceId};
use crate::report::{GroupState, ServiceState};

impl World<'_> {
    /// Whether anything changed of which a row is kept.
    pub(super) fn has_changed(&self) -> bool {
        self.ecs.has_changed() || self.autoscaling.has_changed()
    }

    /// A row of each service and group that is not what it was at the end of an earlier instant.
    pub(super) fn on_observe(&mut self, now: SimTime) {
        self.observe_pending = false;
        for service in self.ecs.take_changed() {
            let row = self.service_state(now, service);
            let last = self.last_service_states[service.0 as usize].replace(row);
            if last.is_none_or(|last| ServiceState { time: now, ..last } != row) {
                self.service_states.push(row);
            }
        }
        for group in self.autoscaling.take_changed() {
            let row = self.group_state(now, group);
            let last = self.last_group_states[group.0 as usize].replace(row);
            if last.is_none_or(|last| GroupState { time: now, ..last } != row) {
                self.group_states.push(row);
            }
        }
    }

    fn service_state(&self, now: SimTime, id: ServiceId) -> ServiceState {
        let service = &self.ecs.services[id];
        let tasks = service.counts();
        ServiceState {
            time: now,
            service: id.0,
            desired: service.desired,
            running: tasks.running,
            pending: tasks.pending,
            ready: tasks.ready,
            stopping: tasks.stopping,
            min_healthy: service.min_healthy(),
            max_total: service.max_total(),
            deployments: 1 + self.ecs.active_older(id),
        }
    }

    /// What its row and its metrics say of a group.
    pub(super) fn group_state(&self, now: SimTime, id: GroupId) -> GroupState {
        let group = &self.autoscaling.groups[id];
        let (in_service, pending, terminating) = group.counts();
        GroupState {
            time: now,
            group: id.0,
            desired: group.sizes.desired,
            in_service,
            pending,
            terminating,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::RunResult;
    use crate::scenario::{Overrides, load_text};
    use crate::world::simulate;

    /// Four instances in two zones; every change has its own time.
    const GROUPS: &str = "duration: 20m
aws:
  availabilityZones: [us-east-1a, us-east-1b]
  launchTemplates:
    - launchTemplateName: spot
      launchTemplateData: {instanceType: t3.medium, instanceMarketOptions: {marketType: spot}}
  autoScalingGroups:
    - {autoScalingGroupName: idle, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 1, desiredCapacity: 0}
    - {autoScalingGroupName: spot, launchTemplate: {launchTemplateName: spot}, minSize: 0, maxSize: 5, desiredCapacity: 4}
world:
  profile: instant
  assumptions:
    autoscaling.groupReaction: 7s
    autoscaling.launchRetryBase: 60s
    ec2.launchToRunning: 30s
    ec2.terminate: 45s
    world.outageLaunchFactor: 1
timeline:
";

    /// `time group desired: inService pending terminating` of each row.
    fn states(start: &str, timeline: &str) -> Vec<String> {
        let text = format!("start: {start}\n{GROUPS}{timeline}");
        let loaded = load_text("groups", &text, &Overrides::default());
        let complaint = loaded.diagnostics.render(false);
        let scenario = loaded.scenario.unwrap_or_else(|| panic!("{complaint}"));
        let result = simulate(&scenario, &mut |_| false, true).expect("it ends");
        let RunResult {
            groups,
            group_states,
            ..
        } = result;
        let states = group_states.iter().map(|state| {
            let group = &groups[state.group as usize];
            format!(
                "{} {group} {}: {} {} {}",
                state.time, state.desired, state.in_service, state.pending, state.terminating
            )
        });
        states.collect()
    }

    #[test]
    fn a_group_of_a_steady_start_has_one_row_until_something_happens() {
        assert_eq!(
            states("steady", "  []\n"),
            ["0 idle 0: 0 0 0", "0 spot 4: 4 0 0"]
        );
    }

    #[test]
    fn a_group_of_an_empty_start_launches_after_its_reaction_time() {
        assert_eq!(
            states("empty", "  []\n"),
            [
                "0 idle 0: 0 0 0",
                "0 spot 4: 0 0 0",
                "7 spot 4: 0 4 0",
                "37 spot 4: 4 0 0"
            ]
        );
    }

    /// A notice of two minutes changes nothing; then the instance ends within 45 s, and 7 s after
    /// it began to, another is launched, which boots for 30 s.
    #[test]
    fn spot_reclaims_are_seen_in_each_of_their_steps() {
        let reclaims = "  - {at: 60s, spotInterruption: {autoScalingGroup: spot, count: 1}}
  - {at: 92s, spotInterruption: {autoScalingGroup: spot, count: 1}}
";
        assert_eq!(
            states("steady", reclaims),
            [
                "0 idle 0: 0 0 0",
                "0 spot 4: 4 0 0",
                "180 spot 4: 3 0 1",
                "187 spot 4: 3 1 1",
                "212 spot 4: 2 1 2",
                "217 spot 4: 3 0 2",
                "219 spot 4: 3 1 2",
                "225 spot 4: 3 1 1",
                "249 spot 4: 4 0 1",
                "257 spot 4: 4 0 0"
            ]
        );
    }

    /// Those of a lost zone are gone at once, and launched in the other one. The lost one is tried
    /// again after 1, 2 and 4 minutes: two failures that leave no row, since the launch is asked
    /// for and refused in one instant, and then the two that even out the zones.
    #[test]
    fn an_outage_ends_with_instances_that_even_out_the_zones() {
        let outage =
            "  - {at: 60s, availabilityZoneOutage: {availabilityZone: us-east-1b, for: 5m}}\n";
        assert_eq!(
            states("steady", outage),
            [
                "0 idle 0: 0 0 0",
                "0 spot 4: 4 0 0",
                "60 spot 4: 2 0 0",
                "67 spot 4: 2 2 0",
                "97 spot 4: 4 0 0",
                "487 spot 4: 4 2 0",
                "517 spot 4: 4 0 2",
                "562 spot 4: 4 0 0"
            ]
        );
    }
}
