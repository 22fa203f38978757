//! What ECS tells of deployments, as rows; and the counts of the circuit breaker.
//!
//! Facts: Amazon ECS Developer Guide, "Amazon ECS service deployment state change events" (names
//! and reasons) and "Amazon ECS service event messages".

use super::ecs_rows::begin;
use super::titles::Title;
use super::{Record, end, member, put};
use crate::ecs::circuit_breaker::Evidence;
use crate::ecs::{BreakerDecision, Fact, RolloutState, StoppedBy};
use crate::ids::DeploymentId;
use crate::report::{self, DecisionRow, Row};
use crate::scenario::model::ThresholdType;

impl Record {
    /// A row about a deployment, if the fact is about one.
    pub(super) fn deployment_row(&self, fact: Fact, title: Title, row: &mut Row) {
        match fact {
            Fact::DeploymentStarted(id) => {
                let said = "in progress.";
                self.deployment(id, title, said, said, row);
                let definition = self.definition_name(self.ecs.deployments[id].definition);
                put!(row.message, " It rolls out {definition}.");
            }
            Fact::DeploymentStopped { deployment, by } => {
                let said = match by {
                    StoppedBy::Another => "was superseded.",
                    StoppedBy::Call { rollback: true } => "was stopped to be rolled back.",
                    StoppedBy::Call { rollback: false } => "was stopped.",
                };
                self.deployment(deployment, title, said, said, row);
            }
            Fact::DeploymentCompleted(id) => {
                let said = "deployment completed.";
                self.deployment(id, title, said, "completed.", row);
            }
            Fact::DeploymentFailed(id) => {
                self.deployment_head(id, row);
                row.message
                    .push_str(" deployment failed: tasks failed to start.");
                let reason = "ECS deployment circuit breaker: task failed to start.";
                self.deployment_detail(id, title, reason, row);
            }
            Fact::RollbackStarted(failed) => self.rollback(failed, title, row),
            Fact::NotLaunched { deployment, count } => {
                let service = self.ecs.deployments[deployment].service;
                let id = &row.resource;
                let said = format!("could not launch {count} tasks for deployment ecs-svc/{id}.");
                self.service_action(service, title, &said, row);
            }
            other => unreachable!("{other:?} is about something else"),
        }
    }

    /// `(service web) (deployment ecs-svc/web/d-2)`.
    fn deployment_head(&self, id: DeploymentId, row: &mut Row) {
        let service = self.ecs.deployments[id].service;
        put!(
            row.message,
            "(service {}) (deployment ecs-svc/{})",
            self.service_name(service),
            row.resource
        );
        row.arns.push(self.service_arn(service));
    }

    /// `reason` stands in the `detail`, where AWS words it without "deployment".
    fn deployment(&self, id: DeploymentId, title: Title, said: &str, reason: &str, row: &mut Row) {
        self.deployment_head(id, row);
        put!(row.message, " {said}");
        let reason = format!("ECS deployment ecs-svc/{} {reason}", row.resource);
        self.deployment_detail(id, title, &reason, row);
    }

    fn deployment_detail(&self, id: DeploymentId, title: Title, reason: &str, row: &mut Row) {
        begin(&mut row.detail, title);
        let name = format!("ecs-svc/{}", self.ecs.deployment_name(id));
        member(&mut row.detail, "deploymentId", &name);
        let updated = report::stamp(self.start_time, row.time);
        member(&mut row.detail, "updatedAt", &updated);
        member(&mut row.detail, "reason", reason);
        end(&mut row.detail);
    }

    fn rollback(&self, failed: DeploymentId, title: Title, row: &mut Row) {
        let deployment = &self.ecs.deployments[failed];
        let target = self.ecs.rollback_target(failed);
        let to = format!("ecs-svc/{}", row.resource);
        put!(
            row.message,
            "(service {}) rolling back to deployment {to}.",
            self.service_name(deployment.service)
        );
        row.arns.push(self.service_arn(deployment.service));
        let who = if deployment.state == RolloutState::Failed {
            "ECS deployment circuit breaker".to_owned()
        } else {
            let name = self.ecs.deployment_name(failed);
            format!("ECS deployment ecs-svc/{name} stopped by user")
        };
        let reason = format!("{who}: rolling back to deploymentId {to}.");
        self.deployment_detail(target, title, &reason, row);
    }

    /// A count of the circuit breaker: every one is a decision, acted upon or not.
    pub(super) fn breaker_row(&self, index: u32, row: &mut DecisionRow) {
        let decision = &self.ecs.breaks[index as usize];
        let (count, threshold) = (decision.after.count, decision.threshold);
        row.decider = "ecs.circuitBreaker";
        let name = self.ecs.deployment_name(decision.deployment);
        row.resource.push_str(&name);
        put!(
            row.inputs,
            "D={} failedTasks={} stage={} evidence={}",
            decision.desired,
            decision.before,
            if decision.after.has_run { 2 } else { 1 },
            evidence(decision.evidence)
        );
        if let Some(task) = decision.task {
            put!(row.inputs, " task={}", self.ecs.task_name(task));
        }
        put!(row.rule, "failedTasks = ");
        match decision.evidence {
            Evidence::Healthy => put!(row.rule, "0"),
            Evidence::OtherThreshold => put!(row.rule, "{count}"),
            Evidence::ExitedUncounted => put!(row.rule, "{count} (it was RUNNING)"),
            _ => put!(row.rule, "{} + 1 = {count}", decision.before),
        }
        put!(row.rule, "; threshold = {}", threshold_text(decision));
        row.acted = count >= threshold;
        if row.acted {
            row.result.push_str("FAILED");
        } else {
            put!(row.result, "{count} of {threshold}");
            row.why_not.push_str(match decision.evidence {
                Evidence::ExitedUncounted => "an exit after RUNNING does not count",
                _ => "fewer failures than the threshold",
            });
        }
    }
}

const fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::FailedToStart => "failedToStart",
        Evidence::CannotBeLaunched => "cannotBeLaunched",
        Evidence::Unhealthy => "unhealthy",
        Evidence::Exited | Evidence::ExitedUncounted => "exited",
        Evidence::Healthy => "healthy",
        Evidence::OtherThreshold => "otherThreshold",
    }
}

/// The threshold with its numbers put in.
fn threshold_text(decision: &BreakerDecision) -> String {
    let (configured, desired) = (decision.breaker.threshold, decision.desired);
    let (value, threshold, bounds) = (configured.value, decision.threshold, decision.bounds);
    match configured.kind {
        ThresholdType::BoundedPercent => format!(
            "ceil({desired} × {value} / 100), at least {}, at most {} = {threshold}",
            bounds.minimum, bounds.maximum
        ),
        ThresholdType::UnboundedPercent => {
            format!("ceil({desired} × {value} / 100), at least 1 = {threshold}")
        }
        ThresholdType::Count => format!("{threshold}"),
    }
}
