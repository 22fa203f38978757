//! Every word that a sentence may have is in the document, and the columns are those of the files.

use ecsim::scenario::expectation::{
    Cells, DEPLOYMENT_STATES, DeploymentField, Holding, Noun, SERVICE_DEPLOYMENT_STATUSES,
    Statistic, Table, Unit, Words, events,
};

use crate::document::{blocks, in_backticks, repository, section};
use crate::sentences::scenario;

/// What stands in backticks in a part of the document, without the quotes that it needs there.
fn words_in(text: &str) -> Vec<String> {
    let words = in_backticks(text);
    let words = words.iter().map(|word| word.trim_matches('"').to_owned());
    words.collect()
}

fn assert_told<'w>(section: &str, words: impl IntoIterator<Item = &'w str>) {
    let told = words_in(section);
    for word in words {
        assert!(told.iter().any(|it| it == word), "`{word}` is not told");
    }
}

/// The part of the columns that is about a table.
fn columns_of(table: Table) -> String {
    let section = section("### Columns");
    let (_, after) = section
        .split_once(&format!("**{}**", table.name()))
        .unwrap();
    after.split("\n\n**").next().unwrap().to_owned()
}

#[test]
fn the_columns_of_each_table_are_told_with_their_words() {
    for table in Table::ALL {
        let told = columns_of(table);
        // In the order of the file, so that nothing is told twice or in the wrong table.
        let in_table: Vec<String> = told
            .lines()
            .filter_map(|line| line.strip_prefix("| `"))
            .flat_map(|line| words_in(&format!("`{}", line.split(" | ").next().unwrap())))
            .collect();
        let mut columns: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let mut told_columns: Vec<&str> = in_table.iter().map(String::as_str).collect();
        columns.sort_unstable();
        told_columns.sort_unstable();
        assert_eq!(told_columns, columns, "{}", table.name());
        for column in table.columns() {
            // Events have a section of their own.
            if let (Cells::Word(Words::Of(words)), false) = (column.cells, column.name == "event") {
                assert_told(&told, words.iter().copied());
            }
        }
    }
}

#[test]
fn the_events_are_told() {
    assert_told(&section("### Events"), events().iter().copied());
}

#[test]
fn the_fields_and_states_of_deployments_are_told() {
    let section = section("## Deployments");
    assert_told(&section, DeploymentField::NAMED.map(|(name, _)| name));
    assert_told(&section, DEPLOYMENT_STATES);
    assert_told(&section, SERVICE_DEPLOYMENT_STATUSES);
}

/// Every statistic; the match below does not compile when there is one more.
fn statistics() -> Vec<String> {
    use Statistic::{Count, First, Last, Max, Mean, Min, Percentile, Sum};
    let all = [Min, Max, Mean, Sum, Percentile(100.0), Count, First, Last];
    for statistic in all {
        match statistic {
            Min | Max | Mean | Sum | Percentile(_) | Count | First | Last => {}
        }
    }
    all.iter().map(Statistic::to_string).collect()
}

#[test]
fn the_statistics_are_told() {
    let section = section("## Statistics");
    assert_told(&section, statistics().iter().map(String::as_str));
}

#[test]
fn the_questions_about_a_condition_are_told() {
    use Holding::{Count, Duration, First, Last};
    let all = [Duration, First, Last, Count];
    for holding in all {
        match holding {
            Duration | First | Last | Count => {}
        }
    }
    let all: Vec<String> = all.iter().map(Holding::to_string).collect();
    assert_told(&section("## Conditions"), all.iter().map(String::as_str));
}

/// Every unit has an example that it reads.
#[test]
fn the_units_are_told_with_values_that_they_read() {
    let section = section("## Values");
    let rows: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("| a "))
        .collect();
    let units = [
        ("a count", Unit::Count(Noun::Task)),
        ("a count for a time", Unit::Area(Noun::Task)),
        ("a percentage", Unit::Percent),
        ("a time", Unit::Time),
        ("a number", Unit::Number),
        ("a word", Unit::Word),
    ];
    assert_eq!(rows.len(), units.len());
    for (name, unit) in units {
        match unit {
            // One more would not compile.
            Unit::Count(_)
            | Unit::Area(_)
            | Unit::Percent
            | Unit::Time
            | Unit::Number
            | Unit::Word => {}
        }
        let row = rows
            .iter()
            .find(|row| row.starts_with(&format!("| {name} |")))
            .unwrap();
        let examples = in_backticks(row.split(" | ").nth(1).unwrap());
        assert!(!examples.is_empty(), "{name}");
        for example in examples {
            let nouns = [Noun::Task, Noun::Instance, Noun::Deployment];
            let read = match unit {
                Unit::Area(_) => nouns
                    .iter()
                    .any(|noun| Unit::Area(*noun).read(&example, false).is_ok()),
                unit => unit.read(&example, false).is_ok(),
            };
            assert!(read, "{name}: {example}");
        }
    }
    for noun in [
        Noun::Task,
        Noun::Instance,
        Noun::Deployment,
        Noun::Decision,
        Noun::Row,
        Noun::Value,
        Noun::Time,
    ] {
        let plural = format!("{}s", noun.name());
        assert!(rows[0].contains(&plural), "{plural}");
    }
}

/// The same grammar stands in the documentation of the code.
#[test]
fn the_grammar_is_that_of_the_code() {
    let code = std::fs::read_to_string(repository("src/scenario/expectation/mod.rs")).unwrap();
    let (_, after) = code.split_once("//! ```text\n").unwrap();
    let (grammar, _) = after.split_once("//! ```").unwrap();
    let blocks = blocks();
    let told = blocks.iter().find(|block| block.info == "ebnf").unwrap();
    assert!(grammar.lines().count() > 10);
    for line in grammar.lines() {
        let line = line.trim_start_matches("//!").trim();
        let found = told.text.lines().any(|told| told.trim() == line);
        assert!(found, "`{line}` is not told");
    }
}

#[test]
fn the_columns_are_those_of_the_files() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("shop.yaml"), scenario()).unwrap();
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ecsim"))
        .current_dir(dir.path())
        .args(["run", "shop.yaml", "--no-charts", "--quiet"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    for table in Table::ALL {
        let file = dir.path().join(format!("output/shop/{}.csv", table.name()));
        let header = std::fs::read_to_string(file).unwrap();
        let header = header.lines().next().unwrap().split(',');
        // The same instants as `time_s`, for people.
        let written: Vec<&str> = header.filter(|name| *name != "timestamp").collect();
        let columns: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        assert_eq!(written, columns, "{}", table.name());
    }
}
