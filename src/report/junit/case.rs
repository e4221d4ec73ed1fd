//! One test case as `JUnit` writes it.

use std::time::Duration;

use quick_junit::{FlakyOrRerun, NonSuccessKind, Property, TestCase, TestCaseStatus, TestRerun};

use crate::model::{CheckResult, Counterexample};

use super::{
    super::{
        Run,
        cases::{Case, Outcome, Why},
        clauses, visible,
    },
    Flavour,
};

/// The most bytes of a test case's text once escaped; with its message, its name and its
/// properties it stays below 1 MiB.
const TEXT: usize = 960_000;
/// The most bytes of a message or a name once escaped.
const SHORT: usize = 8 * 1024;
/// The most properties of one kind in a test case.
const PROPERTIES: usize = 20;
/// The most bytes of a property once escaped.
const PROPERTY: usize = 512;

pub(super) fn test_case(run: &Run, case: &Case<'_>, flavour: Flavour) -> TestCase {
    let (family, name) = case.family_and_name();
    let mut written = TestCase::new(short(name), status(&case.outcome));
    written.set_classname(class(family)).set_time(Duration::from_micros(case.micros));
    if let Outcome::Passed(Some(note)) = &case.outcome {
        written.set_system_out(long(note));
    }
    if let (Flavour::Rich, Some(result)) = (flavour, case.result) {
        enrich(&mut written, run, result);
    }
    written
}

fn status(outcome: &Outcome) -> TestCaseStatus {
    let non_success = |kind, why: &Why| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type(short(&why.kind)).set_message(short(&why.message));
        status.set_description(long(&why.text));
        status
    };
    match outcome {
        Outcome::Passed(_) => TestCaseStatus::success(),
        Outcome::Failed(why) => non_success(NonSuccessKind::Failure, why),
        Outcome::Broken(why) => non_success(NonSuccessKind::Error, why),
        Outcome::Skipped(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(short(&why.kind)).set_message(short(&why.message));
            status.set_description(short(&why.text));
            status
        }
    }
}

/// What the strict schema has no place for: where the promise is written, what it is about, and
/// how often it was seen to be broken.
fn enrich(written: &mut TestCase, run: &Run, result: &CheckResult) {
    let about = result.counterexamples.first().map(|shown| shown.finding.clause.as_str());
    let about = about.or(result.clauses.first().map(String::as_str));
    if let Some(clause) = about.and_then(|id| run.clause(id)) {
        written.extra.insert("file".into(), clauses::FILE.into());
        written.extra.insert("line".into(), clause.line.to_string().into());
    }
    let mut add = |name: &str, value: &str| {
        written.add_property(Property::new(name, bounded(value, PROPERTY)));
    };
    add("avara.verdict", &result.verdict.to_string());
    add("avara.level", &result.level.to_string());
    add("avara.title", &result.title);
    add("avara.observations", &result.observations.to_string());
    for clause in result.clauses.iter().take(PROPERTIES) {
        add("avara.clause", clause);
    }
    for shown in result.counterexamples.iter().take(PROPERTIES) {
        add("avara.finding", &shown.finding.key());
        add("avara.stability", &shown.stability());
        add("avara.seen", &shown.seen.to_string());
        add("avara.replay", &shown.replay);
        if let Some(last) = shown.exchanges.last() {
            add("avara.traceparent", &last.traceparent);
        }
    }
    if let (TestCaseStatus::NonSuccess { .. }, Some(shown)) =
        (&written.status, result.counterexamples.first())
    {
        let intermittent = shown.confirmed < shown.reruns;
        let kind = if intermittent { FlakyOrRerun::Flaky } else { FlakyOrRerun::Rerun };
        written.status.set_rerun_kind(kind);
        written.status.add_reruns(reruns(shown));
    }
}

/// One for each time that the finding showed again. A case that then passed has none: with fewer
/// of them than re-executions, readers call the test case flaky, and it fails all the same.
fn reruns(shown: &Counterexample) -> Vec<TestRerun> {
    let again = |at| {
        let mut rerun = TestRerun::new(NonSuccessKind::Failure);
        rerun.set_type(bounded(&shown.finding.clause, PROPERTY));
        let (times, reruns) = (shown.confirmed, shown.reruns);
        rerun.set_message(format!("shown again: {at} of {times} times in {reruns} re-executions"));
        rerun
    };
    (1..=shown.confirmed.min(PROPERTIES)).map(again).collect()
}

pub(super) fn class(family: &str) -> String {
    format!("avara.{}", short(family))
}

/// One line, visible and not overlong.
pub(super) fn short(text: &str) -> String {
    bounded(text, SHORT)
}

fn bounded(text: &str, most: usize) -> String {
    visible::cut(&visible::line(&visible::cut(text, most, char::len_utf8)), most, escaped)
}

/// Several lines, visible, and short enough for a test case.
fn long(text: &str) -> String {
    visible::cut(&visible::block(text), TEXT, escaped)
}

/// The length of a character once it is escaped.
fn escaped(character: char) -> usize {
    match character {
        '<' | '>' => "&lt;".len(),
        '&' => "&amp;".len(),
        '\'' | '"' => "&quot;".len(),
        other => other.len_utf8(),
    }
}
