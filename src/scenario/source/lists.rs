//! Lists whose entries have a name.

use std::collections::BTreeMap;

use super::Node;

/// The fields that name an entry, in the order in which they are asked.
pub(in crate::scenario) const NAME_FIELDS: [&str; 15] = [
    "serviceName",
    "clusterName",
    "autoScalingGroupName",
    "launchTemplateName",
    "roleName",
    "logGroupName",
    "keyId",
    "family",
    "subnetId",
    "routeTableId",
    "alarmName",
    "queueName",
    "policyName",
    "scheduledActionName",
    "name",
];

/// The field that names an entry, and the name.
pub(in crate::scenario) fn name_of(entry: &Node) -> Option<(&'static str, &str)> {
    NAME_FIELDS
        .into_iter()
        .find_map(|field| Some((field, entry.get(field)?.as_text()?)))
}

/// What tells an entry from the others of its list: its name and, where several have it, which of
/// them it is. The revisions of a family are told apart so: the second `web` is `web:2`.
pub(super) type Identity = (String, usize);

/// The identities of all entries, or nothing if one of them has no name.
pub(super) fn identities(entries: &[Node]) -> Option<Vec<Identity>> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    entries
        .iter()
        .map(|entry| {
            let (_, name) = name_of(entry)?;
            let count = seen.entry(name).or_default();
            *count += 1;
            let written = entry.get("revision").and_then(Node::as_text);
            let number = written.and_then(|text| text.parse().ok()).unwrap_or(*count);
            *count = number;
            Some((name.to_owned(), number))
        })
        .collect()
}
