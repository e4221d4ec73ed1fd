//! What decides what a run does.

use std::{sync::Arc, time::Duration};

use super::command::Commands;
use crate::{
    model::{Baseline, Edition, Keep, Level, Seed, StatusSets, Waiver},
    schema::Contract,
    suite::{Selection, Suite},
};

/// Everything that decides what a run does, its seed and its token included.
///
/// ```
/// use std::sync::Arc;
///
/// use avara_conformance::{
///     check::catalogue,
///     model::Seed,
///     runner::{Limits, Plan},
///     schema::Contract,
///     suite::{Filters, Suite, select},
/// };
///
/// let contract = Arc::new(Contract::embedded()?);
/// let catalogue = catalogue(&contract)?;
/// let suite = Suite::load("read-only", &catalogue)?;
/// let selection = select(&catalogue, &suite, &Filters::default());
/// let plan = Plan::new(contract, &suite, selection, Seed(7), "k3x9".to_owned());
/// let plan = Plan { limits: Limits { requests: Some(500), ..plan.limits }, ..plan };
///
/// assert!(!plan.writes, "the suite only reads");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Plan {
    /// The contract that is checked.
    pub contract: Arc<Contract>,
    /// The checks and scenarios.
    pub selection: Selection,
    /// Name of the suite, for the reports.
    pub suite: String,
    /// Decides which cases are drawn.
    pub seed: Seed,
    /// Marks what this run creates: lower-case letters and digits.
    pub token: String,
    /// Random cases for each scenario that draws any.
    pub cases: u64,
    /// How many cases are in flight at once.
    pub concurrency: usize,
    /// The level from which on a contradicted clause fails the run.
    pub gate: Level,
    /// The edition that the target is held to; `None` sends only what all pages agree on.
    pub edition: Option<Edition>,
    /// How many users the update checks share at most.
    pub pool: usize,
    /// Share of the constraints, in percent, that the run has to exercise on both sides.
    pub bounds: Option<u8>,
    /// Whether anything but reads may be sent.
    pub writes: bool,
    /// What may be spent.
    pub limits: Limits,
    /// After how many findings that fail the run it ends; `None` looks for all.
    pub max_findings: Option<u64>,
    /// Whether the users that were created keep their access after the run.
    pub keep_users: bool,
    /// Whether the list is known to show people only after they accept.
    pub pending: bool,
    /// How long a write may take to be seen by a read.
    pub settle: Duration,
    /// Domain of all invented addresses.
    pub email_domain: String,
    /// How often a finding is executed again.
    pub reruns: usize,
    /// How many smaller cases are tried for a finding at most.
    pub shrink_steps: usize,
    /// The commands that repeat this run and clean up after it, for the reports.
    pub commands: Commands,
    /// Whether the target is the embedded mock, for the reports.
    pub embedded_mock: bool,
    /// Faults of the embedded mock, for the reports.
    pub faults: Vec<String>,
    /// Alternatives of the embedded mock, for the reports.
    pub alternatives: Vec<String>,
    /// What a reader of any report has to know about the run, in sentences.
    pub warnings: Vec<String>,
    /// Which exchanges the events keep.
    pub keep: Keep,
    /// Status codes that the suite asks for.
    pub sets: StatusSets,
    /// Known failures.
    pub waivers: Vec<Waiver>,
    /// What an earlier run found already.
    pub baseline: Option<Baseline>,
    /// How long a finding is shrunk at most: a slow target is not worth hours.
    pub shrink_time: Duration,
}

impl Plan {
    /// The plan of a suite with the usual limits: 16 cases at once, 2 s to settle, two
    /// re-executions and at most 300 smaller cases for each finding. What a suite demands of the
    /// whole it does not demand of a part.
    #[must_use]
    pub fn new(
        contract: Arc<Contract>,
        suite: &Suite,
        selection: Selection,
        seed: Seed,
        token: String,
    ) -> Self {
        Self {
            contract,
            bounds: suite.bounds.filter(|_| selection.deselected == 0),
            selection,
            suite: suite.name.clone(),
            seed,
            token,
            cases: suite.cases,
            concurrency: 16,
            gate: suite.gate,
            edition: None,
            pool: suite.pool,
            writes: suite.writes,
            limits: Limits { invites: suite.invites, requests: suite.requests, time: suite.time },
            max_findings: None,
            keep_users: false,
            pending: false,
            settle: Duration::from_secs(2),
            email_domain: "example.com".to_owned(),
            reruns: 2,
            shrink_steps: 300,
            commands: Commands::new(None, &suite.name, seed),
            embedded_mock: false,
            faults: Vec::new(),
            alternatives: Vec::new(),
            warnings: Vec::new(),
            keep: Keep::default(),
            sets: suite.status.clone(),
            waivers: Vec::new(),
            baseline: None,
            shrink_time: Duration::from_secs(20),
        }
    }
}

/// What a run may spend; `None` is without a limit. What is sent to clean up costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Users created: refused invitations reach nobody.
    pub invites: Option<u64>,
    /// Requests sent, repetitions included.
    pub requests: Option<u64>,
    /// Time. What is under way then is finished.
    pub time: Option<Duration>,
}
