//! The run as test cases, one for each check: what every format that counts them says, so that no
//! two of them disagree.
//!
//! Their readers count failures and errors and nothing else, so a run is red exactly when its exit
//! code is not 0: what is undecided is an error, and where no check is to blame for an incomplete
//! run, a test case of its own is.

use crate::model::{CheckResult, Conclusion, Verdict};

use super::{Run, story};

/// The family of what is not about a check but about the run.
const RUN: &str = "run";

/// A check as a test case.
pub(super) struct Case<'a> {
    /// Id of the check.
    pub id: &'a str,
    /// Time spent on it, in microseconds.
    pub micros: u64,
    /// What it came to.
    pub outcome: Outcome,
    /// The check, if it has a verdict.
    pub result: Option<&'a CheckResult>,
}

/// What a test case came to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Nothing binding is contradicted; the note tells what is.
    Passed(Option<String>),
    /// Not possible here.
    Skipped(Why),
    /// Contradicted.
    Failed(Why),
    /// Undecided.
    Broken(Why),
}

/// Why a test case did not pass. What a server sent is in it as it came.
#[derive(Debug)]
pub(super) struct Why {
    /// Of which kind the outcome is: a clause, or a word such as `inconclusive`.
    pub kind: String,
    /// One line.
    pub message: String,
    /// Everything, the message included.
    pub text: String,
}

impl Why {
    fn new(kind: &str, message: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), message: message.into(), text: text.into() }
    }
}

impl Outcome {
    /// Whether it makes a report red.
    pub(super) fn is_red(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Broken(_))
    }
}

impl Case<'_> {
    /// The family of the check and its name in there; both are never empty.
    pub(super) fn family_and_name(&self) -> (&str, &str) {
        let (family, name) = self.id.split_once("::").unwrap_or((RUN, self.id));
        let named = |text| if str::is_empty(text) { "unnamed" } else { text };
        (named(family), named(name))
    }
}

/// One test case for each check, in the order in which the checks were announced, and one for the
/// run where nothing else says that it is not to be trusted.
pub(super) fn cases(run: &Run) -> Vec<Case<'_>> {
    let announced = run.info.iter().flat_map(|info| &info.checks).map(|check| check.id.as_str());
    let order: Vec<_> = announced.collect();
    let place = |case: &Case<'_>| order.iter().position(|known| *known == case.id);
    let settled = run.results.iter().map(|result| settled(run, result));
    let missing = run.missing().into_iter().map(|check| missing(run, &check.id));
    let mut cases: Vec<_> = settled.chain(missing).collect();
    cases.sort_by_cached_key(|case| place(case).unwrap_or(order.len()));
    let red = cases.iter().any(|case| case.outcome.is_red());
    let completion = completion(run, red);
    cases.extend(completion.map(|why| Case {
        id: "run::completes",
        micros: 0,
        outcome: Outcome::Broken(why),
        result: None,
    }));
    cases
}

/// What to say about the run itself, if it did not come to a judgement.
fn completion(run: &Run, red: bool) -> Option<Why> {
    let Some(summary) = &run.summary else {
        let text = "the record of this run ends before its verdict; what is here is partial";
        return Some(Why::new("unfinished", text, text));
    };
    let interrupted =
        matches!(summary.conclusion, Conclusion::Interrupted | Conclusion::Terminated);
    let conforming = summary.conclusion == Conclusion::Conforming;
    if !interrupted && (red || conforming && began(run)) {
        return None;
    }
    if conforming {
        return Some(Why::new("nothing", "no check has a verdict", "no check has a verdict"));
    }
    let cause = summary.reason.iter().map(String::as_str);
    let text: Vec<_> = [summary.conclusion.sentence()].into_iter().chain(cause).collect();
    let text = text.join(": ");
    let kind = match summary.conclusion {
        Conclusion::Interrupted | Conclusion::Terminated => "interrupted",
        Conclusion::Undecided => "undecided",
        Conclusion::Incomplete => "incomplete",
        Conclusion::Nothing | Conclusion::Conforming => "nothing",
        Conclusion::Failed => "failed",
    };
    Some(Why::new(kind, &text, &text))
}

/// Whether any check has a verdict.
fn began(run: &Run) -> bool {
    !run.results.is_empty()
}

/// A check that was announced and has no verdict. If none has one, what kept the run from
/// beginning is told once, and not again by every check.
fn missing<'a>(run: &Run, id: &'a str) -> Case<'a> {
    let outcome = if run.summary.is_some() && !began(run) {
        let message = "not run: no check of this run began";
        Outcome::Skipped(Why::new("not-run", message, message))
    } else {
        let sightings = run.unsettled.iter().filter(|sighting| sighting.check == id);
        let seen: Vec<_> = sightings.map(|sighting| sighting.summary.as_str()).collect();
        let message = "the run ended before this check had a verdict";
        let text = match seen.as_slice() {
            [] => message.to_owned(),
            seen => format!("{message}; seen until then:\n{}", seen.join("\n")),
        };
        Outcome::Broken(Why::new("unfinished", message, text))
    };
    Case { id, micros: 0, outcome, result: None }
}

fn settled<'a>(run: &Run, result: &'a CheckResult) -> Case<'a> {
    let reason = result.reason.as_deref().unwrap_or("no reason was given");
    let told = || story::of_check(run, result);
    let outcome = match result.verdict {
        Verdict::Pass => Outcome::Passed(None),
        Verdict::Warn | Verdict::Waived => {
            Outcome::Passed(Some(format!("{}: {reason}\n{}", result.verdict, told())))
        }
        Verdict::Fail => {
            let first = result.counterexamples.first();
            let kind = first.map_or("contradiction", |first| first.finding.clause.as_str());
            let message = match (first, result.counterexamples.len()) {
                (None, _) => reason.to_owned(),
                (Some(first), 1) => story::headline(first),
                (Some(first), many) => format!("{} ({many} findings)", story::headline(first)),
            };
            let text = format!("{message}\n{}", told());
            Outcome::Failed(Why::new(kind, message, text))
        }
        Verdict::Error => {
            Outcome::Broken(Why::new("error", reason, format!("{reason}\n{}", told())))
        }
        // Below the gate level it does not bind, and the run's exit code passes it over, too.
        Verdict::Inconclusive if result.level >= run.gate() => {
            Outcome::Broken(Why::new("inconclusive", reason, format!("{reason}\n{}", told())))
        }
        Verdict::Inconclusive | Verdict::Skip => {
            Outcome::Skipped(Why::new(&result.verdict.to_string(), reason, reason))
        }
    };
    Case { id: &result.id, micros: result.micros, outcome, result: Some(result) }
}
