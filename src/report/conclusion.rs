//! What a run came to, in a word and in a sentence.

use std::collections::BTreeSet;

use crate::model::{Conclusion, Verdict};

use super::{
    Run,
    clauses::ClauseState,
    layout::{count, len},
    story,
};

/// How a conclusion is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
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
pub(super) fn label(run: &Run) -> &'static str {
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
pub(super) fn sentence(run: &Run) -> String {
    let Some(summary) = &run.summary else {
        return "the record of this run ends before its verdict; what is here is partial".into();
    };
    let mut failures = story::findings(run);
    let all = len(&failures);
    failures.retain(|found| found.verdict() == Verdict::Fail);
    match summary.conclusion {
        Conclusion::Failed if !failures.is_empty() => {
            let promises: BTreeSet<_> =
                failures.iter().map(|found| &found.counterexample.finding.clause).collect();
            let promises = count(promises.len() as u64, "promise");
            let findings = match len(&failures) {
                some if some < all => format!("{some} of {}", count(all, "finding")),
                _ => count(all, "finding"),
            };
            format!("the target breaks {promises}, see {findings}")
        }
        Conclusion::Conforming if !run.clauses().is_empty() => {
            let clauses = run.clauses();
            let kept = clauses.iter().filter(|(_, state)| *state == ClauseState::Kept).count();
            let text = summary.conclusion.sentence();
            format!("{text}: {kept} of {}", clauses.len())
        }
        other => other.sentence().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fixtures, *};

    #[test]
    fn every_run_has_a_word_a_sentence_and_a_tone() {
        let told = fixtures::all().into_iter().map(|(name, events)| {
            let run = Run::of(&events);
            format!("{name}: {:?}, {}: {}", tone(&run), label(&run), sentence(&run))
        });
        insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
    }
}
