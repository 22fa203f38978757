//! RunTask: standalone tasks, which nobody replaces.

use super::{Owner, TaskGroupId};
use crate::ecs::launch::placement;
use crate::ecs::launch::{LaunchRequest, Location};
use crate::ecs::service::roster::Class;
use crate::ecs::{Cx, Decision, Ecs, Fact, TaskGroup, Unplaced};
use crate::engine::{Entity, Purpose};
use crate::ids::{EntryId, TaskDefinitionId};
use crate::scenario::model::{Capacity, RunTask};

impl Ecs {
    /// Starts as many of the tasks as find a place; a call beyond the rate starts none.
    pub(in crate::ecs) fn run_task(&mut self, entry: EntryId, run: &RunTask, cx: &mut Cx<'_>) {
        let request = LaunchRequest {
            owner: Owner::Standalone,
            group: self.family_group(run.task_definition),
            definition: run.task_definition,
            cluster: run.cluster,
            capacity: run.capacity,
            class: Class::Starting,
            spare: false,
            zone: None,
        };
        let on_fargate = run.capacity != Capacity::Ec2;
        let throttled = !self.cluster_calls.try_take(cx.now())
            || (on_fargate && !self.fargate_calls.try_take(cx.now()));
        let mut started = Vec::new();
        let mut refused = throttled.then_some(Unplaced::RateExceeded);
        let count = if throttled { 0 } else { run.count };
        for _ in 0..count {
            let found = self.find_standalone_place(run, &request, cx);
            let decision = self.placement_decision(&request, found);
            cx.decide(Decision::Placement(decision));
            match found {
                Ok(location) => started.push(self.create(&request, location, cx)),
                Err(why) => refused = Some(why),
            }
        }
        let tasks = self.list(&started);
        cx.emit(Fact::TasksRun {
            entry,
            tasks,
            refused,
        });
    }

    /// The group of the standalone tasks of a family.
    fn family_group(&mut self, definition: TaskDefinitionId) -> TaskGroupId {
        let family = &self.aws.task_definitions[definition].family;
        if let Some(group) = self.families.get(family) {
            return *group;
        }
        let label = self.aws.family_label(family);
        let group = TaskGroup::new(&label, Entity::named("family:").and(family), &self.aws);
        let id = self.groups.push(group);
        self.families.insert(family.clone(), id);
        id
    }

    fn find_standalone_place(
        &mut self,
        run: &RunTask,
        request: &LaunchRequest,
        cx: &Cx<'_>,
    ) -> Result<Location, Unplaced> {
        if run.capacity != Capacity::Ec2 {
            let zone = self.fargate_zone(request.group, &run.zones);
            let zone = zone.ok_or(Unplaced::FargateCapacity)?;
            let spot = run.capacity == Capacity::FargateSpot;
            if !self.fargate[usize::from(spot)].try_take(cx.now()) {
                return Err(Unplaced::RateExceeded);
            }
            return Ok(Location {
                zone,
                instance: None,
            });
        }
        let need = self.need(request.definition);
        let capacity = &self.clusters[run.cluster].zones;
        let group = &self.groups[request.group];
        let entity = group.entity.number(u64::from(group.next_number()));
        let allows = |place| self.ports_are_free(run.cluster, place, request.definition);
        let mut stream = cx.draws(Purpose::TaskPlacement, entity);
        placement::anywhere(&run.zones, capacity, need, allows, &mut stream)
            .map(|place| self.location(run.cluster, place))
            .ok_or_else(|| self.why_unplaced(run.cluster, &run.zones, need))
    }
}
