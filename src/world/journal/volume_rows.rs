//! What becomes of data in volumes, as rows.

use super::{Record, end, member, put};
use crate::ec2::instance_name;
use crate::ids::{InstanceId, TaskId};
use crate::report::Row;
use crate::scenario::model::{Ended, Storage, Volume, survives};

impl Record {
    /// A task that had volumes has ended.
    pub(super) fn task_volumes(&self, id: TaskId, ended: Ended, row: &mut Row) {
        let what = match ended {
            Ended::Container => "a container",
            Ended::Task => "the task",
            Ended::Instance => "its instance",
            Ended::Zone => "its Availability Zone",
        };
        put!(row.message, "{}: {what} has ended", row.resource);
        let (kept, gone): (Vec<_>, Vec<_>) = self
            .ecs
            .volumes_of(id)
            .partition(|(_, storage)| survives(*storage, ended));
        for (said, volumes) in [("gone", gone), ("kept", kept)] {
            let names: Vec<String> = volumes
                .iter()
                .map(|(volume, storage)| self.volume(id, volume, *storage))
                .collect();
            if !names.is_empty() {
                put!(row.message, "; data {said}: {}", names.join(", "));
                member(&mut row.detail, said, &names.join(", "));
            }
        }
        row.arns.push(self.task_arn(id));
        end(&mut row.detail);
    }

    /// A task finds what others have left on its instance.
    pub(super) fn volumes_found(&self, id: TaskId, found: u32, row: &mut Row) {
        let volumes = self.ecs.volumes_of(id).enumerate();
        let is_found = |place: usize| found.checked_shr(u32::try_from(place).unwrap_or(32));
        let volumes = volumes.filter(|(place, _)| is_found(*place).unwrap_or(0) & 1 == 1);
        let names: Vec<String> = volumes
            .map(|(_, (volume, storage))| self.volume(id, volume, storage))
            .collect();
        let names = names.join(", ");
        put!(
            row.message,
            "{} finds data of earlier tasks: {names}",
            row.resource
        );
        member(&mut row.detail, "found", &names);
        row.arns.push(self.task_arn(id));
        end(&mut row.detail);
    }

    /// A machine has ended on which data had stayed.
    pub(super) fn instance_volumes(&self, id: InstanceId, row: &mut Row) {
        let places = self.ecs.container_instance(id).volumes.iter();
        let places: Vec<&str> = places.map(|(_, place)| &**place).collect();
        let places = places.join(", ");
        put!(
            row.message,
            "{} has ended; data gone with it: {places}",
            row.resource
        );
        member(&mut row.detail, "gone", &places);
        row.arns.push(self.instance_arn(id));
        end(&mut row.detail);
    }

    /// `cache (/var/cache on i-1)`.
    fn volume(&self, id: TaskId, volume: &Volume, storage: Storage) -> String {
        let (name, place) = (&volume.name, &volume.place);
        match (storage, self.ecs.tasks[id].instance) {
            (Storage::HostPath | Storage::DockerShared, Some(instance)) => {
                format!("{name} ({place} on {})", instance_name(instance))
            }
            (Storage::Efs, _) => format!("{name} ({place})"),
            (Storage::EbsOfTask | Storage::EbsKept, _) => format!("{name} (EBS)"),
            _ => name.clone(),
        }
    }
}
