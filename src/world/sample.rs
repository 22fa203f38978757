//! Once a period: reads the rooms' running sums and feeds CloudWatch.
//!
//! Only what has changed since the period before is read: what stands still costs nothing, however
//! much of it there is.

use std::collections::BTreeSet;

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
    /// The services that have changed since the last sample, in instants that are over.
    changed_services: BTreeSet<ServiceId>,
    /// The groups, likewise.
    changed_groups: BTreeSet<GroupId>,
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
            changed_services: BTreeSet::new(),
            changed_groups: BTreeSet::new(),
        }
    }

    /// The next sample has to look at a service.
    pub(super) fn mark_service(&mut self, service: ServiceId) {
        self.changed_services.insert(service);
    }

    /// The next sample has to look at a group.
    pub(super) fn mark_group(&mut self, group: GroupId) {
        self.changed_groups.insert(group);
    }

    /// Tells the datapoints of one thing.
    fn put(&mut self, first: usize, values: &[Option<f64>]) {
        for (offset, value) in values.iter().enumerate() {
            self.cloudwatch.put(first + offset, *value);
        }
    }
}

impl World<'_> {
    pub(super) fn on_sample(&mut self, now: SimTime, period: u32, agenda: &mut Agenda<Pending>) {
        let next = Event::Sample(period + 1);
        let at = SimTime::ZERO + PERIOD * u64::from(period + 1);
        agenda.schedule(at, next.order(), Pending::uncaused(next));
        self.sampler.cloudwatch.end_period();
        for cluster in self.ecs.take_changed_clusters() {
            let first = self.sampler.clusters[cluster.0 as usize];
            self.sampler.put(first, &self.sample_cluster(cluster));
        }
        let mut services = std::mem::take(&mut self.sampler.changed_services);
        // Who changes in this instant has not been told of yet.
        services.extend(self.ecs.changed());
        for service in services {
            let first = self.sampler.services[service.0 as usize];
            self.sampler.put(first, &self.sample_service(service));
        }
        let mut groups = std::mem::take(&mut self.sampler.changed_groups);
        groups.extend(self.autoscaling.changed());
        for group in groups {
            let first = self.sampler.groups[group.0 as usize];
            self.sampler.put(first, &self.sample_group(now, group));
        }
        if self.paranoid {
            self.check_samples(now);
        }
    }

    /// Everything is as the newest datapoints say, also what was not looked at.
    ///
    /// # Panics
    /// If a change was missed: a defect of the simulator.
    fn check_samples(&self, now: SimTime) {
        let same = |first: usize, values: &[Option<f64>]| {
            for (offset, value) in values.iter().enumerate() {
                let kept = self.sampler.cloudwatch.newest(first + offset);
                let metric = &self.sampler.cloudwatch.metrics()[first + offset];
                assert_eq!(kept, *value, "at {now}: {metric:?}");
            }
        };
        for id in self.ecs.clusters.ids() {
            let first = self.sampler.clusters[id.0 as usize];
            same(first, &self.sample_cluster(id));
        }
        for id in self.ecs.services.ids() {
            let first = self.sampler.services[id.0 as usize];
            same(first, &self.sample_service(id));
        }
        for id in self.autoscaling.groups.ids() {
            let first = self.sampler.groups[id.0 as usize];
            same(first, &self.sample_group(now, id));
        }
    }

    /// Reserved of registered, in percent; a cluster without instances has no datapoint.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a percentage of CPU units or MiB"
    )]
    fn sample_cluster(&self, id: ClusterId) -> [Option<f64>; CLUSTER.len()] {
        let cluster = &self.ecs.clusters[id];
        let (reserved, registered) = (cluster.reserved, cluster.registered);
        let percent = |reserved: i64, registered: i64| {
            (registered > 0).then(|| 100.0 * reserved as f64 / registered as f64)
        };
        [
            percent(reserved.cpu, registered.cpu),
            percent(reserved.memory_mib, registered.memory_mib),
        ]
    }

    fn sample_service(&self, id: ServiceId) -> [Option<f64>; SERVICE.len()] {
        let service = &self.ecs.services[id];
        let tasks = service.counts();
        [service.desired, tasks.pending, tasks.running].map(|count| Some(f64::from(count)))
    }

    fn sample_group(&self, now: SimTime, id: GroupId) -> [Option<f64>; GROUP.len()] {
        let state = self.group_state(now, id);
        let counts = [
            state.desired,
            state.in_service,
            state.pending,
            state.terminating,
            state.total(),
        ];
        counts.map(|count| Some(f64::from(count)))
    }
}
