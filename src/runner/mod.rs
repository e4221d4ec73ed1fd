//! Floor 5: executes a plan against a target and tells what happens in events.

mod breaker;
mod budget;
mod cases;
mod cleanup;
mod command;
mod connection;
mod counterexample;
mod coverage;
mod desk;
mod error;
pub mod journal;
mod latency;
mod ledger;
mod outlook;
mod pool;
mod preflight;
mod progress;
mod reproduce;
mod run;
mod session;
mod sources;

use std::{sync::Arc, time::Duration};

pub(crate) use cleanup::{Cleaner, Cleanup};
pub use command::{CommandLine, Commands};
pub use connection::Connection;
pub use error::SessionError;
pub(crate) use outlook::Outlook;
pub use run::Sink;
pub use session::Session;
pub use sources::CasesError;
pub(crate) use sources::Sources;

use crate::{
    model::{Baseline, Conclusion, Edition, Keep, Level, Seed, StatusSets, Waiver},
    schema::Contract,
    suite::{Selection, Suite},
};

/// Everything that decides what a run does. Clock, seed and token are given, never taken.
#[derive(Clone, Debug)]
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
    /// Whether the users that were created keep their access after the run.
    pub keep_users: bool,
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
    /// Whether the target is the embedded mock; a session says so.
    pub embedded_mock: bool,
    /// Faults of the embedded mock, for the reports; a session names them.
    pub faults: Vec<String>,
    /// Alternatives of the embedded mock, likewise.
    pub alternatives: Vec<String>,
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
            keep_users: false,
            settle: Duration::from_secs(2),
            email_domain: "example.com".to_owned(),
            reruns: 2,
            shrink_steps: 300,
            commands: Commands::new(None, &suite.name, seed),
            embedded_mock: false,
            faults: Vec::new(),
            alternatives: Vec::new(),
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

/// Tells a run to stop: no further request is sent.
#[derive(Clone, Debug, Default)]
pub struct Stopper {
    token: tokio_util::sync::CancellationToken,
    how: Arc<std::sync::OnceLock<Conclusion>>,
}

impl Stopper {
    /// Stops the run, which then ends with this conclusion.
    pub fn stop(&self, conclusion: Conclusion) {
        // The first reason stands.
        let _ = self.how.set(conclusion);
        self.token.cancel();
    }

    /// The conclusion of a stopped run.
    #[must_use]
    pub fn stopped(&self) -> Option<Conclusion> {
        self.how.get().copied()
    }
}
