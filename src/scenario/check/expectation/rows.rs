//! Rows of tables: columns, what their cells are compared with, and words that there are.

use std::collections::BTreeSet;

use super::sentence::Sentence;
use crate::scenario::diagnostic::codes;
use crate::scenario::expectation::series::Kind;
use crate::scenario::expectation::syntax::{self, Literal, Name, Spanned};
use crate::scenario::expectation::{
    Bound, Cells, Column, Comparison, Matching, Measure, Rows, Statistic, Table, Test, Unit, Words,
    events,
};

impl Sentence<'_, '_> {
    /// A statistic of rows, and its unit.
    pub(super) fn rows(
        &mut self,
        statistic: Statistic,
        written: &syntax::Rows,
    ) -> Option<(Measure, Unit)> {
        let table = written.table.it;
        let column = self.column_if_any(table, written.column.as_ref());
        let minus = self.column_if_any(table, written.minus.as_ref());
        let test = written.test.as_ref().map(|test| self.test(table, test));
        let (column, minus) = (column?, minus?);
        let test = match test {
            Some(test) => Some(test?),
            None => None,
        };
        let unit = self.unit_of_rows(statistic, written, column, minus)?;
        let rows = Rows {
            table,
            column,
            minus,
            test,
        };
        Some((Measure::Rows(statistic, rows), unit))
    }

    /// In what a statistic of rows is; words have none.
    fn unit_of_rows(
        &mut self,
        statistic: Statistic,
        written: &syntax::Rows,
        column: Option<Column>,
        minus: Option<Column>,
    ) -> Option<Unit> {
        let table = written.table.it;
        if statistic == Statistic::Count {
            return Some(table.unit());
        }
        let Some(column) = column else {
            let name = table.name();
            let message = format!("which column of `{name}`? Only `count` takes whole rows");
            let help = format!("write `{statistic}({name}.COLUMN …)`, or `count({name} …)`");
            self.wrong(codes::SENTENCE, written.table.span.clone(), message, &help);
            return None;
        };
        let unit = unit_of_cells(column.cells);
        let of_minus = minus.map(|minus| unit_of_cells(minus.cells));
        if unit == Unit::Word {
            let name = written.column.as_ref()?;
            let message = format!(
                "`{}` holds words, and {statistic} needs numbers",
                column.name
            );
            let help = "count the rows: `count(tasks where stopCode = SpotInterruption)`";
            self.wrong(codes::UNIT_OF_BOUND, name.span.clone(), message, help);
            return None;
        }
        if of_minus.is_some_and(|other| other != unit) {
            let name = written.minus.as_ref()?;
            let message = format!("`{}` and `{}` have different units", column.name, name.it);
            self.wrong(codes::UNIT_OF_BOUND, name.span.clone(), message, "");
            return None;
        }
        Some(unit)
    }

    /// The column that is written, if one is; what there is not is told.
    #[expect(clippy::option_option, reason = "told, not written, or found")]
    fn column_if_any(&mut self, table: Table, name: Option<&Name>) -> Option<Option<Column>> {
        match name {
            Some(name) => self.column(table, name).map(Some),
            None => Some(None),
        }
    }

    fn column(&mut self, table: Table, name: &Name) -> Option<Column> {
        let column = table.column(&name.it);
        if column.is_none() {
            let known = table.columns().iter().map(|column| column.name);
            self.unknown(&format!("column of `{}`", table.name()), name, known);
        }
        column
    }

    fn test(&mut self, table: Table, written: &syntax::Test) -> Option<Test> {
        let mut several = |tests: &[syntax::Test]| {
            let tests: Vec<_> = tests.iter().map(|test| self.test(table, test)).collect();
            tests.into_iter().collect::<Option<Vec<_>>>()
        };
        match written {
            syntax::Test::All(tests) => several(tests).map(Test::All),
            syntax::Test::Any(tests) => several(tests).map(Test::Any),
            syntax::Test::Cell(name, matching, value) => {
                let column = self.column(table, name)?;
                let bound = self.cell(column, matching, value)?;
                Some(Test::Cell(column, matching.it, bound))
            }
        }
    }

    /// What the cells of a column are compared with.
    fn cell(
        &mut self,
        column: Column,
        matching: &Spanned<Matching>,
        value: &Literal,
    ) -> Option<Bound> {
        let unit = unit_of_cells(column.cells);
        match matching.it {
            Matching::Contains if unit != Unit::Word => {
                let message = format!("`{}` holds no words", column.name);
                let help = "write a comparison such as `<` or `=`";
                self.wrong(codes::UNIT_OF_BOUND, matching.span.clone(), message, help);
                None
            }
            Matching::Contains => Some(Bound::Word(value.text.it.clone())),
            // A cell that is empty has no unit.
            Matching::Compare(Comparison::Equal | Comparison::NotEqual)
                if value.quoted && value.text.it.is_empty() =>
            {
                Some(Bound::Word(String::new()))
            }
            Matching::Compare(comparison) => {
                let bound = self.bound(unit, comparison, value)?;
                self.check_word(column, value)?;
                Some(bound)
            }
        }
    }

    /// Tells a resource that no row is ever about. Tasks, deployments and instances have numbers
    /// behind their names; a row about several instances names them all.
    fn check_resource(&mut self, column: Column, written: &Literal) -> Option<()> {
        let aws = self.aws;
        let families = aws.task_definitions.iter().map(|(_, it)| it.family.clone());
        let zones = aws.zones.iter().map(|(_, zone)| zone.clone());
        let known: BTreeSet<String> = Kind::ALL
            .into_iter()
            .flat_map(|kind| self.resources(kind))
            .chain(families)
            .chain(zones)
            .chain([self.name.to_owned()])
            .chain(aws.rules.iter().map(|(_, rule)| rule.name.clone()))
            .chain(aws.subnets.iter().map(|(_, subnet)| subnet.name.clone()))
            .chain(self.of_starts())
            .collect();
        let first = written.text.it.split(' ').next().unwrap_or_default();
        let word = first.strip_prefix("family:").unwrap_or(first);
        // A call that was refused may be about itself, RunTask about a revision.
        let owner = word
            .rsplit_once(['/', ':'])
            .map_or(word, |(owner, _)| owner);
        let is_call = events().contains(&word);
        let is_instance = word.starts_with("i-");
        if word.is_empty()
            || is_instance
            || is_call
            || known.contains(word)
            || known.contains(owner)
            || self.is_object(word)
        {
            return Some(());
        }
        let what = format!("`{}`", column.name);
        self.unknown(&what, &written.text, known.iter().map(String::as_str));
        None
    }

    /// What tasks need before they run, and that the timeline may change.
    fn of_starts(&self) -> impl Iterator<Item = String> {
        let (account, images) = (&self.aws.account, &self.aws.images);
        let roles = account.roles.iter().map(|(_, role)| role.name.clone());
        let secrets = account.secrets.iter().flat_map(|all| all.keys().cloned());
        let names = images.iter().map(|(_, image)| image.name.clone());
        let registries = images.iter().map(|(_, image)| image.registry.host.clone());
        roles.chain(secrets).chain(names).chain(registries)
    }

    /// Whether it is an object in a bucket into which something is put: `photos/cat.jpg`.
    fn is_object(&self, word: &str) -> bool {
        let bucket = word.split_once('/').map(|(bucket, _)| bucket);
        bucket.is_some_and(|bucket| self.buckets.contains(bucket))
    }

    /// Tells a word that never stands in a column.
    pub(super) fn check_word(&mut self, column: Column, written: &Literal) -> Option<()> {
        let aws = self.aws;
        let known: Vec<String> = match column.cells {
            Cells::Flag => ["true", "false"].map(str::to_owned).into(),
            Cells::Word(words) => match words {
                Words::Of(words) => words.iter().map(|word| (*word).to_owned()).collect(),
                Words::Service => self.resources(Kind::Service),
                Words::TaskDefinition => aws
                    .task_definitions
                    .iter()
                    .map(|(_, revision)| revision.name())
                    .collect(),
                Words::Zone => aws.zones.iter().map(|(_, zone)| zone.clone()).collect(),
                Words::Subnet => aws.subnets.iter().map(|(_, it)| it.name.clone()).collect(),
                Words::Group => self.resources(Kind::Group),
                Words::Resource => return self.check_resource(column, written),
                Words::InstanceType => {
                    let templates = aws.templates();
                    templates
                        .iter()
                        .map(|(_, template)| template.instance_type.clone())
                        .collect()
                }
            },
            Cells::Time | Cells::Number | Cells::Text => return Some(()),
        };
        let word = &written.text.it;
        if word.is_empty() || known.contains(word) {
            return Some(());
        }
        let what = format!("`{}`", column.name);
        self.unknown(&what, &written.text, known.iter().map(String::as_str));
        None
    }
}

const fn unit_of_cells(cells: Cells) -> Unit {
    match cells {
        Cells::Time => Unit::Time,
        Cells::Number => Unit::Number,
        Cells::Flag | Cells::Text | Cells::Word(_) => Unit::Word,
    }
}
