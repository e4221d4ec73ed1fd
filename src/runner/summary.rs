//! What a run comes to.

use std::{sync::atomic::Ordering, time::Instant};

use super::{
    cleanup::Cleanup,
    coverage::Tracker,
    executor::{Runner, Sink},
    ledger::Ledger,
    result::lapsed,
};
use crate::model::{
    CheckResult, Clause, Comparison, Conclusion, Event, RunSummary, Tally, Verdict, conclude,
};

/// Why a run has no result, or only a part of it.
#[derive(Default)]
pub(super) struct Ending {
    /// What kept it from beginning.
    pub(super) obstacle: Option<String>,
    /// What ended it before its end.
    pub(super) cut: Option<String>,
    /// That it ended because nobody asked for more findings.
    pub(super) enough: Option<String>,
}

impl Runner<'_> {
    /// Tells the verdicts and draws the conclusion.
    pub(super) fn finish(
        &self,
        ledger: Ledger<'_>,
        tracker: &Tracker<'_>,
        ending: Ending,
        cleanup: Cleanup,
        started: Instant,
        sink: Sink<'_>,
    ) -> RunSummary {
        let interrupted = self.context.stopper.stopped();
        let Ending { obstacle, cut, enough } = ending;
        let early = cut.as_ref().or(enough.as_ref());
        let early = early.map(|reason| format!("the run ended early: {reason}"));
        let early = interrupted.map(|_| "the run was interrupted".to_owned()).or(early);
        let complete = obstacle.is_none() && early.is_none();
        let undecided: Vec<String> =
            [obstacle.clone(), cut, ledger.defect()].into_iter().flatten().collect();
        let edition = ledger.edition.clone().unwrap_or_else(|| "not determined".to_owned());
        let lag = self.context.settling.lag();
        let observed = ledger.notes.keys().cloned().chain(lag).collect();
        let clauses = &self.plan.contract.clauses;
        let is_covered = |clause: &&Clause| {
            clause.checks.iter().any(|id| ledger.has_observed(id, early.is_some()))
        };
        let (covered, unchecked): (Vec<_>, Vec<_>) = clauses.iter().partition(is_covered);
        let results = if obstacle.is_some() {
            Vec::new()
        } else {
            self.results(ledger, early.as_deref(), enough.is_some())
        };
        let mut tally = Tally::new();
        for result in &results {
            *tally.entry(result.verdict).or_default() += 1;
            sink(Event::CheckFinished(result.clone()));
        }
        let mut short = self.shortcomings(&results, tracker, complete);
        short.extend(enough);
        let conclusion = if interrupted.is_none()
            && !undecided.is_empty()
            && !tally.contains_key(&Verdict::Fail)
        {
            Conclusion::Undecided
        } else {
            conclude(&results, self.plan.gate, !short.is_empty(), interrupted)
        };
        let reasons = if undecided.is_empty() { short } else { undecided };
        let baseline = self.plan.baseline.as_ref();
        RunSummary {
            conclusion,
            reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
            tally,
            cases: self.executions.load(Ordering::Relaxed),
            requests: self.context.budgets.requests(),
            // The pool knows those only that came back with id and address.
            invites: self.context.pool.created().max(cleanup.neutralised),
            budgets: self.context.budgets.summary(),
            latency: self.context.latency(),
            clauses_covered: covered.len(),
            clauses_total: clauses.len(),
            clauses_unchecked: unchecked.iter().map(|clause| clause.id.clone()).collect(),
            constraints: tracker.counts(),
            edition,
            observed,
            baseline: baseline.map(|baseline| Comparison::of(&baseline.known, &results)),
            neutralised: cleanup.neutralised,
            cleanup: (!cleanup.left.is_empty()).then(|| self.plan.commands.cleanup.to_string()),
            left: cleanup.left,
            millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// The results of all checks of a run that has begun; `early` says why it ended early.
    fn results(&self, ledger: Ledger<'_>, early: Option<&str>, enough: bool) -> Vec<CheckResult> {
        // A target that is gone lets nothing be done; one that answers was looked at.
        let answers =
            self.context.stopper.stopped().is_none() && self.context.breaker.gone().is_none();
        let verdict = if answers && !enough { Verdict::Inconclusive } else { Verdict::Skip };
        ledger.results(early.map(|reason| (verdict, reason)))
    }

    /// What keeps a run from being complete, in sentences. A run that is cut short exercises what
    /// it can.
    fn shortcomings(
        &self,
        results: &[CheckResult],
        tracker: &Tracker<'_>,
        complete: bool,
    ) -> Vec<String> {
        let spent = self.context.budgets.refused();
        let shortfall = (complete && spent.is_empty()).then(|| tracker.shortfall(self.plan.bounds));
        let mut short = lapsed(&self.plan.waivers, results);
        short.extend(spent);
        short.extend(self.context.journal.broken());
        short.extend(shortfall.flatten());
        short
    }
}
