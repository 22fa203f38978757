//! What ECS tells of tasks, as rows: their states, and those that were started, stopped or run
//! together.

use super::titles::Title;
use super::{Record, end, member, number, put};
use crate::ec2::instance_name;
use crate::ecs::{Exit, Owner, StopCause, Task, TaskList, TaskStatus, Unplaced};
use crate::engine::SimTime;
use crate::ids::{EntryId, ServiceId, TaskId};
use crate::report::{self, Row, stop_codes};
use crate::scenario::model::{Action, Capacity, Rule};
use crate::scenario::units::write_span;

impl Record {
    pub(super) fn task_changed(&self, id: TaskId, status: TaskStatus, row: &mut Row) {
        let ecs = &self.ecs;
        let task = &ecs.tasks[id];
        let definition = self.definition_name(task.definition);
        put!(row.message, "{} ({definition}) ", row.resource);
        match (status, task.stop) {
            (TaskStatus::Stopped, Some(cause)) => {
                let (code, reason) = self.stop_text(cause);
                put!(row.message, "STOPPED: {code}, {reason}");
            }
            (TaskStatus::Deactivating | TaskStatus::Stopping, Some(cause)) => {
                put!(
                    row.message,
                    "{}: {}",
                    status.name(),
                    self.stop_text(cause).1
                );
            }
            _ => put!(row.message, "{}{}", status.name(), self.whereabouts(id)),
        }
        row.arns.push(self.task_arn(id));
        self.task_detail(id, status, row);
    }

    /// ` on i-3 in us-east-1a`.
    fn whereabouts(&self, id: TaskId) -> String {
        let task = &self.ecs.tasks[id];
        let zone = self.zone_name(task.zone);
        match task.instance {
            Some(instance) => format!(" on {} in {zone}", instance_name(instance)),
            None => format!(" on Fargate in {zone}"),
        }
    }

    /// Who started a task: its deployment, or the rule or schedule that made the call.
    pub(in crate::world) fn started_by(&self, id: TaskId) -> Option<String> {
        if let Owner::Service(_, deployment) = self.ecs.tasks[id].owner {
            return Some(format!("ecs-svc/{}", self.ecs.deployment_name(deployment)));
        }
        let target = self.started_by.get(&id)?;
        let rule = &self.eventbridge.rules[self.eventbridge.targets[*target].rule];
        Some(Self::started_by_rule(rule))
    }

    /// `startedBy` of what a rule or schedule runs.
    pub(in crate::world) fn started_by_rule(rule: &Rule) -> String {
        let kind = if rule.is_schedule {
            "chronos-schedule"
        } else {
            "events-rule"
        };
        format!("{kind}/{}", rule.name)
    }

    /// The `detail` of a task's event: the task as it was at the time of the row.
    pub(super) fn task_detail(&self, id: TaskId, status: TaskStatus, row: &mut Row) {
        let ecs = &self.ecs;
        let task = &ecs.tasks[id];
        let detail = &mut row.detail;
        let cluster = ecs.cluster_of(id);
        member(detail, "clusterArn", &self.cluster_arn(cluster));
        member(detail, "taskArn", &row.arns[0]);
        member(
            detail,
            "taskDefinitionArn",
            &self.definition_arn(task.definition),
        );
        member(detail, "group", &ecs.group_text(id));
        if let Some(name) = self.started_by(id) {
            member(detail, "startedBy", &name);
        }
        member(detail, "availabilityZone", self.zone_name(task.zone));
        match task.capacity {
            Capacity::Ec2 => member(detail, "launchType", "EC2"),
            Capacity::Fargate => member(detail, "launchType", "FARGATE"),
            Capacity::FargateProvider | Capacity::FargateSpot => {
                let provider = match task.capacity {
                    Capacity::FargateSpot => "FARGATE_SPOT",
                    _ => "FARGATE",
                };
                member(detail, "launchType", "FARGATE");
                member(detail, "capacityProviderName", provider);
            }
        }
        if let Some(instance) = task.instance {
            let arn = self.container_instance_arn(instance);
            member(detail, "containerInstanceArn", &arn);
        }
        member(detail, "lastStatus", status.name());
        let stops = status > TaskStatus::Running;
        let desired = if stops { "STOPPED" } else { "RUNNING" };
        member(detail, "desiredStatus", desired);
        if let (true, Some(cause)) = (stops, task.stop) {
            let (code, reason) = self.stop_text(cause);
            member(detail, "stopCode", code);
            member(detail, "stoppedReason", &reason);
        }
        self.task_stamps(task, row.time, detail);
        self.task_containers(task, (row.time, status), detail);
        end(detail);
    }

    /// The timestamps that a task has at an instant.
    fn task_stamps(&self, task: &Task, now: SimTime, detail: &mut String) {
        let times = &task.times;
        let stamps = [
            ("createdAt", Some(times.created)),
            ("pullStartedAt", times.pull_started),
            ("pullStoppedAt", times.pull_stopped),
            ("startedAt", times.started),
            ("stoppingAt", times.stopping),
            ("stoppedAt", times.stopped),
        ];
        for (name, at) in stamps {
            if let Some(at) = at.filter(|at| *at <= now) {
                member(detail, name, &report::stamp(self.start_time, at));
            }
        }
    }

    /// `stopCode` and `stoppedReason`.
    pub(in crate::world) fn stop_text(&self, cause: StopCause) -> (&'static str, String) {
        match cause {
            StopCause::Scheduler(deployment) => {
                let name = self.ecs.deployment_name(deployment);
                let said = format!("Scaling activity initiated by (deployment ecs-svc/{name})");
                (stop_codes::SERVICE_SCHEDULER_INITIATED, said)
            }
            StopCause::User(entry) => ("UserInitiated", self.stop_reason(entry)),
            StopCause::FailedToStart(fault) => {
                let said = self.ecs.start_fault_reason(fault);
                (stop_codes::TASK_FAILED_TO_START, said)
            }
            StopCause::Exited {
                why: Exit::OutOfMemory,
                ..
            } => {
                let said = "Essential container in task exited: OutOfMemoryError: Container killed due to memory usage";
                (stop_codes::ESSENTIAL_CONTAINER_EXITED, said.to_owned())
            }
            StopCause::Exited {
                why: Exit::Denied { definition, need },
                ..
            } => {
                let denied = self.ecs.denied_text(definition, need);
                let said = format!("Essential container in task exited: {denied}");
                (stop_codes::ESSENTIAL_CONTAINER_EXITED, said)
            }
            StopCause::Exited { .. } => {
                let said = "Essential container in task exited";
                (stop_codes::ESSENTIAL_CONTAINER_EXITED, said.to_owned())
            }
            StopCause::DependencyFailed { .. } => {
                let said = "ContainerDependencyError: a container did not start, for what it depends on took too long or failed";
                (stop_codes::TASK_FAILED_TO_START, said.to_owned())
            }
            StopCause::Unhealthy(_) => {
                let said = stop_codes::UNHEALTHY;
                (stop_codes::SERVICE_SCHEDULER_INITIATED, said.to_owned())
            }
            StopCause::UnhealthyTarget(group) => {
                let arn = self.target_group_arn(group);
                let said = format!("{} in (target-group {arn})", stop_codes::UNHEALTHY_TARGET);
                (stop_codes::SERVICE_SCHEDULER_INITIATED, said)
            }
            StopCause::SpotInterruption => {
                let said = "Your Spot Task was interrupted.";
                (self.ecs.fargate_spot_stop_code(), said.to_owned())
            }
            StopCause::HostTerminated(id) => {
                let said = format!("Host EC2 (instance {}) terminated.", instance_name(id));
                (stop_codes::TERMINATION_NOTICE, said)
            }
            StopCause::HostStopped(id) => {
                let said = format!("Host EC2 (instance {}) stopped.", instance_name(id));
                (stop_codes::TERMINATION_NOTICE, said)
            }
            StopCause::ForcedDeregistration => {
                let said = "Container instance deregistration forced by user";
                ("UserInitiated", said.to_owned())
            }
            StopCause::ZoneLost => {
                let said = "The Availability Zone of the task was lost.";
                (stop_codes::INFRASTRUCTURE_HEALTH, said.to_owned())
            }
        }
    }

    fn stop_reason(&self, entry: EntryId) -> String {
        match self.action(entry) {
            Action::StopTask {
                reason: Some(reason),
                ..
            } => reason.clone(),
            _ => "Task stopped by user".to_owned(),
        }
    }

    pub(super) fn task_ready(&self, id: TaskId, row: &mut Row) {
        put!(row.message, "{} counts as healthy: ", row.resource);
        if self.ecs.has_checks(id) {
            row.message.push_str("its health checks pass");
        } else {
            let waited = self.ecs.ready_after_running();
            put!(row.message, "RUNNING for {}", write_span(waited));
        }
        row.arns.push(self.task_arn(id));
        self.task_detail(id, TaskStatus::Running, row);
    }

    /// `(task web/5) (task web/6)`, the first of many.
    pub(super) fn task_names(&self, tasks: TaskList, row: &mut Row) {
        const SHOWN: usize = 20;
        let all = self.ecs.listed(tasks);
        for id in all.iter().take(SHOWN) {
            put!(row.message, " (task {})", self.ecs.task_name(*id));
        }
        if all.len() > SHOWN {
            put!(row.message, " and {} more", all.len() - SHOWN);
        }
        row.message.push('.');
    }

    pub(super) fn tasks_started(
        &self,
        service: ServiceId,
        (tasks, replaced): (TaskList, u32),
        title: Title,
        row: &mut Row,
    ) {
        let said = format!("has started {} tasks:", tasks.count());
        self.service_action(service, title, &said, row);
        self.task_names(tasks, row);
        if replaced > 0 {
            put!(
                row.message,
                " Amazon ECS replaced {replaced} tasks due to an unhealthy status."
            );
        }
    }

    pub(super) fn tasks_stopped(
        &self,
        service: ServiceId,
        tasks: TaskList,
        pending: bool,
        title: Title,
        row: &mut Row,
    ) {
        let count = tasks.count();
        if pending {
            let said = format!("stopped {count} pending tasks.");
            self.service_action(service, title, &said, row);
        } else {
            let said = format!("has stopped {count} running tasks:");
            self.service_action(service, title, &said, row);
            self.task_names(tasks, row);
        }
    }

    pub(super) fn tasks_run(
        &self,
        entry: EntryId,
        tasks: TaskList,
        refused: Option<Unplaced>,
        row: &mut Row,
    ) {
        let Action::RunTask(run) = self.action(entry) else {
            unreachable!("only RunTask is answered with tasks");
        };
        if let Some((code, said)) = refused.and_then(|why| refusal(why, tasks.count())) {
            put!(row.message, "RunTask was refused: {code}: {said}");
            row.arns.push(self.definition_arn(run.task_definition));
            member(&mut row.detail, "eventName", row.event);
            member(&mut row.detail, "errorCode", code);
            end(&mut row.detail);
            return;
        }
        put!(
            row.message,
            "RunTask started {} of {} tasks",
            tasks.count(),
            run.count
        );
        if tasks.count() > 0 {
            row.message.push(':');
            self.task_names(tasks, row);
        }
        if let Some(why) = refused {
            let separator = if tasks.count() > 0 { " " } else { "; " };
            put!(row.message, "{separator}failures: {}.", why.reason());
        }
        row.arns.push(self.definition_arn(run.task_definition));
        member(&mut row.detail, "eventName", row.event);
        number(&mut row.detail, "tasks", u64::from(tasks.count()));
        if let Some(why) = refused {
            member(&mut row.detail, "failures", why.reason());
        }
        end(&mut row.detail);
    }
}

/// The error of RunTask, where it answers with one and not with a list of failures.
pub(in crate::world) fn refusal(
    why: Unplaced,
    started: u32,
) -> Option<(&'static str, &'static str)> {
    match why {
        Unplaced::NoInstances => Some((
            "InvalidParameterException",
            "No Container Instances were found in your cluster.",
        )),
        Unplaced::RateExceeded if started == 0 => Some(("ThrottlingException", "Rate exceeded")),
        _ => None,
    }
}
