//! RunTask: standalone tasks, which nobody replaces.

use super::{Owner, TaskGroupId};
use crate::ecs::launch::LaunchRequest;
use crate::ecs::launch::place::{Asker, NoPlace};
use crate::ecs::service::roster::Class;
use crate::ecs::{Cx, Decision, Ecs, Fact, TaskGroup, Unplaced};
use crate::ids::EntryId;
use crate::scenario::model::{Capacity, RunTask};

impl Ecs {
    /// Starts as many of the tasks as find a place; a call beyond the rate starts none.
    pub(in crate::ecs) fn run_task(&mut self, entry: EntryId, run: &RunTask, cx: &mut Cx<'_>) {
        let family = &self.aws.task_definitions[run.task_definition].family;
        let family = self.standalone_group(&format!("family:{family}"));
        let together = run.group.as_ref();
        let request = LaunchRequest {
            owner: Owner::Standalone,
            asker: Asker::Call(entry),
            group: family,
            together: together.map_or(family, |name| self.standalone_group(name)),
            definition: run.task_definition,
            cluster: run.cluster,
            capacity: run.capacity,
            class: Class::Starting,
            spare: false,
            zone: None,
            call: Some(entry),
        };
        let on_fargate = run.capacity != Capacity::Ec2;
        let throttled = !self.cluster_calls.try_take(cx.now())
            || (on_fargate && !self.fargate_calls.try_take(cx.now()));
        let mut started = Vec::new();
        let mut refused = throttled.then_some(Unplaced::RateExceeded);
        let count = if throttled { 0 } else { run.count };
        for _ in 0..count {
            let found = self.find_place(&request);
            let placed = match found {
                Some(_) if !self.may_start_standalone(run, cx) => Err(NoPlace::throttled()),
                Some(location) => Ok(location),
                None => Err(self.why_no_place(&request)),
            };
            refused = placed.as_ref().err().map(|none| none.why).or(refused);
            let is_placed = placed.is_ok();
            let decision = self.placement_decision(&request, placed);
            cx.decide(Decision::Placement(decision));
            if let Some(location) = found.filter(|_| is_placed) {
                started.push(self.create(&request, location, cx));
            }
        }
        let tasks = self.list(&started);
        cx.emit(Fact::TasksRun {
            entry,
            tasks,
            refused,
        });
    }

    /// The group of standalone tasks: that of their family, or one of their own.
    fn standalone_group(&mut self, aws_name: &str) -> TaskGroupId {
        if let Some(group) = self.standalone.get(aws_name) {
            return *group;
        }
        let group = TaskGroup::standalone(aws_name, &self.aws);
        let id = self.groups.push(group);
        self.standalone.insert(aws_name.to_owned(), id);
        id
    }

    /// Whether Fargate starts another task now.
    fn may_start_standalone(&mut self, run: &RunTask, cx: &Cx<'_>) -> bool {
        let spot = run.capacity == Capacity::FargateSpot;
        run.capacity == Capacity::Ec2 || self.fargate[usize::from(spot)].try_take(cx.now())
    }
}
