//! One statement of a policy.

use serde_json::Value;

use super::Verdict;

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    denies: bool,
    actions: Named,
    resources: Named,
}

/// Actions or resources, or all but those.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    patterns: Vec<String>,
    all_but: bool,
}

impl Statement {
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let denies = match value.get("Effect").and_then(Value::as_str) {
            Some("Allow") => false,
            Some("Deny") => true,
            _ => return Err("`Effect` of a statement is Allow or Deny".to_owned()),
        };
        Ok(Self {
            denies,
            actions: Named::read(value, "Action", "NotAction")?,
            resources: Named::read(value, "Resource", "NotResource")?,
        })
    }

    pub(super) fn allowing(actions: &[&str]) -> Self {
        let named = |patterns: &[&str]| Named {
            patterns: patterns.iter().map(|&it| it.to_owned()).collect(),
            all_but: false,
        };
        Self {
            denies: false,
            actions: named(actions),
            resources: named(&["*"]),
        }
    }

    /// What the statement says of an action with a resource; without one, of some resource: it is
    /// allowed with one that is named, and denied only if it is denied with all.
    pub(super) fn says(&self, action: &str, resource: Option<&str>) -> Verdict {
        let with_resource = match resource {
            Some(resource) => self.resources.include(resource, false),
            None if self.denies => {
                !self.resources.all_but && self.resources.patterns.iter().any(|it| it == "*")
            }
            None => true,
        };
        match (
            self.actions.include(action, true) && with_resource,
            self.denies,
        ) {
            (false, _) => Verdict::NotAllowed,
            (true, true) => Verdict::Denied,
            (true, false) => Verdict::Allowed,
        }
    }
}

impl Named {
    fn read(statement: &Value, key: &str, other: &str) -> Result<Self, String> {
        let (value, all_but) = match (statement.get(key), statement.get(other)) {
            (Some(value), None) => (value, false),
            (None, Some(value)) => (value, true),
            (None, None) => return Err(format!("a statement has no `{key}`")),
            (Some(_), Some(_)) => return Err(format!("a statement has `{key}` and `{other}`")),
        };
        let patterns = texts(value)?;
        Ok(Self { patterns, all_but })
    }

    fn include(&self, name: &str, any_case: bool) -> bool {
        let is_it = |pattern: &String| {
            if any_case {
                like(&pattern.to_ascii_lowercase(), &name.to_ascii_lowercase())
            } else {
                like(pattern, name)
            }
        };
        self.patterns.iter().any(is_it) != self.all_but
    }
}

/// A text, or a list of texts.
pub(super) fn texts(value: &Value) -> Result<Vec<String>, String> {
    let list = match value {
        Value::Array(list) => &list[..],
        one => std::slice::from_ref(one),
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let texts: Option<Vec<String>> = list.iter().map(text).collect();
    texts.ok_or_else(|| "it is a text or a list of texts".to_owned())
}

/// Whether a text is like a pattern: `*` is any text, `?` one letter.
fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where the last star stands, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern
            .get(p)
            .is_some_and(|it| *it == b'?' || *it == text[t])
        {
            p += 1;
            t += 1;
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            p = at + 1;
            t = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|it| *it == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text_and_a_question_mark_one_letter() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("ecr:*", "ecr:GetAuthorizationToken", true),
            ("ecr:*", "ecs:RunTask", false),
            ("ecr:Get*Token", "ecr:GetAuthorizationToken", true),
            ("ecr:Get*Token", "ecr:GetDownloadUrlForLayer", false),
            ("*:*", "s3:GetObject", true),
            ("db-??????", "db-a1b2c3", true),
            ("db-??????", "db-a1b2", false),
            ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "aXbXbX", false),
            ("***", "abc", true),
        ] {
            assert_eq!(like(pattern, text), expected, "{pattern} {text}");
        }
    }
}
