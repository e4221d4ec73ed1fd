//! An altered mock, and one run of the suite against it.

use std::{sync::Arc, time::Duration};

use super::matrix::{Cell, Kind, Outcome, Row};
use crate::{
    cli::failure::Failure,
    mock::{
        MockConfig,
        alternatives::Alternative,
        faults::{Fault, product::Mutant},
    },
    model::{CheckResult, Conclusion, Event, Level, Progress, Seed, Verdict},
    runner::{Connection, Plan, Session, Sources},
    schema::Contract,
    suite::{Selection, Suite},
    target::fresh_token,
};

/// How long a run waits for a mock with a fault: those that hang do so for ever. An alternative has
/// the time that any server has, so that a busy machine does not make a failure of it.
pub(super) const FAULT_TIMEOUT: Duration = Duration::from_secs(2);

/// Longer than any alternative takes to show what was written.
const SETTLE: Duration = Duration::from_millis(600);

/// What is altered in the mock.
#[derive(Clone)]
pub(super) enum Variant {
    Fault(&'static Fault),
    Alternative(&'static Alternative),
    /// A row of the product.
    Mutant(&'static Mutant),
}

/// A run that is planned.
pub(super) struct VariantRun<'a> {
    shared: &'a Shared,
    variant: &'a Variant,
    seed: Seed,
}

/// What all runs have in common.
pub(super) struct Shared {
    pub(super) contract: Arc<Contract>,
    pub(super) suite: Suite,
    pub(super) selection: Selection,
    pub(super) sources: Arc<Sources>,
}

impl Shared {
    /// A session with an altered mock, for a run that neither repeats nor shrinks what it finds.
    pub(super) async fn session(
        &self,
        seed: Seed,
        config: MockConfig,
        timeout: Option<Duration>,
    ) -> Result<Session, Failure> {
        let Self { contract, suite, selection, sources } = self;
        let plan = Plan {
            reruns: 0,
            shrink_steps: 0,
            settle: SETTLE,
            ..Plan::new(Arc::clone(contract), suite, selection.clone(), seed, fresh_token())
        };
        let mut connection = Connection::to_mock(config, contract).await?;
        if let Some(timeout) = timeout {
            connection.config.timeout = timeout;
        }
        Ok(Session::with_sources(plan, Arc::clone(sources), connection)?)
    }
}

/// Drives one run on this thread alone.
pub(super) fn on_this_thread<T>(
    run: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::machine("cannot start"))?
        .block_on(run)
}

/// How much was sent when something was seen first.
#[derive(Clone, Copy, Default)]
struct Effort {
    cases: u64,
    requests: u64,
}

impl<'a> VariantRun<'a> {
    pub(super) fn new(shared: &'a Shared, variant: &'a Variant, seed: Seed) -> Self {
        Self { shared, variant, seed }
    }

    /// Whether the run is over as soon as something is found.
    pub(super) fn ends_early(&self) -> bool {
        !matches!(self.variant, Variant::Alternative(_))
    }

    /// Starts the altered mock and runs the suite against it, on this thread alone.
    pub(super) fn execute(&self) -> Result<Row, Failure> {
        on_this_thread(self.run())
    }

    async fn run(&self) -> Result<Row, Failure> {
        let mut config = MockConfig::default();
        match self.variant {
            Variant::Fault(fault) => config.faults = vec![*fault],
            Variant::Alternative(alternative) => config.alternatives = vec![*alternative],
            Variant::Mutant(mutant) => config.mutant = Some(*mutant),
        }
        let timeout = self.ends_early().then_some(FAULT_TIMEOUT);
        let session = self.shared.session(self.seed, config, timeout).await?;
        let stopper = session.stopper();
        let expected = self.expected();
        let (mut effort, mut killed) = (Effort::default(), None);
        let mut results: Vec<CheckResult> = Vec::new();
        let mut sink = |event: Event| match event {
            Event::Progress(Progress { cases, requests, .. }) => {
                effort = Effort { cases, requests }
            }
            Event::FindingSeen { check, .. } if expected.contains(&check.as_str()) => {
                killed.get_or_insert(effort);
                // The fault is found, and the rest of the run would tell nothing about it.
                stopper.stop(Conclusion::Interrupted);
            }
            Event::CheckFinished(result) => results.push(result),
            Event::RunStarted(_)
            | Event::FindingSeen { .. }
            | Event::Exchanged { .. }
            | Event::RunFinished(_) => {}
        };
        let summary = session.run(&mut sink).await;
        Ok(self.row(&results, killed.unwrap_or(effort), summary.millis))
    }

    /// The checks that must notice.
    fn expected(&self) -> Vec<&'static str> {
        match self.variant {
            Variant::Fault(fault) => vec![fault.killer()],
            Variant::Alternative(_) => Vec::new(),
            Variant::Mutant(mutant) => mutant.breaks.iter().map(|one| &*one.check).collect(),
        }
    }

    fn row(&self, results: &[CheckResult], effort: Effort, millis: u64) -> Row {
        let red = |result: &&CheckResult| {
            matches!(result.verdict, Verdict::Fail | Verdict::Warn | Verdict::Error)
        };
        let seen_by: Vec<String> =
            results.iter().filter(red).map(|result| result.id.clone()).collect();
        let expected = self.expected();
        let named = |id: &String| expected.contains(&id.as_str());
        let level_of = |clause: &str| {
            let clause = self.shared.contract.clause(clause);
            clause.map_or(Level::Must, |clause| clause.level)
        };
        let (kind, name, level) = match self.variant {
            Variant::Fault(fault) => (Kind::Fault, fault.name, Some(level_of(fault.clause()))),
            Variant::Mutant(mutant) => {
                let level = mutant.breaks.iter().map(|one| level_of(&one.clause)).max();
                (Kind::Fault, mutant.name.as_str(), level)
            }
            Variant::Alternative(alternative) => (Kind::Alternative, alternative.name, None),
        };
        let outcome = match (kind, seen_by.is_empty()) {
            (Kind::Alternative, true) => Outcome::Clean,
            (Kind::Alternative, false) => Outcome::Refused,
            (Kind::Fault, true) => Outcome::Survived,
            (Kind::Fault, false) if seen_by.iter().any(named) => Outcome::Killed,
            (Kind::Fault, false) => Outcome::KilledElsewhere,
        };
        Row {
            kind,
            name: name.to_owned(),
            cell: match self.variant {
                Variant::Mutant(mutant) => Some(Cell {
                    operation: mutant.operation,
                    defect: mutant.defect.to_string(),
                    condition: mutant.condition_kind(),
                }),
                _ => None,
            },
            level,
            seed: self.seed,
            outcome,
            expected: expected.into_iter().map(str::to_owned).collect(),
            seen_by,
            cases: effort.cases,
            requests: effort.requests,
            millis,
        }
    }
}
