//! What a run came to, in a word and in a sentence.

use std::collections::BTreeSet;

use super::{
    super::{
        Run,
        clauses::ClauseState,
        numbers::{count, len},
    },
    causes::Cause,
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
    found: &[Cause<'_>],
    clauses: &[(&ClauseInfo, ClauseState)],
) -> String {
    let Some(summary) = &run.summary else { return UNFINISHED.into() };
    let findings = || found.iter().flat_map(Cause::findings);
    let broken: BTreeSet<_> = findings()
        .filter(|found| found.verdict() == Verdict::Fail)
        .map(|found| &found.counterexample.finding.clause)
        .collect();
    match summary.conclusion {
        Conclusion::Failed if !broken.is_empty() => {
            let promises = count(broken.len() as u64, "promise");
            let told = count(len(found), "cause");
            let findings = count(findings().count() as u64, "finding");
            format!("the target breaks {promises}: {told}, {findings}")
        }
        Conclusion::Conforming if !clauses.is_empty() => kept(clauses),
        other => other.sentence().to_owned(),
    }
}

/// What a conforming target keeps, and what it breaks all the same because that does not bind.
fn kept(clauses: &[(&ClauseInfo, ClauseState)]) -> String {
    let of = |wanted| clauses.iter().filter(|(_, state)| *state == wanted).count();
    let [kept, warned, waived] =
        [ClauseState::Kept, ClauseState::Warned, ClauseState::Waived].map(of);
    let all = clauses.len();
    if warned + waived == 0 {
        return format!("{}: {kept} of {all}", Conclusion::Conforming.sentence());
    }
    let below = (warned > 0).then(|| format!("{warned} broken that does not bind here"));
    let excused = (waived > 0).then(|| format!("{waived} broken and waived"));
    let rest: Vec<String> = below.into_iter().chain(excused).collect();
    format!("the target keeps every promise that binds: {kept} of {all} kept, {}", rest.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{super::super::fixtures, *};

    #[test]
    fn every_run_has_a_word_a_sentence_and_a_tone() {
        let told = fixtures::all().into_iter().map(|(name, events)| {
            let run = Run::of(&events);
            let sentence = sentence(&run, &run.causes(), &run.clauses());
            format!("{name}: {:?}, {}: {sentence}", tone(&run), word(&run))
        });
        insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
    }
}
