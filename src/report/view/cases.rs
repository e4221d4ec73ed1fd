//! The run as test cases, one for each check: what every format that counts them says, so that no
//! two of them disagree.
//!
//! Their readers count failures and errors and nothing else, so a run is red exactly when its exit
//! code is not 0: what is undecided is an error, and where no check is to blame for an incomplete
//! run, a test case of its own is.

use super::{super::Run, conclusion::UNFINISHED, finding::headline};
use crate::model::{CheckResult, Conclusion, Verdict};

/// The family of what is not about a check but about the run.
const RUN: &str = "run";

/// A check as a test case.
pub struct TestCase<'a> {
    pub id: &'a str,
    pub micros: u64,
    pub outcome: Outcome,
    /// The check, if it has a verdict.
    pub result: Option<&'a CheckResult>,
    /// What was seen of it, if it has none.
    pub seen: Vec<&'a str>,
}

/// What a test case came to.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing binding is contradicted; the note tells what is.
    Passed(Option<String>),
    /// Not possible here.
    Skipped(Reason),
    /// Contradicted.
    Failed(Reason),
    /// Undecided.
    Broken(Reason),
}

/// Why a test case did not pass. What a server sent is in it as it came.
#[derive(Debug)]
pub struct Reason {
    /// A clause, or a word such as `inconclusive`.
    pub kind: String,
    pub message: String,
}

impl Reason {
    fn new(kind: &str, message: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), message: message.into() }
    }
}

impl Outcome {
    /// Whether it makes a report red.
    pub fn is_red(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Broken(_))
    }
}

impl<'a> TestCase<'a> {
    /// One for each check, in the order in which the checks were announced, and one for the run
    /// where nothing else says that it is not to be trusted.
    pub fn all(run: &'a Run) -> Vec<Self> {
        let announced = run.info.iter().flat_map(|info| &info.checks);
        let order: Vec<_> = announced.map(|check| check.id.as_str()).collect();
        let place = |case: &Self| order.iter().position(|known| *known == case.id);
        let settled = run.results.iter().map(|result| Self::settled(run, result));
        let missing = run.missing().into_iter().map(|check| Self::missing(run, &check.id));
        let mut cases: Vec<_> = settled.chain(missing).collect();
        cases.sort_by_cached_key(|case| place(case).unwrap_or(order.len()));
        let red = cases.iter().any(|case| case.outcome.is_red());
        let completion = completion(run, red);
        cases.extend(completion.map(|why| Self::without("run::completes", Outcome::Broken(why))));
        cases
    }

    /// The family of the check and its name in there; both are never empty.
    pub fn family_and_name(&self) -> (&str, &str) {
        let (family, name) = self.id.split_once("::").unwrap_or((RUN, self.id));
        let named = |text| if str::is_empty(text) { "unnamed" } else { text };
        (named(family), named(name))
    }

    /// Whether there is a finding to show for it.
    pub fn has_finding(&self) -> bool {
        self.result.is_some_and(|result| !result.counterexamples.is_empty())
    }

    /// Why it was not judged, or judged without a finding.
    pub fn undecided(&self) -> Option<&Reason> {
        match &self.outcome {
            Outcome::Broken(why) | Outcome::Skipped(why) => Some(why),
            Outcome::Failed(why) if !self.has_finding() => Some(why),
            Outcome::Failed(_) | Outcome::Passed(_) => None,
        }
    }

    /// A check without a verdict.
    fn without(id: &'a str, outcome: Outcome) -> Self {
        Self { id, micros: 0, outcome, result: None, seen: Vec::new() }
    }

    /// A check that was announced and has no verdict. If none has one, what kept the run from
    /// beginning is told once, and not again by every check.
    fn missing(run: &'a Run, id: &'a str) -> Self {
        if run.summary.is_some() && !began(run) {
            let why = Reason::new("not-run", "not run: no check of this run began");
            return Self::without(id, Outcome::Skipped(why));
        }
        let why = Reason::new("unfinished", "the run ended before this check had a verdict");
        let seen = run.unsettled.iter().filter(|seen| seen.check == id);
        let seen = seen.map(|seen| seen.summary.as_str()).collect();
        Self { seen, ..Self::without(id, Outcome::Broken(why)) }
    }

    fn settled(run: &Run, result: &'a CheckResult) -> Self {
        let reason = result.reason.as_deref().unwrap_or("no reason was given");
        let outcome = match result.verdict {
            Verdict::Pass => Outcome::Passed(None),
            Verdict::Warn | Verdict::Waived => {
                Outcome::Passed(Some(format!("{}: {reason}", result.verdict)))
            }
            Verdict::Fail => {
                let first = result.counterexamples.first();
                let kind = first.map_or("contradiction", |first| first.finding.clause.as_str());
                Outcome::Failed(match (first, result.counterexamples.len()) {
                    (None, _) => Reason::new(kind, reason),
                    (Some(first), 1) => Reason::new(kind, headline(first)),
                    (Some(first), many) => {
                        Reason::new(kind, format!("{} ({many} findings)", headline(first)))
                    }
                })
            }
            Verdict::Error => Outcome::Broken(Reason::new("error", reason)),
            // Below the gate level it does not bind, and the run's exit code passes it over, too.
            Verdict::Inconclusive if result.level >= run.gate() => {
                Outcome::Broken(Reason::new("inconclusive", reason))
            }
            Verdict::Inconclusive | Verdict::Skip => {
                Outcome::Skipped(Reason::new(&result.verdict.to_string(), reason))
            }
        };
        Self { micros: result.micros, result: Some(result), ..Self::without(&result.id, outcome) }
    }
}

/// What to say about the run itself, if it did not come to a judgement.
fn completion(run: &Run, red: bool) -> Option<Reason> {
    let Some(summary) = &run.summary else {
        return Some(Reason::new("unfinished", UNFINISHED));
    };
    let interrupted = summary.conclusion.is_interruption();
    let conforming = summary.conclusion == Conclusion::Conforming;
    if !interrupted && (red || conforming && began(run)) {
        return None;
    }
    if conforming {
        return Some(Reason::new("nothing", "no check has a verdict"));
    }
    let cause = summary.reason.iter().map(String::as_str);
    let text: Vec<_> = [summary.conclusion.sentence()].into_iter().chain(cause).collect();
    let kind = match summary.conclusion {
        Conclusion::Interrupted | Conclusion::Terminated => "interrupted",
        Conclusion::Undecided => "undecided",
        Conclusion::Incomplete => "incomplete",
        Conclusion::Nothing | Conclusion::Conforming => "nothing",
        Conclusion::Failed => "failed",
    };
    Some(Reason::new(kind, text.join(": ")))
}

/// Whether any check has a verdict.
fn began(run: &Run) -> bool {
    !run.results.is_empty()
}
