//! The run as test cases, one for each check: what every format that counts them says, so that no
//! two of them disagree.
//!
//! Their readers count failures and errors and nothing else, so a run is red exactly when its exit
//! code is not 0: what is undecided is an error unless a finding that is told is the reason, and where no check is to blame for an incomplete
//! run, a test case of its own is.

use super::{
    super::Run,
    causes::Cause,
    conclusion::UNFINISHED,
    finding::{FindingView, headline},
};
use crate::model::{CheckResult, Conclusion, Verdict};

/// The family of what is not about a check but about the run.
const RUN: &str = "run";
/// The test case that stands for the run.
const COMPLETES: &str = "run::completes";

/// A check as a test case. What a server sent is in it as it came.
pub struct TestCase<'a> {
    pub id: &'a str,
    pub micros: u64,
    pub outcome: Outcome,
    /// Of which kind the outcome is: a clause, or a word such as `inconclusive`.
    pub kind: String,
    /// Why it did not pass, or what does not bind and is contradicted; else nothing.
    pub message: String,
    /// The check, if it has a verdict.
    pub result: Option<&'a CheckResult>,
    /// What was seen of it, if it has none.
    pub seen: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing binding is contradicted.
    Passed,
    /// Not possible here.
    Skipped,
    /// Contradicted.
    Failed,
    /// Undecided.
    Broken,
}

impl<'a> TestCase<'a> {
    /// One for each check, in the order in which the checks were announced, and one for the run
    /// where nothing else says that it is not to be trusted.
    pub fn all(run: &'a Run, found: &[Cause<'a>]) -> Vec<Self> {
        let announced = run.info.iter().flat_map(|info| &info.checks);
        let order: Vec<_> = announced.map(|check| check.id.as_str()).collect();
        let place = |case: &Self| order.iter().position(|known| *known == case.id);
        let settled = run.results.iter().map(|result| Self::settled(run, result, found));
        let missing = run.missing().into_iter().map(|check| Self::missing(run, &check.id));
        let mut cases: Vec<_> = settled.chain(missing).collect();
        cases.sort_by_cached_key(|case| place(case).unwrap_or(order.len()));
        let red = cases.iter().any(Self::is_red);
        cases.extend(Self::completion(run, red));
        cases
    }

    /// The family of the check and its name in there; both are never empty.
    pub fn family_and_name(&self) -> (&str, &str) {
        let (family, name) = self.id.split_once("::").unwrap_or((RUN, self.id));
        let named = |text| if str::is_empty(text) { "unnamed" } else { text };
        (named(family), named(name))
    }

    /// Whether it makes a report red.
    pub fn is_red(&self) -> bool {
        matches!(self.outcome, Outcome::Failed | Outcome::Broken)
    }

    /// Whether it was not judged, or judged without a finding to show for it.
    pub fn is_undecided(&self) -> bool {
        let has_finding = self.result.is_some_and(|result| !result.counterexamples.is_empty());
        match self.outcome {
            Outcome::Broken | Outcome::Skipped => true,
            Outcome::Failed => !has_finding,
            Outcome::Passed => false,
        }
    }

    fn new(id: &'a str, outcome: Outcome, kind: &str, message: impl Into<String>) -> Self {
        let (kind, message) = (kind.to_owned(), message.into());
        Self { id, micros: 0, outcome, kind, message, result: None, seen: Vec::new() }
    }

    /// A check that was announced and has no verdict. If none has one, what kept the run from
    /// beginning is told once, and not again by every check.
    fn missing(run: &'a Run, id: &'a str) -> Self {
        if run.summary.is_some() && !began(run) {
            let message = "not run: no check of this run began";
            return Self::new(id, Outcome::Skipped, "not-run", message);
        }
        let message = "the run ended before this check had a verdict";
        let seen = run.unsettled.iter().filter(|seen| seen.check == id);
        let seen = seen.map(|seen| seen.summary.as_str()).collect();
        Self { seen, ..Self::new(id, Outcome::Broken, "unfinished", message) }
    }

    fn settled(run: &Run, result: &'a CheckResult, causes: &[Cause<'a>]) -> Self {
        let verdict = result.verdict.to_string();
        let reason = result.reason.clone().unwrap_or_else(|| "no reason was given".to_owned());
        // The finding that stood in the way makes the report red, and not once more.
        if let Some(found) = because(result, causes) {
            let (number, key) = (found.number, found.counterexample.finding.key());
            let message = format!("because of finding {number}, {key}: {reason}");
            let case = Self::new(&result.id, Outcome::Skipped, verdict.as_str(), message);
            return Self { micros: result.micros, result: Some(result), ..case };
        }
        let (outcome, kind, message) = match result.verdict {
            // The finding that stood in the way makes the report red, and not once more.
            Verdict::Pass => (Outcome::Passed, "", String::new()),
            Verdict::Warn | Verdict::Waived => {
                (Outcome::Passed, "", format!("{verdict}: {reason}"))
            }
            Verdict::Fail => match result.counterexamples.as_slice() {
                [] => (Outcome::Failed, "contradiction", reason),
                [first, others @ ..] => {
                    let more = match others.len() {
                        0 => String::new(),
                        some => format!(" ({} findings)", some + 1),
                    };
                    (Outcome::Failed, first.finding.clause.as_str(), headline(first) + &more)
                }
            },
            Verdict::Error => (Outcome::Broken, "error", reason),
            // Below the gate level it does not bind, and the run's exit code passes it over, too.
            Verdict::Inconclusive if result.level >= run.gate() => {
                (Outcome::Broken, "inconclusive", reason)
            }
            Verdict::Inconclusive | Verdict::Skip => (Outcome::Skipped, verdict.as_str(), reason),
        };
        let case = Self::new(&result.id, outcome, kind, message);
        Self { micros: result.micros, result: Some(result), ..case }
    }

    /// What to say about the run itself, if it did not come to a judgement.
    fn completion(run: &Run, red: bool) -> Option<Self> {
        let broken =
            |kind, message: String| Some(Self::new(COMPLETES, Outcome::Broken, kind, message));
        let Some(summary) = &run.summary else {
            return broken("unfinished", UNFINISHED.to_owned());
        };
        let interrupted = summary.conclusion.is_interruption();
        let conforming = summary.conclusion == Conclusion::Conforming;
        if !interrupted && (red || conforming && began(run)) {
            return None;
        }
        if conforming {
            return broken("nothing", "no check has a verdict".to_owned());
        }
        let kind = match summary.conclusion {
            Conclusion::Interrupted | Conclusion::Terminated => "interrupted",
            Conclusion::Undecided => "undecided",
            Conclusion::Incomplete => "incomplete",
            Conclusion::Nothing | Conclusion::Conforming => "nothing",
            Conclusion::Failed => "failed",
        };
        let sentence = summary.conclusion.sentence();
        let reason = summary.reason.as_ref().map(|reason| format!(": {reason}"));
        broken(kind, format!("{sentence}{}", reason.unwrap_or_default()))
    }
}

/// The finding for which a check is undecided, where it fails the run.
fn because<'c, 'a>(result: &CheckResult, causes: &'c [Cause<'a>]) -> Option<&'c FindingView<'a>> {
    let cause =
        causes.iter().find(|cause| cause.undecided.iter().any(|one| one.id == result.id))?;
    (cause.verdict() == Verdict::Fail).then_some(&cause.root)
}

/// Whether any check has a verdict.
fn began(run: &Run) -> bool {
    !run.results.is_empty()
}
