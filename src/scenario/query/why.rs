//! Why an expression is not true of an instance, in words.

use super::evaluate::{QueryInstance, word};
use super::syntax::{Part, Subject, Test};

impl Part {
    /// What the instance has, and the smallest part that is therefore false. Of several parts of
    /// which one would do, each is told.
    pub(super) fn why_not(&self, on: &QueryInstance<'_>) -> String {
        match self {
            Self::Any(parts) => {
                let told: Vec<String> = parts.iter().map(|part| part.why_not(on)).collect();
                told.join("; ")
            }
            Self::All(parts) => {
                let first = parts.iter().find(|part| !part.holds(on));
                first.map_or_else(String::new, |part| part.why_not(on))
            }
            Self::Not(_) | Self::Test(_) => self.told(on),
        }
    }

    fn told(&self, on: &QueryInstance<'_>) -> String {
        let mut has = Vec::new();
        self.witnesses(on, &mut has);
        has.dedup();
        format!("{}, so `{self}` is false", has.join(" and "))
    }

    /// What the instance has of the subjects that decide this part.
    fn witnesses(&self, on: &QueryInstance<'_>, has: &mut Vec<String>) {
        match self {
            Self::Test(test) => has.push(test.had(on)),
            Self::Not(part) => part.witnesses(on, has),
            Self::All(parts) | Self::Any(parts) => {
                let holds = self.holds(on);
                // One part decides if it alone makes the whole so: a false one of all, a true one
                // of any.
                let alone = holds == matches!(self, Self::Any(_));
                let deciding = parts.iter().filter(|part| part.holds(on) == holds);
                let most = if alone { 1 } else { parts.len() };
                deciding.take(most).for_each(|part| part.witnesses(on, has));
            }
        }
    }
}

impl Test {
    /// What the instance has of its subject.
    fn had(&self, on: &QueryInstance<'_>) -> String {
        match self {
            Self::AgentVersion(..) => format!("agentVersion is {}", on.agent_version),
            Self::RegisteredAt(..) => format!("registeredAt is {}", on.registered_at),
            Self::RunningTasksCount(..) => {
                format!("runningTasksCount is {}", on.running_tasks_count)
            }
            Self::Text(Subject::AgentConnected, _) => {
                format!("agentConnected is {}", word(on.agent_connected))
            }
            Self::Text(Subject::Ec2InstanceId, _) => {
                format!("ec2InstanceId is {}", on.ec2_instance_id)
            }
            Self::Text(Subject::TaskGroup, _) if on.groups.is_empty() => {
                "no task is on it".to_owned()
            }
            Self::Text(Subject::TaskGroup, _) => format!("task:group is {}", on.groups.join(", ")),
            Self::Text(Subject::Attribute(name), _) => {
                // Those of AWS are known without the word.
                let own = if name.starts_with("ecs.") {
                    ""
                } else {
                    "attribute:"
                };
                match on.attributes.attribute(name) {
                    None => format!("{own}{name} is not there"),
                    Some(None) => format!("{own}{name} has no value"),
                    Some(Some(value)) => format!("{own}{name} is {value}"),
                }
            }
        }
    }
}
