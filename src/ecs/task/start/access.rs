//! What a task does not get: a role, a secret, a file of variables, a stream for its logs, an
//! image of a private registry; and what is said of it.
//!
//! Who asks: on Fargate the execution role alone. On an instance it asks for secrets and files;
//! for images and logs it comes before the role of the instance.
//!
//! Facts: ECS Developer Guide, "Amazon ECS task execution IAM role", "Amazon ECS stopped tasks
//! error codes"; Amazon ECR user guide, "Private registry authentication" (a token is valid for 12
//! hours: assumption `ecs.ecrTokenLife`).

use super::StartFault;
use super::pull::PullFault;
use crate::ecs::Ecs;
use crate::engine::SimTime;
use crate::ids::{ImageId, RoleId, TaskDefinitionId, TaskId};
use crate::scenario::model::{Aws, Endpoint, Get, Image, Refusal, RegistryKind};

/// Who assumes the roles of tasks.
const TASKS: &str = "ecs-tasks.amazonaws.com";

impl Ecs {
    /// The first thing that a task does not get before its images are pulled.
    pub(super) fn refused_before_pull(&self, id: TaskId) -> Option<StartFault> {
        let task = &self.tasks[id];
        let (definition, on_fargate) = (task.definition, task.on_fargate());
        let access = &self.aws.task_definitions[definition].access;
        let account = &self.aws.account;
        let roles = [access.execution_role, access.task_role];
        let untrusted = |role: &RoleId| !account.is_trusted(*role, TASKS);
        if let Some(role) = roles.into_iter().flatten().find(untrusted) {
            return Some(StartFault::NotAssumed(role));
        }
        let is_secret = |get: &Get| matches!(get, Get::Secret { .. } | Get::Parameter { .. });
        self.first_refused(id, is_secret)
            .or_else(|| self.refused_token(id).filter(|_| on_fargate))
            .or_else(|| self.first_refused(id, |get| matches!(get, Get::EnvironmentFile { .. })))
            .or_else(|| self.refused_logs(id).filter(|_| on_fargate))
    }

    /// The stream for its logs that a task does not get.
    pub(super) fn refused_logs(&self, id: TaskId) -> Option<StartFault> {
        self.first_refused(id, |get| matches!(get, Get::LogStream { .. }))
    }

    /// The first thing of a kind that a task does not get.
    fn first_refused(&self, id: TaskId, kind: impl Fn(&Get) -> bool) -> Option<StartFault> {
        let definition = self.tasks[id].definition;
        let access = &self.aws.task_definitions[definition].access;
        let gets = access.gets.iter().enumerate();
        let mut gets = gets.filter(|(_, get)| kind(get));
        gets.find_map(|(index, get)| {
            let role = match get {
                Get::LogStream { .. } => self.role_of_agent(id),
                _ => access.execution_role,
            };
            let why = if self.agent_reaches(id, get.endpoint()) {
                self.aws.account.gets(role, get).err()?
            } else {
                Refusal::Unreachable
            };
            Some(StartFault::Refused {
                definition,
                get: u16::try_from(index).unwrap_or(u16::MAX),
                why,
                role,
                on_fargate: self.tasks[id].on_fargate(),
            })
        })
    }

    /// A task on Fargate has an image of ECR, and its role gets no token there.
    fn refused_token(&self, id: TaskId) -> Option<StartFault> {
        let definition = &self.aws.task_definitions[self.tasks[id].definition];
        let mut images = definition
            .images
            .iter()
            .map(|image| &self.aws.images[*image]);
        let role = definition.access.execution_role;
        let has_ecr = images.any(|image| image.registry.kind == RegistryKind::Ecr);
        let why = if self.agent_reaches(id, Endpoint::EcrApi) {
            self.aws.account.gets_token(role).err()
        } else {
            Some(Refusal::Unreachable)
        };
        let why = why.filter(|_| has_ecr)?;
        Some(StartFault::NoToken { role, why })
    }

    /// With which role the agent of a task pulls and logs.
    fn role_of_agent(&self, id: TaskId) -> Option<RoleId> {
        let task = &self.tasks[id];
        let own = self.aws.task_definitions[task.definition]
            .access
            .execution_role;
        own.or_else(|| {
            let template = self.container_instance(task.instance?).template;
            self.templates[template].role
        })
    }

    /// Whether the agent of a task may pull an image.
    pub(super) fn may_pull(
        &self,
        id: TaskId,
        image: ImageId,
        now: SimTime,
    ) -> Result<(), PullFault> {
        let image = &self.aws.images[image];
        let account = &self.aws.account;
        if image.registry.kind != RegistryKind::Ecr || !account.has_roles() {
            return Ok(());
        }
        let role = self.role_of_agent(id);
        if account.gets_token(role).is_err() {
            return self.has_logged_in(id, image, now);
        }
        let layers = account.gets_layers(role, image);
        layers.map_err(|why| PullFault::Forbidden(why.action().unwrap_or_default()))
    }

    /// Whether the agent of a task reaches the registry of an image, and where its layers are.
    pub(super) fn reaches_registry(&self, id: TaskId, image: ImageId) -> Result<(), PullFault> {
        let asked: &[Endpoint] = match self.aws.images[image].registry.kind {
            RegistryKind::Ecr => &[Endpoint::EcrApi, Endpoint::EcrDkr, Endpoint::S3],
            _ => &[Endpoint::Internet],
        };
        let reaches = asked
            .iter()
            .all(|endpoint| self.agent_reaches(id, *endpoint));
        reaches.then_some(()).ok_or(PullFault::NoRoute)
    }

    /// Whether the instance of a task has logged in to the registry of an image at its boot.
    fn has_logged_in(&self, id: TaskId, image: &Image, now: SimTime) -> Result<(), PullFault> {
        let instance = self.tasks[id].instance;
        let instance = instance.map(|instance| self.container_instance(instance));
        let instance = instance.ok_or(PullFault::NoCredentials)?;
        let logins = &self.templates[instance.template].docker_logins;
        if !logins.contains(&image.registry.host) {
            Err(PullFault::NoCredentials)
        } else if now >= instance.booted + self.settings.starts.ecr_token_life {
            Err(PullFault::TokenExpired)
        } else {
            Ok(())
        }
    }

    /// The first thing that the application of a task needs and may not do.
    pub(in crate::ecs) fn denied_need(&self, id: TaskId) -> Option<u8> {
        let access = &self.aws.task_definitions[self.tasks[id].definition].access;
        let account = &self.aws.account;
        let is_denied = |action: &String| !account.allows(access.task_role, action);
        let place = access.needs.iter().position(is_denied)?;
        u8::try_from(place).ok()
    }

    /// What a program that was refused says at its end.
    pub fn denied_text(&self, definition: TaskDefinitionId, need: u8) -> String {
        let access = &self.aws.task_definitions[definition].access;
        let action = access.needs.get(usize::from(need)).map_or("", |it| it);
        format!(
            "AccessDenied: {} is not authorized to perform: {action}",
            who(&self.aws, access.task_role)
        )
    }
}

/// A role as IAM names who was refused.
fn who(aws: &Aws, role: Option<RoleId>) -> String {
    match role {
        Some(role) => {
            let name = &aws.account.roles[role].name;
            format!("User: arn:aws:sts::123456789012:assumed-role/{name}")
        }
        None => "a task without a role".to_owned(),
    }
}

/// What a service answers to who gets nothing.
fn answer(aws: &Aws, role: Option<RoleId>, why: Refusal, (what, resource): (&str, &str)) -> String {
    let who = who(aws, role);
    let refused = |action: &str| {
        format!(
            "AccessDeniedException: {who} is not authorized to perform: {action} on resource: {resource}"
        )
    };
    match why {
        Refusal::NotAllowed(action) => {
            let because = format!("because no identity-based policy allows the {action} action");
            format!("{} {because}", refused(action))
        }
        Refusal::Unreachable => {
            "RequestError: send request failed caused by: dial tcp: i/o timeout".to_owned()
        }
        Refusal::Denied(action) => {
            format!(
                "{} with an explicit deny in an identity-based policy",
                refused(action)
            )
        }
        Refusal::NotFound => format!("ResourceNotFoundException: {what}"),
        Refusal::Deleted => "InvalidRequestException: You can't perform this operation on the \
                             secret because it was marked for deletion."
            .to_owned(),
        Refusal::NoJsonKey => {
            format!("retrieved secret from Secrets Manager did not contain json key {what}")
        }
        Refusal::KeyDisabled => "AccessDeniedException: Access to KMS is not allowed".to_owned(),
    }
}

/// Before everything that Fargate could not get with the execution role.
const RESOURCES: &str = "ResourceInitializationError: unable to pull secrets or registry auth: \
                         execution resource retrieval failed: ";

/// How often Fargate says that it has tried.
const RETRIED: &str = "service call has been retried 1 time(s): ";

/// `stoppedReason` of a task on Fargate that gets no token of ECR.
pub(super) fn no_token(aws: &Aws, role: Option<RoleId>, why: Refusal) -> String {
    let said = answer(aws, role, why, ("", "*"));
    format!("{RESOURCES}unable to retrieve ecr registry auth: {RETRIED}{said}")
}

/// `stoppedReason` of a task whose role nobody may assume.
pub(super) fn not_assumed(aws: &Aws, role: RoleId) -> String {
    let name = &aws.account.roles[role].name;
    format!(
        "ECS was unable to assume the role 'arn:aws:iam::123456789012:role/{name}' that was \
         provided for this task. Please verify that the role being passed has the proper trust \
         relationship and permissions and that your IAM user has permissions to pass this role."
    )
}

/// `stoppedReason` of a task that does not get something.
pub(super) fn refused(
    aws: &Aws,
    get: &Get,
    (role, why): (Option<RoleId>, Refusal),
    on_fargate: bool,
) -> String {
    let region = &aws.region;
    match get {
        Get::Secret {
            name,
            arn,
            json_key,
        } => {
            let key = aws
                .account
                .secrets
                .as_ref()
                .and_then(|all| all.get(name)?.key.as_deref());
            let what = match why {
                Refusal::NoJsonKey => json_key.as_deref().unwrap_or(""),
                _ => "Secrets Manager can't find the specified secret.",
            };
            let said = answer(aws, role, why, (what, resource(why, key, arn)));
            if on_fargate {
                let fetch = format!("failed to fetch secret {arn} from secrets manager: ");
                format!("{RESOURCES}unable to retrieve secret from asm: {RETRIED}{fetch}{said}")
            } else {
                let from = format!("AWS Secrets Manager in region {region}");
                format!("Fetching secret data from {from}: secret {arn}: {said}")
            }
        }
        Get::Parameter { name, arn } => {
            let all = aws.account.parameters.as_ref();
            let key = all.and_then(|all| all.get(name)?.as_deref());
            let said = match why {
                Refusal::NotFound => format!("invalid parameters: {name}"),
                why => answer(aws, role, why, ("", resource(why, key, arn))),
            };
            if on_fargate {
                format!("{RESOURCES}unable to retrieve secrets from ssm: {RETRIED}{said}")
            } else {
                format!("Fetching secret data from SSM Parameter Store in {region}: {said}")
            }
        }
        Get::EnvironmentFile { arn } => format!(
            "ResourceInitializationError: failed to download env files: file download command: \
             non empty error stream: service call has been retried 5 time(s): {}",
            answer(aws, role, why, ("", arn))
        ),
        Get::LogStream { arn, .. } => {
            let said = answer(
                aws,
                role,
                why,
                ("The specified log group does not exist.", arn),
            );
            if on_fargate {
                format!(
                    "ResourceInitializationError: failed to validate logger args: create stream \
                     has been retried 1 times: failed to create Cloudwatch log stream: {said}"
                )
            } else {
                format!(
                    "CannotStartContainerError: Error response from daemon: failed to initialize \
                     logging driver: failed to create Cloudwatch log stream: {said}"
                )
            }
        }
    }
}

/// What it is that nobody may have: the key, or what it encrypts.
fn resource<'a>(why: Refusal, key: Option<&'a str>, arn: &'a str) -> &'a str {
    match why {
        Refusal::NotAllowed("kms:Decrypt") | Refusal::Denied("kms:Decrypt") => key.unwrap_or(arn),
        _ => arn,
    }
}
