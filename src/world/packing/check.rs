//! The pictures against the room itself.

use std::collections::BTreeMap;

use super::amounts;
use crate::ecs::InstanceStatus;
use crate::report::packing::{Amounts, PackedCluster, PackedInstance, When};
use crate::world::journal::Record;

impl Record {
    /// Says where the picture at the end of the run is not what the room itself holds.
    pub(super) fn check_packing(&self, clusters: &[PackedCluster]) -> Result<(), String> {
        let end = |it: &PackedCluster| it.picture(When::End).cloned();
        let pictures = clusters.iter().filter_map(end);
        let there: BTreeMap<u32, PackedInstance> = pictures
            .flat_map(|picture| picture.instances)
            .map(|packed| (packed.instance, packed))
            .collect();
        for id in self.ec2.instances.ids() {
            let Some(instance) = self.ecs.instance_if_any(id) else {
                continue;
            };
            let is_in = matches!(
                instance.status,
                InstanceStatus::Active | InstanceStatus::Draining
            );
            let packed = there.get(&id.0);
            let left = packed.map(|it| Amounts {
                ports: 0,
                ..it.left()
            });
            let expected = is_in.then(|| amounts(self.ecs.left_on(id), 0));
            if left != expected {
                return Err(format!("i-{}: {left:?} is not {expected:?}", id.0 + 1));
            }
        }
        Ok(())
    }
}
