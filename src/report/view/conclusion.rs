//! What a run came to, in a word and in a sentence.

use std::collections::BTreeSet;

use super::{
    super::{
        Run,
        clauses::ClauseState,
        numbers::{count, len},
    },
    finding::FindingView,
};
use crate::model::{ClauseInfo, Conclusion, Verdict};

/// What is said of a run that has no end.
pub(super) const UNFINISHED: &str =
    "the record of this run ends before its verdict; what is here is partial";

/// How a conclusion is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The target conforms.
    Good,
    /// The target does not.
    Bad,
    /// Nobody knows.
    Open,
}

pub(super) fn tone(run: &Run) -> Tone {
    match run.summary.as_ref().map(|summary| summary.conclusion) {
        Some(Conclusion::Conforming) if !run.results.is_empty() => Tone::Good,
        Some(Conclusion::Failed) => Tone::Bad,
        _ => Tone::Open,
    }
}

/// One word.
pub(super) fn word(run: &Run) -> &'static str {
    match run.summary.as_ref().map(|summary| summary.conclusion) {
        None => "unfinished",
        Some(Conclusion::Conforming) => "conforming",
        Some(Conclusion::Failed) => "failed",
        Some(Conclusion::Undecided) => "undecided",
        Some(Conclusion::Nothing) => "nothing ran",
        Some(Conclusion::Incomplete) => "incomplete",
        Some(Conclusion::Interrupted | Conclusion::Terminated) => "interrupted",
    }
}

/// The verdict on the target in one sentence, without a full stop.
pub(super) fn sentence(
    run: &Run,
    findings: &[FindingView<'_>],
    clauses: &[(&ClauseInfo, ClauseState)],
) -> String {
    let Some(summary) = &run.summary else { return UNFINISHED.into() };
    let failures: Vec<_> =
        findings.iter().filter(|found| found.verdict() == Verdict::Fail).collect();
    match summary.conclusion {
        Conclusion::Failed if !failures.is_empty() => {
            let promises: BTreeSet<_> =
                failures.iter().map(|found| &found.counterexample.finding.clause).collect();
            let promises = count(promises.len() as u64, "promise");
            let findings = match (failures.len(), count(len(findings), "finding")) {
                (some, all) if some < findings.len() => format!("{some} of {all}"),
                (_, all) => all,
            };
            format!("the target breaks {promises}, see {findings}")
        }
        Conclusion::Conforming if !clauses.is_empty() => {
            let kept = clauses.iter().filter(|(_, state)| *state == ClauseState::Kept).count();
            let text = summary.conclusion.sentence();
            format!("{text}: {kept} of {}", clauses.len())
        }
        other => other.sentence().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::fixtures, *};

    #[test]
    fn every_run_has_a_word_a_sentence_and_a_tone() {
        let told = fixtures::all().into_iter().map(|(name, events)| {
            let run = Run::of(&events);
            let sentence = sentence(&run, &run.findings(), &run.clauses());
            format!("{name}: {:?}, {}: {sentence}", tone(&run), word(&run))
        });
        insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
    }
}
