//! The grammar of expressions, top down: parts, tests, and the words between them.

use winnow::combinator::opt;
use winnow::error::{ErrMode, ParserError};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location, Stream};
use winnow::token::take_while;

use super::syntax::{Part, Subject, Test};

mod check;
mod words;

pub(in crate::scenario) use words::is_attribute_name;
use words::{Kind, is_of_word};

type Input<'t> = LocatingSlice<&'t str>;
type Parsed<T> = ModalResult<T, Wrong>;

/// Why a text is no expression, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl<'t> ParserError<Input<'t>> for Wrong {
    type Inner = Self;

    fn from_input(input: &Input<'t>) -> Self {
        let at = input.current_token_start();
        let (message, help) = (String::new(), None);
        Self { at, message, help }
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

/// Nothing else is tried: the first thing that is wrong is told.
fn wrong(at: usize, message: impl Into<String>, help: Option<&str>) -> ErrMode<Wrong> {
    ErrMode::Cut(Wrong {
        at,
        message: message.into(),
        help: help.map(str::to_owned),
    })
}

/// How deep parts may stand in each other.
const DEEPEST: usize = 32;

/// Reads an expression.
pub(super) fn expression(text: &str) -> Result<Part, Wrong> {
    whole
        .parse(Input::new(text))
        .map_err(winnow::error::ParseError::into_inner)
}

fn whole(input: &mut Input<'_>) -> Parsed<Part> {
    let part = any_of(input, 0)?;
    let at = input.current_token_start();
    if input.starts_with(')') {
        return Err(wrong(at, "there is no `(` for this `)`", None));
    }
    end_of_test(input, "the end of the expression")?;
    Ok(part)
}

fn any_of(input: &mut Input<'_>, depth: usize) -> Parsed<Part> {
    let mut parts = vec![all_of(input, depth)?];
    while between(input, "||", "or")? {
        parts.push(all_of(input, depth)?);
    }
    Ok(Part::joined(parts, Part::Any))
}

fn all_of(input: &mut Input<'_>, depth: usize) -> Parsed<Part> {
    let mut parts = vec![one(input, depth)?];
    while between(input, "&&", "and")? {
        parts.push(one(input, depth)?);
    }
    Ok(Part::joined(parts, Part::All))
}

fn one(input: &mut Input<'_>, depth: usize) -> Parsed<Part> {
    space(input)?;
    let at = input.current_token_start();
    if depth > DEEPEST {
        let message = format!("more than {DEEPEST} parts stand in each other");
        return Err(wrong(at, message, Some("write fewer parentheses")));
    }
    if opt('!').parse_next(input)?.is_some() || keyword(input, "not") {
        return Ok(Part::Not(Box::new(one(input, depth + 1)?)));
    }
    if opt('(').parse_next(input)?.is_none() {
        return test(input).map(Part::Test);
    }
    let part = any_of(input, depth + 1)?;
    if opt(')').parse_next(input)?.is_some() {
        return Ok(part);
    }
    if input.is_empty() {
        return Err(wrong(
            at,
            "this `(` is not closed",
            Some("a `)` is missing"),
        ));
    }
    end_of_test(input, "`)`")?;
    Ok(part)
}

/// Whether parts are joined here by a sign or its word.
fn between(input: &mut Input<'_>, sign: &'static str, word: &'static str) -> Parsed<bool> {
    space(input)?;
    Ok(opt(sign).parse_next(input)?.is_some() || keyword(input, word))
}

/// What stands behind a test and is none of the words between tests.
fn end_of_test(input: &mut Input<'_>, end: &str) -> Parsed<()> {
    if input.is_empty() {
        return Ok(());
    }
    let at = input.current_token_start();
    let found = next_word(input);
    let help = match found.to_ascii_lowercase().as_str() {
        lower @ ("and" | "or") if lower != found => "keywords are written in lower case",
        _ if found.starts_with(['=', '<', '>']) => "put spaces around `&&` and `||`",
        _ => "a literal with a space in it stands in quotes",
    };
    let message = format!("`and`, `or` or {end} is expected here");
    Err(wrong(at, message, Some(help)))
}

fn test(input: &mut Input<'_>) -> Parsed<Test> {
    let at = input.current_token_start();
    let word: &str = take_while(0.., is_of_word).parse_next(input)?;
    let kind = match word {
        "agentVersion" => Kind::AgentVersion,
        "registeredAt" => Kind::RegisteredAt,
        "runningTasksCount" => Kind::RunningTasksCount,
        "agentConnected" => Kind::Text(Subject::AgentConnected),
        "ec2InstanceId" => Kind::Text(Subject::Ec2InstanceId),
        "task:group" => Kind::Text(Subject::TaskGroup),
        word => match word.strip_prefix("attribute:") {
            Some(name) if is_attribute_name(name) => {
                Kind::Text(Subject::Attribute(name.to_owned()))
            }
            _ => return Err(words::no_subject(at, word, input)),
        },
    };
    check::check(input, kind)
}

/// Whether a word stands here by itself; then it is read.
fn keyword(input: &mut Input<'_>, word: &str) -> bool {
    let behind = input.strip_prefix(word);
    let found = behind.is_some_and(|behind| !behind.starts_with(is_of_word));
    if found {
        input.next_slice(word.len());
    }
    found
}

/// What stands here up to the next space.
fn next_word<'t>(input: &Input<'t>) -> &'t str {
    let text: &'t str = input.as_ref();
    text.split(char::is_whitespace).next().unwrap_or_default()
}

fn space(input: &mut Input<'_>) -> Parsed<()> {
    take_while(0.., char::is_whitespace)
        .void()
        .parse_next(input)
}
