//! What a task definition needs from others: its roles, secrets, files of variables, logs, and the
//! credentials of its registries.

use std::collections::BTreeMap;

use super::Check;
use super::account::path_free;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Access, Account, Aws, Get, Image, RegistryKind, Secret};
use crate::scenario::raw::iam::LogConfiguration;
use crate::scenario::raw::task_definition::{ContainerDefinition, TaskDefinition};
use crate::scenario::source::Path;

/// The account that ARNs are written with.
const ACCOUNT: &str = "123456789012";

/// The longest list of files of variables (API reference, `ContainerDefinition`).
const ENVIRONMENT_FILES: usize = 10;

/// The roles of a task definition, and what its agent gets before the containers start, in the
/// order in which it is asked for.
pub(super) fn of(
    check: &mut Check<'_>,
    at: &Path,
    raw: &TaskDefinition,
    aws: &Aws,
    images: &[&Image],
) -> Access {
    let account = &aws.account;
    let role = |check: &mut Check<'_>, key: &str, arn: &Option<String>| {
        check.role(account, &at.key(key), arn.as_deref())
    };
    let mut access = Access {
        execution_role: role(check, "executionRoleArn", &raw.execution_role_arn),
        task_role: role(check, "taskRoleArn", &raw.task_role_arn),
        ..Access::default()
    };
    let list = at.key("containerDefinitions");
    let containers = || raw.container_definitions.iter().enumerate();
    for (_, container) in containers() {
        for secret in &container.secrets {
            access.gets.push(secret_of(&secret.value_from, aws));
        }
    }
    for (index, container) in containers() {
        if let Some(credentials) = &container.repository_credentials {
            let get = secret_of(&credentials.credentials_parameter, aws);
            access.logged_in.push(index);
            access.gets.push(as_secret(get, aws));
        }
    }
    for (index, container) in containers() {
        let path = list.index(index).key("environmentFiles");
        access.gets.extend(files(check, &path, container));
    }
    for (_, container) in containers() {
        let log = container.log_configuration.as_ref();
        access
            .gets
            .extend(log.and_then(|log| stream(log, &container.name, aws)));
    }
    if account.has_roles() && raw.execution_role_arn.is_none() {
        needs_role(check, at, raw, images);
    }
    access
}

/// `RegisterTaskDefinition` refuses what nobody could get.
fn needs_role(check: &mut Check<'_>, at: &Path, raw: &TaskDefinition, images: &[&Image]) {
    let on_fargate = raw
        .requires_compatibilities
        .iter()
        .any(|it| it == "FARGATE");
    let of_any = |has: fn(&ContainerDefinition) -> bool| raw.container_definitions.iter().any(has);
    let logs = |it: &ContainerDefinition| {
        let log = it.log_configuration.as_ref();
        log.is_some_and(|log| log.log_driver == "awslogs")
    };
    let fargate = "Fargate requires task definition to have execution role ARN to support";
    let message = if of_any(|it| !it.secrets.is_empty()) {
        "When you are specifying container secrets, you must also specify a value for \
         'executionRoleArn'."
            .to_owned()
    } else if of_any(|it| it.repository_credentials.is_some()) {
        "When you are specifying repositoryCredentials, you must also specify a value for \
         'executionRoleArn'."
            .to_owned()
    } else if of_any(|it| !it.environment_files.is_empty()) {
        "When you are specifying environment files, you must also specify a value for \
         'executionRoleArn'."
            .to_owned()
    } else if on_fargate
        && images
            .iter()
            .any(|it| it.registry.kind == RegistryKind::Ecr)
    {
        format!("{fargate} ECR images.")
    } else if on_fargate && of_any(logs) {
        format!("{fargate} log driver awslogs.")
    } else {
        return;
    };
    let message = format!("ClientException: {message}");
    let help = "write `executionRoleArn` with a role of `aws.roles`";
    check.wrong(codes::ROLE, at, message, help);
}

/// What `valueFrom` means: a secret by its ARN, else a parameter by its ARN or its name.
fn secret_of(written: &str, aws: &Aws) -> Get {
    if written.contains(":secretsmanager:") {
        let secrets = aws.account.secrets.as_ref();
        // arn:aws:secretsmanager:region:account:secret:name:json-key:stage:version
        let parts: Vec<&str> = written.split(':').collect();
        let json_key = parts.get(7).filter(|key| !key.is_empty());
        return Get::Secret {
            name: secret_name(written, secrets),
            arn: parts[..parts.len().min(7)].join(":"),
            json_key: json_key.map(|&key| key.to_owned()),
        };
    }
    let name = written.split_once(":parameter").map(|(_, name)| name);
    let name = path_free(name.unwrap_or(written)).to_owned();
    let region = &aws.region;
    let arn = if written.starts_with("arn:") {
        written.to_owned()
    } else {
        format!("arn:aws:ssm:{region}:{ACCOUNT}:parameter/{name}")
    };
    Get::Parameter { name, arn }
}

/// The same where only a secret may stand.
fn as_secret(get: Get, aws: &Aws) -> Get {
    match get {
        Get::Parameter { name, .. } => {
            let region = &aws.region;
            let arn = format!("arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{name}");
            Get::Secret {
                name,
                arn,
                json_key: None,
            }
        }
        other => other,
    }
}

/// The name of a secret by its ARN, whose last six letters AWS makes, or by its name.
pub(super) fn secret_name(written: &str, known: Option<&BTreeMap<String, Secret>>) -> String {
    let name = match written.split_once(":secret:") {
        Some((_, rest)) => rest.split(':').next().unwrap_or(rest),
        None => return written.to_owned(),
    };
    let is_known = |name: &str| known.is_none_or(|known| known.contains_key(name));
    let without = name.rsplit_once('-').filter(|(_, end)| end.len() == 6);
    match without {
        Some((short, _)) if !is_known(name) || known.is_none() => short.to_owned(),
        _ => name.to_owned(),
    }
}

fn files(check: &mut Check<'_>, path: &Path, container: &ContainerDefinition) -> Vec<Get> {
    let count = container.environment_files.len();
    if count > ENVIRONMENT_FILES {
        let most = ENVIRONMENT_FILES;
        let message = format!("ClientException: {count} environmentFiles, and {most} is the most");
        check.wrong(codes::QUOTA, path, message, "");
    }
    for (index, file) in container.environment_files.iter().enumerate() {
        if file.value.strip_suffix(".env").is_none() {
            let message = format!(
                "ClientException: the file `{}` does not end in .env",
                file.value
            );
            let path = path.index(index).key("value");
            let help = "rename the object in the bucket: ECS reads only files that end in .env";
            check.wrong(codes::ENVIRONMENT_FILE, &path, message, help);
        }
    }
    let files = container.environment_files.iter();
    let get = |arn: &String| Get::EnvironmentFile { arn: arn.clone() };
    files.map(|file| get(&file.value)).collect()
}

/// The stream of a container that logs to CloudWatch.
fn stream(log: &LogConfiguration, container: &str, aws: &Aws) -> Option<Get> {
    let group = log.options.get("awslogs-group")?;
    let creates = log.options.get("awslogs-create-group");
    let region = &aws.region;
    (log.log_driver == "awslogs").then(|| Get::LogStream {
        group: group.clone(),
        arn: format!("arn:aws:logs:{region}:{ACCOUNT}:log-group:{group}:log-stream:{container}"),
        creates: creates.is_some_and(|creates| creates == "true"),
    })
}

/// Warns of secrets and parameters that are used and that nobody declares.
pub(super) fn undeclared(check: &mut Check<'_>, raw: &[TaskDefinition], aws: &Aws) {
    let account = &aws.account;
    for (index, raw) in raw.iter().enumerate() {
        let list = super::entry("taskDefinitions", index).key("containerDefinitions");
        for (index, container) in raw.container_definitions.iter().enumerate() {
            for (place, secret) in container.secrets.iter().enumerate() {
                let path = list
                    .index(index)
                    .key("secrets")
                    .index(place)
                    .key("valueFrom");
                let (what, name, known): (_, _, Vec<&str>) =
                    match (secret_of(&secret.value_from, aws), account) {
                        (
                            Get::Secret { name, .. },
                            Account {
                                secrets: Some(all), ..
                            },
                        ) => ("secret", name, all.keys().map(String::as_str).collect()),
                        (
                            Get::Parameter { name, .. },
                            Account {
                                parameters: Some(all),
                                ..
                            },
                        ) => ("parameter", name, all.keys().map(String::as_str).collect()),
                        _ => continue,
                    };
                if known.contains(&&*name) {
                    continue;
                }
                let unknown = super::names::unknown(what, &name, known, check.out.is_full());
                let message = format!("tasks cannot start: {}", unknown.message);
                let mut diagnostic = Diagnostic::new(codes::CANNOT_START, message);
                diagnostic.help = unknown.help;
                check.tell(&path, "not declared", diagnostic);
            }
        }
    }
}
