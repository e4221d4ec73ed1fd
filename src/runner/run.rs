//! The course of a run: phases, concurrency, findings, summary.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use futures_util::{StreamExt, stream};

use super::{
    Cleanup, Plan, Sources, Stopper,
    cases::{Drawer, Source, Tree},
    coverage::Tracker,
    desk::{Desk, Office},
    journal::Journal,
    ledger::{Ledger, Played, info, lapsed},
    preflight,
    progress::Ahead,
};
use crate::{
    check::{Phase, Scenario, Scene, Stop},
    model::{
        Case, CheckResult, Clause, ClauseInfo, Comparison, Conclusion, Event, Finding, Keep,
        RunInfo, RunSummary, Settings, Tally, Verdict, conclude,
    },
    target::Target,
};

/// Why a run has no result, or only a part of it.
#[derive(Default)]
struct End {
    /// What kept it from beginning.
    obstacle: Option<String>,
    /// What ended it before its end.
    cut: Option<String>,
}

/// Takes the events of a run as they come.
pub type Sink<'a> = &'a mut dyn FnMut(Event);

/// A plan with everything that its execution needs.
pub struct Runner<'a> {
    pub(super) plan: &'a Plan,
    pub(super) office: Office<'a>,
    /// Every scenario with its source of cases, in the order of the catalogue.
    pub(super) scenarios: Vec<(&'a Scenario, &'a Source)>,
    sources: &'a Sources,
    drawer: Drawer,
    executions: AtomicU64,
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
            office: Office::new(plan, target, stopper),
            scenarios: scenarios.map(|scenario| (scenario, sources.of(scenario))).collect(),
            sources,
            drawer: Drawer { seed: plan.seed, cases: plan.cases },
            executions: AtomicU64::new(0),
            attempts: Mutex::default(),
        }
    }

    /// The same runner, which takes its writes down in a journal.
    #[must_use]
    pub fn journalled(mut self, journal: Journal) -> Self {
        self.office.journal = journal;
        self
    }

    /// Executes the plan. The last event is `RunFinished`, whatever happens.
    pub async fn run(self, sink: Sink<'_>) -> RunSummary {
        let started = Instant::now();
        self.office.begin();
        let mut sink = |event| sink(self.office.target.key().scrub_event(event));
        sink(Event::RunStarted(self.info()));
        let mut ledger = Ledger::new(self.plan);
        let mut tracker = Tracker::new(&self.sources.constraints);
        let mut end = End::default();
        if !self.plan.selection.checks.is_empty() {
            end.obstacle = preflight::obstacle(&self.plan.contract, &self.office).await;
            if end.obstacle.is_none() {
                let monotony = self.phases(&mut ledger, &mut tracker, &mut sink).await;
                end.cut = self.office.breaker.gone().map(str::to_owned).or(monotony);
            }
        }
        let cleanup = self.office.clean_up().await;
        let summary = self.finish(ledger, &tracker, end, cleanup, started, &mut sink);
        sink(Event::RunFinished(summary.clone()));
        summary
    }
}

impl Runner<'_> {
    fn info(&self) -> RunInfo {
        let Plan { selection, .. } = self.plan;
        RunInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            target: self.office.target.url(),
            embedded_mock: self.plan.embedded_mock,
            suite: self.plan.suite.clone(),
            seed: self.plan.seed,
            token: self.plan.token.clone(),
            gate: self.plan.gate,
            started_at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            checks: selection.checks.iter().map(info).collect(),
            deselected: selection.deselected,
            settings: self.settings(),
            replay: self.plan.replay.clone(),
            warnings: self.office.target.warnings(),
            clauses: self.plan.contract.clauses.iter().map(|clause| self.clause(clause)).collect(),
        }
    }

    fn settings(&self) -> Settings {
        let Plan { edition, email_domain, sets, faults, alternatives, keep, .. } = self.plan;
        Settings {
            edition: *edition,
            email_domain: email_domain.clone(),
            status: sets.clone(),
            faults: faults.clone(),
            alternatives: alternatives.clone(),
            keep: *keep,
        }
    }

    fn clause(&self, clause: &Clause) -> ClauseInfo {
        let page = |page| self.plan.contract.page_title(page).to_owned();
        ClauseInfo {
            id: clause.id.clone(),
            level: clause.level,
            says: clause.says.clone(),
            pages: clause.pages.iter().map(|id| page(id)).collect(),
            checks: clause.checks.clone(),
            gap: clause.gap.clone(),
            line: clause.line,
        }
    }

    /// Executes the phases one after the other, so that nothing writes while quiet scenarios read,
    /// then finds the smallest case of every finding, one at a time. Says why nothing more was to
    /// be seen, if it ended early for that.
    async fn phases(
        &self,
        ledger: &mut Ledger<'_>,
        tracker: &mut Tracker<'_>,
        sink: Sink<'_>,
    ) -> Option<String> {
        let checks = &self.plan.selection.checks;
        let mut ahead = Ahead::new(checks, &self.scenarios, |source| self.drawer.count(source));
        let mut monotony = None;
        'phases: for phase in Phase::ALL {
            let at_once = if phase.is_serial() { 1 } else { self.plan.concurrency };
            let plays = self
                .cases(self.counts(phase))
                .map(|(order, case)| async move { (order, self.play(order, case, 0).await) });
            let mut playing = stream::iter(plays).buffer_unordered(at_once);
            while let Some((order, played)) = playing.next().await {
                ahead.played(order);
                sink(self.progress(&ahead));
                self.tell(&played, sink);
                let scenario = self.scenarios[order].0;
                for (check, finding) in ledger.book(order, scenario, &played) {
                    let (key, summary) = (finding.key(), in_a_line(&finding));
                    sink(Event::FindingSeen { check, key, summary });
                }
                if !matches!(played.stop, Some(Stop::Transport(_))) {
                    tracker.book(scenario, &played.case);
                }
                monotony = self.office.breaker.monotony();
                if self.office.is_over() || monotony.is_some() {
                    break 'phases;
                }
            }
        }
        for (check, sighting) in ledger.take_sightings() {
            let counterexample = self.counterexample(&check, sighting, &ahead, sink).await;
            ledger.keep(&check, counterexample);
        }
        monotony
    }

    /// Tells how far the run is.
    pub(super) fn progress(&self, ahead: &Ahead) -> Event {
        let cases = self.executions.load(Ordering::Relaxed);
        Event::Progress(ahead.progress(cases, self.office.budgets.requests()))
    }

    /// Tells the exchanges of an execution where all are kept.
    pub(super) fn tell(&self, played: &Played, sink: Sink<'_>) {
        if self.plan.keep == Keep::All {
            for exchange in &played.record.exchanges {
                let (scenario, exchange) = (played.case.scenario.clone(), exchange.clone());
                sink(Event::Exchanged { scenario, case: played.case.index, exchange });
            }
        }
    }

    /// How many cases each scenario has in a phase.
    pub(super) fn counts(&self, phase: Phase) -> Vec<u64> {
        let count = |(scenario, source): &(&Scenario, &Source)| {
            let all = if scenario.phase == phase { self.drawer.count(source) } else { 0 };
            all.min(scenario.most.unwrap_or(u64::MAX))
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
                Some((order, self.drawer.case(scenario, source, index)?))
            })
    }

    /// The value tree of a case, if it was drawn.
    pub(super) fn tree(&self, order: usize, index: u64) -> Option<Tree> {
        let (scenario, source) = self.scenarios[order];
        self.drawer.tree(scenario, source, index)
    }

    /// Executes a case that was executed before, or a smaller one in its place.
    pub(super) async fn replay(&self, order: usize, case: Case) -> Played {
        let attempt = {
            let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
            let attempt = attempts.entry((order, case.index)).or_default();
            *attempt += 1;
            *attempt
        };
        self.play(order, case, attempt).await
    }

    /// Executes one case. Every execution of it has addresses of its own, which depend on nothing
    /// but the case and how often it was executed before.
    async fn play(&self, order: usize, case: Case, attempt: usize) -> Played {
        self.executions.fetch_add(1, Ordering::Relaxed);
        let scenario = self.scenarios[order].0;
        let desk = Desk {
            office: &self.office,
            purpose: &scenario.id,
            mark: format!("{order}-{}-{attempt}", case.index),
            addresses: AtomicU64::new(0),
            long_walk: tokio::sync::Mutex::default(),
        };
        let scene = Scene::new(&self.plan.contract, scenario, &self.plan.sets, &desk);
        let stop = (scenario.play)(&scene, &case).await.err();
        Played { record: scene.into_record(), case, stop }
    }

    /// Tells the verdicts and draws the conclusion.
    fn finish(
        &self,
        ledger: Ledger<'_>,
        tracker: &Tracker<'_>,
        End { obstacle, cut }: End,
        cleanup: Cleanup,
        started: Instant,
        sink: Sink<'_>,
    ) -> RunSummary {
        let interrupted = self.office.stopper.stopped();
        let observed: Vec<String> = ledger.observed().map(str::to_owned).collect();
        let edition = ledger.edition.clone().unwrap_or_else(|| "not determined".to_owned());
        let notes = ledger.notes.keys().cloned().collect();
        let early = cut.as_ref().map(|reason| format!("the run ended early: {reason}"));
        let early = interrupted.map(|_| "the run was interrupted".to_owned()).or(early);
        let results: Vec<CheckResult> = if obstacle.is_some() {
            Vec::new()
        } else {
            // A target that is gone lets nothing be done; one that answers was looked at.
            let answers = interrupted.is_none() && self.office.breaker.gone().is_none();
            let verdict = if answers { Verdict::Inconclusive } else { Verdict::Skip };
            ledger.results(early.as_deref().map(|reason| (verdict, reason)))
        };
        let mut tally = Tally::new();
        for result in &results {
            *tally.entry(result.verdict).or_default() += 1;
            sink(Event::CheckFinished(result.clone()));
        }
        let baseline = self.plan.baseline.as_ref();
        let baseline = baseline.map(|baseline| Comparison::of(&baseline.known, &results));
        let mut short = lapsed(&self.plan.waivers, &results);
        short.extend(self.office.budgets.refused());
        short.extend(self.office.journal.broken());
        let spent = !self.office.budgets.refused().is_empty();
        if obstacle.is_none() && early.is_none() && !spent {
            short.extend(tracker.shortfall(self.plan.bounds));
        }
        let failed = tally.contains_key(&Verdict::Fail);
        let conclusion = match (interrupted, obstacle.as_ref().or(cut.as_ref())) {
            (None, Some(_)) if !failed => Conclusion::Undecided,
            _ => conclude(&results, self.plan.gate, !short.is_empty(), interrupted),
        };
        let reason = obstacle.or(cut).or_else(|| (!short.is_empty()).then(|| short.join("; ")));
        let clauses = &self.plan.contract.clauses;
        let is_covered =
            |clause: &&Clause| clause.checks.iter().any(|check| observed.contains(check));
        let (covered, unchecked): (Vec<&Clause>, Vec<&Clause>) =
            clauses.iter().partition(is_covered);
        RunSummary {
            conclusion,
            reason,
            tally,
            cases: self.executions.load(Ordering::Relaxed),
            requests: self.office.budgets.requests(),
            invites: self.office.pool.created(),
            budgets: self.office.budgets.summary(),
            latency: self.office.latency(),
            clauses_covered: covered.len(),
            clauses_total: clauses.len(),
            clauses_unchecked: unchecked.iter().map(|clause| clause.id.clone()).collect(),
            constraints: tracker.counts(),
            edition,
            observed: notes,
            baseline,
            neutralised: cleanup.neutralised,
            cleanup: (!cleanup.left.is_empty()).then(|| self.plan.cleanup.clone()),
            left: cleanup.left,
            millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }
}

fn in_a_line(finding: &Finding) -> String {
    format!(
        "{} {}: expected {}, got {}",
        finding.operation, finding.place, finding.expected, finding.actual
    )
}
