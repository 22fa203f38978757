//! What becomes of the data in the volumes of a task, and of those on an instance.
//!
//! It is told at the end of a task that has run and has volumes, at the end of a machine on which
//! data of tasks had stayed, and when a task finds what another one has left there. On an instance,
//! what dies with its task lies there until the agent cleans up, `ecs.taskCleanupWait` later;
//! nobody can reach it.

use super::{StopCause, TaskStatus};
use crate::ecs::{Cx, Ecs, Fact};
use crate::ids::{InstanceId, TaskId};
use crate::scenario::model::{Ended, Storage, Volume, survives};

impl Ecs {
    /// The volumes of a task, each with what keeps its data.
    pub fn volumes_of(&self, id: TaskId) -> impl Iterator<Item = (&Volume, Storage)> {
        let task = &self.tasks[id];
        let volumes = self.aws.task_definitions[task.definition].volumes.iter();
        volumes.map(|volume| match volume.storage {
            Storage::EbsOfTask if task.keeps_ebs => (volume, Storage::EbsKept),
            storage => (volume, storage),
        })
    }

    /// How many volumes of its own a task has lost that ended so.
    pub fn volumes_lost(&self, id: TaskId, ended: Ended) -> u32 {
        let own = self.volumes_of(id).filter(|(_, it)| !it.is_of_instance());
        let lost = own.filter(|(_, storage)| !survives(*storage, ended));
        u32::try_from(lost.count()).unwrap_or(u32::MAX)
    }

    /// A task runs: what of its volumes stays on its instance, and which of these were there.
    pub(in crate::ecs) fn mount_volumes(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &self.tasks[id];
        let Some(instance) = task.instance else {
            return;
        };
        let volumes = self.volumes_of(id).enumerate();
        let stay = volumes.filter(|(_, (_, storage))| storage.is_of_instance());
        let stay: Vec<_> = stay
            .map(|(place, (volume, storage))| (place, (storage, volume.place.clone())))
            .collect();
        let mut found = 0;
        for (place, kept) in stay {
            let all = &mut self.instance_mut(instance).volumes;
            if all.contains(&kept) {
                found |= 1_u32
                    .checked_shl(u32::try_from(place).unwrap_or(u32::MAX))
                    .unwrap_or(0);
            } else {
                all.push(kept);
            }
        }
        if found > 0 {
            cx.emit(Fact::VolumesFound {
                task: id,
                volumes: found,
            });
        }
    }

    /// A task is STOPPED: what becomes of its data, if it has run.
    pub(in crate::ecs) fn tell_of_volumes(&mut self, id: TaskId, cx: &mut Cx<'_>) {
        let task = &self.tasks[id];
        debug_assert_eq!(task.status, TaskStatus::Stopped);
        if task.times.started.is_none() || self.volumes_of(id).next().is_none() {
            return;
        }
        let in_lost_zone = self.closed_zones.contains(&task.zone);
        let ended = match task.stop {
            Some(StopCause::ZoneLost) => Ended::Zone,
            Some(StopCause::HostTerminated(_)) if in_lost_zone => Ended::Zone,
            Some(StopCause::HostTerminated(_)) => Ended::Instance,
            _ => Ended::Task,
        };
        cx.emit(Fact::TaskVolumes { task: id, ended });
    }

    /// A machine has ended, and with it what tasks have left there.
    pub(in crate::ecs) fn lose_volumes(&mut self, id: InstanceId, cx: &mut Cx<'_>) {
        if !self.container_instance(id).volumes.is_empty() {
            cx.emit(Fact::InstanceVolumes(id));
        }
    }
}
