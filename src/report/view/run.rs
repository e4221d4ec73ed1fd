//! A run as every format for people tells it.

use super::{
    super::{
        Run,
        clauses::ClauseState,
        numbers::{count, duration, grouped, millis},
    },
    causes::Cause,
    checks::Checks,
    conclusion::{self, Tone},
    finding::FindingView,
    test_cases::TestCase,
};
use crate::model::{Budget, ClauseInfo, Latency, RunInfo, RunSummary};

/// The command that serves the embedded mock, so that a `curl` line finds it.
pub const MOCK: &str = "avara-conformance mock --port 8080";

/// What there is to tell of a run.
pub struct RunView<'a> {
    /// The run, for what needs no words.
    pub run: &'a Run,
    pub tone: Tone,
    /// Its conclusion in a word, and in a sentence without a full stop.
    pub word: &'static str,
    pub sentence: String,
    /// Why it ended early, or what is wrong with its waivers.
    pub reason: Option<&'a str>,
    /// What has to be known about the connection to the target.
    pub warnings: &'a [String],
    pub checks: Checks,
    pub cases: Vec<TestCase<'a>>,
    pub causes: Vec<Cause<'a>>,
    /// In the order of the documentation.
    pub clauses: Vec<(&'a ClauseInfo, ClauseState)>,
    /// Nothing where the stream has no end.
    pub work: Option<Work<'a>>,
}

/// What a run did, in words.
pub struct Work<'a> {
    /// The numbers behind the words, and what needs none.
    pub summary: &'a RunSummary,
    /// Cases, requests and users.
    pub sent: String,
    pub time: String,
    /// How much of the contract was covered.
    pub coverage: String,
    /// Of the bounds of the request schemas, how many were exercised on both sides, how many there
    /// are, and those that were not; nothing where none was counted.
    pub bounds: Option<(usize, usize, Vec<&'a str>)>,
    /// What was spent of each budget.
    pub budgets: Vec<String>,
    /// How many users lost their access again.
    pub cleaned_up: Option<String>,
    /// The users that still have theirs.
    pub left: Vec<String>,
}

impl<'a> RunView<'a> {
    pub fn of(run: &'a Run) -> Self {
        let (found, clauses) = (run.causes(), run.clauses());
        Self {
            run,
            tone: conclusion::tone(run),
            word: conclusion::word(run),
            sentence: conclusion::sentence(run, &found, &clauses),
            reason: run.summary.as_ref().and_then(|summary| summary.reason.as_deref()),
            warnings: run.info.as_ref().map_or(&[], |info| &info.warnings),
            checks: Checks::of(run, &found),
            cases: TestCase::all(run, &found),
            causes: found,
            clauses,
            work: run.summary.as_ref().map(Work::of),
        }
    }

    /// Every finding, in the order of its number.
    pub fn findings(&self) -> impl Iterator<Item = &FindingView<'a>> {
        self.causes.iter().flat_map(Cause::findings)
    }

    /// The checks that were not judged, or judged without a finding to show for it; those apart for
    /// which a cause is to blame.
    pub fn undecided(&self) -> Vec<&TestCase<'a>> {
        let blamed = |case: &TestCase<'_>| {
            self.causes.iter().flat_map(|cause| &cause.undecided).any(|check| check.id == case.id)
        };
        self.cases.iter().filter(|case| case.is_undecided() && !blamed(case)).collect()
    }

    /// The ids of the clauses in a state.
    pub fn clauses_in(&self, state: ClauseState) -> Vec<&'a str> {
        let clauses = self.clauses.iter().filter(|(_, of)| *of == state);
        clauses.map(|(clause, _)| clause.id.as_str()).collect()
    }
}

impl<'a> Work<'a> {
    fn of(summary: &'a RunSummary) -> Self {
        let [cases, requests, users] =
            [(summary.cases, "case"), (summary.requests, "request"), (summary.invites, "user")]
                .map(|(many, thing)| count(many, thing));
        let [covered, total] = [summary.clauses_covered, summary.clauses_total];
        let unchecked = match total.saturating_sub(covered) {
            0 => String::new(),
            left => format!(", {} left unchecked", grouped(left as u64)),
        };
        let [covered, total] = [covered, total].map(|many| grouped(many as u64));
        let (bounds, open) = (summary.constraints.len(), summary.uncovered().collect::<Vec<_>>());
        Self {
            summary,
            sent: format!("{cases}, {requests}, {users} created"),
            time: duration(summary.millis),
            coverage: format!("{covered} of {total} covered{unchecked}"),
            bounds: (bounds > 0).then(|| (bounds - open.len(), bounds, open)),
            budgets: summary.budgets.iter().filter_map(Budget::used).collect(),
            cleaned_up: (summary.neutralised > 0).then(|| count(summary.neutralised, "user")),
            left: summary.left.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What [`times`] are.
pub const TIMES: [&str; 4] = ["p50", "p95", "p99", "longest"];

/// How fast the target answered.
pub fn times(latency: &Latency) -> [String; 4] {
    [latency.p50, latency.p95, latency.p99, latency.max].map(millis)
}

/// The target, and whether it is our own.
pub fn target(info: &RunInfo) -> String {
    let own = if info.embedded_mock { " (the embedded mock)" } else { "" };
    format!("{}{own}", info.target)
}
