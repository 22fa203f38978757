//! Once a period: reads the rooms' running sums and feeds CloudWatch.

use super::World;
use super::event::{Event, Pending};
use crate::cloudwatch::{CloudWatch, PERIOD};
use crate::engine::{Agenda, SimTime};
use crate::ids::{ClusterId, GroupId, ServiceId};
use crate::scenario::model::Scenario;

/// The metrics of a run, by the rooms they are read from: each thing has its metrics in one row,
/// beginning at the number that is kept here.
pub(super) struct Sampler {
    pub(super) cloudwatch: CloudWatch,
    clusters: Vec<usize>,
    services: Vec<usize>,
    groups: Vec<usize>,
}

/// In the order of [`World::sample_cluster`].
const CLUSTER: [&str; 2] = ["CPUReservation", "MemoryReservation"];
/// In the order of [`World::sample_service`].
const SERVICE: [&str; 3] = ["DesiredTaskCount", "PendingTaskCount", "RunningTaskCount"];
/// In the order of [`World::sample_group`].
const GROUP: [&str; 5] = [
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
];

impl Sampler {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let aws = &scenario.aws;
        let mut cloudwatch = CloudWatch::new(scenario.duration);
        let mut declare = |namespace, names: &[&'static str], dimensions: String| {
            let mut first = None;
            for name in names {
                let number = cloudwatch.declare(namespace, name, dimensions.clone());
                first.get_or_insert(number);
            }
            first.unwrap_or(0)
        };
        let clusters = aws.clusters.iter().map(|(_, name)| {
            let dimensions = format!("ClusterName={name}");
            declare("AWS/ECS", &CLUSTER, dimensions)
        });
        let clusters = clusters.collect();
        let services = aws.services.iter().map(|(_, service)| {
            let cluster = &aws.clusters[service.cluster];
            let dimensions = format!("ClusterName={cluster};ServiceName={}", service.name);
            declare("ECS/ContainerInsights", &SERVICE, dimensions)
        });
        let services = services.collect();
        let groups = aws.auto_scaling_groups.iter().map(|(_, group)| {
            let dimensions = format!("AutoScalingGroupName={}", group.name);
            declare("AWS/AutoScaling", &GROUP, dimensions)
        });
        let groups = groups.collect();
        Self {
            cloudwatch,
            clusters,
            services,
            groups,
        }
    }
}

impl World<'_> {
    pub(super) fn on_sample(&mut self, now: SimTime, period: u32, agenda: &mut Agenda<Pending>) {
        let next = Event::Sample(period + 1);
        let at = SimTime::ZERO + PERIOD * u64::from(period + 1);
        agenda.schedule(at, next.order(), Pending::uncaused(next));
        for cluster in self.ecs.clusters.ids() {
            self.sample_cluster(now, cluster);
        }
        for service in self.ecs.services.ids() {
            self.sample_service(now, service);
        }
        for group in self.autoscaling.groups.ids() {
            self.sample_group(now, group);
        }
    }

    /// Reserved of registered, in percent; a cluster without instances has no datapoint.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a percentage of CPU units or MiB"
    )]
    fn sample_cluster(&mut self, now: SimTime, id: ClusterId) {
        let cluster = &self.ecs.clusters[id];
        let (reserved, registered) = (cluster.reserved, cluster.registered);
        let first = self.sampler.clusters[id.0 as usize];
        let values = [
            (reserved.cpu, registered.cpu),
            (reserved.memory_mib, registered.memory_mib),
        ];
        for (offset, (reserved, registered)) in values.into_iter().enumerate() {
            if registered > 0 {
                let percent = 100.0 * reserved as f64 / registered as f64;
                self.sampler.cloudwatch.put(first + offset, now, percent);
            }
        }
    }

    fn sample_service(&mut self, now: SimTime, id: ServiceId) {
        let service = &self.ecs.services[id];
        let tasks = service.counts();
        let values = [service.desired, tasks.pending, tasks.running];
        self.put_all(self.sampler.services[id.0 as usize], now, &values);
    }

    fn sample_group(&mut self, now: SimTime, id: GroupId) {
        let state = self.group_state(now, id);
        let values = [
            state.desired,
            state.in_service,
            state.pending,
            state.terminating,
            state.total(),
        ];
        self.put_all(self.sampler.groups[id.0 as usize], now, &values);
    }

    fn put_all(&mut self, first: usize, now: SimTime, values: &[u32]) {
        for (offset, value) in values.iter().enumerate() {
            let value = f64::from(*value);
            self.sampler.cloudwatch.put(first + offset, now, value);
        }
    }
}
