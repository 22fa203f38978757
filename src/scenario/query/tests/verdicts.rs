//! The table of verdicts: which of five instances each expression means.

use super::{Fleet, error};
use crate::scenario::model::Query;

/// Number, expression, and the instances that it means.
const VERDICTS: [(u32, &str, &str); 67] = [
    (1, "attribute:ecs.instance-type == t2.small", "A"),
    (
        2,
        "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
        "ABE",
    ),
    (
        3,
        "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
        "B",
    ),
    (4, "task:group == service:production", "AB"),
    (5, "not(task:group == database)", "ACE"),
    (6, "runningTasksCount == 1", "AD"),
    (7, "agentVersion < 1.14.5", "AD"),
    (8, "registeredAt < 2018-02-13", "AD"),
    (9, "ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", "AB"),
    (10, "attribute:ecs.instance-type =~ t2.*", "AD"),
    (11, "attribute:ecs.instance-type equals t2.small", "A"),
    (
        12,
        "attribute:ecs.instance-type not_equals t2.small",
        "BCDE",
    ),
    (13, "attribute:ecs.instance-type matches t2.*", "AD"),
    (14, "attribute:ecs.instance-type not_matches t2.*", "BCE"),
    (15, "attribute:ecs.instance-type !~ g2.*", "ADE"),
    (
        16,
        "attribute:ecs.availability-zone not_in [us-east-1a, us-east-1b]",
        "CD",
    ),
    (
        17,
        "attribute:ecs.availability-zone !in [us-east-1a, us-east-1b]",
        "CD",
    ),
    (18, "agentVersion greater_than_equal 1.14.5", "BCE"),
    (19, "agentVersion less_than 1.10.0", "D"),
    (20, "agentVersion > 1.9", "ABCE"),
    (21, "agentVersion == 1.68.2.0", "C"),
    (22, "registeredAt >= 2018-02-13T00:00:00Z", "BCE"),
    (23, "registeredAt > 2018-02-13T01:00:00+02:00", "ABCE"),
    (24, "registeredAt == 2016-06-18T22:28:28", "D"),
    (25, "runningTasksCount > 1", "BE"),
    (26, "runningTasksCount <= 0", "C"),
    (27, "runningTasksCount less_than_equal 1", "ACD"),
    (28, "agentConnected == false", "D"),
    (29, "agentConnected != true", "D"),
    (30, "agentConnected in [true]", "ABCE"),
    (31, "ec2InstanceId =~ i-0.*", "CDE"),
    (32, "ec2InstanceId != i-abcd1234", "BCDE"),
    (33, "attribute:stack exists", "ABE"),
    (34, "attribute:stack !exists", "CD"),
    (35, "attribute:stack not_exists", "CD"),
    (36, "attribute:stack == prod", "AE"),
    (37, "attribute:stack != prod", "B"),
    (38, "not(attribute:stack == prod)", "BCD"),
    (39, "!(attribute:stack == prod)", "BCD"),
    (40, "attribute:retiring != true", "C"),
    (
        41,
        "attribute:retiring !exists or attribute:retiring != true",
        "ACDE",
    ),
    (42, "attribute:ecs.capability.task-eni exists", "ABCDE"),
    (43, "attribute:ecs.capability.task-eni == true", ""),
    (44, "attribute:ecs.awsvpc-trunk-id exists", "E"),
    (45, "attribute:ecs.capability.external !exists", "ABCDE"),
    (46, "attribute:stack in [prod, dev]", "ABE"),
    (47, "attribute:stack not_in [prod]", "B"),
    (48, "task:group exists", "ABDE"),
    (49, "task:group != database", "AE"),
    (50, "task:group in [service:web, database]", "BDE"),
    (51, "task:group =~ service:.*", "ABE"),
    (52, "task:group == databases", ""),
    (
        53,
        "attribute:stack == prod && attribute:ecs.cpu-architecture == arm64",
        "E",
    ),
    (
        54,
        "attribute:stack == dev || attribute:ecs.instance-type == t2.micro",
        "BD",
    ),
    (
        55,
        "attribute:stack == dev or attribute:stack == prod and attribute:ecs.cpu-architecture == arm64",
        "BE",
    ),
    (
        56,
        "(attribute:stack == dev or attribute:stack == prod) and attribute:ecs.cpu-architecture == arm64",
        "E",
    ),
    (
        57,
        "not attribute:ecs.instance-type =~ t2.* and attribute:ecs.os-type == linux",
        "BCE",
    ),
    (
        58,
        "not (attribute:ecs.instance-type =~ t2.* or attribute:ecs.instance-type =~ g2.*)",
        "E",
    ),
    (59, "attribute:ecs.instance-type =~ t2", ""),
    (60, "attribute:ecs.instance-type =~ .*large", "BCE"),
    (61, "attribute:ecs.instance-type =~ (t2|m6g).*", "ADE"),
    (
        62,
        r#"attribute:ecs.instance-type =~ "t2\.(small|micro)""#,
        "AD",
    ),
    (63, "attribute:note == 'blue green'", "D"),
    (64, "attribute:tier > 9", "C"),
    (65, "attribute:tier >= 9", "CD"),
    (
        66,
        r#"attribute:ecs.ami-id in ["ami-1111aaaa","ami-3333cccc"]"#,
        "ABDE",
    ),
    (67, "attribute:ecs.instance-type == T2.small", ""),
];

/// Number, expression, and what is wrong with it.
const REFUSED: [(u32, &str, &str); 8] = [
    (
        68,
        "attribute:ecs.instance-type",
        "column 28: an operator is missing behind `attribute:ecs.instance-type` (such as `==`, `=~`, `in [a, b]` or `exists`)",
    ),
    (
        69,
        "runningTasksCount =~ 1.*",
        "column 19: `=~` is not for `runningTasksCount` (use `==`, `!=`, `>`, `>=`, `<` or `<=`)",
    ),
    (
        70,
        "agentVersion in [1.14.4, 1.14.5]",
        "column 14: `in` is not for `agentVersion` (use `==`, `!=`, `>`, `>=`, `<` or `<=`)",
    ),
    (
        71,
        "attribute:stack = prod",
        "column 17: `=` is no operator (write `==`)",
    ),
    (
        72,
        "(attribute:stack == prod",
        "column 1: this `(` is not closed (a `)` is missing)",
    ),
    (
        73,
        "attribute:stack in prod",
        "column 20: a list in brackets is expected here (write `in [a, b]`)",
    ),
    (
        74,
        "instanceType == t2.small",
        "column 1: unknown subject `instanceType` (did you mean `attribute:ecs.instance-type`?)",
    ),
    (
        75,
        "attribute:ecs.instance-type =~ [t2",
        "column 32: `[t2` is no regular expression: unclosed character class",
    ),
];

#[test]
fn every_expression_means_its_instances() {
    let fleet = Fleet::new();
    for (number, text, meant) in VERDICTS {
        let query = Query::parse(text).expect(text);
        assert_eq!(fleet.meant(&query), meant, "{number}: {text}");
        let again = Query::parse(&query.to_string()).expect(text);
        assert_eq!(again, query, "{number}: {text}");
        assert_eq!(fleet.meant(&again), meant, "{number}: {again}");
    }
}

#[test]
fn every_other_expression_is_refused_with_its_place() {
    for (number, text, told) in REFUSED {
        assert_eq!(error(text), told, "{number}: {text}");
    }
}
