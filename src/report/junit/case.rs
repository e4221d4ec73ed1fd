//! One test case as `JUnit` writes it.

use std::time::Duration;

use quick_junit::{FlakyOrRerun, NonSuccessKind, Property, TestCase, TestCaseStatus, TestRerun};

use super::{
    super::{
        Run, clauses,
        text::test_case,
        view::{self, Outcome, RunView},
    },
    escape::{class, long, property, short},
};
use crate::model::{CheckResult, Counterexample};

/// The most properties of one kind in a test case.
const PROPERTIES: usize = 20;

/// Which readers a report is for.
#[derive(Clone, Copy)]
pub(super) enum Flavour {
    /// Valid by `junit-10.xsd`.
    Strict,
    /// With what many readers show and the schema does not know: properties, file and line of
    /// each test case, and the re-executions of what failed.
    Rich,
}

pub(super) fn written(view: &RunView<'_>, case: &view::TestCase<'_>, flavour: Flavour) -> TestCase {
    let run = view.run;
    let (family, name) = case.family_and_name();
    let text = test_case(run, case, &view.causes);
    // Collectors take two test cases of one name for one that was tried again.
    let name = short(&format!("{family}::{name}"));
    let mut written = TestCase::new(name, status(case, &text));
    written.set_classname(class(family)).set_time(Duration::from_micros(case.micros));
    if case.outcome == Outcome::Passed && !case.message.is_empty() {
        written.set_system_out(long(&text));
    }
    if let (Flavour::Rich, Some(result)) = (flavour, case.result) {
        enrich(&mut written, run, result);
    }
    written
}

fn status(case: &view::TestCase<'_>, text: &str) -> TestCaseStatus {
    let mut status = match case.outcome {
        Outcome::Passed => return TestCaseStatus::success(),
        Outcome::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Broken => TestCaseStatus::non_success(NonSuccessKind::Error),
        Outcome::Skipped => TestCaseStatus::skipped(),
    };
    let text = if case.outcome == Outcome::Skipped { short(text) } else { long(text) };
    status.set_type(short(&case.kind)).set_message(short(&case.message)).set_description(text);
    status
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
        written.add_property(Property::new(name, property(value)));
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
        rerun.set_type(property(&shown.finding.clause));
        let (times, reruns) = (shown.confirmed, shown.reruns);
        rerun.set_message(format!("shown again: {at} of {times} times in {reruns} re-executions"));
        rerun
    };
    (1..=shown.confirmed.min(PROPERTIES)).map(again).collect()
}
