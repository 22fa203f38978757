//! Conservation laws, checked after every event in tests and with `--paranoid`.

use super::World;
use crate::ec2::InstanceState;
use crate::engine::SimTime;

impl World<'_> {
    /// `instant_ends` says that nothing else happens in this instant, so that rooms have told each
    /// other everything.
    ///
    /// # Panics
    /// If a law is broken: a defect of the simulator.
    pub(super) fn check_laws(&self, now: SimTime, instant_ends: bool) {
        let mut checked = self.ecs.check_laws();
        if instant_ends {
            checked = checked.and_then(|()| self.check_groups());
            checked = checked.and_then(|()| self.eventbridge.check_laws());
            checked = checked.and_then(|()| self.ec2.check_laws());
            checked = checked.and_then(|()| self.check_interfaces());
            checked = checked.and_then(|()| self.check_targets());
        }
        if let Err(broken) = checked {
            panic!("at {now}: {broken}");
        }
    }

    /// Every task that should have a network interface has one, and nobody else.
    fn check_interfaces(&self) -> Result<(), String> {
        let mut counted = 0;
        for (id, task) in self.ecs.tasks.iter() {
            let has = task.subnet.is_some()
                && task.times.stopped.is_none()
                && !self.ecs.lacks_address(id);
            if has != self.ec2.has_interface(id) {
                let name = self.ecs.task_name(id);
                return Err(format!("{name} should have an interface: {has}"));
            }
            counted += usize::from(has);
        }
        match self.ec2.interfaces_of_tasks() {
            kept if kept == counted => Ok(()),
            kept => Err(format!("{kept} interfaces kept, {counted} counted")),
        }
    }

    /// A group counts what EC2 has for it; what shuts down has left it before.
    fn check_groups(&self) -> Result<(), String> {
        let mut counted = vec![(0, 0); self.autoscaling.groups.len()];
        for (_, instance) in self.ec2.instances.iter() {
            if let Some(group) = instance.group() {
                let (present, ending) = &mut counted[group.0 as usize];
                let shuts_down = instance.state == InstanceState::ShuttingDown;
                *present += u32::from(instance.state != InstanceState::Terminated);
                *ending += u32::from(shuts_down);
            }
        }
        for ((_, group), counted) in self.autoscaling.groups.iter().zip(counted) {
            let (in_service, pending, terminating) = group.counts();
            let kept = (in_service + pending + terminating, terminating);
            if kept.0 != counted.0 || kept.1 < counted.1 {
                let name = &group.name;
                return Err(format!("{name}: {kept:?} kept, {counted:?} in EC2"));
            }
        }
        Ok(())
    }
}
