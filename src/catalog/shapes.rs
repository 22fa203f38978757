//! The shapes of AWS API requests: which members an object has, of which type, within which bounds.
//!
//! `shapes/embedded.rs` reads them from the tables in `data/`, and says how those are written.

mod embedded;

/// What an object of the API looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object whose keys are AWS's.
    Structure(Structure),
    /// A list of such elements.
    List(Element),
    /// An object whose keys are the user's.
    Map(Element),
}

/// The members of a structure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// In AWS's order.
    pub members: Vec<Member>,
}

/// A member of a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// As AWS spells it.
    pub name: &'static str,
    /// In camel case, as `ecsim` writes it: `dnsName` for `DNSName`.
    pub canonical: String,
    /// What it holds.
    pub kind: Kind,
    /// The shape of a structure, list or map, of the same service.
    pub target: Option<&'static str>,
    /// Whether it must be there.
    pub required: bool,
    /// Least length, value or number of elements.
    pub min: Option<i64>,
    /// Greatest length, value or number of elements.
    pub max: Option<i64>,
    /// The values of an enumeration; empty if it is none.
    pub values: Vec<&'static str>,
}

/// What a list or a map holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// What each element holds.
    pub kind: Kind,
    /// The shape of a structure, list or map, of the same service.
    pub target: Option<&'static str>,
    /// Least number of elements.
    pub min: Option<i64>,
    /// Greatest number of elements.
    pub max: Option<i64>,
    /// The values of an enumeration; empty if it is none.
    pub values: Vec<&'static str>,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object whose keys are AWS's.
    Structure,
    /// A list.
    List,
    /// An object whose keys are the user's.
    Map,
    /// Text.
    Text,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number.
    Double,
    /// True or false.
    Boolean,
    /// An instant of the calendar.
    Timestamp,
}

/// A call of an AWS API, and the shape of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `ecs`.
    pub service: &'static str,
    /// `CreateService`.
    pub name: &'static str,
    /// `CreateServiceRequest`.
    pub input_shape: &'static str,
}

impl Structure {
    /// The member of that name: the first letter's case does not matter, and camel case is fine.
    ///
    /// ```
    /// use ecsim::catalog::{Shape, shape};
    ///
    /// let Some(Shape::Structure(service)) = shape("ecs", "CreateServiceRequest") else {
    ///     unreachable!("requests are structures");
    /// };
    /// let member = service.member("DesiredCount").expect("services have one");
    /// assert_eq!((member.name, member.min), ("desiredCount", None));
    /// assert_eq!(service.member("desired_count"), None);
    /// ```
    pub fn member(&self, name: &str) -> Option<&Member> {
        let same = |member: &&Member| {
            member.canonical == name || with_small_first(member.name).eq(with_small_first(name))
        };
        self.members.iter().find(same)
    }
}

impl Kind {
    /// Whether a shape says more about it.
    pub const fn has_shape(self) -> bool {
        matches!(self, Self::Structure | Self::List | Self::Map)
    }
}

/// A name with its first letter small, letter by letter.
fn with_small_first(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().enumerate();
    letters.map(|(index, letter)| {
        if index == 0 {
            letter.to_ascii_lowercase()
        } else {
            letter
        }
    })
}

/// The shape of that name of a service: `ecs`, `ec2`, `elbv2`, `autoscaling`,
/// `application-autoscaling`, `cloudwatch`, `sqs`, `events`, `scheduler`.
pub fn shape(service: &str, name: &str) -> Option<&'static Shape> {
    embedded::find(service, name)
}

/// The calls whose requests a scenario may hold.
pub fn operations() -> impl Iterator<Item = Operation> {
    embedded::operations()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(service: &str, name: &str) -> &'static Structure {
        match shape(service, name) {
            Some(Shape::Structure(structure)) => structure,
            other => panic!("{service} {name}: {other:?}"),
        }
    }

    #[test]
    fn every_request_has_a_shape() {
        assert_eq!(operations().count(), 35);
        for operation in operations() {
            structure(operation.service, operation.input_shape);
        }
    }

    #[test]
    fn a_member_is_found_in_either_case_and_only_by_its_name() {
        for request in operations() {
            let structure = structure(request.service, request.input_shape);
            for member in &structure.members {
                for name in [member.name, &member.canonical] {
                    assert_eq!(structure.member(name), Some(member), "{name}");
                }
            }
        }
        let group = structure("autoscaling", "CreateAutoScalingGroupType");
        let zones = group.member("vpcZoneIdentifier").expect("subnets");
        assert_eq!(zones.name, "VPCZoneIdentifier");
        assert_eq!(group.member("vPCZoneIdentifier"), Some(zones));
        assert_eq!(group.member("minsize"), None);
        assert_eq!(group.member(""), None);
    }

    #[test]
    fn bounds_and_enumerations_are_read() {
        let service = structure("ecs", "CreateServiceRequest");
        let launch_type = service.member("launchType").expect("a member");
        assert_eq!(launch_type.values[..2], ["EC2", "FARGATE"]);
        assert_eq!((launch_type.kind, launch_type.target), (Kind::Text, None));
        assert!(service.member("serviceName").expect("a member").required);
        let policy = structure("autoscaling", "InstanceMaintenancePolicy");
        let percent = policy.member("minHealthyPercentage").expect("a member");
        assert_eq!((percent.min, percent.max), (Some(-1), Some(100)));
        let Some(Shape::Map(labels)) = shape("ecs", "DockerLabelsMap") else {
            panic!()
        };
        assert_eq!(labels.kind, Kind::Text);
        let Some(Shape::List(tags)) = shape("ecs", "Tags") else {
            panic!()
        };
        assert_eq!((tags.target, tags.max), (Some("Tag"), Some(50)));
    }
}
