//! One tree laid over another.

use std::collections::BTreeMap;

use super::lists::identities;
use super::{Kind, Map, Node};

/// Lays a whole file over the one that it extends.
pub(in crate::scenario) fn merge(base: Node, over: Node) -> Node {
    lay(base, over, Place::Top)
}

/// Where in the file two values are laid over each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    Aws,
    Elsewhere,
}

impl Place {
    fn under(self, key: &str) -> Self {
        match self {
            Self::Top if key == "aws" => Self::Aws,
            Self::Top => Self::Elsewhere,
            below => below,
        }
    }
}

fn lay(base: Node, over: Node, at: Place) -> Node {
    let Node { place, kind } = over;
    let kind = match (base.kind, kind) {
        (Kind::Map(base), Kind::Map(over)) => Kind::Map(maps(base, over, at)),
        (Kind::List(base), Kind::List(over)) if at == Place::Aws => Kind::List(lists(base, over)),
        (_, over) => over,
    };
    Node { place, kind }
}

fn maps(mut base: Map, over: Map, at: Place) -> Map {
    let mut places: BTreeMap<String, usize> = base
        .iter()
        .enumerate()
        .map(|(index, member)| (member.key.clone(), index))
        .collect();
    let nothing = Node::map(super::Place::default(), Map::new());
    for member in over {
        let Some(index) = places.get(&member.key).copied() else {
            places.insert(member.key.clone(), base.len());
            base.push(member);
            continue;
        };
        let below = std::mem::replace(&mut base[index].value, nothing.clone());
        let under = at.under(&member.key);
        base[index].key_place = member.key_place;
        base[index].value = lay(below, member.value, under);
    }
    base
}

/// Entries with a name are merged by it, new names stand at the end; other lists are replaced.
fn lists(base: Vec<Node>, over: Vec<Node>) -> Vec<Node> {
    let (Some(names), Some(over_names)) = (identities(&base), identities(&over)) else {
        return over;
    };
    let places: BTreeMap<_, _> = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| (name, index))
        .collect();
    let mut merged: Vec<Option<Node>> = base.into_iter().map(Some).collect();
    for (entry, name) in over.into_iter().zip(over_names) {
        match places.get(&name) {
            Some(index) => {
                let below = merged[*index].take();
                merged[*index] = below.map(|below| lay(below, entry, Place::Aws));
            }
            None => merged.push(Some(entry)),
        }
    }
    merged.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::super::{FileId, parse};
    use super::*;

    fn merged(base: &str, over: &str) -> String {
        let tree = |number, text: &str| {
            parse(FileId(number), text, 0..text.len())
                .0
                .expect("the text is YAML")
        };
        let mut node = merge(tree(0, base), tree(1, over));
        crate::scenario::walk::prune(&mut node);
        node.to_json().to_string()
    }

    #[test]
    fn mappings_merge_key_by_key_and_null_removes() {
        let base = "{seed: 1, world: {profile: instant, images: {a: {size: 1MB}}}}";
        let over = "{seed: 2, world: {profile: null, images: {b: {size: 2MB}}}}";
        let expected = r#"{"seed":2,"world":{"images":{"a":{"size":"1MB"},"b":{"size":"2MB"}}}}"#;
        assert_eq!(merged(base, over), expected);
    }

    #[test]
    fn named_entries_of_aws_merge_by_name_and_other_lists_are_replaced() {
        let base = "{aws: {services: [{serviceName: a, desiredCount: 1}, {serviceName: b}], availabilityZones: [x, y]}}";
        let over = "{aws: {services: [{serviceName: c}, {serviceName: a, desiredCount: 3}], availabilityZones: [z]}}";
        let expected = r#"{"aws":{"services":[{"serviceName":"a","desiredCount":3},{"serviceName":"b"},{"serviceName":"c"}],"availabilityZones":["z"]}}"#;
        assert_eq!(merged(base, over), expected);
        assert_eq!(
            merged("timeline: [{name: a, at: 1s}]", "timeline: [{name: a}]"),
            r#"{"timeline":[{"name":"a"}]}"#
        );
    }

    #[test]
    fn revisions_of_a_family_are_told_apart() {
        let base = "{aws: {taskDefinitions: [{family: web, cpu: 1}, {family: web, cpu: 2}]}}";
        let over = "{aws: {taskDefinitions: [{family: web, revision: 2, memory: 5}]}}";
        let expected = r#"{"aws":{"taskDefinitions":[{"family":"web","cpu":1},{"family":"web","cpu":2,"revision":2,"memory":5}]}}"#;
        assert_eq!(merged(base, over), expected);
    }

    #[test]
    fn another_kind_of_value_takes_the_place() {
        assert_eq!(merged("{a: {b: 1}}", "{a: [1]}"), r#"{"a":[1]}"#);
        assert_eq!(merged("{a: 1}", "{a: {b: 1}}"), r#"{"a":{"b":1}}"#);
    }
}
