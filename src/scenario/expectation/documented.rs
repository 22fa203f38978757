//! The lists of this room against the document: what is not told there can be used by nobody.

use super::series::{SERIES, UNPLAYED};
use super::{Unit, Values, unit};

const DOCUMENT: &str = include_str!("../../../docs/expectations.md");

/// The part of the document under a heading.
fn section(heading: &str) -> &'static str {
    let begin = DOCUMENT.find(heading).expect("the heading is there");
    let after = &DOCUMENT[begin + heading.len()..];
    after.split("\n## ").next().unwrap_or(after)
}

#[test]
fn each_series_is_told_where_its_resource_is() {
    let section = section("\n## Series\n");
    let place = |words: &str| section.find(words).expect(words);
    let groups = place("**Auto Scaling group**");
    let clusters = place("**cluster**");
    for series in SERIES {
        let told = match series.values {
            Values::Service(_) => &section[..groups],
            Values::Group(_) => &section[groups..clusters],
            Values::Cluster => &section[clusters..],
        };
        let name = format!("`{}`", series.name);
        let row = told
            .lines()
            .find(|line| line.starts_with('|') && line.contains(&name));
        assert!(row.is_some(), "{name} is not told");
        let example = format!(".{})", series.name);
        assert!(section.contains(&example), "{name} has no example");
        // Those of one row have one meaning.
        if let (Some(row), Unit::Percent) = (row, series.unit) {
            assert!(!row.contains("tasks"), "{row}");
        }
    }
}

#[test]
fn each_metric_that_is_not_played_is_told() {
    let section = section("\n## Not played yet\n");
    for name in UNPLAYED {
        assert!(section.contains(&format!(".{name})")), "{name} is not told");
    }
}

#[test]
fn each_part_of_time_after_a_noun_is_told() {
    let section = section("\n## Values\n");
    for (part, _) in unit::PARTS {
        assert!(section.contains(&format!("-{part}`")), "{part} is not told");
    }
}
