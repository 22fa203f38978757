//! Expressions of constraints: read once each, and told with a caret where they are wrong.

use std::ops::Range;

use crate::ids::ExpressionId;
use crate::scenario::check::Check;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Query, QueryError};
use crate::scenario::source::Path;

/// The expression that stands at a path.
pub(super) fn read(check: &mut Check<'_>, at: &Path, text: &str) -> Option<ExpressionId> {
    if let Some(id) = check.places.by_text.get(text) {
        return Some(*id);
    }
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(error) => {
            no_expression(check, at, text, error);
            return None;
        }
    };
    for lint in query.lints() {
        let diagnostic = Diagnostic::new(codes::BARE_PARENTHESES, lint.message).help(lint.help);
        let place = check.place_in(at, text, from(text, lint.column));
        check.tell_there(at, place, "", diagnostic);
    }
    let id = check.places.expressions.push(query);
    check.places.by_text.insert(text.to_owned(), id);
    check.places.expressions_at.push(at.clone());
    Some(id)
}

fn no_expression(check: &mut Check<'_>, at: &Path, text: &str, error: QueryError) {
    if check.was_told(at) {
        return;
    }
    let QueryError {
        column,
        message,
        help,
    } = error;
    let message =
        format!("InvalidParameterException: column {column} of the expression: {message}");
    let mut diagnostic = Diagnostic::new(codes::EXPRESSION, message);
    diagnostic.help = help;
    let place = check.place_in(at, text, from(text, column));
    check.tell_there(at, place, "", diagnostic);
}

/// The bytes of a text from a column to the next space.
fn from(text: &str, column: usize) -> Range<usize> {
    let start = text.char_indices().nth(column - 1);
    let start = start.map_or(text.len(), |(at, _)| at);
    let end = text[start..].find(char::is_whitespace);
    start..end.map_or(text.len(), |end| start + end)
}
