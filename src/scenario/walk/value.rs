//! Single values: types, words, units, bounds.

use super::Walk;
use super::message::{listed, pattern, short};
use crate::scenario::diagnostic::suggestion;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::raw::value::check_unit;
use crate::scenario::shape::{Form, Shape};
use crate::scenario::source::{Kind, Node, Scalar, Word};
use crate::scenario::units;

impl Walk<'_> {
    /// Checks a single value and gives it the type that is wanted.
    ///
    /// Where AWS wants text, a number or a boolean is taken as it is written. Where AWS wants a
    /// number or a boolean, text that reads as one is taken for it: CloudFormation writes it so.
    pub(super) fn scalar(&mut self, node: &mut Node, shape: &Shape) -> bool {
        let place = node.place;
        let Kind::Scalar(scalar) = &mut node.kind else {
            unreachable!("only single values come here");
        };
        if shape.loose && scalar.word == Word::Text && shape.form() != Form::Text {
            let read = Scalar::plain(scalar.text.trim());
            if !matches!(read.word, Word::Text | Word::Null) {
                scalar.word = read.word;
            }
        }
        match (shape.form(), scalar.word) {
            (Form::Text, Word::Text) => self.text(node, shape),
            (Form::Text, Word::Null) => self.wrong_type(node, place, Form::Text),
            (Form::Text, _) if shape.loose => {
                scalar.word = Word::Text;
                self.text(node, shape)
            }
            (Form::Text, _) => self.not_a_text(node, shape),
            (Form::Integer | Form::Number, Word::Float(number)) if !number.is_finite() => {
                let message = format!(
                    "`{}` is not a number that can be used here",
                    short(&scalar.text)
                );
                let diagnostic = Diagnostic::new(codes::OUT_OF_RANGE, message)
                    .at(place, "")
                    .help("write a finite number");
                self.wrong(diagnostic)
            }
            (Form::Integer, Word::Integer(number)) => self.integer(node, shape, number),
            (Form::Number, Word::Integer(_) | Word::Float(_)) | (Form::Boolean, Word::Bool(_)) => {
                true
            }
            (Form::Integer, Word::Text) if shape.loose => self.unit_of_aws(node),
            (Form::Integer, Word::Float(number)) if self.path.ends_in("cpu") => {
                let units = number * 1024.0;
                let is_whole = units.fract() == 0.0 && (1.0..=1e6).contains(&units);
                let help =
                    is_whole.then(|| format!("AWS counts in CPU units here: write `{units}`"));
                self.wrong_type_with(node, place, Form::Integer, help)
            }
            (form, _) => self.wrong_type(node, place, form),
        }
    }

    /// A text where AWS counts: fields of AWS have AWS's units, which are not written.
    fn unit_of_aws(&mut self, node: &Node) -> bool {
        let Kind::Scalar(Scalar { text, .. }) = &node.kind else {
            unreachable!("only texts come here");
        };
        let Some(help) = without_unit(text) else {
            return self.wrong_type(node, node.place, Form::Integer);
        };
        let message = format!("expected a whole number, found `{}`", short(text));
        let diagnostic = Diagnostic::new(codes::WRONG_TYPE, message);
        self.wrong(diagnostic.at(node.place, "").help(help))
    }

    fn text(&mut self, node: &Node, shape: &Shape) -> bool {
        let Kind::Scalar(Scalar { text, .. }) = &node.kind else {
            unreachable!("only texts come here");
        };
        if let Some(unit) = shape.unit() {
            return match check_unit(unit, text) {
                Ok(()) => true,
                Err(why) => self.wrong(Diagnostic::new(codes::UNIT, why).at(node.place, "")),
            };
        }
        let words = shape.words();
        if words.is_empty() {
            let before = self.out.errors();
            self.count(text.chars().count(), shape, node.place, "characters");
            return self.out.errors() == before;
        }
        if words.contains(&text.as_str()) {
            return true;
        }
        let message = format!("`{}` is not one of the words allowed here", short(text));
        let diagnostic =
            Diagnostic::new(codes::UNKNOWN_WORD, message).at(node.place, "unknown word");
        let help = match suggestion(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", listed(&words)),
        };
        self.wrong(diagnostic.help(help))
    }

    /// A number, or a boolean, where one of our own texts should be: most often the unit is
    /// missing.
    fn not_a_text(&mut self, node: &Node, shape: &Shape) -> bool {
        let Kind::Scalar(scalar) = &node.kind else {
            unreachable!("only single values come here");
        };
        let written = short(&scalar.text);
        let diagnostic = match shape.unit() {
            Some(unit @ ("duration" | "size"))
                if matches!(scalar.word, Word::Integer(_) | Word::Float(_)) =>
            {
                let example = if unit == "duration" { "s" } else { "MiB" };
                let is_plain = matches!(scalar.word, Word::Integer(number) if number >= 0);
                let help = if is_plain && unit == "duration" {
                    format!("write `{written}s` for seconds, `{written}m` for minutes")
                } else if is_plain {
                    format!("write `{written}{example}`")
                } else {
                    format!("write it like `90{example}`")
                };
                Diagnostic::new(codes::UNIT, format!("`{written}` has no unit")).help(help)
            }
            Some("rate") => Diagnostic::new(codes::UNIT, format!("`{written}` has no unit")).help(
                format!("write `{written}/s`, `{written}/min` or `{written}/h`"),
            ),
            _ => Diagnostic::new(
                codes::WRONG_TYPE,
                format!("expected a text, found `{written}`"),
            )
            .help(format!("write `\"{written}\"`")),
        };
        self.wrong(diagnostic.at(node.place, ""))
    }

    fn integer(&mut self, node: &Node, shape: &Shape, number: i128) -> bool {
        let (least, most) = shape.bounds();
        let below = least.is_some_and(|least| number < i128::from(least));
        let above = most.is_some_and(|most| number > i128::from(most));
        let fits = i64::try_from(number).is_ok() || shape.holds(number);
        if !below && !above && fits {
            return true;
        }
        let range = match (least, most) {
            (Some(least), Some(most)) => format!(": a whole number between {least} and {most}"),
            (Some(least), None) => format!(": a whole number from {least}"),
            (None, Some(most)) => format!(": a whole number up to {most}"),
            (None, None) => String::new(),
        };
        let message = match shape.refusal() {
            Some(error) => {
                let field = pattern(&self.path);
                format!("{error}: `{field}` {number} is out of range{range}")
            }
            None => format!("{number} is out of range{range}"),
        };
        self.wrong(Diagnostic::new(codes::OUT_OF_RANGE, message).at(node.place, ""))
    }
}

/// What to write in place of a number with a unit, where AWS counts.
fn without_unit(text: &str) -> Option<String> {
    let whole = |text: &str| text.trim_end().parse::<u32>().ok();
    if let Some(percent) = text.strip_suffix('%').and_then(whole) {
        return Some(format!("write `{percent}`"));
    }
    // A megabyte of other tools is what AWS calls a MiB.
    let megabytes = ["MB", "mb", "Mi", "M"];
    let mut megabytes = megabytes
        .into_iter()
        .filter_map(|unit| text.strip_suffix(unit).and_then(whole));
    if let Some(mib) = megabytes.next() {
        return Some(format!("AWS counts in MiB here: write `{mib}`"));
    }
    let micros = units::parse_span(text).map(|span| (span.as_micros(), 1_000_000, "seconds"));
    let bytes = units::parse_size(text).map(|bytes| (bytes, 1 << 20, "MiB"));
    let (amount, per_unit, unit) = micros.or(bytes).ok()?;
    Some(if amount.is_multiple_of(per_unit) {
        format!("AWS counts in {unit} here: write `{}`", amount / per_unit)
    } else {
        format!("AWS counts in {unit} here, and that is no whole number of them")
    })
}
