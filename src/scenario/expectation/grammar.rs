//! The grammar of `expect`, top down: a sentence, what it measures, a window, and the words below.

use std::ops::Range;

use winnow::combinator::{alt, cut_err, delimited, not, opt, preceded, repeat};
use winnow::error::{AddContext, ErrMode, ParserError};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location, Stream};
use winnow::token::{literal, take_while};

use super::syntax::{
    Against, Comparison, Condition, Holding, Literal, Matching, Measure, Name, Rows, Samples,
    Sentence, Series, Spanned, Statistic, Test, Window, is_of_name,
};
use super::table::Table;

type Input<'t> = LocatingSlice<&'t str>;
type Parsed<T> = ModalResult<T, Wrong>;

/// Why a text is no sentence: what was expected, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Wrong {
    /// The byte at which it stops to be one.
    pub(in crate::scenario) at: usize,
    /// What should have stood there.
    pub(in crate::scenario) expected: &'static str,
}

impl<'t> ParserError<Input<'t>> for Wrong {
    type Inner = Self;

    fn from_input(input: &Input<'t>) -> Self {
        Self {
            at: input.current_token_start(),
            expected: "",
        }
    }

    /// The one that read further knows more.
    fn or(self, other: Self) -> Self {
        if self.at > other.at { self } else { other }
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

impl<'t> AddContext<Input<'t>> for Wrong {
    fn add_context(
        mut self,
        input: &Input<'t>,
        start: &<Input<'t> as Stream>::Checkpoint,
        expected: &'static str,
    ) -> Self {
        let mut begin = *input;
        begin.reset(start);
        // What is known further inside says more than what was begun here.
        if self.expected.is_empty() || self.at <= begin.current_token_start() {
            self.expected = expected;
        }
        self
    }
}

/// How deep tests may stand in each other.
const DEPTH: usize = 16;

/// Reads a sentence.
pub(in crate::scenario) fn sentence(text: &str) -> Result<Sentence, Wrong> {
    let deepest = text.bytes().scan(0_usize, |depth, byte| {
        match byte {
            b'(' => *depth += 1,
            b')' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    });
    if let Some(at) = deepest.into_iter().position(|depth| depth > DEPTH) {
        let expected = "fewer parentheses in each other";
        return Err(Wrong { at, expected });
    }
    whole
        .parse(Input::new(text))
        .map_err(winnow::error::ParseError::into_inner)
}

fn whole(input: &mut Input<'_>) -> Parsed<Sentence> {
    space(input)?;
    let measure = spanned(measure).context(MEASURE).parse_next(input)?;
    space(input)?;
    let comparison = spanned(comparison).context(COMPARISON).parse_next(input)?;
    space(input)?;
    let bound = value.context("a value to compare with").parse_next(input)?;
    space(input)?;
    let window = opt(spanned(window)).parse_next(input)?;
    space(input)?;
    let share = opt(share).parse_next(input)?;
    space(input)?;
    let end = if window.is_some() || share.is_some() {
        "the end of the sentence"
    } else {
        "`during A..B`, `after T`, `within T of EVENT`, or the end of the sentence"
    };
    not(winnow::token::any).context(end).parse_next(input)?;
    Ok(Sentence {
        measure,
        comparison,
        bound,
        window,
        share,
    })
}

const MEASURE: &str = "what is measured, such as `min(web.ready)` or `deployment(web).state`";
const COMPARISON: &str = "a comparison: `<`, `<=`, `>`, `>=`, `==` or `!=`";
const SERIES: &str = "a resource and one of its series, such as `web.ready`";

fn measure(input: &mut Input<'_>) -> Parsed<Measure> {
    let begin = *input;
    let word = word.parse_next(input)?;
    if word != "cost" && !input.starts_with('(') {
        return Err(backtrack(&begin, MEASURE));
    }
    match word {
        "at" => inside(at).parse_next(input),
        "duration" => inside(condition)
            .map(|condition| Measure::Held(Holding::Duration, condition))
            .parse_next(input),
        "deployment" => {
            let of = inside(name.context("a service or a deployment")).parse_next(input)?;
            let mut field = cut_err(preceded('.', spanned(word_text)))
                .context("`.` and what of it: `.state` or `.duration`");
            Ok(Measure::Deployment(of, field.parse_next(input)?))
        }
        "availability" => {
            let of = inside(name.context("a service")).parse_next(input)?;
            Ok(Measure::Availability(of))
        }
        "cost" => cut_err(preceded('.', spanned(word_text)))
            .context("`.total`")
            .map(Measure::Cost)
            .parse_next(input),
        word => {
            let Some(statistic) = statistic(word) else {
                return Err(backtrack(&begin, MEASURE));
            };
            let end = input.current_token_start();
            let span = end - word.len()..end;
            inside(|input: &mut Input<'_>| of(input, statistic, &span)).parse_next(input)
        }
    }
}

/// A statistic by its name; a percentile may be any number, it is judged later.
fn statistic(word: &str) -> Option<Statistic> {
    Some(match word {
        "min" => Statistic::Min,
        "max" => Statistic::Max,
        "mean" => Statistic::Mean,
        "sum" => Statistic::Sum,
        "count" => Statistic::Count,
        "first" => Statistic::First,
        "last" => Statistic::Last,
        _ => {
            let percent = word.strip_prefix('p')?;
            let digits = percent
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.');
            Statistic::Percentile(percent.parse().ok().filter(|_| digits)?)
        }
    })
}

/// What stands in the parentheses of a statistic: a series, rows of a table, or a condition.
fn of(input: &mut Input<'_>, statistic: Statistic, span: &Range<usize>) -> Parsed<Measure> {
    let holding = match statistic {
        Statistic::Count => Some(Holding::Count),
        Statistic::First => Some(Holding::First),
        Statistic::Last => Some(Holding::Last),
        _ => None,
    };
    let statistic = Spanned {
        it: statistic,
        span: span.clone(),
    };
    if let Some(rows) = opt(rows).parse_next(input)? {
        return Ok(Measure::Of(statistic, Samples::Rows(rows)));
    }
    let series = series.context(OF).parse_next(input)?;
    space(input)?;
    let Some(holding) = holding.filter(|_| !input.starts_with(')')) else {
        return Ok(Measure::Of(statistic, Samples::Series(series)));
    };
    let condition = |input: &mut Input<'_>| compared(input, series.clone());
    let condition = condition
        .context("`)`, or a comparison")
        .parse_next(input)?;
    Ok(Measure::Held(holding, condition))
}

const OF: &str = "a series such as `web.ready`, or rows such as `tasks where stopCode = …`";

fn at(input: &mut Input<'_>) -> Parsed<Measure> {
    let time = value.context("a time, such as `30m`").parse_next(input)?;
    space(input)?;
    cut_err(',').context("`,` and a series").parse_next(input)?;
    space(input)?;
    let series = series.context(SERIES).parse_next(input)?;
    Ok(Measure::At(time, series))
}

fn condition(input: &mut Input<'_>) -> Parsed<Condition> {
    let series = series.context(SERIES).parse_next(input)?;
    space(input)?;
    compared(input, series)
}

fn compared(input: &mut Input<'_>, series: Series) -> Parsed<Condition> {
    let comparison = cut_err(spanned(comparison))
        .context(COMPARISON)
        .parse_next(input)?;
    space(input)?;
    let mut against = cut_err(alt((
        self::series.map(Against::Series),
        value.map(Against::Literal),
    )))
    .context("a value or another series");
    Ok(Condition {
        series,
        comparison,
        against: against.parse_next(input)?,
    })
}

/// `web.ready`; a number with decimals is none.
fn series(input: &mut Input<'_>) -> Parsed<Series> {
    not(winnow::ascii::digit1).parse_next(input)?;
    let resource = name.parse_next(input)?;
    '.'.parse_next(input)?;
    let name = spanned(word_text).parse_next(input)?;
    Ok(Series { resource, name })
}

/// Rows of a table; only a name without quotes is that of a table.
fn rows(input: &mut Input<'_>) -> Parsed<Rows> {
    let table = spanned(take_while(1.., is_of_name).verify_map(Table::named)).parse_next(input)?;
    let mut column = opt(preceded(
        '.',
        cut_err(spanned(word_text)).context("a column"),
    ));
    let column = column.parse_next(input)?;
    space(input)?;
    let minus = match column {
        Some(_) => opt(preceded('-', cut_err(minus).context("a column"))).parse_next(input)?,
        None => None,
    };
    space(input)?;
    let test = opt(preceded(keyword("where"), cut_err(any_of))).parse_next(input)?;
    Ok(Rows {
        table,
        column,
        minus,
        test,
    })
}

/// A column that is taken off another one, perhaps with its table before it.
fn minus(input: &mut Input<'_>) -> Parsed<Name> {
    space(input)?;
    let table = (take_while(1.., is_of_name).verify_map(Table::named), '.');
    opt(table).parse_next(input)?;
    spanned(word_text).parse_next(input)
}

fn any_of(input: &mut Input<'_>) -> Parsed<Test> {
    joined(input, "or", all_of, Test::Any)
}

fn all_of(input: &mut Input<'_>) -> Parsed<Test> {
    joined(input, "and", one, Test::All)
}

/// Tests with a word between them; one alone stays what it is.
fn joined<'t>(
    input: &mut Input<'t>,
    between: &'static str,
    one: fn(&mut Input<'t>) -> Parsed<Test>,
    several: fn(Vec<Test>) -> Test,
) -> Parsed<Test> {
    let first = one(input)?;
    let more = preceded((space, keyword(between)), cut_err(one));
    let mut tests: Vec<Test> = repeat(0.., more).parse_next(input)?;
    if tests.is_empty() {
        return Ok(first);
    }
    tests.insert(0, first);
    Ok(several(tests))
}

fn one(input: &mut Input<'_>) -> Parsed<Test> {
    space(input)?;
    if input.starts_with('(') {
        return inside(any_of).parse_next(input);
    }
    let column = spanned(word_text)
        .context("a column, such as `stopCode`")
        .parse_next(input)?;
    space(input)?;
    let matching = alt((
        spanned(comparison.map(Matching::Compare)),
        spanned(keyword("contains").value(Matching::Contains)),
    ));
    let matching = cut_err(matching)
        .context("`=`, `!=`, `<`, `<=`, `>`, `>=` or `contains`")
        .parse_next(input)?;
    space(input)?;
    let value = cut_err(value).context("a value").parse_next(input)?;
    Ok(Test::Cell(column, matching, value))
}

fn window(input: &mut Input<'_>) -> Parsed<Window> {
    let mut word = word.verify(|word: &str| ["during", "after", "within"].contains(&word));
    let word = word.parse_next(input)?;
    space(input)?;
    let time = cut_err(value)
        .context("a time, such as `10m`")
        .parse_next(input)?;
    match word {
        "after" => Ok(Window::After(time)),
        "during" => {
            cut_err((space, ".."))
                .context("`..` and a time")
                .parse_next(input)?;
            space(input)?;
            let until = cut_err(value).context("a time").parse_next(input)?;
            Ok(Window::During(time, until))
        }
        _ => {
            space(input)?;
            cut_err(keyword("of"))
                .context("`of` and an event")
                .parse_next(input)?;
            space(input)?;
            let event = cut_err(name)
                .context("an event, such as `spotInterruption`")
                .parse_next(input)?;
            let resource = opt(inside(name.context("a resource"))).parse_next(input)?;
            Ok(Window::Within(time, event, resource))
        }
    }
}

/// `in 95% of runs`.
fn share(input: &mut Input<'_>) -> Parsed<Literal> {
    keyword("in").parse_next(input)?;
    space(input)?;
    let share = cut_err(value)
        .context("a percentage, such as `95%`")
        .parse_next(input)?;
    space(input)?;
    cut_err((keyword("of"), space, keyword("runs")))
        .context("`of runs`")
        .parse_next(input)?;
    Ok(share)
}

fn comparison(input: &mut Input<'_>) -> Parsed<Comparison> {
    let found = Comparison::WRITTEN
        .into_iter()
        .find(|(text, _)| input.starts_with(text));
    let Some((text, comparison)) = found else {
        return Err(backtrack(input, COMPARISON));
    };
    literal(text).parse_next(input)?;
    Ok(comparison)
}

/// A value; a number may have its unit behind a space: `12 USD`, `40 task-hours`.
fn value(input: &mut Input<'_>) -> Parsed<Literal> {
    if input.starts_with('"') {
        let text = spanned(quoted).parse_next(input)?;
        return Ok(Literal { text, quoted: true });
    }
    let start = input.current_token_start();
    let mut text = plain(input)?.to_owned();
    let unit = |word: &str| word == "USD" || word.contains('-');
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        let unit = preceded(' ', take_while(1.., is_of_name).verify(unit));
        if let Some(unit) = opt(unit).parse_next(input)? {
            text = format!("{text} {unit}");
        }
    }
    let span = start..input.current_token_start();
    let text = Spanned { it: text, span };
    Ok(Literal {
        text,
        quoted: false,
    })
}

/// A value without quotes; two dots are between two values.
fn plain<'t>(input: &mut Input<'t>) -> Parsed<&'t str> {
    let text: &str = input;
    let of_value = |letter: char| is_of_name(letter) || ".%+".contains(letter);
    let end = text.find(|letter| !of_value(letter)).unwrap_or(text.len());
    let end = text[..end].find("..").unwrap_or(end);
    if end == 0 {
        return Err(backtrack(input, "a value"));
    }
    Ok(input.next_slice(end))
}

fn name(input: &mut Input<'_>) -> Parsed<Name> {
    let plain = take_while(1.., is_of_name).map(str::to_owned);
    spanned(alt((quoted, plain))).parse_next(input)
}

fn quoted(input: &mut Input<'_>) -> Parsed<String> {
    let text = take_while(0.., |letter: char| letter != '"' && !letter.is_control());
    let closed = cut_err('"').context("a closing `\"`");
    delimited('"', text, closed)
        .map(str::to_owned)
        .parse_next(input)
}

/// The word of a function, a window or a column; a percentile has a point.
fn word<'t>(input: &mut Input<'t>) -> Parsed<&'t str> {
    let letters = take_while(1.., |letter: char| {
        letter.is_ascii_alphanumeric() || letter == '_'
    });
    let fraction = opt(('.', winnow::ascii::digit1));
    (letters, fraction).take().parse_next(input)
}

fn word_text(input: &mut Input<'_>) -> Parsed<String> {
    take_while(1.., |letter: char| {
        letter.is_alphanumeric() || letter == '_'
    })
    .map(str::to_owned)
    .parse_next(input)
}

/// A word that is not only the beginning of a longer one.
fn keyword<'t>(wanted: &'static str) -> impl FnMut(&mut Input<'t>) -> Parsed<()> {
    move |input| {
        let start = input.checkpoint();
        let found = take_while(0.., is_of_name).parse_next(input)?;
        if found == wanted {
            return Ok(());
        }
        input.reset(&start);
        Err(backtrack(input, ""))
    }
}

/// Something in parentheses.
fn inside<'t, T>(
    inner: impl Parser<Input<'t>, T, ErrMode<Wrong>>,
) -> impl Parser<Input<'t>, T, ErrMode<Wrong>> {
    delimited(
        ('(', space),
        cut_err(inner),
        (space, cut_err(')').context("`)`")),
    )
}

fn spanned<'t, T>(
    parser: impl Parser<Input<'t>, T, ErrMode<Wrong>>,
) -> impl Parser<Input<'t>, Spanned<T>, ErrMode<Wrong>> {
    parser.with_span().map(|(it, span)| Spanned { it, span })
}

fn space(input: &mut Input<'_>) -> Parsed<()> {
    take_while(0.., char::is_whitespace)
        .void()
        .parse_next(input)
}

fn backtrack(input: &Input<'_>, expected: &'static str) -> ErrMode<Wrong> {
    let at = input.current_token_start();
    ErrMode::Backtrack(Wrong { at, expected })
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match sentence(text) {
            Ok(sentence) => sentence.to_string(),
            Err(Wrong { at, expected }) => format!("{at}: {expected}"),
        }
    }

    #[test]
    fn it_stops_where_something_else_should_stand() {
        for (text, wrong) in [
            ("", &*format!("0: {MEASURE}")),
            ("web.ready >= 4", &format!("0: {MEASURE}")),
            ("avg(web.ready) > 3", &format!("0: {MEASURE}")),
            ("min(web) > 3", &format!("7: {OF}")),
            ("min(web.ready) 2", &format!("15: {COMPARISON}")),
            ("min(web.ready) >=", "17: a value to compare with"),
            ("min(web.ready) => 2", "16: a value to compare with"),
            ("min(web.ready >= 2", "14: `)`"),
            ("duration(web.ready) < 3s", &format!("18: {COMPARISON}")),
            (
                "duration(web.ready < ) < 3s",
                "21: a value or another series",
            ),
            ("min(web.ready) > 2 during 1m", "28: `..` and a time"),
            ("min(web.ready) > 2 within 1m spot", "29: `of` and an event"),
            (
                "count(tasks where ) < 3",
                "18: a column, such as `stopCode`",
            ),
            (
                "count(tasks where stopCode = \"x) < 3",
                "36: a closing `\"`",
            ),
            (
                "deployment(web) == DONE",
                "15: `.` and what of it: `.state` or `.duration`",
            ),
            ("min(web.ready) >= 2 in 95% of", "29: `of runs`"),
            (&"(".repeat(20), "16: fewer parentheses in each other"),
        ] {
            assert_eq!(shown(text), wrong, "{text}");
        }
    }
}
