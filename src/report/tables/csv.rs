//! CSV as RFC 4180 has it, with `\n` at the end of a line.

use std::io::{self, Write};

use super::calendar::Calendar;
use super::digits::{push_number, push_seconds};
use crate::engine::SimTime;

/// Writes cells, then ends the row. One buffer serves all rows.
pub(in crate::report) struct Csv<'a> {
    out: &'a mut dyn Write,
    /// The cells of the row so far, each with a comma behind it.
    line: Vec<u8>,
}

impl<'a> Csv<'a> {
    /// A table with that header, which is written at once.
    pub(super) fn new(out: &'a mut dyn Write, columns: &str) -> io::Result<Self> {
        out.write_all(columns.as_bytes())?;
        out.write_all(b"\n")?;
        let line = Vec::with_capacity(512);
        Ok(Self { out, line })
    }

    /// A cell of text. Names from a scenario are data: a spreadsheet that would read one as a
    /// formula gets an apostrophe in front of it.
    pub(super) fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let is_formula = matches!(
            bytes.first(),
            Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
        );
        let is_quoted = bytes
            .iter()
            .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
        if is_quoted {
            self.line.push(b'"');
        }
        if is_formula {
            self.line.push(b'\'');
        }
        if is_quoted {
            for &byte in bytes {
                if byte == b'"' {
                    self.line.push(b'"');
                }
                self.line.push(byte);
            }
            self.line.push(b'"');
        } else {
            self.line.extend_from_slice(bytes);
        }
        self.line.push(b',');
    }

    /// A cell with a whole number.
    pub(super) fn number(&mut self, number: u32) {
        push_number(&mut self.line, u64::from(number));
        self.line.push(b',');
    }

    /// A cell with a whole number, or nothing.
    pub(super) fn maybe_number(&mut self, number: Option<u32>) {
        match number {
            Some(number) => self.number(number),
            None => self.line.push(b','),
        }
    }

    /// A cell with a number as short as it can be told exactly, without an exponent.
    pub(super) fn decimal(&mut self, number: f64) -> io::Result<()> {
        write!(self.line, "{number},")
    }

    /// A cell with seconds since the start.
    pub(super) fn seconds(&mut self, time: SimTime) {
        push_seconds(&mut self.line, time);
        self.line.push(b',');
    }

    /// A cell with seconds since the start, or nothing for what has not happened.
    pub(super) fn maybe_seconds(&mut self, time: Option<SimTime>) {
        match time {
            Some(time) => self.seconds(time),
            None => self.line.push(b','),
        }
    }

    /// Two cells: seconds since the start, and the calendar's stamp of that instant.
    pub(super) fn instant(&mut self, calendar: &mut Calendar, time: SimTime) {
        self.seconds(time);
        calendar.push(&mut self.line, time);
        self.line.push(b',');
    }

    /// The cells so far, taken off the row for [`Csv::cells`].
    pub(super) fn take_cells(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.line)
    }

    /// Cells that were made before, once for many rows.
    pub(super) fn cells(&mut self, cells: &[u8]) {
        self.line.extend_from_slice(cells);
    }

    /// Ends the row.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if let Some(last) = self.line.last_mut() {
            *last = b'\n';
        }
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        let mut out = Vec::new();
        let mut csv = Csv::new(&mut out, "a").unwrap();
        csv.text(text);
        csv.end().unwrap();
        String::from_utf8(out).unwrap()[2..].to_owned()
    }

    #[test]
    fn commas_quotes_and_line_breaks_are_quoted() {
        assert_eq!(cell("web"), "web\n");
        assert_eq!(cell("a,b"), "\"a,b\"\n");
        assert_eq!(cell("say \"hi\""), "\"say \"\"hi\"\"\"\n");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"\n");
        assert_eq!(cell(""), "\n");
    }

    #[test]
    fn a_name_is_never_a_formula() {
        for first in ["=", "+", "-", "@", "\t"] {
            let name = format!("{first}cmd");
            assert_eq!(cell(&name), format!("'{name}\n"));
        }
        assert_eq!(cell("\rcmd"), "\"'\rcmd\"\n");
        assert_eq!(cell("=1,2"), "\"'=1,2\"\n");
        assert_eq!(cell("a=1"), "a=1\n");
    }

    #[test]
    fn numbers_stay_numbers() {
        let mut out = Vec::new();
        let mut csv = Csv::new(&mut out, "a,b,c,d").unwrap();
        csv.decimal(-0.000_1).unwrap();
        csv.decimal(1e21).unwrap();
        csv.maybe_number(None);
        csv.number(0);
        csv.end().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "a,b,c,d\n-0.0001,1000000000000000000000,,0\n");
    }
}
