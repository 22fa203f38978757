//! On Fargate a task has no instance to choose.

use super::{Whose, Written};
use crate::scenario::check::Check;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::Aws;
use crate::scenario::source::Path;

/// Tells constraints and strategies of tasks on Fargate.
pub(super) fn refuse(
    check: &mut Check<'_>,
    aws: &Aws,
    at: &Path,
    whose: Whose,
    written: Written<'_>,
) {
    let keys = [
        (
            "placementConstraints",
            "constraints",
            !written.constraints.is_empty(),
        ),
        (
            "placementStrategy",
            "strategies",
            !written.strategy.is_empty(),
        ),
    ];
    for (key, what, _) in keys.into_iter().filter(|(.., is_written)| *is_written) {
        let message = format!(
            "InvalidParameterException: Placement {what} are not supported with FARGATE launch type."
        );
        let help = "leave them out: Fargate spreads tasks over the zones of their subnets";
        check.wrong(codes::PLACEMENT, &at.key(key), message, help);
    }
    let definition = whose.definition.and_then(|id| aws.task_definitions.get(id));
    let Some(definition) = definition.filter(|it| !it.constraints.is_empty()) else {
        return;
    };
    let message = format!(
        "InvalidParameterException: Placement constraints are not supported with FARGATE launch type, and {} has some",
        definition.name()
    );
    let help = "leave them out of the task definition, or write `launchType: EC2`";
    // A target of a rule has another name for it.
    let path = ["taskDefinition", "taskDefinitionArn"].map(|key| at.key(key));
    let path = path.iter().find(|path| check.tree.at(path).is_some());
    // An update that keeps the revision says nothing of it.
    if let Some(path) = path {
        check.wrong(codes::PLACEMENT, path, message, help);
    }
}
