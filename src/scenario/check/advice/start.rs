//! Tasks that cannot start, as roles and secrets are when the scenario begins.

use super::{Check, container_path, revisions};
use crate::ids::RoleId;
use crate::scenario::check::entry;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Aws, Entry, Get, Refusal, RegistryKind, TaskDefinition};

pub(super) fn check(check: &mut Check<'_>, aws: &Aws, timeline: &[Entry]) {
    for (id, _) in revisions(aws, timeline) {
        let definition = &aws.task_definitions[id];
        let name = definition.name();
        if let Some(place) = unpullable(aws, definition) {
            let path = container_path(id, place).key("image");
            let message = format!("tasks of {name} cannot start: nobody may pull this image");
            let help = "give `executionRoleArn` a role with AmazonECSTaskExecutionRolePolicy";
            let diagnostic = Diagnostic::new(codes::CANNOT_START, message).help(help);
            check.tell(&path, "a private registry of ECR", diagnostic);
        }
        if let Some(action) = refused(aws, definition) {
            let path = entry("taskDefinitions", id.0 as usize).key("executionRoleArn");
            let message = format!("tasks of {name} cannot start: their role may not {action}");
            let help = "add it to the `policies` of the role";
            let diagnostic = Diagnostic::new(codes::CANNOT_START, message).help(help);
            check.tell(&path, "the role of the agent", diagnostic);
        }
    }
}

/// What the execution role of a task definition may not do, of what its agent gets with it.
fn refused(aws: &Aws, definition: &TaskDefinition) -> Option<&'static str> {
    let access = &definition.access;
    let role = Some(access.execution_role?);
    let asks = |get: &&Get| {
        let creates = matches!(get, Get::LogStream { .. });
        !creates || definition.fargate.is_some()
    };
    let mut gets = access.gets.iter().filter(asks);
    gets.find_map(|get| aws.account.gets(role, get).err().and_then(Refusal::action))
}

/// The first container whose image of ECR neither the execution role may pull nor, without one, the
/// role of any machine.
fn unpullable(aws: &Aws, definition: &TaskDefinition) -> Option<usize> {
    let pulls = |role: Option<RoleId>, image| {
        let account = &aws.account;
        account
            .gets_token(role)
            .and_then(|()| account.gets_layers(role, image))
            .is_ok()
    };
    definition.images.iter().position(|image| {
        let image = &aws.images[*image];
        let is_private = image.registry.kind == RegistryKind::Ecr;
        let can = match definition.access.execution_role {
            Some(role) => pulls(Some(role), image),
            None => aws.templates().iter().any(|(_, machine)| {
                let logs_in = machine.docker_logins.contains(&image.registry.host);
                logs_in || pulls(machine.role, image)
            }),
        };
        is_private && aws.account.has_roles() && !can
    })
}
