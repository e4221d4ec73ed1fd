//! Executing the cases of a plan.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;

use super::{
    cases::{CaseGenerator, CaseSource, Tree},
    context::RunContext,
    execution::Execution,
    guests::Guests,
    journal::Journal,
    plan::Plan,
    progress::Remaining,
    sources::Sources,
    stopper::Stopper,
    timeline::Timeline,
    wire::CaseWire,
};
use crate::{
    check::{Phase, Scenario, Scene, Stop},
    model::{Case, Event, Keep},
    target::Target,
};

/// Takes the events of a run as they come.
pub type Sink<'a> = &'a mut dyn FnMut(Event);

/// A plan with everything that its execution needs.
pub struct Runner<'a> {
    pub(super) plan: &'a Plan,
    pub(super) context: RunContext<'a>,
    /// Every scenario with its source of cases, in the order of the catalogue.
    pub(super) scenarios: Vec<(&'a Scenario, &'a CaseSource)>,
    pub(super) sources: &'a Sources,
    pub(super) generator: CaseGenerator,
    pub(super) executions: AtomicU64,
    /// How often the cases were executed that were executed again.
    attempts: Mutex<BTreeMap<(usize, u64), usize>>,
}

impl<'a> Runner<'a> {
    /// A runner of a plan, whose scenarios have their cases from `sources`.
    #[must_use]
    pub fn new(
        plan: &'a Plan,
        sources: &'a Sources,
        target: &'a Target,
        stopper: &'a Stopper,
    ) -> Self {
        let scenarios = plan.selection.scenarios.iter();
        Self {
            plan,
            context: RunContext::new(plan, target, stopper),
            scenarios: scenarios.map(|scenario| (scenario, sources.of(scenario))).collect(),
            sources,
            generator: CaseGenerator { seed: plan.seed, cases: plan.cases },
            executions: AtomicU64::new(0),
            attempts: Mutex::default(),
        }
    }

    /// The same runner, which records its writes in a journal.
    #[must_use]
    pub fn journalled(mut self, journal: Journal) -> Self {
        self.context.journal = journal;
        self
    }

    /// The same runner, which takes note of what takes time.
    #[must_use]
    pub fn timed(mut self, timeline: Option<Arc<Timeline>>) -> Self {
        self.context.timeline = timeline;
        self
    }
}

impl Runner<'_> {
    /// Tells how far the run is.
    pub(super) fn progress(&self, remaining: &Remaining) -> Event {
        Event::Progress(remaining.progress(self.executed(), self.context.budgets.requests()))
    }

    /// How many cases were executed so far, again or for the first time.
    pub(super) fn executed(&self) -> u64 {
        self.executions.load(Ordering::Relaxed)
    }

    /// Tells the exchanges of an execution where all are kept.
    pub(super) fn tell(&self, execution: &Execution, sink: Sink<'_>) {
        if self.plan.keep == Keep::All {
            for exchange in &execution.record.exchanges {
                let (scenario, exchange) = (execution.case.scenario.clone(), exchange.clone());
                sink(Event::Exchanged { scenario, case: execution.case.index, exchange });
            }
        }
    }

    /// How many cases are under way at once: more than requests, so that those that wait for a user
    /// or for a write to settle hold up nobody.
    pub(super) fn cases_at_once(&self) -> usize {
        match self.plan.concurrency {
            one @ 0..2 => one.max(1),
            many => many.saturating_mul(2),
        }
    }

    /// How many cases each scenario has in a phase.
    pub(super) fn counts(&self, phase: Phase) -> Vec<u64> {
        let count = |(scenario, source): &(&Scenario, &CaseSource)| {
            if scenario.phase == phase { self.generator.planned(scenario, source) } else { 0 }
        };
        self.scenarios.iter().map(count).collect()
    }

    /// So many cases of each scenario, the scenarios in turn, so that one with many cases does not
    /// hold up the others. Each is drawn when its turn has come: a million do not fit into memory.
    pub(super) fn cases(&self, counts: Vec<u64>) -> impl Iterator<Item = (usize, Case)> {
        let most = counts.iter().copied().max().unwrap_or_default();
        (0..most)
            .flat_map(move |index| {
                let in_turn = counts.iter().enumerate().filter(|(_, count)| index < **count);
                in_turn.map(|(order, _)| (order, index)).collect::<Vec<_>>()
            })
            .filter_map(|(order, index)| {
                let (scenario, source) = self.scenarios[order];
                Some((order, self.generator.case(scenario, source, index)?))
            })
    }

    /// The value tree of a case, if it was drawn.
    pub(super) fn tree(&self, order: usize, index: u64) -> Option<Tree> {
        let (scenario, source) = self.scenarios[order];
        self.generator.tree(scenario, source, index)
    }

    /// Executes a case that was executed before, or a smaller one in its place. `thorough` gives
    /// every write the full time to be seen.
    pub(super) async fn replay(&self, order: usize, case: Case, thorough: bool) -> Execution {
        let attempt = {
            let mut attempts = self.attempts.lock();
            let attempt = attempts.entry((order, case.index)).or_default();
            *attempt += 1;
            *attempt
        };
        self.execute(order, case, attempt, thorough).await
    }

    /// Executes a case for the first time.
    pub(super) async fn play(&self, order: usize, case: Case) -> Execution {
        self.execute(order, case, 0, false).await
    }

    /// Why a scenario is not played, if it is not: it makes or looks for users to be found in a list
    /// that does not show them.
    fn not_worth(&self, scenario: &Scenario) -> Option<Stop> {
        let found = self.context.canary.get()?;
        let looks = scenario.needs_fixtures || scenario.phase == Phase::Setup;
        found.nobody_to_find().filter(|_| looks)
    }

    /// Executes one case. Every execution of it has addresses of its own, which depend on nothing
    /// but the case and how often it was executed before.
    async fn execute(&self, order: usize, case: Case, attempt: usize, thorough: bool) -> Execution {
        self.executions.fetch_add(1, Ordering::Relaxed);
        let scenario = self.scenarios[order].0;
        let wire = CaseWire {
            context: &self.context,
            purpose: &scenario.id,
            mark: format!("{order}-{}-{attempt}", case.index),
            addresses: AtomicU64::new(0),
            thorough,
            hurried: AtomicBool::new(false),
            long_walk: tokio::sync::Mutex::default(),
            guests: Guests::default(),
        };
        let scene = Scene::new(&self.plan.contract, &scenario.promise, &self.plan.sets, &wire);
        let stop = match self.not_worth(scenario) {
            Some(stop) => Some(stop),
            None => (scenario.play)(&scene, &case).await.err(),
        };
        let record = scene.into_record();
        let execution = Execution { record, case, stop, hurried: wire.hurried.into_inner() };
        if attempt == 0 && stays(scenario) && execution.is_clean() {
            self.context.pool.take_in(wire.guests.plain());
        }
        execution
    }
}

/// Whether nobody looks for the users of a scenario when its case is over.
fn stays(scenario: &Scenario) -> bool {
    scenario.invites > 0 && matches!(scenario.phase, Phase::Examples | Phase::Busy)
}
