//! Behind the subject: an operator and the literals that it wants.

use winnow::combinator::opt;
use winnow::prelude::*;
use winnow::stream::{Location, Stream};
use winnow::token::take_while;

use super::words::{Kind, Operator, is_of_word};
use super::{Input, Parsed, keyword, next_word, space, wrong};
use crate::scenario::query::literal::{Pattern, Version, instant, whole_number};
use crate::scenario::query::syntax::{Check, Comparison, Subject, Test};

/// Reads the rest of a test.
pub(super) fn check(input: &mut Input<'_>, kind: Kind) -> Parsed<Test> {
    space(input)?;
    let at = input.current_token_start();
    let operator = operator(input, &kind)?;
    if let Err(listed) = kind.takes(operator) {
        let written = &Operator::WRITTEN.iter().find(|(.., it)| *it == operator);
        let written = written.map_or("", |(sign, ..)| sign);
        let message = format!("`{written}` is not for `{}`", kind.name());
        return Err(wrong(at, message, Some(&format!("use {listed}"))));
    }
    space(input)?;
    let compare = match operator {
        Operator::Compare(comparison) => comparison,
        _ => Comparison::Equal,
    };
    Ok(match kind {
        Kind::AgentVersion => {
            let wanted = "a version: whole numbers with dots, such as 1.14.5";
            Test::AgentVersion(compare, typed(input, wanted, Version::read)?)
        }
        Kind::RegisteredAt => {
            let wanted = "a date, such as 2018-06-18 or 2018-06-18T22:28:28Z";
            let read = |text: &str| instant(text).map(|instant| (instant, text.to_owned()));
            let (instant, written) = typed(input, wanted, read)?;
            Test::RegisteredAt(compare, instant, written)
        }
        Kind::RunningTasksCount => {
            let wanted = "a whole number, such as 1";
            Test::RunningTasksCount(compare, typed(input, wanted, whole_number)?)
        }
        Kind::Text(subject) => {
            let check = text(input, &subject, operator)?;
            Test::Text(subject, check)
        }
    })
}

fn operator(input: &mut Input<'_>, kind: &Kind) -> Parsed<Operator> {
    let signs = |letter: char| "=!<>~".contains(letter);
    for (sign, word, operator) in Operator::WRITTEN {
        let behind = input.strip_prefix(sign);
        let found = if sign.ends_with(signs) {
            behind.is_some_and(|behind| !behind.starts_with(signs))
        } else {
            behind.is_some_and(|behind| !behind.starts_with(is_of_word))
        };
        if found {
            input.next_slice(sign.len());
        }
        if found || keyword(input, word) {
            return Ok(operator);
        }
    }
    let at = input.current_token_start();
    let found = next_word(input);
    if found.is_empty() || found.starts_with(')') {
        let message = format!("an operator is missing behind `{}`", kind.name());
        return Err(wrong(at, message, Some(OPERATORS)));
    }
    let end = found.find(|letter| !signs(letter)).filter(|end| *end > 0);
    let message = format!("`{}` is no operator", &found[..end.unwrap_or(found.len())]);
    let lower = found.to_ascii_lowercase();
    let is_word = |(sign, word, _): &(&str, &str, Operator)| lower == *sign || lower == *word;
    let help = match Operator::WRITTEN.iter().any(is_word) {
        true => "keywords are written in lower case",
        false if found.starts_with('=') => "write `==`",
        false => OPERATORS,
    };
    Err(wrong(at, message, Some(help)))
}

const OPERATORS: &str = "such as `==`, `=~`, `in [a, b]` or `exists`";

/// A literal of which there must be something to make.
fn typed<T>(input: &mut Input<'_>, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Parsed<T> {
    let at = input.current_token_start();
    let text = literal(input)?;
    let message = || format!("`{text}` is not {wanted}");
    read(text).ok_or_else(|| wrong(at, message(), None))
}

fn text(input: &mut Input<'_>, subject: &Subject, operator: Operator) -> Parsed<Check> {
    let one = |input: &mut Input<'_>| match subject {
        Subject::AgentConnected => typed(input, "`true` or `false`", |text| {
            ["true", "false"].contains(&text).then(|| text.to_owned())
        }),
        _ => literal(input).map(str::to_owned),
    };
    Ok(match operator {
        Operator::Exists => Check::Exists,
        Operator::NotExists => Check::NotExists,
        Operator::In => Check::In(list(input, one)?),
        Operator::NotIn => Check::NotIn(list(input, one)?),
        Operator::Matches => Check::Matches(pattern(input)?),
        Operator::NotMatches => Check::NotMatches(pattern(input)?),
        Operator::Compare(comparison) => Check::Compare(comparison, one(input)?),
    })
}

/// `[a, 'b c']`.
fn list(
    input: &mut Input<'_>,
    one: impl Fn(&mut Input<'_>) -> Parsed<String>,
) -> Parsed<Vec<String>> {
    let open = input.current_token_start();
    if opt('[').parse_next(input)?.is_none() {
        let help = "write `in [a, b]`";
        return Err(wrong(
            open,
            "a list in brackets is expected here",
            Some(help),
        ));
    }
    let mut list = Vec::new();
    loop {
        space(input)?;
        list.push(one(input)?);
        space(input)?;
        if opt(']').parse_next(input)?.is_some() {
            return Ok(list);
        }
        let at = input.current_token_start();
        if input.is_empty() {
            return Err(wrong(
                open,
                "this `[` is not closed",
                Some("a `]` is missing"),
            ));
        }
        if opt(',').parse_next(input)?.is_none() {
            return Err(wrong(at, "`,` or `]` is expected here", None));
        }
    }
}

/// A text in quotes, or up to the next space or sign.
fn literal<'t>(input: &mut Input<'t>) -> Parsed<&'t str> {
    let at = input.current_token_start();
    if let Some(text) = quoted(input)? {
        return Ok(text);
    }
    if input.starts_with('[') {
        let message = "one literal is expected here, not a list";
        return Err(wrong(
            at,
            message,
            Some("a list stands behind `in` or `!in`"),
        ));
    }
    let of_literal = |letter: char| !letter.is_whitespace() && !",]()".contains(letter);
    let text: &str = take_while(0.., of_literal).parse_next(input)?;
    if text.is_empty() {
        return Err(wrong(at, "a literal is missing here", None));
    }
    Ok(text)
}

fn quoted<'t>(input: &mut Input<'t>) -> Parsed<Option<&'t str>> {
    let at = input.current_token_start();
    let Some(quote) = input.chars().next().filter(|first| "'\"".contains(*first)) else {
        return Ok(None);
    };
    let whole: &'t str = input.as_ref();
    let Some(end) = whole[1..].find(quote) else {
        return Err(wrong(at, "this quote is not closed", None));
    };
    input.next_slice(end + 2);
    Ok(Some(&whole[1..=end]))
}

/// A regular expression, in quotes or up to the next space outside of brackets.
fn pattern(input: &mut Input<'_>) -> Parsed<Pattern> {
    let at = input.current_token_start();
    let (text, bare) = match quoted(input)? {
        Some(text) => (text, None),
        None => (input.next_slice(end_of_pattern(input)), Some(at)),
    };
    if text.is_empty() {
        return Err(wrong(at, "a regular expression is missing here", None));
    }
    Pattern::read(text, bare).map_err(|reason| {
        let message = format!("`{text}` is no regular expression: {reason}");
        let help = reason
            .starts_with("look-around")
            .then_some("use `not`, or two tests with `and`");
        wrong(at, message, help)
    })
}

/// How many bytes of a text are a regular expression without quotes.
fn end_of_pattern(text: &str) -> usize {
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if letter.is_whitespace() => return at,
            _ if escaped => {
                escaped = false;
                continue;
            }
            ']' => in_class = false,
            '[' => in_class = true,
            '(' if !in_class => depth += 1,
            ')' if !in_class && depth == 0 => return at,
            ')' if !in_class => depth -= 1,
            _ => {}
        }
        escaped = letter == '\\';
    }
    text.len()
}
