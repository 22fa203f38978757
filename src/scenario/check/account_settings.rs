//! Settings of the account.

use super::{Check, entry};
use crate::scenario::diagnostic::codes;
use crate::scenario::raw::aws::Aws;

/// Whether the setting `awsvpcTrunking` is enabled; of several values the last one holds.
pub(super) fn trunking(check: &mut Check<'_>, aws: &Aws) -> bool {
    let mut enabled = false;
    for (index, setting) in aws.account_settings.iter().enumerate() {
        let name = &setting.name;
        if name != "awsvpcTrunking" {
            check
                .without_effect
                .insert(format!("accountSettings {name}"));
            continue;
        }
        enabled = match setting.value.as_str() {
            "enabled" | "on" => true,
            "disabled" | "off" => false,
            other => {
                let message = format!(
                    "InvalidParameterException: `{other}` is not a value of awsvpcTrunking"
                );
                let path = entry("accountSettings", index).key("value");
                check.wrong(
                    codes::UNKNOWN_WORD,
                    &path,
                    message,
                    "write enabled or disabled",
                );
                false
            }
        };
    }
    enabled
}
