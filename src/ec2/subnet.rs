//! Addresses of subnets, and the network interfaces that have them.
//!
//! An instance has one for its own interface, and one more for its trunk, from its launch until it
//! is gone, also while it is stopped. A task of network mode `awsvpc` has one from the moment in
//! which ECS asks for its interface until it is STOPPED. The addresses that AWS keeps are not
//! counted, nor is what stands in the subnet besides the scenario.
//!
//! Facts: VPC User Guide, "Subnet CIDR blocks"; ECS Developer Guide, "Task networking". That the
//! address of a trunk is taken with that of its instance is assumed.

use super::{Cx, Ec2, Fact, Origin};
use crate::ids::{SubnetId, TaskId, ZoneId};
use crate::scenario::model::{LaunchTemplate, in_turn};

/// The addresses of a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// How many there are for instances and tasks.
    pub all: u32,
    /// How many of them are free.
    pub free: u32,
    /// The fewest that were ever free.
    pub fewest: u32,
    /// How often there were too few.
    pub refused: u32,
}

impl Addresses {
    /// All of them free.
    pub(super) fn new(all: u32) -> Self {
        Self {
            all,
            free: all,
            fewest: all,
            refused: 0,
        }
    }

    /// Takes some, all or none.
    fn take(&mut self, count: u32) -> bool {
        let Some(left) = self.free.checked_sub(count) else {
            self.refused += 1;
            return false;
        };
        self.free = left;
        self.fewest = self.fewest.min(left);
        true
    }

    fn give_back(&mut self, count: u32) {
        self.free += count;
        assert!(self.free <= self.all, "{self:?} has more than all");
    }
}

/// How many addresses an instance has: for its own interface and for its trunk.
pub(super) fn addresses_of(template: &LaunchTemplate) -> u32 {
    1 + u32::from(template.trunk)
}

impl Ec2 {
    /// The subnet of the next instance that somebody launches in a zone.
    pub(super) fn next_subnet(&mut self, origin: Origin, zone: ZoneId) -> SubnetId {
        let among = match origin {
            Origin::Group(group) => &self.group_subnets[group],
            Origin::Fleet(fleet) => &self.fleet_subnets[fleet as usize],
        };
        let turn = self.turns.entry((origin, zone)).or_default();
        let subnet = in_turn(&self.aws_subnets, among, zone, *turn);
        *turn += 1;
        subnet.expect("there is a subnet in every zone")
    }

    /// Takes the addresses of an instance, if they are there.
    pub(super) fn take_addresses(&mut self, subnet: SubnetId, origin: Origin) -> bool {
        let template = &self.templates[self.template_of(origin)];
        self.subnets[subnet].take(addresses_of(template))
    }

    /// An instance is gone, and with it its interfaces.
    pub(super) fn give_back_addresses(&mut self, id: crate::ids::InstanceId) {
        let instance = &self.instances[id];
        let count = addresses_of(&self.templates[instance.template]);
        self.subnets[instance.subnet].give_back(count);
    }

    /// CreateNetworkInterface for a task, before 0 s or at any time; whether there is an address.
    pub fn create_network_interface(&mut self, task: TaskId, subnet: SubnetId) -> bool {
        let taken = self.subnets[subnet].take(1);
        if taken {
            self.task_interfaces.insert(task, subnet);
        }
        taken
    }

    pub(super) fn on_create_interface(&mut self, task: TaskId, subnet: SubnetId, cx: &mut Cx<'_>) {
        if !self.create_network_interface(task, subnet) {
            cx.emit(Fact::InterfaceRefused { task, subnet });
        }
    }

    pub(super) fn on_delete_interface(&mut self, task: TaskId) {
        if let Some(subnet) = self.task_interfaces.remove(&task) {
            self.subnets[subnet].give_back(1);
        }
    }

    /// Whether a task has a network interface.
    pub fn has_interface(&self, task: TaskId) -> bool {
        self.task_interfaces.contains_key(&task)
    }

    /// How many tasks have one.
    pub fn interfaces_of_tasks(&self) -> usize {
        self.task_interfaces.len()
    }

    /// Says which subnet has lost an address or found one, if one has.
    pub fn check_laws(&self) -> Result<(), String> {
        let mut taken = vec![0; self.subnets.len()];
        for subnet in self.task_interfaces.values() {
            taken[subnet.0 as usize] += 1;
        }
        for (_, instance) in self.instances.iter() {
            if instance.state != super::InstanceState::Terminated {
                let count = addresses_of(&self.templates[instance.template]);
                taken[instance.subnet.0 as usize] += count;
            }
        }
        for ((id, addresses), taken) in self.subnets.iter().zip(taken) {
            if addresses.free + taken != addresses.all {
                let name = &self.aws_subnets[id].name;
                return Err(format!("{name}: {addresses:?} kept, {taken} taken"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_all_or_none() {
        let mut addresses = Addresses::new(3);
        assert!(addresses.take(2));
        assert!(!addresses.take(2), "one is left");
        assert!(addresses.take(1));
        addresses.give_back(2);
        let expected = Addresses {
            all: 3,
            free: 2,
            fewest: 0,
            refused: 1,
        };
        assert_eq!(addresses, expected);
    }
}
