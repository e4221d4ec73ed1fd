//! A plan with all that its execution takes: the target, the sources of its cases, the journal, and
//! the way to stop it.

use std::{path::Path, sync::Arc};

use super::{
    Cleanup, Connection, Outlook, Plan, SessionError, Sources, Stopper,
    connection::Embedded,
    executor::{Runner, Sink},
    journal::Journal,
    timeline::Timeline,
};
use crate::{
    mock::MockServer,
    model::{Counterexample, Replayed, RunSummary},
    target::{Target, TargetConfig},
};

/// A plan that is ready to be executed.
pub struct Session {
    plan: Plan,
    sources: Arc<Sources>,
    target: Target,
    mock: Option<MockServer>,
    journal: Journal,
    stopper: Stopper,
    timeline: Option<Arc<Timeline>>,
}

impl Session {
    /// Prepares the execution of a plan; sends nothing.
    ///
    /// # Errors
    /// When the target cannot be set up, or no cases can be drawn from the schemas.
    pub fn open(plan: Plan, connection: Connection) -> Result<Self, SessionError> {
        let sources = Sources::prepare(&plan.contract, plan.edition, &plan.selection.scenarios)?;
        Self::with_sources(plan, Arc::new(sources), connection)
    }

    /// The same with sources that were prepared for the scenarios of the plan.
    pub(crate) fn with_sources(
        mut plan: Plan,
        sources: Arc<Sources>,
        Connection { config, mock }: Connection,
    ) -> Result<Self, SessionError> {
        let config = TargetConfig { token: Some(plan.token.clone()), ..config };
        let target = Target::new(config)?;
        plan.embedded_mock = mock.is_some();
        let mock = mock.map(|Embedded { server, faults, alternatives }| {
            (plan.faults, plan.alternatives) = (faults, alternatives);
            server
        });
        let (journal, stopper) = (Journal::off(), Stopper::default());
        Ok(Self { plan, sources, target, mock, journal, stopper, timeline: None })
    }

    /// Records the writes in a file, so that they can be cleaned up even after a crash. Returns
    /// how many users of earlier runs are left in it. A plan that writes nothing leaves no file.
    ///
    /// # Errors
    /// When the file cannot be written, or is no journal.
    pub fn keep_journal(&mut self, file: &Path) -> Result<usize, SessionError> {
        if !self.plan.writes {
            return Ok(0);
        }
        let (journal, left) = Journal::create(file)?;
        self.journal = journal;
        Ok(left)
    }

    /// What is executed.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The base URL of the target, without credentials.
    #[must_use]
    pub fn target(&self) -> String {
        self.target.url()
    }

    /// Takes note of what takes time, to be asked when the run is over.
    pub fn keep_time(&mut self) -> Arc<Timeline> {
        Arc::clone(self.timeline.get_or_insert_default())
    }

    /// Stops the execution from elsewhere.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Executes the plan, within limits even where it names none. The last event is `RunFinished`,
    /// whatever happens.
    pub async fn run(mut self, sink: Sink<'_>) -> RunSummary {
        self.plan.limits = Outlook::of(&self.plan, &self.sources).limits;
        let runner = Runner::new(&self.plan, &self.sources, &self.target, &self.stopper);
        let summary = runner.journalled(self.journal).timed(self.timeline).run(sink).await;
        end(self.mock, &self.stopper).await;
        summary
    }

    /// Plays the cases of findings again, see [`Runner::reproduce`].
    pub(crate) async fn reproduce(
        self,
        findings: &[(String, Counterexample)],
        tries: Option<usize>,
        tell: &mut dyn FnMut(usize, Replayed),
    ) -> Cleanup {
        let runner = Runner::new(&self.plan, &self.sources, &self.target, &self.stopper);
        let cleanup = runner.journalled(self.journal).reproduce(findings, tries, tell).await;
        end(self.mock, &self.stopper).await;
        cleanup
    }
}

/// Lets the mock finish its answers, unless somebody is waiting for the end.
async fn end(mock: Option<MockServer>, stopper: &Stopper) {
    if let Some(mock) = mock.filter(|_| stopper.stopped().is_none()) {
        mock.shutdown().await;
    }
}
