//! Five instances, and what expressions say of them.

use std::collections::BTreeMap;

use super::{Query, QueryInstance};

mod errors;
mod properties;
mod rules;
mod verdicts;

/// An instance of the table of verdicts.
struct Instance {
    letter: char,
    id: &'static str,
    agent: &'static str,
    connected: bool,
    registered_at: &'static str,
    running: u32,
    groups: &'static [&'static str],
    attributes: BTreeMap<String, Option<String>>,
}

struct Fleet(Vec<Instance>);

impl Fleet {
    fn new() -> Self {
        let mut fleet = vec![
            instance('A', "i-abcd1234", "1.14.4", "2018-02-12T23:59:59Z", 1),
            instance('B', "i-wxyx7890", "1.14.5", "2018-02-13T00:00:00Z", 2),
            instance('C', "i-0c0c0c0c", "1.68.2", "2023-03-01T08:00:00Z", 0),
            instance('D', "i-0d0d0d0d", "1.9.0", "2016-06-18T22:28:28Z", 1),
            instance('E', "i-0e0e0e0e", "1.86.0", "2025-01-15T12:30:00Z", 12),
        ];
        let groups: [&[&str]; 5] = [
            &["service:production"],
            &["database", "service:production"],
            &[],
            &["database"],
            &["service:web", "family:batch"],
        ];
        let have = [
            "t2.small us-east-1a x86_64 ami-1111aaaa stack=prod",
            "g2.2xlarge us-east-1b x86_64 ami-1111aaaa stack=dev retiring=true",
            "g2.8xlarge us-east-1d x86_64 ami-2222bbbb retiring=false tier=10",
            "t2.micro us-east-1c x86_64 ami-1111aaaa tier=9 note=blue_green",
            "m6g.large us-east-1a arm64 ami-3333cccc stack=prod ecs.awsvpc-trunk-id=eni-0123",
        ];
        for (place, instance) in fleet.iter_mut().enumerate() {
            instance.groups = groups[place];
            instance.connected = instance.letter != 'D';
            instance.attributes = attributes(have[place]);
        }
        Self(fleet)
    }

    fn of(&self, letter: char) -> &Instance {
        let found = self.0.iter().find(|it| it.letter == letter);
        found.expect("one of five")
    }

    /// The letters of the instances that are meant.
    fn meant(&self, query: &Query) -> String {
        let mut meant = String::new();
        for instance in &self.0 {
            let holds = instance.ask(|on| query.holds(on));
            let why = instance.ask(|on| query.why_not(on));
            assert_eq!(holds, why.is_empty(), "{query}: {why}");
            if holds {
                meant.push(instance.letter);
            }
        }
        meant
    }
}

impl Instance {
    fn ask<T>(&self, ask: impl FnOnce(&QueryInstance<'_>) -> T) -> T {
        ask(&QueryInstance {
            agent_connected: self.connected,
            agent_version: self.agent,
            ec2_instance_id: self.id,
            registered_at: self.registered_at.parse().expect("a date"),
            running_tasks_count: self.running,
            groups: self.groups,
            attributes: &self.attributes,
        })
    }
}

fn instance(
    letter: char,
    id: &'static str,
    agent: &'static str,
    registered_at: &'static str,
    running: u32,
) -> Instance {
    Instance {
        letter,
        id,
        agent,
        connected: true,
        registered_at,
        running,
        groups: &[],
        attributes: BTreeMap::new(),
    }
}

/// What all of them have, the four built-in ones that differ, and their own ones.
fn attributes(have: &str) -> BTreeMap<String, Option<String>> {
    let mut words = have.split(' ');
    let built_in = [
        "instance-type",
        "availability-zone",
        "cpu-architecture",
        "ami-id",
    ];
    let mut attributes: BTreeMap<String, Option<String>> = built_in
        .into_iter()
        .zip(words.by_ref().take(4))
        .map(|(name, value)| (format!("ecs.{name}"), Some(value.to_owned())))
        .collect();
    for (name, value) in [
        ("os-type", "linux"),
        ("os-family", "LINUX"),
        ("vpc-id", "vpc-0aaa"),
    ] {
        attributes.insert(format!("ecs.{name}"), Some(value.to_owned()));
    }
    for name in ["task-eni", "execution-role-ecr-pull"] {
        attributes.insert(format!("ecs.capability.{name}"), None);
    }
    for (name, value) in words.filter_map(|word| word.split_once('=')) {
        attributes.insert(name.to_owned(), Some(value.replace('_', " ")));
    }
    attributes
}

/// What is wrong with a text.
fn error(text: &str) -> String {
    Query::parse(text).expect_err(text).to_string()
}
