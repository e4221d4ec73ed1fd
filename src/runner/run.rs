//! The course of a run: phases, concurrency, findings.

use std::time::Instant;

use futures_util::{StreamExt, stream};

use super::{
    coverage::Tracker,
    executor::{Runner, Sink},
    ledger::Ledger,
    preflight,
    progress::Remaining,
    summary::Ending,
};
use crate::{
    check::Phase,
    model::{Event, Finding, RunSummary},
};

impl Runner<'_> {
    /// Executes the plan. The last event is `RunFinished`, whatever happens.
    pub async fn run(self, sink: Sink<'_>) -> RunSummary {
        let started = Instant::now();
        self.context.begin();
        let mut sink = |event| sink(self.context.target.key().scrub_event(event));
        sink(Event::RunStarted(self.info()));
        let mut ledger = Ledger::new(self.plan);
        let mut tracker = Tracker::new(&self.sources.constraints);
        let mut ending = Ending::default();
        if !self.plan.selection.checks.is_empty() {
            ending.obstacle = preflight::obstacle(&self.plan.contract, &self.context).await;
            if ending.obstacle.is_none() {
                let (refusal, enough) = self.phases(&mut ledger, &mut tracker, &mut sink).await;
                ending.enough = enough;
                ending.cut = self.context.breaker.gone().map(str::to_owned).or(refusal);
            }
        }
        let cleanup = self.context.clean_up().await;
        let summary = self.finish(ledger, &tracker, ending, cleanup, started, &mut sink);
        sink(Event::RunFinished(summary.clone()));
        summary
    }

    /// Executes the phases one after the other, so that nothing writes while quiet scenarios read,
    /// then finds the smallest case of every finding, one at a time. Says why nothing more was to
    /// be seen, if it ended early for that, and that nothing more was asked for.
    async fn phases(
        &self,
        ledger: &mut Ledger<'_>,
        tracker: &mut Tracker<'_>,
        sink: Sink<'_>,
    ) -> (Option<String>, Option<String>) {
        let checks = &self.plan.selection.checks;
        let mut remaining =
            Remaining::new(checks, &self.scenarios, |source| self.generator.count(source));
        let mut refusal = None;
        'phases: for phase in Phase::ALL {
            let at_once = if phase.is_serial() { 1 } else { self.plan.concurrency };
            let plays = self
                .cases(self.counts(phase))
                .map(|(order, case)| async move { (order, self.play(order, case, 0).await) });
            let mut playing = stream::iter(plays).buffer_unordered(at_once);
            while let Some((order, execution)) = playing.next().await {
                remaining.played(order, !execution.was_withheld());
                sink(self.progress(&remaining));
                self.tell(&execution, sink);
                let scenario = self.scenarios[order].0;
                for (check, finding) in ledger.book(order, scenario, &execution) {
                    let (key, summary) = (finding.key(), in_a_line(&finding));
                    sink(Event::FindingSeen { check, key, summary });
                }
                if execution.transport_error().is_none() {
                    tracker.book(scenario, &execution.case);
                }
                refusal = self.context.breaker.uniform_refusal();
                if self.context.is_over() || refusal.is_some() || ledger.has_enough() {
                    break 'phases;
                }
            }
        }
        let enough = ledger.enough();
        ledger.finish(remaining.finished());
        for (check, candidate) in ledger.take_candidates() {
            let counterexample = self.counterexample(&check, candidate, &remaining, sink).await;
            ledger.keep(&check, counterexample);
        }
        (refusal, enough)
    }
}

fn in_a_line(finding: &Finding) -> String {
    format!(
        "{} {}: expected {}, got {}",
        finding.operation, finding.place, finding.expected, finding.actual
    )
}
