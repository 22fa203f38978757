//! Each rule by itself, where the table of verdicts does not show it.

use super::Fleet;
use crate::scenario::model::Query;

fn query(text: &str) -> Query {
    Query::parse(text).expect(text)
}

#[test]
fn verdicts_besides_the_table() {
    let fleet = Fleet::new();
    for (text, meant) in [
        // Every word for a sign.
        ("runningTasksCount equals 1", "AD"),
        ("runningTasksCount not_equals 1", "BCE"),
        ("runningTasksCount greater_than 1", "BE"),
        // No spaces where a sign ends a word, and more than enough where it does not.
        ("attribute:stack==prod&&attribute:x!exists", ""),
        ("runningTasksCount>=2", "BE"),
        ("!(attribute:stack in['prod',dev])", "CD"),
        ("  attribute:stack \n ==\tprod  ", "AE"),
        // Words of the language as literals.
        ("attribute:stack in [and, or, not, prod]", "AE"),
        ("not not attribute:stack == prod", "AE"),
        // Left to right, and `not` before one test only.
        (
            "attribute:stack == prod and runningTasksCount == 1 or agentConnected == false",
            "AD",
        ),
        (
            "not attribute:stack == prod or runningTasksCount == 12",
            "BCDE",
        ),
        // What is not there: only `!exists` and `not` say so.
        ("attribute:tier > 0", "CD"),
        ("attribute:tier < 0", ""),
        ("attribute:stack !~ pr.*", "B"),
        ("attribute:nobody not_in [a]", ""),
        ("not (attribute:nobody in [a])", "ABCDE"),
        // Without a value: there, and nothing else.
        ("attribute:ecs.capability.task-eni != true", ""),
        ("attribute:ecs.capability.task-eni !~ true", ""),
        ("attribute:ecs.capability.task-eni !exists", ""),
        ("attribute:ecs.capability.task-eni < 1", ""),
        // Groups: any for what is asked, none for what is not.
        ("task:group !exists", "C"),
        ("task:group not_in [database, service:web]", "A"),
        ("task:group !~ service:.*", "D"),
        ("task:group < e", "BD"),
        // Numbers as numbers where both are some, else letter by letter.
        ("attribute:tier < 9.5", "D"),
        ("attribute:tier < 9a", "CD"),
        ("attribute:tier == 9.0", ""),
        ("attribute:stack < e", "B"),
        // Versions and dates.
        ("agentVersion != 1.9", "ABCE"),
        ("agentVersion <= 1.14.4.0", "AD"),
        ("registeredAt == '2018-02-13'", "B"),
        ("registeredAt <= 2018-02-13T01:00:00+02:00", "D"),
        ("registeredAt != 2016-06-18T22:28:28+00:00", "ABCE"),
        // The whole value, and every letter as it is.
        ("ec2InstanceId =~ 0c", ""),
        ("attribute:ecs.os-family == linux", ""),
        ("attribute:ecs.os-family =~ (?i)linux", "ABCDE"),
        ("attribute:stack =~ prod|dev", "ABE"),
        ("(attribute:stack =~ d(ev)?)", "B"),
        (r"attribute:stack =~ [)(dev]+", "B"),
        (r"attribute:stack =~ \S+ and attribute:retiring exists", "B"),
        ("agentConnected =~ t.*", "ABCE"),
        ("agentConnected !in [true]", "D"),
    ] {
        assert_eq!(fleet.meant(&query(text)), meant, "{text}");
    }
}

#[test]
fn why_an_instance_is_not_meant() {
    let fleet = Fleet::new();
    for (letter, text, why) in [
        (
            'C',
            "attribute:stack != prod",
            "attribute:stack is not there, so `attribute:stack != prod` is false",
        ),
        (
            'E',
            "attribute:ecs.instance-type =~ t2.*",
            "ecs.instance-type is m6g.large, so `attribute:ecs.instance-type =~ t2.*` is false",
        ),
        (
            'A',
            "attribute:ecs.capability.task-eni == true",
            "ecs.capability.task-eni has no value, so `attribute:ecs.capability.task-eni == true` is false",
        ),
        (
            'B',
            "not(task:group == database)",
            "task:group is database, service:production, so `not task:group == database` is false",
        ),
        (
            'C',
            "task:group == database",
            "no task is on it, so `task:group == database` is false",
        ),
        (
            'A',
            "(attribute:stack == prod and runningTasksCount < 1)",
            "runningTasksCount is 1, so `runningTasksCount < 1` is false",
        ),
        (
            'A',
            "agentVersion > 2 or registeredAt > 2020-01-01",
            "agentVersion is 1.14.4, so `agentVersion > 2` is false; registeredAt is 2018-02-12T23:59:59Z, so `registeredAt > 2020-01-01` is false",
        ),
        (
            'D',
            "agentConnected == true and ec2InstanceId == i-1",
            "agentConnected is false, so `agentConnected == true` is false",
        ),
        (
            'A',
            "ec2InstanceId in [i-1, 'i 2']",
            "ec2InstanceId is i-abcd1234, so `ec2InstanceId in [i-1, \"i 2\"]` is false",
        ),
        (
            'B',
            "not (attribute:stack == dev or attribute:tier exists)",
            "attribute:stack is dev, so `not (attribute:stack == dev or attribute:tier exists)` is false",
        ),
        (
            'B',
            "not (attribute:stack == dev and attribute:retiring exists)",
            "attribute:stack is dev and attribute:retiring is true, so `not (attribute:stack == dev and attribute:retiring exists)` is false",
        ),
        ('A', "attribute:stack == prod", ""),
    ] {
        assert_eq!(
            fleet.of(letter).ask(|on| query(text).why_not(on)),
            why,
            "{text}"
        );
    }
}

#[test]
fn what_an_expression_speaks_of() {
    let both = query("attribute:b exists or not attribute:a == 1 and attribute:b == 2");
    assert_eq!(both.attributes(), ["a", "b"]);
    for (text, dynamic) in [
        ("attribute:a exists and ec2InstanceId == i-1", false),
        ("agentVersion > 1 and registeredAt > 2020-01-01", false),
        ("attribute:a exists or not task:group == database", true),
        ("runningTasksCount < 3", true),
        ("agentConnected == true", true),
    ] {
        assert_eq!(query(text).is_dynamic(), dynamic, "{text}");
        assert_eq!(query(text).text(), text);
    }
}

#[test]
fn parentheses_of_a_regular_expression_want_quotes() {
    let columns = |text: &str| -> Vec<usize> {
        let lints = query(text).lints();
        lints.into_iter().map(|lint| lint.column).collect()
    };
    let bare = "attribute:a == ü and attribute:t =~ (a|b).* or attribute:t !~ (c)";
    assert_eq!(columns(bare), [37, 63]);
    assert!(columns("(attribute:t =~ \"(a|b).*\") and not (attribute:t =~ a.*)").is_empty());
}
