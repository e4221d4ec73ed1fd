//! The course of a run: phases, concurrency, findings.

use std::{
    cell::RefCell,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use tokio::time::{MissedTickBehavior, interval};

use super::{
    candidate::Candidate,
    coverage::Tracker,
    effort::Effort,
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

/// How often a run tells how far it is, whether or not a case ended.
const TICK: Duration = Duration::from_millis(500);

/// Findings that are looked into at once.
const FINDINGS: usize = 8;

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
        let mut remaining = self.remaining();
        if !self.plan.selection.checks.is_empty() {
            ending.obstacle = preflight::obstacle(&self.plan.contract, &self.context).await;
            if ending.obstacle.is_none() {
                let refusal =
                    self.phases(&mut ledger, &mut tracker, &mut remaining, &mut sink).await;
                ending.enough = ledger.enough();
                self.look_into_findings(&mut ledger, started, &mut remaining, &mut sink).await;
                ending.cut = self.context.breaker.gone().map(str::to_owned).or(refusal);
            }
        }
        remaining.follow("cleaning up", None);
        let cleanup =
            self.telling(self.context.clean_up(), &RefCell::new((&mut remaining, &mut sink))).await;
        let summary = self.finish(ledger, &tracker, ending, cleanup, started, &mut sink);
        sink(Event::RunFinished(summary.clone()));
        summary
    }

    /// Everything is still to come.
    fn remaining(&self) -> Remaining {
        let planned = |(scenario, source)| self.generator.planned(scenario, source);
        let planned = self.scenarios.iter().copied().map(planned).collect();
        let scenarios: Vec<_> = self.scenarios.iter().map(|(scenario, _)| *scenario).collect();
        Remaining::new(&self.plan.selection.checks, &scenarios, planned)
    }

    /// Waits for something, and meanwhile tells now and then how far the run is.
    async fn telling<T>(
        &self,
        awaited: impl Future<Output = T>,
        whom: &RefCell<(&mut Remaining, Sink<'_>)>,
    ) -> T {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Its state is large, and is not to be moved.
        let mut awaited = Box::pin(awaited);
        loop {
            tokio::select! {
                biased;
                done = &mut awaited => return done,
                _ = tick.tick() => {
                    let (remaining, sink) = &mut *whom.borrow_mut();
                    remaining.sent(self.context.budgets.requests(), Instant::now());
                    sink(self.progress(remaining));
                }
            }
        }
    }

    /// Executes the phases one after the other, so that nothing writes while quiet scenarios read.
    /// Says why nothing more was to be seen, if it ended early for that.
    async fn phases(
        &self,
        ledger: &mut Ledger<'_>,
        tracker: &mut Tracker<'_>,
        remaining: &mut Remaining,
        sink: Sink<'_>,
    ) -> Option<String> {
        let whom = RefCell::new((remaining, sink));
        let mut refusal = None;
        let phases = async {
            for phase in Phase::ALL {
                whom.borrow_mut().0.enter(phase);
                let at_once = if phase.is_serial() { 1 } else { self.cases_at_once() };
                let plays = self
                    .cases(self.counts(phase))
                    .map(|(order, case)| async move { (order, self.play(order, case).await) });
                let mut playing = stream::iter(plays).buffer_unordered(at_once);
                while let Some((order, execution)) = playing.next().await {
                    let (remaining, sink) = &mut *whom.borrow_mut();
                    let (requests, whole) =
                        (execution.record.exchanges.len(), !execution.was_withheld());
                    remaining.played(order, requests, whole);
                    sink(self.progress(remaining));
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
                        return;
                    }
                }
            }
        };
        self.telling(phases, &whom).await;
        refusal
    }

    /// Finds the smallest case of every finding: several at once, but those of cases that have to
    /// be undisturbed, which come one at a time and last.
    async fn look_into_findings(
        &self,
        ledger: &mut Ledger<'_>,
        started: Instant,
        remaining: &mut Remaining,
        sink: Sink<'_>,
    ) {
        ledger.finish(remaining.finished());
        let candidates = ledger.take_candidates();
        if candidates.is_empty() {
            return;
        }
        let effort = Effort::shared(
            candidates.len(),
            (self.executed(), self.context.budgets.requests()),
            (started, Instant::now()),
            (self.plan.reruns, self.plan.shrink_steps),
        );
        remaining.follow("looking for the smallest cases", Some(effort.until));
        let whom = RefCell::new((remaining, sink));
        let alone = |(_, (_, candidate)): &(usize, (String, Candidate))| {
            self.scenarios[candidate.scenario].0.phase.is_serial()
        };
        let (last, first): (Vec<_>, Vec<_>) = candidates.into_iter().enumerate().partition(alone);
        let look_into = |(place, (check, candidate)): (usize, (String, Candidate))| {
            let whom = &whom;
            async move {
                let tell = |execution: &_| {
                    let (remaining, sink) = &mut *whom.borrow_mut();
                    self.tell(execution, sink);
                    sink(self.progress(remaining));
                };
                let found = self.counterexample(&check, candidate, effort, &tell).await;
                (place, check, found)
            }
        };
        let at_once = self.plan.concurrency.clamp(1, FINDINGS);
        let found = async {
            let mut found: Vec<_> =
                stream::iter(first).map(look_into).buffered(at_once).collect().await;
            for one in last {
                found.push(look_into(one).await);
            }
            found.sort_by_key(|(place, ..)| *place);
            found
        };
        for (_, check, counterexample) in self.telling(found, &whom).await {
            ledger.keep(&check, counterexample);
        }
    }
}

fn in_a_line(finding: &Finding) -> String {
    format!(
        "{} {}: expected {}, got {}",
        finding.operation, finding.place, finding.expected, finding.actual
    )
}
