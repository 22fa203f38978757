//! The end of an instant: the rows of the services and groups that changed in it.

use super::World;
use super::journal::no_move;
use crate::ecs;
use crate::engine::SimTime;
use crate::ids::{DeploymentId, GroupId, ServiceId};
use crate::report::{DeploymentState, GroupState, Hold, ServiceState, Sides};
use crate::scenario::model::SchedulingStrategy;

impl World<'_> {
    /// Whether anything changed of which a row is kept.
    pub(super) fn has_changed(&self) -> bool {
        self.ecs.has_changed() || self.autoscaling.has_changed()
    }

    /// A row of each service and group that is not what it was at the end of an earlier instant.
    pub(super) fn on_observe(&mut self, now: SimTime) {
        self.observe_pending = false;
        for service in self.ecs.take_changed() {
            self.sampler.mark_service(service);
            let row = self.service_state(now, service);
            let last = self.last_service_states[service.0 as usize].replace(row);
            if last.is_none_or(|last| ServiceState { time: now, ..last } != row) {
                self.service_states.push(row);
            }
            self.observe_deployment(now, service);
        }
        for group in self.autoscaling.take_changed() {
            self.sampler.mark_group(group);
            let row = self.group_state(now, group);
            let last = self.last_group_states[group.0 as usize].replace(row);
            if last.is_none_or(|last| GroupState { time: now, ..last } != row) {
                self.group_states.push(row);
            }
        }
    }

    /// Rows of the PRIMARY deployment of a service, while tasks have to leave or to come; the first
    /// in which they do not is the last one. One that is PRIMARY no longer gets its last row here.
    fn observe_deployment(&mut self, now: SimTime, service: ServiceId) {
        let (row, is_moving) = self.deployment_state(now, service);
        let last = self.last_deployment_states[service.0 as usize].replace((row, is_moving));
        let is_news = match last {
            None => {
                // What stood at the start has no row yet if it is replaced at 0 s.
                for older in self.ecs.services[service].older.clone() {
                    self.deployment_states.push(self.last_row(row, older));
                }
                true
            }
            Some((last, was_moving)) if last.deployment == row.deployment => {
                (was_moving || is_moving) && DeploymentState { time: now, ..last } != row
            }
            Some((last, was_moving)) => {
                if was_moving {
                    self.deployment_states
                        .push(self.last_row(row, DeploymentId(last.deployment)));
                }
                true
            }
        };
        if is_news {
            self.deployment_states.push(row);
        }
    }

    /// What became of a deployment that has been replaced: whose tasks there are, the row of the
    /// next one says.
    fn last_row(&self, next: DeploymentState, id: DeploymentId) -> DeploymentState {
        DeploymentState {
            deployment: id.0,
            state: self.ecs.deployments[id].state.name(),
            sides: None,
            failures: self.ecs.failures(id),
            hold: None,
            ..next
        }
    }

    fn deployment_state(&self, now: SimTime, id: ServiceId) -> (DeploymentState, bool) {
        let (service, outlook) = (&self.ecs.services[id], self.ecs.outlook(id, now));
        let counts = service.counts();
        let (minimum, maximum) = service.percents();
        let sides = Sides {
            old_starting: outlook.old_starting,
            old_running: outlook.old_running,
            old_stopping: outlook.old_stopping,
            new_starting: outlook.new_starting,
            new_running: outlook.new_running,
            new_ready: outlook.new_ready,
            new_unhealthy: outlook.new_unhealthy,
            new_stopping: outlook.new_stopping,
        };
        let row = DeploymentState {
            time: now,
            deployment: outlook.deployment.0,
            state: self.ecs.deployments[outlook.deployment].state.name(),
            desired: service.desired,
            sides: Some(sides),
            healthy: counts.ready,
            total: counts.running + counts.pending + counts.stopping,
            min_healthy: service.min_healthy(),
            max_total: service.max_total(),
            minimum_healthy_percent: minimum,
            maximum_percent: maximum,
            failures: self.ecs.failures(outlook.deployment),
            ready_after: outlook.ready_after,
            hold: outlook.hold.map(|hold| match hold {
                ecs::Hold::Room(at) => Hold::Room(at),
                ecs::Hold::BackOff(until, rounds) => Hold::BackOff(until, rounds),
                ecs::Hold::Percents => {
                    let strategy = self.ecs.aws.services[id].strategy;
                    let is_daemon = strategy == SchedulingStrategy::Daemon;
                    Hold::Percents(no_move(&self.ecs.situation(id), is_daemon))
                }
                ecs::Hold::Protection => Hold::Protection,
                ecs::Hold::LaunchRate => Hold::LaunchRate,
                ecs::Hold::NextPass(at) => Hold::NextPass(at),
            }),
        };
        (row, outlook.is_moving)
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
            unhealthy: tasks.unhealthy,
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
