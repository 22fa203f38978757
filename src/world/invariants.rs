//! Conservation laws, checked after every event in tests and with `--paranoid`.

use super::World;
use crate::ecs::{Owner, TaskStatus};
use crate::engine::SimTime;

impl World<'_> {
    /// # Panics
    /// If a law is broken: a defect of the simulator.
    pub(super) fn check_laws(&self, now: SimTime) {
        self.check_services(now);
        self.check_instances(now);
    }

    /// The counts that services keep are those of their tasks.
    fn check_services(&self, now: SimTime) {
        let mut counted = vec![(0, 0, 0, 0); self.ecs.services.len()];
        for (_, task) in self.ecs.tasks.iter() {
            let Owner::Service(service, _) = task.owner else {
                continue;
            };
            let (running, pending, ready, stopping) = &mut counted[service.0 as usize];
            let before_running = task.status < TaskStatus::Running;
            *running += u32::from(task.is_alive() && !before_running);
            *pending += u32::from(task.is_alive() && before_running);
            *ready += u32::from(task.is_alive() && task.times.ready.is_some());
            *stopping += u32::from(!task.is_alive() && task.status != TaskStatus::Stopped);
        }
        for ((_, service), counted) in self.ecs.services.iter().zip(counted) {
            let label = &service.label;
            assert_eq!(service.counts(), counted, "counts of {label} at {now}");
        }
    }

    /// No instance gives more than it has, and the cluster's sums are those of its instances.
    fn check_instances(&self, now: SimTime) {
        if let Err(broken) = self.ecs.check_reservations() {
            panic!("at {now}: {broken}");
        }
    }
}
