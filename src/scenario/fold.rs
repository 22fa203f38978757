//! Brings what was pasted into one form: takes wrappers off and gives fields their names.
//!
//! Afterwards a field has one spelling, so that files can be merged and paths found. Keys that the
//! user chooses are never touched.

use super::diagnostic::{Diagnostic, codes};
use super::shape::{Form, Shape};
use super::source::{Kind, Map, Node};

/// What may stand beside the `Properties` of a CloudFormation resource.
const BESIDE_PROPERTIES: [&str; 8] = [
    "Type",
    "DependsOn",
    "Metadata",
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// Brings a tree into its form.
pub(super) fn fold(node: &mut Node, shape: &Shape, problems: &mut Vec<Diagnostic>) {
    let shape = shape.of(node);
    match (&mut node.kind, shape.form()) {
        (Kind::Map(members), Form::Object) => object(members, &shape, problems),
        (Kind::Map(members), Form::Map) => {
            let element = shape.element();
            for member in members {
                fold(&mut member.value, &element, problems);
            }
        }
        (Kind::List(entries), Form::List) => {
            let element = shape.element();
            if element.is_request() && shape.loose {
                *entries = std::mem::take(entries)
                    .into_iter()
                    .flat_map(|entry| unwrapped(entry, &element))
                    .collect();
            }
            for entry in entries {
                fold(entry, &element, problems);
            }
        }
        _ => {}
    }
}

fn object(members: &mut Map, shape: &Shape, problems: &mut Vec<Diagnostic>) {
    let mut index = 0;
    while index < members.len() {
        let Some(field) = shape.field(&members[index].key) else {
            index += 1;
            continue;
        };
        let first = members[..index]
            .iter()
            .position(|member| member.key == field.name);
        if let Some(first) = first {
            let second = members.remove(index);
            let message = format!("the field `{}` appears twice in one object", field.name);
            problems.push(
                Diagnostic::new(codes::DUPLICATE_KEY, message)
                    .at(second.key_place, "the second time")
                    .also(members[first].key_place, "the first time")
                    .help("the case of its first letter does not matter: remove one of the two"),
            );
            continue;
        }
        field.name.clone_into(&mut members[index].key);
        fold(&mut members[index].value, &field.shape, problems);
        index += 1;
    }
}

/// An entry without what CloudFormation or a describe- answer wraps around it.
fn unwrapped(entry: Node, shape: &Shape) -> Vec<Node> {
    let Some(members) = entry.as_map() else {
        return vec![entry];
    };
    let resource = |key: &str| key == "Properties" || BESIDE_PROPERTIES.contains(&key);
    let is_resource = entry
        .get("Properties")
        .is_some_and(|it| it.as_map().is_some())
        && members.iter().all(|member| resource(&member.key));
    if is_resource {
        return take(entry, "Properties").into_iter().collect();
    }
    let Some(wrapper) = shape.wrapper() else {
        return vec![entry];
    };
    // {service: {…}}, and {services: [{…}, …], failures: []}.
    let several = format!("{wrapper}s");
    let single = |node: &Node| node.as_map().is_some();
    if entry.get(wrapper).is_some_and(single) {
        return take(entry, wrapper).into_iter().collect();
    }
    if entry
        .get(&several)
        .is_some_and(|node| node.as_list().is_some())
    {
        let list = take(entry, &several).map(|node| node.kind);
        return match list {
            Some(Kind::List(entries)) => entries,
            _ => Vec::new(),
        };
    }
    vec![entry]
}

fn take(node: Node, key: &str) -> Option<Node> {
    match node.kind {
        Kind::Map(members) => members
            .into_iter()
            .find(|it| it.key == key)
            .map(|it| it.value),
        _ => None,
    }
}
