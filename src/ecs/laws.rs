//! What is never broken, whatever happens: checked after every event where a run checks itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Add;

use crate::ecs::container_instance::{ContainerInstance, InstanceStatus};
use crate::ecs::placement::{Remaining, Standing};
use crate::ecs::service::roster::Class;
use crate::ecs::task::{Owner, Task, TaskStatus};
use crate::ecs::{Deployment, Ecs, Resources, RolloutState, ServiceDeploymentStatus, TaskCounts};
use crate::ids::{DeploymentId, TaskId};

impl Ecs {
    /// Says which law of the room is broken, if one is.
    pub fn check_laws(&self) -> Result<(), String> {
        self.check_services()?;
        self.check_deployments()?;
        self.check_spreads()?;
        self.check_instances()?;
        self.check_clusters()
    }

    /// The counts that services keep are those of their tasks.
    fn check_services(&self) -> Result<(), String> {
        let mut counted = vec![TaskCounts::default(); self.services.len()];
        for (_, task) in self.tasks.iter() {
            let Owner::Service(service, _) = task.owner else {
                continue;
            };
            let of = &mut counted[service.0 as usize];
            let before_running = task.status < TaskStatus::Running;
            of.running += u32::from(task.is_alive() && !before_running);
            of.pending += u32::from(task.is_alive() && before_running);
            of.ready += u32::from(task.is_alive() && task.class == Class::Ready);
            of.unhealthy += u32::from(task.is_alive() && task.class == Class::Sick);
            of.stopping += u32::from(!task.is_alive() && task.status != TaskStatus::Stopped);
        }
        for ((_, service), counted) in self.services.iter().zip(counted) {
            same(&service.label, service.counts(), counted)?;
        }
        Ok(())
    }

    /// A deployment counts its tasks, and one that has any is known to its service.
    fn check_deployments(&self) -> Result<(), String> {
        let mut tasks = vec![0; self.deployments.len()];
        for (_, task) in self.tasks.iter() {
            if let Owner::Service(_, deployment) = task.owner {
                tasks[deployment.0 as usize] += u32::from(task.status != TaskStatus::Stopped);
            }
        }
        for ((id, deployment), counted) in self.deployments.iter().zip(tasks) {
            let name = self.deployment_name(id);
            same(&name, deployment.tasks, counted)?;
            self.check_record(id, deployment)?;
            let service = &self.services[deployment.service];
            let is_known = service.primary == id || service.older.contains(&id);
            // Of one that is over, only tasks are left that were told to stop.
            let alive = |task: &Task| {
                task.is_alive() && task.owner == Owner::Service(deployment.service, id)
            };
            let has_alive = counted > 0 && self.tasks.iter().any(|(_, task)| alive(task));
            if has_alive && !is_known {
                return Err(format!("{name} has tasks and nobody looks after them"));
            }
        }
        Ok(())
    }

    /// One deployment of a service is in progress at most, the PRIMARY one; what launches nothing
    /// more owes nothing, and what is COMPLETED may be rolled back to.
    fn check_record(&self, id: DeploymentId, deployment: &Deployment) -> Result<(), String> {
        let name = self.deployment_name(id);
        let service = &self.services[deployment.service];
        if deployment.is_in_progress() && service.primary != id {
            return Err(format!("{name} is in progress and not PRIMARY"));
        }
        if deployment.barred && deployment.lost > 0 {
            return Err(format!("{name} owes tasks and launches none"));
        }
        if service.completed == Some(id) && deployment.state != RolloutState::Completed {
            return Err(format!("{name} is {:?}, not COMPLETED", deployment.state));
        }
        if let Some(failed) = deployment.rolls_back {
            let status = self.deployments[failed].status;
            let rolls_back = status == ServiceDeploymentStatus::RollbackInProgress;
            if !deployment.is_in_progress() || !rolls_back {
                return Err(format!("{name} rolls back what is {status:?}"));
            }
        }
        Ok(())
    }

    /// A group counts the tasks of each zone and instance that were not told to stop.
    fn check_spreads(&self) -> Result<(), String> {
        let (mut counted, mut on_instances) = (BTreeMap::new(), BTreeMap::new());
        for (_, task) in self.tasks.iter().filter(|(_, task)| task.is_alive()) {
            *counted.entry((task.together, task.zone)).or_insert(0) += 1;
            if let Some(slot) = self.slot_of(task) {
                let on_instance = on_instances.entry((task.cluster, task.together, slot));
                *on_instance.or_insert(0) += 1;
            }
        }
        for (id, group) in self.groups.iter() {
            for (zone, name) in self.aws.zones.iter() {
                let counted = counted.get(&(id, zone)).copied().unwrap_or(0);
                let of = format!("{} in {name}", group.name);
                same(&of, group.in_zone(zone), counted)?;
            }
        }
        for ((cluster, group, slot), counted) in on_instances {
            let of = format!("{} on {slot:?}", self.groups[group].name);
            let fleet = &self.clusters[cluster].fleet;
            same(&of, fleet.on_instance(group, slot), counted)?;
        }
        Ok(())
    }

    /// No instance gives more than it has, nor a host port twice.
    fn check_instances(&self) -> Result<(), String> {
        for (number, instance) in (1..).zip(&self.instances) {
            let Some(instance) = instance else { continue };
            let name = format!("i-{number}");
            let template = &self.templates[instance.template];
            let taken = self.taken_on(instance);
            let left = instance.remaining;
            same(&name, left + taken, Remaining::registered(template))?;
            if left.cpu < 0 || left.memory_mib < 0 || left.enis < 0 {
                return Err(format!("{name} has less than nothing left: {left:?}"));
            }
            self.check_ports(&name, instance)?;
            self.check_shown(&name, instance)?;
        }
        Ok(())
    }

    /// Placement sees an instance as it is.
    fn check_shown(&self, name: &str, instance: &ContainerInstance) -> Result<(), String> {
        let Some(slot) = instance.slot else {
            return Ok(());
        };
        let fleet = &self.clusters[instance.cluster].fleet;
        let is_away = instance.status == InstanceStatus::Active && !instance.agent.is_connected();
        same(name, fleet.standing(slot) == Standing::Away, is_away)?;
        let is_open = instance.takes_tasks();
        same(name, fleet.standing(slot) == Standing::Open, is_open)
    }

    fn check_ports(&self, name: &str, instance: &ContainerInstance) -> Result<(), String> {
        let mut taken = BTreeSet::new();
        for task in self.holders(instance) {
            let need = &self.aws.task_definitions[self.tasks[task].definition].need;
            let tcp = need.tcp_ports.iter().map(|port| ("tcp", *port));
            let udp = need.udp_ports.iter().map(|port| ("udp", *port));
            for port in tcp.chain(udp) {
                if !taken.insert(port) {
                    return Err(format!("{name} gave {port:?} away twice"));
                }
            }
        }
        Ok(())
    }

    /// The sums of a cluster are those of its ACTIVE and DRAINING instances.
    fn check_clusters(&self) -> Result<(), String> {
        let mut sums = vec![(0, Resources::default(), Resources::default()); self.clusters.len()];
        for instance in self.instances.iter().flatten() {
            let in_cluster = [InstanceStatus::Active, InstanceStatus::Draining];
            if in_cluster.contains(&instance.status) {
                let template = &self.templates[instance.template];
                let has = Remaining::registered(template);
                let (count, registered, reserved) = &mut sums[instance.cluster.0 as usize];
                *count += 1;
                registered.add(has, 1);
                reserved.add(self.taken_on(instance), 1);
            }
        }
        for ((id, cluster), sum) in self.clusters.iter().zip(sums) {
            let kept = (cluster.instances, cluster.registered, cluster.reserved);
            same(&self.aws.clusters[id], kept, sum)?;
        }
        Ok(())
    }

    /// What the tasks of an instance reserve.
    fn taken_on(&self, instance: &ContainerInstance) -> Remaining {
        let needs = self
            .holders(instance)
            .map(|task| self.need(self.tasks[task].definition));
        needs.fold(Remaining::default(), Remaining::add)
    }

    /// The tasks of an instance that hold their reservation.
    fn holders(&self, instance: &ContainerInstance) -> impl Iterator<Item = TaskId> {
        let holds =
            |task: &TaskId| self.tasks[*task].is_alive() || !self.settings.release_when_told;
        instance.tasks.iter().copied().filter(holds)
    }
}

fn same<T: Copy + PartialEq + std::fmt::Debug>(
    of: &str,
    kept: T,
    counted: T,
) -> Result<(), String> {
    if kept == counted {
        Ok(())
    } else {
        Err(format!("{of}: {kept:?} kept, {counted:?} counted"))
    }
}
