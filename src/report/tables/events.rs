//! One line of `events.jsonl`: the envelope in which EventBridge delivers an event, plus its cause.

use std::io::{self, Write};

use super::calendar::Calendar;
use super::digits::push_number;
use crate::report::{Row, RunResult};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes events, one JSON object per line.
pub(super) struct Events<'a> {
    out: &'a mut dyn Write,
    line: Vec<u8>,
    calendar: Calendar,
    /// `"region":"us-east-1","resources":[`, ready to be copied.
    region: Vec<u8>,
    /// What makes the ids of one run differ from those of another.
    salt: u64,
}

impl<'a> Events<'a> {
    /// Events of that run.
    pub(super) fn new(out: &'a mut dyn Write, result: &RunResult) -> Self {
        let mut region = b",\"region\":".to_vec();
        push_json_text(&mut region, &result.region);
        region.extend_from_slice(b",\"resources\":[");
        let salt = result
            .digest
            .bytes()
            .fold(mix(result.seed), |salt, byte| mix(salt ^ u64::from(byte)));
        Self {
            out,
            line: Vec::with_capacity(1024),
            calendar: Calendar::new(result.start_time),
            region,
            salt,
        }
    }

    /// Writes the event of one row.
    pub(super) fn write(&mut self, seq: u32, row: &Row) -> io::Result<()> {
        let line = &mut self.line;
        line.clear();
        line.extend_from_slice(b"{\"version\":\"0\",\"id\":\"");
        push_id(line, self.salt, seq);
        line.extend_from_slice(b"\",\"detail-type\":");
        push_json_text(line, row.detail_type);
        line.extend_from_slice(b",\"source\":");
        push_json_text(line, row.source);
        line.extend_from_slice(b",\"account\":\"123456789012\",\"time\":\"");
        self.calendar.push(line, row.time);
        line.push(b'"');
        line.extend_from_slice(&self.region);
        for (index, arn) in row.arns.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            push_json_text(line, arn);
        }
        line.extend_from_slice(b"],\"detail\":");
        let detail = if row.detail.is_empty() {
            "{}"
        } else {
            &row.detail
        };
        line.extend_from_slice(detail.as_bytes());
        line.extend_from_slice(b",\"cause\":");
        match row.cause {
            Some(cause) => push_number(line, u64::from(cause)),
            None => line.extend_from_slice(b"null"),
        }
        line.extend_from_slice(b"}\n");
        self.out.write_all(line)
    }
}

/// Appends a JSON string. What needs no escape, which is nearly everything, is copied in runs.
fn push_json_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[copied..index]);
        copied = index + 1;
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            _ => {
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 15)]);
            }
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    out.push(b'"');
}

/// Appends a UUID of version 8 (RFC 9562: free for one's own use), the same for the same run and
/// row. Rows of one run never share one: `mix` maps numbers one to one.
fn push_id(out: &mut Vec<u8>, salt: u64, seq: u32) {
    let low = mix(salt ^ u64::from(seq));
    let high = mix(low ^ salt.rotate_left(32));
    let high = high & !0xf000 | 0x8000;
    let variant = low & !(0b11 << 62) | 0b10 << 62;
    let bytes = high.to_be_bytes().into_iter().chain(variant.to_be_bytes());
    let mut text = [b'-'; 36];
    let mut place = 0;
    for (index, byte) in bytes.enumerate() {
        // 8, 4, 4, 4 and 12 digits, with a hyphen between them.
        if matches!(index, 4 | 6 | 8 | 10) {
            place += 1;
        }
        text[place] = HEX[usize::from(byte >> 4)];
        text[place + 1] = HEX[usize::from(byte & 15)];
        place += 2;
    }
    out.extend_from_slice(&text);
}

/// The finaliser of SplitMix64: spreads every bit of its input over all bits of its output.
const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SimTime;
    use crate::report::testdata;

    fn line(row: &Row) -> String {
        let mut out = Vec::new();
        Events::new(&mut out, &testdata::tiny())
            .write(7, row)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_event_has_the_envelope_of_eventbridge() {
        let row = Row {
            time: SimTime::from_micros(1_500_000),
            cause: Some(3),
            source: "aws.ecs",
            event: "ignored",
            detail_type: "ECS Task State Change",
            arns: vec!["arn:one".into(), "arn:two".into()],
            detail: r#"{"lastStatus":"RUNNING"}"#.into(),
            ..Row::default()
        };
        let text = line(&row);
        let id = &text[21..57];
        assert_eq!(
            text.replace(id, "ID"),
            "{\"version\":\"0\",\"id\":\"ID\",\"detail-type\":\"ECS Task State Change\",\
             \"source\":\"aws.ecs\",\"account\":\"123456789012\",\
             \"time\":\"2026-01-05T00:00:01.5Z\",\"region\":\"us-east-1\",\
             \"resources\":[\"arn:one\",\"arn:two\"],\"detail\":{\"lastStatus\":\"RUNNING\"},\
             \"cause\":3}\n"
        );
    }

    #[test]
    fn any_text_stays_valid_json() {
        let row = Row {
            detail_type: "say \"hi\" \\ or\nnot\u{1}é",
            ..Row::default()
        };
        let event: serde_json::Value = serde_json::from_str(&line(&row)).unwrap();
        assert_eq!(event["detail-type"], row.detail_type);
        assert_eq!(event["cause"], serde_json::Value::Null);
        assert_eq!(event["detail"], serde_json::json!({}));
    }

    #[test]
    fn ids_are_shaped_as_uuids_and_never_shared() {
        let id = |salt, seq| {
            let mut out = Vec::new();
            push_id(&mut out, salt, seq);
            String::from_utf8(out).unwrap()
        };
        let first = id(1, 1);
        assert_eq!(first, id(1, 1));
        assert_ne!(first, id(2, 1));
        let groups: Vec<usize> = first.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(&first[14..15], "8");
        let ids: std::collections::BTreeSet<String> = (0..10_000).map(|seq| id(9, seq)).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
