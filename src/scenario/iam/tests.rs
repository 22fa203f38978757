//! Policies and requests, as tables.

use serde_json::json;

use super::*;

fn policy(document: &Value) -> Policy {
    Policy::read(document).expect("it is a policy")
}

const SECRET: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3";

const GET: &str = "secretsmanager:GetSecretValue";

#[test]
#[rustfmt::skip]
fn what_nobody_allows_is_denied_and_a_deny_wins() {
    use Verdict::{Allowed, Denied, NotAllowed};
    let read = json!({"Effect": "Allow", "Action": "secretsmanager:Get*", "Resource": "*"});
    let one = json!({"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"],
        "Resource": ["arn:aws:secretsmanager:*:*:secret:db-??????"]});
    let deny = json!({"Effect": "Deny", "Action": "*", "Resource": SECRET});
    let but = json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"});
    let others = json!({"Effect": "Deny", "Action": "secretsmanager:*", "NotResource": SECRET});
    let other = Some("arn:other");
    for (statements, action, resource, expected) in [
        (json!([]), GET, Some(SECRET), NotAllowed),
        (json!(read), GET, Some(SECRET), Allowed),
        (json!(read), "SecretsManager:getsecretvalue", Some(SECRET), Allowed),
        (json!(read), "secretsmanager:PutSecretValue", Some(SECRET), NotAllowed),
        (json!([one]), GET, Some(SECRET), Allowed),
        (json!([one]), GET, other, NotAllowed),
        (json!([one]), GET, None, Allowed),
        (json!([read, deny]), GET, Some(SECRET), Denied),
        (json!([deny, read]), GET, Some(SECRET), Denied),
        (json!([deny, read]), GET, other, Allowed),
        (json!([deny, read]), GET, None, Allowed),
        (json!([but]), "s3:GetObject", Some("arn:aws:s3:::b/k"), Allowed),
        (json!([but]), "iam:PassRole", Some("*"), NotAllowed),
        (json!([read, others]), GET, Some(SECRET), Allowed),
        (json!([read, others]), GET, other, Denied),
    ] {
        let policy = policy(&json!({"Version": "2012-10-17", "Statement": statements}));
        let found = verdict([&policy], action, resource);
        assert_eq!(found, expected, "{statements} {action} {resource:?}");
    }
}

#[test]
fn policies_of_a_role_add_up() {
    let allow = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"});
    let deny = json!({"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"});
    let both = [allow, deny].map(|one| policy(&json!({"Statement": one})));
    assert_eq!(verdict(&both, "s3:GetObject", None), Verdict::Allowed);
    assert_eq!(verdict(&both, "s3:PutObject", None), Verdict::Denied);
    assert_eq!(verdict(&both, "sqs:SendMessage", None), Verdict::NotAllowed);
}

#[test]
fn managed_policies_are_known_by_their_names() {
    let arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
    let execution = managed(arn).expect("it is known");
    for (action, expected) in [
        ("ecr:BatchGetImage", Verdict::Allowed),
        ("logs:PutLogEvents", Verdict::Allowed),
        ("logs:CreateLogGroup", Verdict::NotAllowed),
        ("secretsmanager:GetSecretValue", Verdict::NotAllowed),
        ("ecs:RegisterContainerInstance", Verdict::NotAllowed),
    ] {
        assert_eq!(
            verdict([&execution], action, Some("*")),
            expected,
            "{action}"
        );
    }
    let instance = managed("AmazonEC2ContainerServiceforEC2Role").expect("it is known");
    let may = |action| verdict([&instance], action, Some("*")) == Verdict::Allowed;
    assert!(may("ecs:RegisterContainerInstance") && may("ecs:SubmitTaskStateChange"));
    assert_eq!(managed("AmazonECSTaskExecutionPolicy"), None);
    assert!(MANAGED.is_sorted_by(|one, other| one.0 < other.0));
}

#[test]
fn what_is_no_policy_is_told() {
    for (document, expected) in [
        (json!({}), "it has no `Statement`"),
        (
            json!({"Statement": [{"Action": "*", "Resource": "*"}]}),
            "`Effect` of a statement is Allow or Deny",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Resource": "*"}}),
            "a statement has no `Action`",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Action": 3, "Resource": "*"}}),
            "it is a text or a list of texts",
        ),
        (json!("{"), "EOF while parsing an object at line 1 column 1"),
    ] {
        assert_eq!(Policy::read(&document), Err(expected.to_owned()));
    }
}

#[test]
fn a_trust_policy_names_services() {
    let trust = |principal| json!({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]});
    let tasks = "ecs-tasks.amazonaws.com";
    for (principal, expected) in [
        (json!({"Service": tasks}), vec![tasks]),
        (
            json!({"Service": [tasks, "ec2.amazonaws.com"]}),
            vec![tasks, "ec2.amazonaws.com"],
        ),
        (json!({"AWS": "123456789012"}), vec![]),
    ] {
        assert_eq!(trusted(&trust(principal)).expect("it is one"), expected);
    }
}
