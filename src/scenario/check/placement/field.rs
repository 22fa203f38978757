//! What a strategy looks at. AWS does not mind upper and lower case here.

use crate::scenario::check::Check;
use crate::scenario::defaults;
use crate::scenario::diagnostic::{codes, suggestion};
use crate::scenario::model::{BinpackField, SpreadField};
use crate::scenario::query::is_attribute_name;
use crate::scenario::source::Path;

const ATTRIBUTE: &str = "attribute:";

/// The field of `spread`, in a strategy.
pub(super) fn spread(check: &mut Check<'_>, at: &Path, written: &str) -> Option<SpreadField> {
    let path = at.key("field");
    let lower = written.to_ascii_lowercase();
    if lower == "instanceid" || lower == "host" {
        return Some(SpreadField::InstanceId);
    }
    if lower.starts_with(ATTRIBUTE) {
        let name = &written[ATTRIBUTE.len()..];
        if is_attribute_name(name) {
            let id = check.spread_attribute(&path, name);
            return Some(SpreadField::Attribute(id));
        }
        let message = match name {
            "" => "InvalidParameterException: the name of an attribute is missing".to_owned(),
            name => format!("InvalidParameterException: no attribute is named `{name}`"),
        };
        check.wrong(codes::PLACEMENT, &path, message, ZONE);
        return None;
    }
    unknown(check, at, "spread", written, &spread_meant(&lower));
    None
}

const ZONE: &str = "such as `attribute:ecs.availability-zone`";

/// What was perhaps meant by the field of a `spread`.
fn spread_meant(lower: &str) -> String {
    let bare = lower.strip_prefix("ecs.").unwrap_or(lower);
    let built_in = defaults::BUILT_IN_ATTRIBUTES;
    let short = built_in.map(|name| name.trim_start_matches("ecs."));
    let letters = |name: &str| name.replace(['-', '_'], "");
    let same = short.iter().find(|name| letters(name) == letters(bare));
    let near = same.copied().or_else(|| match bare {
        "az" | "zone" => Some("availability-zone"),
        _ => suggestion(bare, short),
    });
    match (suggestion(lower, ["instanceId", "host"]), near) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(near)) => format!("did you mean `attribute:ecs.{near}`?"),
        (None, None) => "write `instanceId`, or `attribute:` and a name".to_owned(),
    }
}

/// The field of `binpack`, in a strategy.
pub(super) fn binpack(check: &mut Check<'_>, at: &Path, written: &str) -> Option<BinpackField> {
    let lower = written.to_ascii_lowercase();
    match lower.as_str() {
        "cpu" => Some(BinpackField::Cpu),
        "memory" => Some(BinpackField::Memory),
        other => {
            let help = match suggestion(other, ["cpu", "memory"]) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `cpu` or `memory`".to_owned(),
            };
            unknown(check, at, "binpack", written, &help);
            None
        }
    }
}

fn unknown(check: &mut Check<'_>, at: &Path, kind: &str, written: &str, help: &str) {
    let path = at.key("field");
    if check.is_told(&path) {
        return;
    }
    if written.is_empty() {
        let message = format!("InvalidParameterException: the field of `{kind}` is missing");
        check.wrong(codes::PLACEMENT, &at.key("type"), message, help);
    } else {
        let message = format!("InvalidParameterException: `{kind}` has no field `{written}`");
        check.wrong(codes::PLACEMENT, &path, message, help);
    }
}
