//! Reads the shapes from `data/aws-api-shapes.csv`: a row per member, sorted by service and shape.
//!
//! - `service`, `shape`: the shape that the row belongs to. A shape is the run of its rows.
//! - `member`: the member's name as AWS spells it. `[]` makes the shape a list and `{}` a map from
//!   text; then its only row describes the elements.
//! - `type`: of a `structure`, `list` or `map`, `target` names a shape of the same service; the
//!   others are scalars.
//! - `target` of a `string`: the name of an enumeration, which has no rows of its own.
//! - `required`: `yes` or empty.
//! - `min`, `max`: the length of a `string`, the value of a number, the number of elements of a
//!   `list`, `map`, `[]` or `{}`. Empty: no bound.
//! - `enum`: the values of an enumeration, separated by a vertical bar.
//!
//! Two targets have no rows, because AWS gives them no members: see [`WITHOUT_ROWS`].

use std::sync::LazyLock;

use super::{Element, Kind, Member, Operation, Shape, Structure};
use crate::catalog::table;

const SHAPES_TEXT: &str = include_str!("../../../data/aws-api-shapes.csv");
const SHAPES_HEADER: &str = "service,shape,member,type,target,required,min,max,enum";
const OPERATIONS_TEXT: &str = include_str!("../../../data/aws-api-operations.csv");
const OPERATIONS_HEADER: &str = "service,operation,input_shape";

/// A structure that is empty, and a document whose keys are the user's.
const WITHOUT_ROWS: [(&str, &str, Shape); 2] = [
    (
        "cloudwatch",
        "SlidingWindow",
        Shape::Structure(Structure {
            members: Vec::new(),
        }),
    ),
    ("ecs", "HookDetails", Shape::Map(Element::text())),
];

/// A shape and its names.
struct Entry {
    service: &'static str,
    name: &'static str,
    shape: Shape,
}

/// All shapes, sorted by service and name.
static SHAPES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = Vec::new();
    for row in table::rows::<9>(SHAPES_TEXT, SHAPES_HEADER) {
        let [service, name, member, ..] = row;
        if let Some(last) = entries.last_mut()
            && (last.service, last.name) == (service, name)
        {
            let Shape::Structure(structure) = &mut last.shape else {
                panic!("{name} has one row: it is a list or a map");
            };
            structure.members.push(Member::from_row(row));
            continue;
        }
        let shape = match member {
            "[]" => Shape::List(Element::from_row(row)),
            "{}" => Shape::Map(Element::from_row(row)),
            _ => Shape::Structure(Structure {
                members: vec![Member::from_row(row)],
            }),
        };
        entries.push(Entry {
            service,
            name,
            shape,
        });
    }
    for (service, name, shape) in WITHOUT_ROWS {
        entries.push(Entry {
            service,
            name,
            shape,
        });
    }
    entries.sort_by_key(|entry| (entry.service, entry.name));
    entries
});

/// The shape of those names.
pub(super) fn find(service: &str, name: &str) -> Option<&'static Shape> {
    let by_names = |entry: &Entry| (entry.service, entry.name).cmp(&(service, name));
    let index = SHAPES.binary_search_by(by_names).ok()?;
    Some(&SHAPES[index].shape)
}

/// The calls of `data/aws-api-operations.csv`.
pub(super) fn operations() -> impl Iterator<Item = Operation> {
    let rows = table::rows(OPERATIONS_TEXT, OPERATIONS_HEADER);
    rows.map(|[service, name, input_shape]| Operation {
        service,
        name,
        input_shape,
    })
}

impl Member {
    fn from_row([_, _, name, kind, target, required, min, max, values]: [&'static str; 9]) -> Self {
        let element = Element::new(kind, target, min, max, values);
        Self {
            name,
            canonical: camel_case(name),
            kind: element.kind,
            target: element.target,
            required: required == "yes",
            min: element.min,
            max: element.max,
            values: element.values,
        }
    }
}

impl Element {
    fn new(kind: &str, target: &'static str, min: &str, max: &str, values: &'static str) -> Self {
        let kind = Kind::from_name(kind);
        let bound = |text: &str| text.parse().ok();
        Self {
            kind,
            target: Some(target).filter(|_| kind.has_shape()),
            min: bound(min),
            max: bound(max),
            values: values
                .split('|')
                .filter(|value| !value.is_empty())
                .collect(),
        }
    }

    fn from_row([_, _, _, kind, target, _, min, max, values]: [&'static str; 9]) -> Self {
        Self::new(kind, target, min, max, values)
    }

    /// Any text.
    const fn text() -> Self {
        Self {
            kind: Kind::Text,
            target: None,
            min: None,
            max: None,
            values: Vec::new(),
        }
    }
}

impl Kind {
    fn from_name(name: &str) -> Self {
        match name {
            "structure" => Self::Structure,
            "list" => Self::List,
            "map" => Self::Map,
            "string" => Self::Text,
            "integer" => Self::Integer,
            "long" => Self::Long,
            "double" => Self::Double,
            "boolean" => Self::Boolean,
            "timestamp" => Self::Timestamp,
            _ => panic!("{name} is a type of the API"),
        }
    }
}

/// A name in camel case: its first capitals become small, except the one that begins a word.
///
/// So `DesiredCount` is `desiredCount`, `VPCZoneIdentifier` is `vpcZoneIdentifier`.
fn camel_case(name: &str) -> String {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let small = if capitals > 1 && capitals < name.len() {
        capitals - 1
    } else {
        capitals
    };
    format!("{}{}", name[..small].to_ascii_lowercase(), &name[small..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_a_shape_of_its_kind() {
        for entry in SHAPES.iter() {
            let targets: Vec<_> = match &entry.shape {
                Shape::Structure(structure) => structure
                    .members
                    .iter()
                    .map(|member| (member.kind, member.target))
                    .collect(),
                Shape::List(element) | Shape::Map(element) => vec![(element.kind, element.target)],
            };
            for (kind, target) in targets {
                assert_eq!(kind.has_shape(), target.is_some(), "{}", entry.name);
                let Some(target) = target else { continue };
                let found = find(entry.service, target);
                let fits = match found {
                    Some(Shape::Structure(_)) => kind == Kind::Structure,
                    Some(Shape::List(_)) => kind == Kind::List,
                    // A document is written like a map.
                    Some(Shape::Map(_)) => kind == Kind::Map || target == "HookDetails",
                    None => false,
                };
                assert!(fits, "{} of {} is {found:?}", target, entry.name);
            }
        }
    }

    #[test]
    fn every_row_and_every_shape_is_there_once() {
        assert_eq!(SHAPES.len(), 578 + WITHOUT_ROWS.len());
        assert!(SHAPES.is_sorted_by(|a, b| (a.service, a.name) < (b.service, b.name)));
        let members = |entry: &Entry| match &entry.shape {
            Shape::Structure(structure) => structure.members.len(),
            Shape::List(_) | Shape::Map(_) => 1,
        };
        let rows = table::rows::<9>(SHAPES_TEXT, SHAPES_HEADER).count();
        assert_eq!(SHAPES.iter().map(members).sum::<usize>(), rows + 1);
    }

    #[test]
    fn names_become_camel_case() {
        for (name, expected) in [
            ("desiredCount", "desiredCount"),
            ("DesiredCount", "desiredCount"),
            ("VPCZoneIdentifier", "vpcZoneIdentifier"),
            ("OKActions", "okActions"),
            ("DNSName", "dnsName"),
            ("VCpuCount", "vCpuCount"),
            ("Id", "id"),
            ("ARN", "arn"),
        ] {
            assert_eq!(camel_case(name), expected);
        }
    }
}
