//! PutAttributes and DeleteAttributes.

use crate::scenario::check::Check;
use crate::scenario::check::attributes::some;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Aws, InstanceAttribute};
use crate::scenario::raw;
use crate::scenario::source::Path;

/// The attributes of a call; a value only where it puts them.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::ChangeAttributes,
    aws: &Aws,
    puts: bool,
) -> Vec<InstanceAttribute> {
    let at = at.key("attributes");
    let count = i64::try_from(raw.attributes.len()).unwrap_or(i64::MAX);
    let what = "InvalidParameterException: attributes of one call";
    check.within(codes::QUOTA, &at, count, 1, defaults::PER_CALL, what);
    let each = raw.attributes.iter_mut().enumerate();
    let one = |(index, raw): (usize, &mut raw::timeline::InstanceAttribute)| {
        attribute(check, &at.index(index), raw, aws, puts)
    };
    each.filter_map(one).collect()
}

fn attribute(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::InstanceAttribute,
    aws: &Aws,
    puts: bool,
) -> Option<InstanceAttribute> {
    let (name_at, value_at) = (at.key("name"), at.key("value"));
    let value = raw.value.clone().unwrap_or_default();
    check.attribute(&name_at, &value_at, &raw.name, &value);
    if !puts && raw.value.is_some() {
        let message = "deleteAttributes leaves the value out of account";
        check.wrong(
            codes::LEFT_OUT_OF_ACCOUNT,
            &value_at,
            message,
            "leave it out",
        );
    }
    let kind = raw.target_type.as_deref().unwrap_or("container-instance");
    if kind != "container-instance" {
        let message = format!("InvalidParameterException: there is no target type {kind}");
        let help = "write `container-instance`, or leave it out";
        check.wrong(codes::UNKNOWN_WORD, &at.key("targetType"), message, help);
    }
    let instance = check.instance(aws, &at.key("targetId"), &mut raw.target_id)?;
    Some(InstanceAttribute {
        instance,
        name: raw.name.clone(),
        value: some(value).filter(|_| puts),
    })
}
