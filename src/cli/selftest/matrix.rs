//! The matrix: which fault was found by which check, and which alternative passed.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    time::Duration,
};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use crate::{
    model::{Level, Operation, Seed},
    report::junit::without_skipped_root,
};

/// What was altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Fault,
    Alternative,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// The fault was found by a check that is named for it.
    Killed,
    /// It was found, but only by checks that are not.
    KilledElsewhere,
    /// It was not found.
    Survived,
    /// The alternative passed.
    Clean,
    /// The alternative was called a failure.
    Refused,
}

impl Outcome {
    fn holds(self) -> bool {
        matches!(self, Self::Killed | Self::Clean)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::KilledElsewhere => "KILLED ELSEWHERE",
            Self::Survived => "SURVIVED",
            Self::Clean => "clean",
            Self::Refused => "REFUSED",
        }
    }
}

/// Where a row of the product stands in a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cell {
    pub(super) operation: Operation,
    pub(super) defect: String,
    pub(super) condition: &'static str,
}

/// One run.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) kind: Kind,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<Cell>,
    /// Level of the clause that a fault breaks.
    pub(super) level: Option<Level>,
    pub(super) seed: Seed,
    pub(super) outcome: Outcome,
    /// The checks that are named for the fault.
    pub(super) expected: Vec<String>,
    /// The checks that failed, warned or could not tell.
    pub(super) seen_by: Vec<String>,
    /// Cases until the first finding of a named check; of the whole run where there was none.
    pub(super) cases: u64,
    /// Requests, counted likewise.
    pub(super) requests: u64,
    /// Duration of the whole run in milliseconds.
    pub(super) millis: u64,
}

/// What a self-test has to come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    pub(super) at_least: Option<u8>,
    pub(super) found_at_least: Option<u8>,
    /// How many runs were left out.
    pub(super) left_out: usize,
}

/// All runs of a self-test.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Matrix {
    suite: String,
    /// Share of the faults, in percent, that has to be killed; all of them when absent.
    at_least: Option<u8>,
    /// Share of the faults, in percent, that any check has to notice.
    found_at_least: Option<u8>,
    /// How many runs were left out since the time was over.
    left_out: usize,
    rows: Vec<Row>,
    millis: u128,
}

impl Matrix {
    pub(super) fn new(suite: &str, wanted: Wanted, rows: Vec<Row>, took: Duration) -> Self {
        let Wanted { at_least, found_at_least, left_out } = wanted;
        let (suite, millis) = (suite.to_owned(), took.as_millis());
        Self { suite, at_least, found_at_least, left_out, rows, millis }
    }

    /// The runs.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether every fault, or the share that is asked for, was found by its check, and no
    /// alternative was called a failure.
    pub(super) fn holds(&self) -> bool {
        let enough = self.at_least.is_some_and(|percent| {
            self.count(Outcome::Killed) * 100 >= usize::from(percent) * self.faults()
        });
        let found = self.count(Outcome::Killed) + self.count(Outcome::KilledElsewhere);
        let noticed = self
            .found_at_least
            .is_none_or(|percent| found * 100 >= usize::from(percent) * self.faults());
        noticed
            && self
                .rows
                .iter()
                .all(|row| row.outcome.holds() || (enough && row.kind == Kind::Fault))
    }

    fn faults(&self) -> usize {
        self.rows.iter().filter(|row| row.kind == Kind::Fault).count()
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }

    /// The table and the totals.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let width = self.rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
        // Of thousands, those that were found as they should be say nothing one by one.
        for row in self.rows.iter().filter(|row| row.cell.is_none() || !row.outcome.holds()) {
            let level = row.level.map_or_else(|| "-".to_owned(), |level| level.to_string());
            let seconds = Duration::from_millis(row.millis).as_secs_f64();
            writeln!(
                out,
                "{:<16}  {:<width$}  {level:<6}  seed {}  {} cases, {} requests, {seconds:.1} s  {}",
                row.outcome.word(),
                row.name,
                row.seed,
                row.cases,
                row.requests,
                shortened(&row.seen_by, &row.expected),
            )?;
        }
        let killed = self.count(Outcome::Killed);
        let elsewhere = self.count(Outcome::KilledElsewhere);
        let faults = self.faults();
        let clean = self.count(Outcome::Clean);
        let alternatives = clean + self.count(Outcome::Refused);
        #[expect(clippy::cast_precision_loss, reason = "a share of a few hundred")]
        let share = 100.0 * killed as f64 / faults.max(1) as f64;
        writeln!(
            out,
            "\nsuite {}: {killed} of {faults} faults killed by the intended check ({share:.1} %), \
             {elsewhere} only elsewhere; {clean} of {alternatives} alternatives clean; {:.0} s",
            self.suite,
            Duration::from_millis(u64::try_from(self.millis).unwrap_or(u64::MAX)).as_secs_f64(),
        )?;
        if let Some((steady, of)) = self.steady() {
            writeln!(out, "with every seed: {steady} of {of}")?;
        }
        if self.left_out > 0 {
            writeln!(out, "not run, since the time was over: {}", self.left_out)?;
        }
        Ok(())
    }

    /// How many faults were killed with every seed, of those that were tried with several.
    fn steady(&self) -> Option<(usize, usize)> {
        let mut tried: BTreeMap<&str, Vec<Outcome>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.kind == Kind::Fault) {
            tried.entry(&row.name).or_default().push(row.outcome);
        }
        let several: Vec<_> = tried.values().filter(|outcomes| outcomes.len() > 1).collect();
        let killed = |outcomes: &&&Vec<Outcome>| outcomes.iter().all(|one| *one == Outcome::Killed);
        (!several.is_empty()).then(|| (several.iter().filter(killed).count(), several.len()))
    }

    /// The matrix as JSON.
    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    /// One test case for each run.
    pub(super) fn write_junit(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut suite = TestSuite::new("avara.selftest");
        for row in &self.rows {
            let status = if row.outcome.holds() {
                TestCaseStatus::success()
            } else if self.at_least.is_some() && row.kind == Kind::Fault && self.holds() {
                let mut status = TestCaseStatus::skipped();
                status.set_type(row.outcome.word());
                status
            } else {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_type(row.outcome.word());
                status.set_message(shortened(&row.seen_by, &row.expected));
                status
            };
            let mut case = TestCase::new(format!("{} seed {}", row.name, row.seed), status);
            case.set_classname("avara.selftest").set_time(Duration::from_millis(row.millis));
            suite.add_test_case(case);
        }
        let mut report = Report::new("avara-conformance selftest");
        report.add_test_suite(suite);
        let document = report.to_string().map_err(io::Error::other)?;
        out.write_all(without_skipped_root(&document).as_bytes())
    }
}

/// The checks that saw it, the named ones first, and which named ones did not.
fn shortened(seen_by: &[String], expected: &[String]) -> String {
    let (named, others): (Vec<&String>, Vec<&String>) =
        seen_by.iter().partition(|check| expected.contains(check));
    let mut words: Vec<String> = named.into_iter().cloned().collect();
    match others[..] {
        [] => {}
        [one] => words.push(format!("(and {one})")),
        [one, ..] => words.push(format!("(and {one}, {} more)", others.len() - 1)),
    }
    if words.is_empty() && !expected.is_empty() {
        words.push(format!("not seen by {}", expected.join(", ")));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: Kind, outcome: Outcome, seen_by: &[&str]) -> Row {
        Row {
            kind,
            name: "a-name".into(),
            cell: None,
            level: (kind == Kind::Fault).then_some(Level::Must),
            seed: Seed(1),
            outcome,
            expected: if kind == Kind::Fault { vec!["list::x".into()] } else { Vec::new() },
            seen_by: seen_by.iter().map(|id| (*id).to_owned()).collect(),
            cases: 3,
            requests: 40,
            millis: 1_250,
        }
    }

    fn matrix(rows: Vec<Row>) -> Matrix {
        Matrix::new("full", Wanted::default(), rows, Duration::from_secs(2))
    }

    #[test]
    fn the_table_names_what_is_wrong() {
        let matrix = matrix(vec![
            row(Kind::Fault, Outcome::Killed, &["list::x", "list::y"]),
            row(Kind::Fault, Outcome::Survived, &[]),
            row(Kind::Fault, Outcome::KilledElsewhere, &["list::y", "list::z"]),
            row(Kind::Alternative, Outcome::Refused, &["list::y"]),
            row(Kind::Alternative, Outcome::Clean, &[]),
        ]);
        let mut out = Vec::new();
        matrix.write(&mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn it_holds_only_when_every_row_does() {
        let killed = row(Kind::Fault, Outcome::Killed, &["list::x"]);
        let clean = row(Kind::Alternative, Outcome::Clean, &[]);
        assert!(matrix(vec![killed.clone(), clean]).holds());
        for outcome in [Outcome::Survived, Outcome::KilledElsewhere, Outcome::Refused] {
            assert!(!matrix(vec![killed.clone(), row(Kind::Fault, outcome, &[])]).holds());
        }
    }

    #[test]
    fn a_suite_for_few_requests_has_to_kill_its_share() {
        let killed = row(Kind::Fault, Outcome::Killed, &["list::x"]);
        let survived = row(Kind::Fault, Outcome::Survived, &[]);
        let refused = row(Kind::Alternative, Outcome::Refused, &["list::y"]);
        let holds = |percent, rows: &[&Row]| {
            let rows = rows.iter().map(|row| (*row).clone()).collect();
            Matrix { at_least: Some(percent), ..matrix(rows) }.holds()
        };
        assert!(holds(50, &[&killed, &survived]));
        assert!(!holds(51, &[&killed, &survived]));
        assert!(!holds(50, &[&killed, &survived, &refused]), "alternatives never fail");
    }
}
