//! Roles and what they let tasks have, as whole runs: section by section what fails, where, when.

use crate::support::{Results, play};

const ECR: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/web:1";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3";

/// What a role may do, as an entry of `aws.roles`.
fn role(name: &str, actions: &str) -> String {
    format!(
        "{{roleName: {name}, policies: [{{policyName: p, policyDocument: {{Statement: \
         [{{Effect: Allow, Action: [{actions}], Resource: \"*\"}}]}}}}]}}"
    )
}

/// A service of one task on an instance or on Fargate, which begins at 1 min; `container` and
/// `task` are more fields, `lists` more of `aws`.
struct Case<'c> {
    on_fargate: bool,
    image: &'c str,
    container: &'c str,
    task: &'c str,
    roles: &'c str,
    lists: &'c str,
    world: &'c str,
    timeline: &'c str,
}

const PLAIN: Case<'_> = Case {
    on_fargate: false,
    image: "web",
    container: "",
    task: "",
    roles: "",
    lists: "",
    world: "",
    timeline: "",
};

const BOTH: [bool; 2] = [true, false];

impl Case<'_> {
    fn text(&self) -> String {
        let on_fargate = self.on_fargate;
        let launch = if on_fargate { "FARGATE" } else { "EC2" };
        let network = if on_fargate { "awsvpc" } else { "bridge" };
        let Case {
            image,
            container,
            task,
            roles,
            lists,
            world,
            timeline,
            ..
        } = self;
        format!(
            "duration: 20m
aws:
  availabilityZones: [us-east-1a]
  roles:
    - {{roleName: machine, managedPolicyArns: [AmazonEC2ContainerServiceforEC2Role]}}
    {roles}
  {lists}
  containerInstances: [{{instanceType: m5.large, iamInstanceProfile: {{name: machine}}, ecsConfig: {{ECS_IMAGE_PULL_BEHAVIOR: always}}}}]
  taskDefinitions:
    - family: web
      cpu: 256
      memory: 512
      networkMode: {network}
      {task}
      containerDefinitions: [{{name: web, image: \"{image}\"{container}}}]
  services: [{{serviceName: web, taskDefinition: web, desiredCount: 0, launchType: {launch}}}]
world:
  assumptions: {{ecs.fargateProvisioning: 20s, ecs.imageSize: 13MB}}
  {world}
timeline:
  - {{at: 1m, updateService: {{service: web, desiredCount: 1}}}}
  {timeline}
"
        )
    }

    /// How the first task ended: when it became RUNNING, when it stopped, with which code, why.
    fn first(&self) -> String {
        let (_bench, results) = play(&self.text());
        ending(&results, 0)
    }
}

fn ending(results: &Results, task: usize) -> String {
    let columns = ["startedAt", "stoppedAt", "stopCode", "stoppedReason"];
    results.columns("tasks.csv", &columns)[task]
        .trim()
        .to_owned()
}

const FETCH: &str = "ResourceInitializationError: unable to pull secrets or registry auth: \
                     execution resource retrieval failed: ";
const RETRIED: &str = "service call has been retried 1 time(s): ";

fn denied(action: &str, resource: &str) -> String {
    format!(
        "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/agent is not \
         authorized to perform: {action} on resource: {resource} because no identity-based \
         policy allows the {action} action"
    )
}

/// On Fargate a task waits 1 s for its pickup after 20 s; a refusal takes 2 s, an end 10 s.
fn ends(on_fargate: bool, reason: &str) -> String {
    let stopped = if on_fargate { "93" } else { "63" };
    format!(" {stopped} TaskFailedToStart {reason}")
        .trim_start()
        .to_owned()
}

const RUNS_ON_FARGATE: &str = "84";
const RUNS_ON_EC2: &str = "63";

fn runs(on_fargate: bool) -> &'static str {
    if on_fargate {
        RUNS_ON_FARGATE
    } else {
        RUNS_ON_EC2
    }
}

#[test]
fn a_role_without_rights_in_ecr_pulls_nothing() {
    let case = |on_fargate, actions: &str| {
        let roles = format!("- {}", role("agent", actions));
        let case = Case {
            on_fargate,
            image: ECR,
            task: "executionRoleArn: agent",
            roles: &roles,
            ..PLAIN
        };
        case.first()
    };
    let token = "\"ecr:GetAuthorizationToken\"";
    let said = denied("ecr:GetAuthorizationToken", "*");
    let said = format!("{FETCH}unable to retrieve ecr registry auth: {RETRIED}{said}");
    assert_eq!(case(true, "\"s3:*\""), ends(true, &said));
    let head = "CannotPullContainerError: Error response from daemon: Head";
    let host = "https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/shop/web/manifests";
    assert_eq!(
        case(false, "\"s3:*\""),
        format!("73.7 TaskFailedToStart {head} \"{host}\": no basic auth credentials")
    );
    for on_fargate in BOTH {
        let found = case(on_fargate, token);
        let forbidden = "403 Forbidden: the role may not ecr:BatchGetImage";
        assert!(found.contains("CannotPullContainerError"), "{found}");
        assert!(found.ends_with(forbidden), "{found}");
        assert_eq!(case(on_fargate, "\"ecr:*\""), runs(on_fargate));
    }
}

/// Without an execution role the agent of an instance pulls with the role of the instance.
#[test]
fn an_instance_pulls_with_its_own_role() {
    let case = Case {
        image: ECR,
        ..PLAIN
    };
    assert_eq!(case.first(), RUNS_ON_EC2);
}

#[test]
fn a_secret_that_nobody_gives_keeps_a_task_from_running() {
    let get = "secretsmanager:GetSecretValue";
    let secret = |key: &str| format!(", secrets: [{{name: A, valueFrom: \"{SECRET}{key}\"}}]");
    let not_found = "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
    let no_key = "retrieved secret from Secrets Manager did not contain json key password";
    let kms = denied("kms:Decrypt", "own");
    let may_not = denied(get, SECRET);
    let disabled = "AccessDeniedException: Access to KMS is not allowed";
    let allowed = format!("\"{get}\"");
    let both = format!("\"{get}\", \"kms:Decrypt\"");
    for (actions, key, lists, said) in [
        ("\"s3:*\"", "", "", Some(&*may_not)),
        (&allowed, "", "", None),
        (&allowed, "", "secrets: [{name: other}]", Some(not_found)),
        (&allowed, "", "secrets: [{name: db}]", None),
        (
            &allowed,
            ":password::",
            "secrets: [{name: db, secretString: {user: a}}]",
            Some(no_key),
        ),
        (
            &allowed,
            ":user::",
            "secrets: [{name: db, secretString: {user: a}}]",
            None,
        ),
        (
            &allowed,
            "",
            "secrets: [{name: db, kmsKeyId: own}]",
            Some(&kms),
        ),
        (&both, "", "secrets: [{name: db, kmsKeyId: own}]", None),
        (
            &both,
            "",
            "secrets: [{name: db, kmsKeyId: own}], keys: [{keyId: own, keyState: Disabled}]",
            Some(disabled),
        ),
    ] {
        let (container, roles) = (secret(key), format!("- {}", role("agent", actions)));
        let lists = lists.replace("], keys", "]\n  keys");
        for on_fargate in BOTH {
            let case = Case {
                on_fargate,
                container: &container,
                task: "executionRoleArn: agent",
                roles: &roles,
                lists: &lists,
                ..PLAIN
            };
            let before = if on_fargate {
                format!(
                    "{FETCH}unable to retrieve secret from asm: {RETRIED}failed to fetch secret {SECRET} from secrets manager: "
                )
            } else {
                format!(
                    "Fetching secret data from AWS Secrets Manager in region us-east-1: secret {SECRET}: "
                )
            };
            let expected = match said {
                Some(said) => ends(on_fargate, &format!("{before}{said}")),
                None => runs(on_fargate).to_owned(),
            };
            assert_eq!(case.first(), expected, "{actions} {lists}");
        }
    }
}

#[test]
fn a_parameter_is_asked_for_by_its_name() {
    for (actions, lists, said) in [
        ("\"ssm:GetParameters\"", "", None),
        (
            "\"ssm:GetParameters\"",
            "parameters: [{name: /db/host}]",
            None,
        ),
        (
            "\"ssm:GetParameters\"",
            "parameters: [{name: other}]",
            Some("invalid parameters: db/host".to_owned()),
        ),
        (
            "\"s3:*\"",
            "",
            Some(denied(
                "ssm:GetParameters",
                "arn:aws:ssm:us-east-1:123456789012:parameter/db/host",
            )),
        ),
    ] {
        let roles = format!("- {}", role("agent", actions));
        for on_fargate in BOTH {
            let case = Case {
                on_fargate,
                container: ", secrets: [{name: A, valueFrom: /db/host}]",
                task: "executionRoleArn: agent",
                roles: &roles,
                lists,
                ..PLAIN
            };
            let before = if on_fargate {
                format!("{FETCH}unable to retrieve secrets from ssm: {RETRIED}")
            } else {
                "Fetching secret data from SSM Parameter Store in us-east-1: ".to_owned()
            };
            let expected = match &said {
                Some(said) => ends(on_fargate, &format!("{before}{said}")),
                None => runs(on_fargate).to_owned(),
            };
            assert_eq!(case.first(), expected, "{actions} {lists}");
        }
    }
}

#[test]
fn a_file_of_variables_has_to_be_readable() {
    let roles = format!("- {}", role("agent", "\"ecr:*\""));
    let said = denied("s3:GetObject", "arn:aws:s3:::shop/web.env");
    let said = format!(
        "ResourceInitializationError: failed to download env files: file download command: non \
         empty error stream: service call has been retried 5 time(s): {said}"
    );
    for on_fargate in BOTH {
        let case = Case {
            on_fargate,
            container: ", environmentFiles: [{type: s3, value: \"arn:aws:s3:::shop/web.env\"}]",
            task: "executionRoleArn: agent",
            roles: &roles,
            ..PLAIN
        };
        assert_eq!(case.first(), ends(on_fargate, &said));
    }
}

/// On Fargate before the pull, on an instance when the container is to start.
#[test]
fn a_container_that_cannot_log_does_not_start() {
    let log = |more: &str| {
        format!(
            ", logConfiguration: {{logDriver: awslogs, options: {{awslogs-group: /web{more}}}}}"
        )
    };
    let stream = "arn:aws:logs:us-east-1:123456789012:log-group:/web:log-stream:web";
    let no_group = "ResourceNotFoundException: The specified log group does not exist.".to_owned();
    let creates = ", awslogs-create-group: \"true\"";
    for (actions, more, lists, said) in [
        ("\"logs:CreateLogStream\"", "", "", None),
        (
            "\"s3:*\"",
            "",
            "",
            Some(denied("logs:CreateLogStream", stream)),
        ),
        (
            "\"logs:CreateLogStream\"",
            "",
            "logGroups: [{logGroupName: other}]",
            Some(no_group),
        ),
        (
            "\"logs:*\"",
            creates,
            "logGroups: [{logGroupName: other}]",
            None,
        ),
        (
            "\"logs:CreateLogStream\"",
            creates,
            "",
            Some(denied("logs:CreateLogGroup", stream)),
        ),
    ] {
        let (container, roles) = (log(more), format!("- {}", role("agent", actions)));
        for on_fargate in BOTH {
            let case = Case {
                on_fargate,
                container: &container,
                task: "executionRoleArn: agent",
                roles: &roles,
                lists,
                ..PLAIN
            };
            let expected = match (&said, on_fargate) {
                (None, _) => runs(on_fargate).to_owned(),
                (Some(said), true) => ends(
                    true,
                    &format!(
                        "ResourceInitializationError: failed to validate logger args: create stream \
                     has been retried 1 times: failed to create Cloudwatch log stream: {said}"
                    ),
                ),
                (Some(said), false) => format!(
                    "63 TaskFailedToStart CannotStartContainerError: Error response from \
                     daemon: failed to initialize logging driver: failed to create Cloudwatch log \
                     stream: {said}"
                ),
            };
            assert_eq!(case.first(), expected, "{actions} {more} {lists}");
        }
    }
}

#[test]
fn a_role_that_does_not_trust_ecs_cannot_be_assumed() {
    let trust = "assumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: \"sts:AssumeRole\", \
                 Principal: {Service: ec2.amazonaws.com}}]}";
    let roles = format!("- {{roleName: agent, {trust}}}");
    for task in ["executionRoleArn: agent", "taskRoleArn: agent"] {
        let case = Case {
            task,
            roles: &roles,
            ..PLAIN
        };
        let said = "ECS was unable to assume the role \
                    'arn:aws:iam::123456789012:role/agent' that was provided for this task. \
                    Please verify that the role being passed has the proper trust relationship \
                    and permissions and that your IAM user has permissions to pass this role.";
        assert_eq!(case.first(), ends(false, said));
    }
}

/// The task runs: it is no failure to start, and a crash loop is not throttled.
#[test]
fn a_task_role_without_a_right_lets_the_task_run_and_the_application_fail() {
    let roles = format!("- {}", role("app", "\"sqs:*\""));
    let with = |task| Case {
        task,
        roles: &roles,
        world: "applications: {web: {startup: 3s, needs: [\"sqs:SendMessage\", \"s3:GetObject\"]}}",
        ..PLAIN
    };
    let said = "63 66 EssentialContainerExited Essential container in task exited: \
                AccessDenied: User: arn:aws:sts::123456789012:assumed-role/app is not authorized \
                to perform: s3:GetObject";
    let (_bench, results) = play(&with("taskRoleArn: app").text());
    assert_eq!(ending(&results, 0), said);
    let codes = results.columns("tasks.csv", &["exitCode"]);
    assert_eq!(codes[0], "1");
    assert_eq!(results.first("SERVICE_TASK_START_IMPAIRED"), None);
    let none = with("").first();
    assert!(none.ends_with(
        "AccessDenied: a task without a role is not authorized to perform: sqs:SendMessage"
    ));
}

/// `IAM-1`, `IAM-2`: what runs goes on; what is started next fails, and is throttled.
#[test]
fn a_role_that_loses_a_right_is_felt_by_the_next_task() {
    let roles = "- {roleName: agent, managedPolicyArns: [AmazonECSTaskExecutionRolePolicy]}";
    let detach = "- {at: 2m, detachRolePolicy: {roleName: agent, policyArn: AmazonECSTaskExecutionRolePolicy}}
  - {at: 3m, updateService: {service: web, forceNewDeployment: true}}
  - {at: 10m, attachRolePolicy: {roleName: agent, policyArn: AmazonECSTaskExecutionRolePolicy}}";
    let case = Case {
        on_fargate: true,
        image: ECR,
        task: "executionRoleArn: agent",
        roles,
        timeline: detach,
        ..PLAIN
    };
    let (_bench, results) = play(&case.text());
    let codes = results.columns("tasks.csv", &["createdAt", "startedAt", "stopCode"]);
    assert!(codes[0].starts_with("60 84 ServiceScheduler"), "{codes:?}");
    assert_eq!(codes[1], "180  TaskFailedToStart");
    let last = codes.last().unwrap();
    let started: f64 = last.split(' ').nth(1).unwrap().parse().unwrap();
    assert!(
        started > 600.0,
        "the deployment is done when the right is back: {codes:?}"
    );
    assert!(results.first("SERVICE_TASK_START_IMPAIRED").is_some());
}

/// Secrets are read once, at the start of a task.
#[test]
fn iam_2_a_deleted_secret_is_missed_by_new_tasks_only() {
    let container = format!(", secrets: [{{name: A, valueFrom: \"{SECRET}\"}}]");
    let roles = format!("- {}", role("agent", "\"secretsmanager:*\""));
    let case = Case {
        container: &container,
        task: "executionRoleArn: agent",
        roles: &roles,
        lists: "secrets: [{name: db}]",
        timeline: "- {at: 2m, putSecretValue: {secretId: db}}
  - {at: 3m, deleteSecret: {secretId: db}}
  - {at: 4m, updateService: {service: web, forceNewDeployment: true}}",
        ..PLAIN
    };
    let (_bench, results) = play(&case.text());
    assert_eq!(
        ending(&results, 0),
        RUNS_ON_EC2,
        "the task that runs goes on"
    );
    let deleted = "InvalidRequestException: You can't perform this operation on the secret \
                   because it was marked for deletion.";
    assert!(ending(&results, 1).ends_with(deleted));
    let said = results.columns("timeline.csv", &["event", "message"]);
    let put = "putSecretValue putSecretValue db: running tasks keep the old value until they are \
               replaced";
    assert!(said.iter().any(|row| row == put), "{said:?}");
}

/// A machine without the right to register runs and is paid for, and its cluster has none.
#[test]
fn an_instance_that_may_not_register_is_there_and_takes_no_task() {
    for (profile, why) in [
        ("", "it has no instance profile"),
        (
            ", iamInstanceProfile: {name: agent}",
            "its role agent may not ecs:RegisterContainerInstance",
        ),
    ] {
        for start in ["steady", "empty"] {
            let roles = format!("- {}", role("agent", "\"ecr:*\""));
            let case = Case {
                roles: &roles,
                ..PLAIN
            };
            let text = case
                .text()
                .replace(", iamInstanceProfile: {name: machine}", profile);
            let (_bench, results) = play(&format!("start: {start}\n{text}"));
            let instances =
                results.columns("instances.csv", &["id", "registeredAt", "terminatedAt"]);
            assert_eq!(instances, ["i-1  "]);
            let said = results.columns("timeline.csv", &["event", "message"]);
            let row =
                format!("Agent Cannot Register i-1 runs, and its agent cannot register: {why}");
            assert_eq!(
                said.iter().filter(|said| **said == row).count(),
                1,
                "{said:?}"
            );
            assert!(results.first("SERVICE_TASK_PLACEMENT_FAILURE").is_some());
        }
    }
}

#[test]
fn an_instance_registers_as_soon_as_it_may() {
    let attach = "- {at: 5m, attachRolePolicy: {roleName: agent, policyArn: AmazonEC2ContainerServiceforEC2Role}}";
    let case = Case {
        roles: "- {roleName: agent}",
        timeline: attach,
        ..PLAIN
    };
    let text = case.text().replace("{name: machine}", "{name: agent}");
    let (_bench, results) = play(&text);
    let instances = results.columns("instances.csv", &["id", "registeredAt"]);
    assert_eq!(instances, ["i-1 300"]);
}

/// `NET-40`: a public subnet without a public address has no way out, and says so after minutes.
#[test]
fn without_a_route_a_task_fails_after_minutes() {
    let network = "subnets: [{subnetId: public, availabilityZone: us-east-1a}]
  routeTables:
    - routeTableId: out
      associations: [{subnetId: public}]
      routes: [{destinationCidrBlock: 0.0.0.0/0, gatewayId: igw-1}]";
    let roles = "- {roleName: agent, managedPolicyArns: [AmazonECSTaskExecutionRolePolicy]}";
    let first = |image: &str, public: &str| {
        let case = Case {
            on_fargate: true,
            image,
            task: "executionRoleArn: agent",
            roles,
            lists: network,
            ..PLAIN
        };
        let subnets = format!(
            "networkConfiguration: {{awsvpcConfiguration: {{subnets: [public], assignPublicIp: {public}}}}}"
        );
        let text = case.text().replace(
            "launchType: FARGATE",
            &format!("launchType: FARGATE, {subnets}"),
        );
        let (_bench, results) = play(&text);
        ending(&results, 0)
    };
    let said = format!(
        "{FETCH}unable to retrieve ecr registry auth: {RETRIED}RequestError: send request failed caused by: dial tcp: i/o timeout"
    );
    assert_eq!(
        first(ECR, "DISABLED"),
        format!("271 TaskFailedToStart {said}")
    );
    let pull = "CannotPullContainerError: ref pull has been retried 4 time(s): failed to do \
                request: Head \"https://docker.io/v2/web/manifests\": dial tcp: i/o timeout: \
                request canceled while waiting for connection";
    assert_eq!(
        first("web", "DISABLED"),
        format!("283.7 TaskFailedToStart {pull}")
    );
    assert_eq!(first(ECR, "ENABLED"), RUNS_ON_FARGATE);
    assert_eq!(first("web", "ENABLED"), RUNS_ON_FARGATE);
}
