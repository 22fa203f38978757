//! Files of other tools: one message that names them, in place of one for every field.

use super::{Kind, Node};
use crate::scenario::diagnostic::{Diagnostic, codes};

/// What a key at the top of a file tells about it, what it is, and what to do with it.
const FOREIGN: [(&str, &str, &str); 7] = [
    (
        "Resources",
        "a CloudFormation template",
        "paste the `Properties` of each resource into its list below `aws`: `services`, \
         `taskDefinitions`, …",
    ),
    (
        "apiVersion",
        "a manifest of Kubernetes",
        "describe the same with a task definition and a service of ECS below `aws`",
    ),
    (
        "services",
        "a file of Docker Compose",
        "write a task definition in `aws.taskDefinitions` and a service in `aws.services` for each \
         of its services",
    ),
    (
        "containerDefinitions",
        "a task definition",
        "paste it into the list `aws.taskDefinitions`",
    ),
    (
        "taskDefinition",
        "what describe-task-definition or describe-services says",
        "paste it into the list `aws.taskDefinitions` or `aws.services`",
    ),
    (
        "serviceName",
        "a service",
        "paste it into the list `aws.services`",
    ),
    (
        "resource",
        "a file of Terraform",
        "write the same with the names of the AWS API below `aws`",
    ),
];

/// What to say of a file that is of another tool, or of a part of a scenario without the rest.
pub(super) fn recognised(root: &Node) -> Option<Diagnostic> {
    let members = root.as_map()?;
    let (member, (_, what, help)) = members.iter().find_map(|member| {
        let is_text = matches!(member.value.kind, Kind::Scalar(_));
        let is_this = |(key, ..): &&(&str, &str, &str)| {
            let fits = is_text == matches!(*key, "apiVersion" | "serviceName");
            let either = *key == "taskDefinition";
            member.key == *key && (fits || either)
        };
        Some((member, FOREIGN.iter().find(is_this)?))
    })?;
    let message = format!("this looks like {what}, not like a scenario");
    let diagnostic = Diagnostic::new(codes::FOREIGN, message);
    Some(
        diagnostic
            .at(member.key_place, "no scenario has this")
            .help(*help),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{FileId, parse};
    use super::*;

    fn said(text: &str) -> Option<String> {
        let node = parse(FileId(0), text, 0..text.len()).0;
        recognised(&node.expect("the text is YAML")).map(|it| it.message)
    }

    #[test]
    fn files_of_other_tools_are_recognised() {
        for (text, what) in [
            (
                "{version: '3', services: {web: {image: a}}}",
                "Docker Compose",
            ),
            (
                "{AWSTemplateFormatVersion: x, Resources: {}}",
                "CloudFormation",
            ),
            ("{apiVersion: apps/v1, kind: Deployment}", "Kubernetes"),
            (
                "{family: web, containerDefinitions: []}",
                "a task definition",
            ),
            (
                "{taskDefinition: {family: web}, tags: []}",
                "describe-task-definition",
            ),
            ("{serviceName: web, desiredCount: 1}", "a service"),
            ("{resource: {aws_ecs_service: {}}}", "Terraform"),
        ] {
            let said = said(text).expect(text);
            assert!(said.contains(what), "{said}");
        }
        for text in [
            "{duration: 1h}",
            "{aws: {services: []}}",
            "[a]",
            "{service: {}}",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
