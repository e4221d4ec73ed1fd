//! From what a check has seen to its verdict.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{candidate::Candidate, links::Obstacles, plan::Plan};
use crate::{
    check::Check,
    model::{CheckInfo, CheckResult, Counterexample, ELSEWHERE, Level, Verdict, Waiver},
};

/// What one check has seen.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) observations: u64,
    pub(super) micros: u64,
    pub(super) unseen: Reasons,
    /// The findings that kept it from observing.
    pub(super) obstacles: Obstacles,
    /// The same of the cases that it passed over in silence.
    pub(super) missed: Obstacles,
    /// What the tenant does not have.
    pub(super) absent: Reasons,
    pub(super) skipped: Reasons,
    pub(super) errors: Reasons,
    pub(super) findings: BTreeMap<String, Candidate>,
    pub(super) counterexamples: Vec<Counterexample>,
}

/// Why cases showed nothing: the first reason in full, how many there were, and whether all agree.
#[derive(Default)]
pub(super) struct Reasons {
    first: Option<String>,
    count: u64,
    differ: bool,
}

impl Reasons {
    pub(super) fn add(&mut self, reason: &str) {
        let first = self.first.get_or_insert_with(|| reason.to_owned());
        self.differ |= first != reason;
        self.count += 1;
    }

    /// The reasons in one sentence. One that all share stands alone, so that reports can tell it
    /// once for many checks.
    fn summed(&self, what: &str) -> Option<String> {
        let first = self.first.as_ref()?;
        Some(if self.differ {
            format!("{} cases {what}; the first: {first}", self.count)
        } else {
            first.clone()
        })
    }
}

impl Entry {
    /// What the check comes to. `cut` says what it comes to when it found nothing, and why, where
    /// the run ended before its end.
    pub(super) fn result(
        mut self,
        check: &Check,
        plan: &Plan,
        cut: Option<(Verdict, &str)>,
    ) -> CheckResult {
        let (verdict, reason) = self.verdict(check, plan, cut);
        self.counterexamples.sort_by_key(|example| (Reverse(example.level), Reverse(example.seen)));
        let CheckInfo { id, title, clauses, level } = check_info(check);
        CheckResult {
            id,
            title,
            clauses,
            level,
            verdict,
            reason,
            absent: verdict == Verdict::Skip && cut.is_none() && self.skipped.first.is_none(),
            because: match verdict {
                Verdict::Inconclusive if cut.is_some() => Vec::new(),
                Verdict::Inconclusive if self.unseen.first.is_some() => self.obstacles.keys(),
                Verdict::Inconclusive => self.missed.keys(),
                _ => Vec::new(),
            },
            observations: self.observations,
            micros: self.micros,
            counterexamples: self.counterexamples,
        }
    }

    fn verdict(
        &self,
        check: &Check,
        plan: &Plan,
        cut: Option<(Verdict, &str)>,
    ) -> (Verdict, Option<String>) {
        let failing = self.counterexamples.iter().filter(|example| example.level >= plan.gate);
        let excuses: Vec<Option<String>> =
            failing.map(|example| excuse(plan, &check.id, &example.finding.key())).collect();
        let worst = self.counterexamples.iter().map(|example| example.level).max();
        if excuses.contains(&None) {
            (Verdict::Fail, None)
        } else if let Some(reason) = self.errors.summed("could not be executed") {
            (Verdict::Error, Some(reason))
        } else if let Some((verdict, reason)) = cut {
            (verdict, Some(reason.to_owned()))
        } else if let Some(reason) = self.unseen.summed("could not be observed") {
            (Verdict::Inconclusive, Some(reason))
        } else if let Some(reason) = self.skipped.summed("were left out") {
            (Verdict::Skip, Some(reason))
        } else if let (0, Some(what)) = (self.observations, &self.absent.first) {
            (Verdict::Skip, Some(format!("the target does not have {what}")))
        } else if self.observations == 0
            && plan.selection.shard.is_some_and(|shard| !shard.has(&check.id))
        {
            (Verdict::Skip, Some(ELSEWHERE.to_owned()))
        } else if self.observations == 0 {
            let reason = "nothing was observed that could contradict it";
            (Verdict::Inconclusive, Some(reason.to_owned()))
        } else if let Some(excuse) = excuses.into_iter().flatten().next() {
            (Verdict::Waived, Some(excuse))
        } else if worst.is_some_and(|level| level > Level::May) {
            (Verdict::Warn, Some(format!("only clauses below `{}` are contradicted", plan.gate)))
        } else {
            (Verdict::Pass, None)
        }
    }
}

/// Why a finding does not fail the run: an unexpired waiver, or that it is known.
pub(super) fn excuse(plan: &Plan, check: &str, key: &str) -> Option<String> {
    let names = |waiver: &&Waiver| waiver.check == check && waiver.finding == key;
    let mut unexpired = plan.waivers.iter().filter(|waiver| !waiver.expired);
    if let Some(Waiver { expires, reason, ticket, .. }) = unexpired.find(names) {
        return Some(format!("waived until {expires}: {reason} ({ticket})"));
    }
    let baseline = plan.baseline.as_ref().filter(|baseline| baseline.known.contains_key(key))?;
    Some(format!("known since the run of {}", baseline.since))
}

/// A check as it is announced.
pub(super) fn check_info(check: &Check) -> CheckInfo {
    CheckInfo {
        id: check.id.clone(),
        title: check.promise.title.to_string(),
        clauses: check.clauses.clone(),
        level: check.level,
    }
}

/// What is wrong with the waivers after a run, in sentences: expired, or the check was judged and
/// the finding did not show.
pub(super) fn lapsed(waivers: &[Waiver], results: &[CheckResult]) -> Vec<String> {
    let judged = |result: &&CheckResult| {
        matches!(result.verdict, Verdict::Pass | Verdict::Fail | Verdict::Warn | Verdict::Waived)
    };
    waivers
        .iter()
        .filter_map(|waiver| {
            let result = results.iter().find(|result| result.id == waiver.check).filter(judged)?;
            let shows = |c: &Counterexample| c.finding.key() == waiver.finding;
            let what = if !result.counterexamples.iter().any(shows) {
                "is no longer needed, since the finding does not show"
            } else if waiver.expired {
                "has expired"
            } else {
                return None;
            };
            let Waiver { check, finding, owner, .. } = waiver;
            Some(format!("the waiver of `{finding}` ({check}, owner {owner}) {what}"))
        })
        .collect()
}
