//! What is no expression, where it stops to be one, and what is said of it.

use super::error;
use crate::scenario::model::Query;

/// A text and what is wrong with it.
const WRONG: &[(&str, &str)] = &[
    (
        "",
        "column 1: a subject is missing here (such as `attribute:ecs.instance-type` or `task:group`)",
    ),
    (
        "   ",
        "column 4: a subject is missing here (such as `attribute:ecs.instance-type` or `task:group`)",
    ),
    (
        "attribute:stack == prod and",
        "column 28: a subject is missing here (such as `attribute:ecs.instance-type` or `task:group`)",
    ),
    (
        "attribute:stack == prod AND attribute:tier == 9",
        "column 25: `and`, `or` or the end of the expression is expected here (keywords are written in lower case)",
    ),
    (
        "attribute:stack == prod attribute:tier == 9",
        "column 25: `and`, `or` or the end of the expression is expected here (a literal with a space in it stands in quotes)",
    ),
    (
        "attribute:note == blue green",
        "column 24: `and`, `or` or the end of the expression is expected here (a literal with a space in it stands in quotes)",
    ),
    (
        "attribute:stack == prod&&attribute:tier == 9",
        "column 41: `and`, `or` or the end of the expression is expected here (put spaces around `&&` and `||`)",
    ),
    (
        "attribute:stack == prod)",
        "column 24: there is no `(` for this `)`",
    ),
    (
        "()",
        "column 2: a subject is expected here, not `)` (such as `attribute:ecs.instance-type` or `task:group`)",
    ),
    (
        "not",
        "column 4: a subject is missing here (such as `attribute:ecs.instance-type` or `task:group`)",
    ),
    (
        "!= prod",
        "column 2: a subject is expected here, not `=` (such as `attribute:ecs.instance-type` or `task:group`)",
    ),
    (
        "attribute: == prod",
        r"column 1: the name of an attribute is missing behind `attribute:` (1 to 128 letters, digits, `_`, `.`, `/`, `\` and `-`)",
    ),
    (
        "attribute:a:b == prod",
        r"column 1: `a:b` is no name of an attribute (1 to 128 letters, digits, `_`, `.`, `/`, `\` and `-`)",
    ),
    (
        "Attribute:stack == prod",
        "column 1: unknown subject `Attribute:stack` (did you mean `attribute:stack`?)",
    ),
    (
        "runningTaskCount == 1",
        "column 1: unknown subject `runningTaskCount` (did you mean `runningTasksCount`?)",
    ),
    (
        "ecs.availability-zone == us-east-1a",
        "column 1: unknown subject `ecs.availability-zone` (did you mean `attribute:ecs.availability-zone`?)",
    ),
    (
        "availabilityZone == us-east-1a",
        "column 1: unknown subject `availabilityZone` (did you mean `attribute:ecs.availability-zone`?)",
    ),
    (
        "zzz == 1",
        "column 1: unknown subject `zzz` (one of `agentConnected`, `agentVersion`, `ec2InstanceId`, `registeredAt`, `runningTasksCount`, `task:group`, or `attribute:` and a name)",
    ),
    (
        "attribute:stack === prod",
        "column 17: `===` is no operator (write `==`)",
    ),
    (
        "attribute:stack is prod",
        "column 17: `is` is no operator (such as `==`, `=~`, `in [a, b]` or `exists`)",
    ),
    (
        "attribute:stack EXISTS",
        "column 17: `EXISTS` is no operator (keywords are written in lower case)",
    ),
    (
        "(attribute:stack)",
        "column 17: an operator is missing behind `attribute:stack` (such as `==`, `=~`, `in [a, b]` or `exists`)",
    ),
    ("attribute:stack ==", "column 19: a literal is missing here"),
    (
        "(attribute:stack == )",
        "column 21: a literal is missing here",
    ),
    (
        "attribute:stack == [prod]",
        "column 20: one literal is expected here, not a list (a list stands behind `in` or `!in`)",
    ),
    (
        "attribute:stack == 'prod",
        "column 20: this quote is not closed",
    ),
    (
        "attribute:stack in []",
        "column 21: a literal is missing here",
    ),
    (
        "attribute:stack in [prod,]",
        "column 26: a literal is missing here",
    ),
    (
        "attribute:stack in [prod dev]",
        "column 26: `,` or `]` is expected here",
    ),
    (
        "attribute:stack in [prod",
        "column 20: this `[` is not closed (a `]` is missing)",
    ),
    (
        "attribute:stack in (prod, dev)",
        "column 20: a list in brackets is expected here (write `in [a, b]`)",
    ),
    (
        "agentConnected == yes",
        "column 19: `yes` is not `true` or `false`",
    ),
    (
        "agentConnected exists",
        "column 16: `exists` is not for `agentConnected` (use `==`, `!=`, `in`, `!in`, `=~` or `!~`)",
    ),
    (
        "agentConnected > false",
        "column 16: `>` is not for `agentConnected` (use `==`, `!=`, `in`, `!in`, `=~` or `!~`)",
    ),
    (
        "ec2InstanceId not_exists",
        "column 15: `!exists` is not for `ec2InstanceId` (use `==`, `!=`, `in`, `!in`, `=~` or `!~`)",
    ),
    (
        "runningTasksCount == many",
        "column 22: `many` is not a whole number, such as 1",
    ),
    (
        "runningTasksCount > -1",
        "column 21: `-1` is not a whole number, such as 1",
    ),
    (
        "runningTasksCount == +1",
        "column 22: `+1` is not a whole number, such as 1",
    ),
    (
        "agentVersion < v1",
        "column 16: `v1` is not a version: whole numbers with dots, such as 1.14.5",
    ),
    (
        "agentVersion < 1..2",
        "column 16: `1..2` is not a version: whole numbers with dots, such as 1.14.5",
    ),
    (
        "registeredAt < yesterday",
        "column 16: `yesterday` is not a date, such as 2018-06-18 or 2018-06-18T22:28:28Z",
    ),
    (
        "registeredAt < 2018-02-30",
        "column 16: `2018-02-30` is not a date, such as 2018-06-18 or 2018-06-18T22:28:28Z",
    ),
    (
        "registeredAt exists",
        "column 14: `exists` is not for `registeredAt` (use `==`, `!=`, `>`, `>=`, `<` or `<=`)",
    ),
    (
        "attribute:stack =~ (prod",
        "column 20: `(prod` is no regular expression: unclosed group",
    ),
    (
        "attribute:stack =~ 'a)(b'",
        "column 20: `a)(b` is no regular expression: unopened group",
    ),
    (
        "attribute:stack =~ (?!prod).*",
        "column 20: `(?!prod).*` is no regular expression: look-around, including look-ahead and look-behind, is not supported (use `not`, or two tests with `and`)",
    ),
    (
        r"attribute:stack =~ (a)\1",
        r"column 20: `(a)\1` is no regular expression: backreferences are not supported",
    ),
    (
        "attribute:stack =~ a{1000}{1000}",
        "column 20: `a{1000}{1000}` is no regular expression: it is too large",
    ),
    (
        "attribute:ünknown == 1",
        r"column 1: the name of an attribute is missing behind `attribute:` (1 to 128 letters, digits, `_`, `.`, `/`, `\` and `-`)",
    ),
    (
        "attribute:a == 'ü' and attribute:b = 1",
        "column 36: `=` is no operator (write `==`)",
    ),
];

#[test]
fn the_first_thing_that_is_wrong_is_told_with_its_column() {
    for (text, told) in WRONG {
        assert_eq!(error(text), *told, "{text}");
    }
}

#[test]
fn an_expression_has_at_most_2000_characters() {
    let longest = |length: usize| {
        let begin = "attribute:a == ";
        format!("{begin}{}", "é".repeat(length - begin.len()))
    };
    assert!(Query::parse(&longest(2_000)).is_ok());
    let told = "column 2001: an expression has at most 2000 characters";
    assert_eq!(error(&longest(2_001)), told);
}

#[test]
fn parts_stand_in_each_other_only_so_deep() {
    let told = "column 34: more than 32 parts stand in each other (write fewer parentheses)";
    for deep in ["(".repeat(2_000), "!".repeat(2_000)] {
        assert_eq!(error(&deep), told);
    }
    let nots = "not ".repeat(500);
    assert!(error(&nots).starts_with("column 133: more than 32 parts"));
    let nested = format!("{}attribute:a exists{}", "(".repeat(32), ")".repeat(32));
    assert!(Query::parse(&nested).is_ok());
}
