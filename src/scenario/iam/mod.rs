//! Policies of IAM: whether a role may do something with something.
//!
//! Pure: policies, an action and a resource give yes or no. An explicit Deny wins over every
//! Allow, and what nobody allows is denied. `Condition` is read and not evaluated: it holds.
//!
//! Facts: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements reference".

mod managed;
mod statement;

use serde_json::Value;

pub(in crate::scenario) use managed::{MANAGED, managed};
use statement::Statement;

/// The statements of one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    statements: Vec<Statement>,
}

/// What IAM says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Allowed,
    /// Nothing allows it.
    NotAllowed,
    /// Something denies it.
    Denied,
}

impl Policy {
    /// Reads a policy document, as a mapping or as JSON text; says what is wrong with it.
    pub fn read(document: &Value) -> Result<Self, String> {
        let parsed: Value;
        let document = match document {
            Value::String(text) => {
                parsed = serde_json::from_str(text).map_err(|error| error.to_string())?;
                &parsed
            }
            other => other,
        };
        let statements = document.get("Statement").ok_or("it has no `Statement`")?;
        let statements = match statements {
            Value::Array(statements) => statements.iter().map(Statement::read).collect(),
            one => Statement::read(one).map(|one| vec![one]),
        };
        let statements: Vec<Statement> = statements?;
        Ok(Self { statements })
    }

    /// Allows these actions on everything.
    fn allowing(actions: &[&str]) -> Self {
        Self {
            statements: vec![Statement::allowing(actions)],
        }
    }
}

/// Whether these policies together let somebody do something with a resource; without a resource,
/// with any that there may be.
pub(in crate::scenario) fn verdict<'p>(
    policies: impl IntoIterator<Item = &'p Policy>,
    action: &str,
    resource: Option<&str>,
) -> Verdict {
    let mut verdict = Verdict::NotAllowed;
    for statement in policies.into_iter().flat_map(|policy| &policy.statements) {
        match statement.says(action, resource) {
            Verdict::Denied => return Verdict::Denied,
            Verdict::Allowed => verdict = Verdict::Allowed,
            Verdict::NotAllowed => {}
        }
    }
    verdict
}

/// The services that a trust policy lets assume a role.
pub(in crate::scenario) fn trusted(document: &Value) -> Result<Vec<String>, String> {
    let parsed: Value;
    let document = match document {
        Value::String(text) => {
            parsed = serde_json::from_str(text).map_err(|error| error.to_string())?;
            &parsed
        }
        other => other,
    };
    let statements = document.get("Statement").ok_or("it has no `Statement`")?;
    let statements = match statements {
        Value::Array(statements) => &statements[..],
        one => std::slice::from_ref(one),
    };
    let mut services = Vec::new();
    for statement in statements {
        let principal = statement.get("Principal").ok_or("it has no `Principal`")?;
        if statement.get("Effect").and_then(Value::as_str) == Some("Allow") {
            let of_service = principal.get("Service");
            services.extend(
                of_service
                    .map(statement::texts)
                    .transpose()?
                    .unwrap_or_default(),
            );
        }
    }
    Ok(services)
}

#[cfg(test)]
mod tests;
