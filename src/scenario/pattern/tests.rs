//! Patterns by tables: what they want, and what is none.

use serde_json::json;

use super::*;

/// Patterns that want the event, one on each line. Of a list of values one is enough.
const WANTED: &str = r#"
{"source": ["aws.s3"]}
{"source": ["aws.ec2", "aws.s3"]}
{"detail": {"bucket": {"name": ["photos"]}}}
{"detail": {"object": {"key": [{"prefix": "incoming/"}]}}}
{"detail": {"object": {"key": [{"prefix": {"equals-ignore-case": "INCOMING/"}}]}}}
{"detail": {"object": {"key": [{"suffix": {"equals-ignore-case": ".jpg"}}]}}}
{"detail": {"object": {"key": [{"suffix": ".png"}, {"suffix": ".JPG"}]}}}
{"detail": {"object": {"key": [{"wildcard": "in*/*.JPG"}]}}}
{"detail": {"bucket": {"name": [{"equals-ignore-case": "PHOTOS"}]}}}
{"detail": {"bucket": {"name": [{"anything-but": ["logs", "docs"]}]}}}
{"detail": {"bucket": {"name": [{"anything-but": {"suffix": ["x", "y"]}}]}}}
{"detail": {"bucket": {"region": [{"exists": false}]}}}
{"detail": {"nothing": {"here": [{"exists": false}]}}}
{"detail": {"bucket": {"name": [{"exists": true}]}}}
{"detail": {"object": {"size": [{"numeric": [">", 5000, "<=", 5120]}]}}}
{"detail": {"object": {"size": [{"numeric": ["=", 5.12e3]}]}}}
{"detail": {"object": {"size": [5120]}}}
{"detail": {"object": {"deleted": [false]}}}
{"detail": {"reason": [null]}}
{"detail": {"tags": ["large"]}}
{"$or": [{"source": ["aws.ec2"]}, {"source": ["aws.s3"]}]}
"#;

/// Patterns that do not. A field that is missing is not "anything but" something.
const UNWANTED: &str = r#"
{"source": ["aws.ec2"]}
{"source": ["aws.s3"], "detail-type": ["Object Deleted"]}
{"detail": {"object": {"key": [{"prefix": "outgoing/"}]}}}
{"detail": {"object": {"key": [{"suffix": ".jpg"}]}}}
{"detail": {"object": {"key": [{"wildcard": "in*.jpg"}]}}}
{"detail": {"object": {"key": [{"numeric": [">", 0]}]}}}
{"detail": {"bucket": {"name": [{"anything-but": "photos"}]}}}
{"detail": {"bucket": {"name": [{"anything-but": {"prefix": "pho"}}]}}}
{"detail": {"bucket": {"name": [{"exists": false}]}}}
{"detail": {"bucket": {"region": [{"anything-but": "us"}]}}}
{"detail": {"object": {"size": [{"numeric": ["<", 5120]}]}}}
{"detail": {"tags": ["small"]}}
{"$or": [{"source": ["a"]}, {"source": ["b"]}], "source": ["aws.s3"]}
"#;

/// What is no pattern, and what is said of it.
const WRONG: &str = r#"
"" | EOF while parsing
{} | Empty event pattern
[] | Filter is not an object
{"source": "aws.s3"} | must be an object or an array
{"source": []} | Empty arrays
{"source": [["aws.s3"]]} | a list in a list
{"source": [{"prefx": "aws."}]} | Operator("prefx")
{"source": [{"cidr": "10.0.0.0/24"}]} | NotPlayed("cidr")
{"source": [{"prefix": "a", "suffix": "b"}]} | Only one key allowed
{"source": [{"prefix": 5}]} | prefix match pattern must be a string
{"source": [{"exists": "yes"}]} | either true or false
{"source": [{"numeric": [">"]}]} | pairs of a comparison and a number
{"source": [{"numeric": ["~", 5]}]} | pairs of a comparison and a number
{"source": [{"anything-but": {"exists": true}}]} | Operator("exists")
{"$or": [{"source": ["a"]}]} | two or more
"#;

fn event() -> Value {
    json!({
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {
            "bucket": {"name": "photos"},
            "object": {"key": "incoming/cat.JPG", "size": 5120, "deleted": false},
            "tags": ["new", "large"],
            "reason": null,
        },
    })
}

#[test]
fn patterns_want_what_the_guide_says() {
    for (table, wants) in [(WANTED, true), (UNWANTED, false)] {
        for pattern in table.trim().lines() {
            let read = EventPattern::read(&Value::from(pattern)).expect(pattern);
            assert_eq!(read.matches(&event()), wants, "{pattern}");
            let mapping: Value = serde_json::from_str(pattern).expect("JSON");
            assert_eq!(EventPattern::read(&mapping), Ok(read), "{pattern}");
        }
    }
}

#[test]
fn what_is_no_pattern_is_told() {
    for line in WRONG.trim().lines() {
        let (pattern, said) = line.split_once(" | ").expect(line);
        let value: Value = serde_json::from_str(pattern).expect(pattern);
        let wrong = format!("{:?}", EventPattern::read(&value).expect_err(pattern));
        assert!(wrong.contains(said), "{pattern}: {wrong}");
    }
}
