//! A listing, and the three ways to write it.

mod cell;

use std::io::{self, Write};

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value};

use super::Format;
use crate::cli::terminal::Terminal;

pub(super) use cell::Cell;

/// How wide the text below a row may be.
const WIDTH: usize = 96;
/// How far it is indented.
const INDENT: &str = "     ";
/// A column of a listing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// In CSV `memory_mib`, in JSON `memoryMib`.
    pub(super) name: &'static str,
    /// Where it is in a table.
    pub(super) place: Place,
}

/// Where a table shows a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Under this header, with the unit on a second line.
    Under(&'static str),
    /// In sentences below the row.
    Below,
    /// Nowhere: only in CSV and JSON.
    Hidden,
}

impl Column {
    /// A column under a header.
    pub(super) const fn under(header: &'static str, name: &'static str) -> Self {
        let place = Place::Under(header);
        Self { name, place }
    }

    /// A column of sentences.
    pub(super) const fn below(name: &'static str) -> Self {
        let place = Place::Below;
        Self { name, place }
    }

    /// A column for programs.
    pub(super) const fn hidden(name: &'static str) -> Self {
        let place = Place::Hidden;
        Self { name, place }
    }

    const fn header(&self) -> Option<&'static str> {
        match self.place {
            Place::Under(header) => Some(header),
            Place::Below | Place::Hidden => None,
        }
    }
}

/// Rows under columns.
pub(super) struct Listing {
    /// The columns.
    pub(super) columns: &'static [Column],
    /// The rows, each with a cell per column.
    pub(super) rows: Vec<Vec<Cell>>,
    /// What is said under a table.
    pub(super) footer: String,
}

impl Listing {
    /// Writes it; what is unknown is left out of JSON.
    pub(super) fn print(&self, format: Format, terminal: &mut Terminal<'_>) -> io::Result<()> {
        match format {
            Format::Table => self.print_table(terminal.out),
            Format::Csv => self.print_csv(terminal.out),
            Format::Json => terminal.json(&self.json()),
        }
    }

    fn print_table(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.rows.is_empty() {
            let table = self.table();
            let mut lines = table.lines();
            let headers = self.columns.iter().filter_map(Column::header);
            let header_lines = headers.map(|header| header.lines().count()).max();
            for line in lines.by_ref().take(header_lines.unwrap_or_default()) {
                writeln!(out, "{}", line.trim_end())?;
            }
            // No cell has a line break, so each row is one line.
            for (line, row) in lines.zip(&self.rows) {
                writeln!(out, "{}", line.trim_end())?;
                self.print_below(row, out)?;
            }
            writeln!(out)?;
        }
        writeln!(out, "{}", self.footer)
    }

    fn print_below(&self, row: &[Cell], out: &mut dyn Write) -> io::Result<()> {
        let cells = self.columns.iter().zip(row);
        for (_, cell) in cells.filter(|(column, _)| column.place == Place::Below) {
            for line in wrapped(&cell.in_table()) {
                writeln!(out, "{INDENT}{line}")?;
            }
        }
        Ok(())
    }

    fn table(&self) -> Table {
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|&index| self.columns[index].header().is_some())
            .collect();
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_header(self.columns.iter().filter_map(Column::header));
        for row in &self.rows {
            table.add_row(shown.iter().map(|&index| row[index].in_table()));
        }
        for (place, &index) in shown.iter().enumerate() {
            let numbers = self.rows.iter().any(|row| row[index].is_number());
            if let Some(column) = table.column_mut(place).filter(|_| numbers) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }

    fn print_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(|column| column.name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::in_csv))?;
        }
        writer.flush()
    }

    fn json(&self) -> Value {
        let object = |row: &Vec<Cell>| {
            let members = self.columns.iter().zip(row);
            let members = members
                .filter_map(|(column, cell)| Some((camel_case(column.name), cell.in_json()?)));
            Value::Object(members.collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(object).collect())
    }
}

/// `memoryMib` for `memory_mib`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (head, tail) = word.split_at(1);
        text + &head.to_ascii_uppercase() + tail
    })
}

/// Text in lines of bearable width.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.len() + 1 + word.len() > WIDTH - INDENT.len() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `1,344`.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `23 of 1,344 instance types`, or how to find some.
pub(super) fn footer(shown: usize, all: usize, what: &str, remark: &str) -> String {
    let count = if shown == all {
        grouped(all)
    } else {
        format!("{} of {}", grouped(shown), grouped(all))
    };
    format!("{count} {what}{remark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::under("type", "name"),
        Column::under("memory\nMiB", "memory_mib"),
        Column::under("USD\nan hour", "usd_per_hour"),
        Column::hidden("note"),
        Column::below("why"),
    ];

    fn printed(format: Format) -> String {
        let row = |name: &str, memory: u32, usd: Option<u64>| {
            vec![
                name.into(),
                memory.into(),
                Cell::usd(usd),
                "a, b".into(),
                "It is so.".into(),
            ]
        };
        let listing = Listing {
            columns: COLUMNS,
            rows: vec![row("m5.large", 8192, Some(96_000_000)), row("x", 512, None)],
            footer: footer(2, 1344, "types", ""),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        listing
            .print(format, &mut terminal)
            .expect("memory is writable");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_table_is_aligned_and_counted() {
        let expected = [
            " type      memory      USD",
            "              MiB  an hour",
            " m5.large    8192  0.09600",
            "     It is so.",
            " x            512        -",
            "     It is so.",
            "",
            "2 of 1,344 types",
            "",
        ];
        assert_eq!(printed(Format::Table), expected.join("\n"));
    }

    #[test]
    fn csv_has_every_column_and_every_decimal() {
        let expected = [
            "name,memory_mib,usd_per_hour,note,why",
            "m5.large,8192,0.096,\"a, b\",It is so.",
            "x,512,,\"a, b\",It is so.",
            "",
        ];
        assert_eq!(printed(Format::Csv), expected.join("\n"));
    }

    #[test]
    fn json_leaves_out_what_is_unknown() {
        let document: Value = serde_json::from_str(&printed(Format::Json)).expect("JSON");
        assert_eq!(document[0]["usdPerHour"], Value::from(0.096));
        assert_eq!(document[0]["memoryMib"], Value::from(8192));
        assert_eq!(document[1].get("usdPerHour"), None);
    }

    #[test]
    fn long_text_is_wrapped_at_words() {
        let text = "word ".repeat(40);
        let lines = wrapped(&text);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.len() <= WIDTH - INDENT.len()));
        assert_eq!(lines.join(" "), text.trim_end());
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1344), "1,344");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
