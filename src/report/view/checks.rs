//! The checks of a run by their verdicts.

use std::{cmp::Reverse, collections::BTreeMap};

use super::super::{
    Run,
    numbers::{count, len},
};
use super::causes::Cause;
use crate::model::Verdict;

/// How many checks came to what, and why.
pub struct Checks {
    pub total: usize,
    /// `85 pass`, `1 without a verdict`: those that there are.
    pub counts: Vec<String>,
    pub undecided: Vec<String>,
    pub waived: Vec<String>,
    /// Failures and warnings that have no finding to show for it.
    pub not_shown: Vec<String>,
}

impl Checks {
    pub(super) fn of(run: &Run, found: &[Cause<'_>]) -> Self {
        let tally = run.tally();
        let total = tally.values().fold(0_usize, |sum, many| sum.saturating_add(*many));
        let missing = run.missing().len();
        let verdicts = tally.iter().filter(|(_, many)| **many > 0);
        let mut counts: Vec<_> =
            verdicts.map(|(verdict, many)| format!("{many} {verdict}")).collect();
        counts.extend((missing > 0).then(|| format!("{missing} without a verdict")));
        Self {
            total: total.max(run.results.len() + missing),
            counts,
            undecided: reasons(run, found, &[Verdict::Skip, Verdict::Inconclusive, Verdict::Error]),
            waived: reasons(run, found, &[Verdict::Waived]),
            not_shown: reasons(run, found, &[Verdict::Fail, Verdict::Warn]),
        }
    }

    /// `85 pass, 1 fail`
    pub fn counted(&self) -> String {
        if self.counts.is_empty() { "none".to_owned() } else { self.counts.join(", ") }
    }
}

/// Why checks came to these verdicts, each reason once with the number of checks. A finding tells
/// its reason itself.
fn reasons(run: &Run, found: &[Cause<'_>], verdicts: &[Verdict]) -> Vec<String> {
    let mut reasons: BTreeMap<(Verdict, &str), Vec<&str>> = BTreeMap::new();
    for result in &run.results {
        // What a cause is to blame for is told with it.
        let blamed =
            found.iter().flat_map(|cause| &cause.undecided).any(|check| check.id == result.id);
        let shown = matches!(result.verdict, Verdict::Fail | Verdict::Warn)
            && !result.counterexamples.is_empty();
        if verdicts.contains(&result.verdict) && !shown && !blamed {
            let reason = result.reason.as_deref().unwrap_or("no reason was given");
            reasons.entry((result.verdict, reason)).or_default().push(&result.id);
        }
    }
    let mut lines: Vec<_> = reasons.into_iter().collect();
    lines.sort_by_key(|((verdict, _), ids)| (Reverse(*verdict), Reverse(ids.len())));
    let line = |((verdict, reason), ids): ((Verdict, &str), Vec<&str>)| match ids.as_slice() {
        [only] => format!("{only} ({verdict}): {reason}"),
        _ => format!("{} ({verdict}): {reason}", count(len(&ids), "check")),
    };
    lines.into_iter().map(line).collect()
}
