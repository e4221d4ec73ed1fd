//! One test case: how a verdict looks to those who count failures and errors.

use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus};

use crate::model::{CheckResult, Conclusion, Verdict};

use super::super::{Run, story, visible};

/// The most bytes of a test case's text once escaped; with its message and its name it stays
/// below 1 MiB.
const TEXT: usize = 1_000_000;
/// The most bytes of a message or a name once escaped.
const SHORT: usize = 8 * 1024;
/// The family of what is not about a check but about the run.
const RUN: &str = "run";

/// A check's test case and where it belongs.
pub(super) struct Entry {
    pub(super) family: String,
    pub(super) case: TestCase,
    pub(super) micros: u64,
}

/// What to say about the run itself, if it did not come to a judgement.
pub(super) fn completion(run: &Run, red: bool) -> Option<Entry> {
    let (kind, text) = match &run.summary {
        None => {
            let text = "the record of this run ends before its verdict; what is here is partial";
            ("unfinished", text.to_owned())
        }
        Some(summary) => {
            let cause = summary.reason.iter().map(String::as_str);
            let text = [summary.conclusion.sentence()].into_iter().chain(cause);
            let text = text.collect::<Vec<_>>().join(": ");
            match summary.conclusion {
                Conclusion::Interrupted | Conclusion::Terminated => ("interrupted", text),
                Conclusion::Conforming
                | Conclusion::Failed
                | Conclusion::Undecided
                | Conclusion::Incomplete
                | Conclusion::Nothing
                    if red || summary.conclusion == Conclusion::Conforming && began(run) =>
                {
                    return None;
                }
                Conclusion::Undecided => ("undecided", text),
                Conclusion::Incomplete => ("incomplete", text),
                Conclusion::Nothing => ("nothing", text),
                Conclusion::Failed => ("failed", text),
                Conclusion::Conforming => ("nothing", "no check has a verdict".to_owned()),
            }
        }
    };
    Some(entry("run::completes", 0, status(NonSuccessKind::Error, kind, &text, &text)))
}

/// Whether any check has a verdict.
fn began(run: &Run) -> bool {
    !run.results.is_empty()
}

/// A check that was announced and has no verdict. If none has one, what kept the run from
/// beginning is told once, and not again by every check.
pub(super) fn missing(run: &Run, id: &str) -> Entry {
    if run.summary.is_some() && !began(run) {
        let mut status = TestCaseStatus::skipped();
        status.set_type("not-run").set_message("not run: no check of this run began");
        return entry(id, 0, status);
    }
    let sightings = run.unsettled.iter().filter(|sighting| sighting.check == id);
    let seen: Vec<_> = sightings.map(|sighting| sighting.summary.as_str()).collect();
    let message = "the run ended before this check had a verdict";
    let text = match seen.as_slice() {
        [] => message.to_owned(),
        seen => format!("{message}; seen until then:\n{}", seen.join("\n")),
    };
    entry(id, 0, status(NonSuccessKind::Error, "unfinished", message, &text))
}

pub(super) fn settled(run: &Run, result: &CheckResult) -> Entry {
    let reason = result.reason.as_deref().unwrap_or("no reason was given");
    let told = || story::of_check(run, result);
    let mut output = None;
    let status = match result.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Warn | Verdict::Waived => {
            output = Some(format!("{}: {reason}\n{}", result.verdict, told()));
            TestCaseStatus::success()
        }
        Verdict::Fail => {
            let first = result.counterexamples.first();
            let kind = first.map_or("contradiction", |first| first.finding.clause.as_str());
            let message = match (first, result.counterexamples.len()) {
                (None, _) => reason.to_owned(),
                (Some(first), 1) => story::headline(first),
                (Some(first), many) => format!("{} ({many} findings)", story::headline(first)),
            };
            status(NonSuccessKind::Failure, kind, &message, &format!("{message}\n{}", told()))
        }
        Verdict::Error => {
            let text = format!("{reason}\n{}", told());
            status(NonSuccessKind::Error, "error", reason, &text)
        }
        // Below the gate level it does not bind, and the run's exit code passes it over, too.
        Verdict::Inconclusive if result.level >= run.gate() => {
            let text = format!("{reason}\n{}", told());
            status(NonSuccessKind::Error, "inconclusive", reason, &text)
        }
        Verdict::Inconclusive | Verdict::Skip => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(result.verdict.to_string()).set_message(short(reason));
            status.set_description(short(reason));
            status
        }
    };
    let mut entry = entry(&result.id, result.micros, status);
    if let Some(output) = output {
        entry.case.set_system_out(long(&output));
    }
    entry
}

fn status(kind: NonSuccessKind, name: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(short(name)).set_message(short(message)).set_description(long(text));
    status
}

fn entry(id: &str, micros: u64, status: TestCaseStatus) -> Entry {
    let (family, name) = id.split_once("::").unwrap_or((RUN, id));
    let named = |text: &str| if text.is_empty() { "unnamed".to_owned() } else { short(text) };
    let family = named(family);
    let mut case = TestCase::new(named(name), status);
    case.set_classname(class(&family)).set_time(Duration::from_micros(micros));
    Entry { family, case, micros }
}

pub(super) fn class(family: &str) -> String {
    format!("avara.{family}")
}

/// One line, visible and not overlong.
pub(super) fn short(text: &str) -> String {
    visible::cut(&visible::line(&visible::cut(text, SHORT, char::len_utf8)), SHORT, escaped)
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
