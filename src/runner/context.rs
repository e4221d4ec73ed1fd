//! What all executions of a run share, and the way on which everything is sent.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock, atomic::AtomicBool},
    time::Instant,
};

use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    breaker::Breaker,
    budget::Budgets,
    cleanup::{Cleaner, Cleanup},
    flight::Flight,
    journal::{Journal, Pending},
    latency::Latencies,
    plan::Plan,
    pool::Pool,
    settling::Settling,
    stopper::Stopper,
    timeline::{Activity, Timeline},
};
use crate::{
    check::{self, Canary, Sight},
    model::{
        Credentials, Exchange, Latency, Operation, Request, Response, TransportError,
        TransportFault,
    },
    target::Target,
};

/// Why nothing more is sent after a signal.
const INTERRUPTED: &str = "the run was interrupted";

/// How often a target that falls silent is asked whether it is still there.
const QUESTIONS: u32 = 3;

/// What all executions of a run share.
pub(super) struct RunContext<'a> {
    pub(super) plan: &'a Plan,
    pub(super) target: &'a Target,
    pub(super) pool: Pool,
    pub(super) stopper: &'a Stopper,
    pub(super) budgets: Budgets,
    pub(super) journal: Journal,
    pub(super) breaker: Breaker,
    pub(super) flight: Flight,
    /// What took time, where that is asked for.
    pub(super) timeline: Option<Arc<Timeline>>,
    /// What the canary found out, once it is back.
    pub(super) canary: OnceLock<Canary>,
    latencies: Mutex<Latencies>,
    /// The operations of which a request with the key of the run was accepted.
    pub(super) accepted: Mutex<BTreeSet<Operation>>,
    /// Walks over very long lists take turns: one holds all of its rows.
    pub(super) long_walk: Semaphore,
    /// Whether such a walk was given up.
    pub(super) endless: AtomicBool,
    pub(super) settling: Settling,
}

impl<'a> RunContext<'a> {
    pub(super) fn new(plan: &'a Plan, target: &'a Target, stopper: &'a Stopper) -> Self {
        Self {
            plan,
            target,
            pool: Pool::new(plan.pool),
            stopper,
            budgets: Budgets::new(plan.limits),
            journal: Journal::off(),
            breaker: Breaker::default(),
            flight: Flight::new(plan.concurrency),
            timeline: None,
            canary: OnceLock::new(),
            latencies: Mutex::default(),
            accepted: Mutex::default(),
            long_walk: Semaphore::new(1),
            endless: AtomicBool::new(false),
            settling: Settling::new(plan.settle),
        }
    }

    /// The time begins to run, and the journal is opened.
    pub(super) fn begin(&self) {
        self.budgets.start();
        let Plan { token, email_domain, embedded_mock, .. } = self.plan;
        // Should this fail, so does every write after it, and says so.
        let (key, url) = (self.target.key(), self.target.url());
        let _ = self.journal.begin(key, token, &url, email_domain, *embedded_mock);
    }

    /// Takes note of what the canary found out; the first word stands.
    pub(super) fn learn(&self, mut found: Canary) {
        found.waits_for_acceptance |= self.plan.pending;
        if found.sight != Sight::List {
            self.journal.unlisted();
        }
        let _ = self.canary.set(found);
    }

    /// Sends a request, where it is admitted.
    pub(super) async fn send(&self, request: Request, purpose: &str) -> Exchange {
        let seat = self.flight.board().await;
        let (permit, pending) = match self.admit(&request).await {
            Ok(admitted) => admitted,
            Err(error) => return Exchange::unsent(request, error),
        };
        let start = Instant::now();
        let exchange = self.exchange(request, purpose).await;
        self.took(Activity::Exchange, purpose, start);
        if let Some(pending) = pending {
            self.journal.settle(pending, &exchange);
        }
        self.budgets.settle(permit, &exchange);
        self.latencies.lock().book(&exchange);
        self.note_acceptance(&exchange);
        match &exchange.outcome {
            Ok(_) => self.flight.eased(),
            Err(error) if error.fault == TransportFault::Timeout => self.flight.strained(),
            Err(_) => {}
        }
        drop(seat);
        if self.breaker.book(&exchange) {
            self.ask_whether_it_is_there().await;
        }
        exchange
    }

    /// Takes note of what took time from then until now.
    pub(super) fn took(&self, activity: Activity, purpose: &str, start: Instant) {
        if let Some(timeline) = &self.timeline {
            timeline.note(activity, purpose, start, Instant::now());
        }
    }

    /// Admits a request unless the run was stopped, a budget is spent, or it may only read. A
    /// write is recorded.
    async fn admit(
        &self,
        request: &Request,
    ) -> Result<(Option<SemaphorePermit<'_>>, Option<Pending>), TransportError> {
        if self.stopper.stopped().is_some() {
            return Err(TransportError::new(TransportFault::Cancelled, INTERRUPTED));
        }
        let withheld = |reason| TransportError::new(TransportFault::Withheld, reason);
        if !self.plan.writes && !request.operation.reads() {
            return Err(withheld("the suite allows no writes".to_owned()));
        }
        if let Some(reason) = self.breaker.objection(request.operation) {
            return Err(TransportError::new(TransportFault::Gone, reason));
        }
        let spent = |reason| TransportError::new(TransportFault::OverBudget, reason);
        let permit = self.budgets.invitation(request).await.map_err(spent)?;
        self.budgets.request().map_err(spent)?;
        let pending = self.journal.intend(request);
        let pending = pending.map_err(|broken| withheld(format!("not sent: {broken}")))?;
        Ok((permit, pending))
    }

    fn note_acceptance(&self, exchange: &Exchange) {
        let Request { operation, credentials, .. } = &exchange.request;
        let accepted = exchange.outcome.as_ref().is_ok_and(Response::is_success);
        if accepted && *credentials == Credentials::Valid {
            self.accepted.lock().insert(*operation);
        }
    }

    /// Sends a request, unless the run ends while it waits.
    async fn exchange(&self, request: Request, purpose: &str) -> Exchange {
        let agent = format!("avara-conformance/{} ({purpose})", env!("CARGO_PKG_VERSION"));
        let unsent = |request, fault, reason: &str| {
            Exchange::unsent(request, TransportError::new(fault, reason))
        };
        let copy = request.clone();
        let may_repeat = || self.budgets.request().is_ok();
        tokio::select! {
            exchange = self.target.send_within(request, &agent, &may_repeat) => exchange,
            () = self.stopper.cancelled() => unsent(copy, TransportFault::Cancelled, INTERRUPTED),
            () = self.breaker.cancelled() => {
                unsent(copy, TransportFault::Gone, self.breaker.gone().unwrap_or_default())
            }
        }
    }

    /// Sends the plainest request there is, and settles whether the target is gone.
    async fn ask_whether_it_is_there(&self) {
        for question in 1..=QUESTIONS {
            if self.budgets.request().is_err() {
                // Nothing else is sent either.
                break;
            }
            let request = check::probe(&self.plan.contract, Operation::List);
            let answer = self.exchange(request, "is it there").await;
            if !self.breaker.settle(&answer, question == QUESTIONS) {
                break;
            }
        }
    }

    /// Whether nothing more is to be sent.
    pub(super) fn is_over(&self) -> bool {
        self.stopper.stopped().is_some() || self.breaker.gone().is_some()
    }

    /// How long the target took to answer so far.
    pub(super) fn latency(&self) -> Vec<Latency> {
        self.latencies.lock().summary()
    }

    /// Revokes the access of the users of the run, unless they are to keep it or there is no time.
    pub(super) async fn clean_up(&self) -> Cleanup {
        let stopped = self.stopper.stopped().is_some();
        // The embedded mock ends with the run.
        if self.plan.embedded_mock && (self.plan.keep_users || stopped) {
            return Cleanup::default();
        }
        let kept = self.plan.keep_users.then_some("kept, as was asked for");
        let reason = stopped.then_some(INTERRUPTED).or(self.breaker.gone()).or(kept);
        if let Some(reason) = reason {
            return Cleanup::leaving(&self.journal.account(), reason);
        }
        let Plan { contract, settle, .. } = self.plan;
        let cleaner = Cleaner::new(contract, self.target, self.stopper, *settle);
        cleaner.at_once(self.flight.limit()).clean(&self.journal).await
    }
}
