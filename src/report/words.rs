//! Numbers and lengths of time in the words of the summary and the charts.

use crate::engine::{MICROS_PER_SECOND, SimTime, Span};

/// A length as a scenario would write it: `4m10s`, `1h30m`, `2d`. Below ten seconds it has one
/// decimal, below one second it is in milliseconds; above, it is cut to whole seconds.
pub(super) fn length(span: Span) -> String {
    let micros = span.as_micros();
    if micros < MICROS_PER_SECOND {
        return match micros {
            0 => "0s".to_owned(),
            1..1_000 => format!("{micros}us"),
            _ => format!("{}ms", micros / 1_000),
        };
    }
    let tenths = micros / (MICROS_PER_SECOND / 10);
    if tenths < 100 && !tenths.is_multiple_of(10) {
        return format!("{}.{}s", tenths / 10, tenths % 10);
    }
    let seconds = micros / MICROS_PER_SECOND;
    let parts = [
        (seconds / 86_400, 'd'),
        (seconds / 3_600 % 24, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    // What stands between two units stands there even if it is 0: 1h0m30s is not read as 1h30m.
    let is_there = |(count, _): &(u64, char)| *count > 0;
    let first = parts.iter().position(is_there).unwrap_or(0);
    let last = parts.iter().rposition(is_there).unwrap_or(0);
    let mut text = String::new();
    for (count, unit) in &parts[first..=last] {
        text += &count.to_string();
        text.push(*unit);
    }
    text
}

/// An instant, as the length since the start.
pub(super) fn instant(time: SimTime) -> String {
    length(time.since(SimTime::ZERO))
}

/// `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 task`, `2 tasks`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", thousands(number as u64))
}

/// Between two words that stay on one line.
pub(super) const TIE: char = '\u{a0}';

/// Whether words are parted there.
fn is_break(sign: char) -> bool {
    sign.is_whitespace() && sign != TIE
}

/// The text as a terminal may show it: a name in a scenario does not get to command it.
pub(crate) fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The text in lines of at most so many characters, broken between words. Nothing is cut: a word
/// that is longer than a line goes on in the next one.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        let letters = word.chars().count();
        if let Some(line) = lines.last_mut()
            && line.chars().count() + 1 + letters <= width
        {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        let letters: Vec<char> = word.chars().collect();
        lines.extend(letters.chunks(width).map(String::from_iter));
    }
    for line in &mut lines {
        *line = line.replace(TIE, " ");
    }
    lines
}

/// The text in lines as [`wrap`] makes them, indented as it is, and by two more from the second
/// line on.
pub(crate) fn hang(text: &str, width: usize) -> Vec<String> {
    let indent = text.len() - text.trim_start_matches(' ').len();
    let words = text.split(is_break).filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    let room = width.saturating_sub(indent);
    if words.chars().count() <= room {
        return vec![format!("{:indent$}{}", "", words.replace(TIE, " "))];
    }
    let mut lines = wrap(&words, room);
    if let Some(first) = lines.first().cloned() {
        let letters = first.chars().count();
        let rest: String = words.chars().skip(letters).collect();
        lines = vec![first];
        lines.extend(wrap(&rest, room.saturating_sub(2)));
    }
    let indented = lines.iter().enumerate().map(|(place, line)| {
        let indent = indent + if place > 0 { 2 } else { 0 };
        format!("{:indent$}{line}", "")
    });
    indented.collect()
}

/// A name, cut in its middle to so many characters.
pub(super) fn shorten(name: &str, width: usize) -> String {
    shorten_until(name, |cut| cut.chars().nth(width).is_none())
}

/// A name, cut in its middle until it fits: its beginning says what it is, its end which one, as in
/// `shop/checkout:12`. A number stays whole or goes.
pub(super) fn shorten_until(name: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(name) {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    let cuts = (0..letters.len()).rev().map(|kept| {
        let (mut head, mut tail) = (kept.div_ceil(2), letters.len() - kept / 2);
        while head > 0 && is_digit(head - 1) && is_digit(head) {
            head -= 1;
        }
        while is_digit(tail) && is_digit(tail - 1) {
            tail += 1;
        }
        let [head, tail] = [&letters[..head], &letters[tail..]].map(String::from_iter);
        format!("{}…{}", head.trim_end(), tail.trim_start())
    });
    let mut cuts = cuts.filter(|cut| fits(cut));
    cuts.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_a_scenario_writes_them() {
        let of = |micros| length(Span::from_micros(micros));
        assert_eq!(of(0), "0s");
        assert_eq!(of(250), "250us");
        assert_eq!(of(350_000), "350ms");
        assert_eq!(of(1_500_000), "1.5s");
        assert_eq!(of(9_000_000), "9s");
        assert_eq!(of(12_345_678), "12s");
        assert_eq!(of(250_000_000), "4m10s");
        assert_eq!(of(5_400_000_000), "1h30m");
        assert_eq!(of(3_630_000_000), "1h0m30s");
        assert_eq!(of(86_400_000_000 * 2 + 1_000_000), "2d0h0m1s");
    }

    #[test]
    fn long_numbers_have_commas() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "task"), "1 task");
        assert_eq!(count(2_000, "task"), "2,000 tasks");
    }

    #[test]
    fn lines_are_broken_between_words_and_nothing_is_cut() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a\u{a0}b c", 3), ["a b", "c"]);
        assert_eq!(wrap("on abcdefgh to", 4), ["on", "abcd", "efgh", "to"]);
        assert_eq!(wrap("", 4), [""; 0]);
        assert_eq!(hang("  one two three", 9), ["  one two", "    three"]);
        assert_eq!(hang("one two three", 20), ["one two three"]);
        assert_eq!(hang("abcdefgh", 5), ["abcde", "  fgh"]);
        assert_eq!(hang("one\ttwo\nthree", 9), ["one two", "  three"]);
        assert_eq!(plain("\u{1b}[2Ja\nb"), " [2Ja b");
    }

    #[test]
    fn a_name_keeps_both_ends() {
        assert_eq!(shorten("web:2", 5), "web:2");
        assert_eq!(shorten("shop/checkout:12", 10), "shop/…t:12");
        assert_eq!(shorten("shop/checkout:12", 1), "…");
        assert_eq!(shorten("shop/checkout:12", 0), "");
    }

    #[test]
    fn a_number_is_never_cut() {
        for width in 1..24 {
            let cut = shorten("app2024/worker:1234567", width);
            assert!(cut.chars().count() <= width);
            let numbers = cut.split(|letter: char| !letter.is_ascii_digit());
            for number in numbers.filter(|number| !number.is_empty()) {
                assert!(["2024", "1234567"].contains(&number), "{cut}");
            }
        }
    }
}
