//! What all executions of a run share, and the way on which everything is sent.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicU32},
};

use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::{
    Cleaner, Cleanup, Plan, Stopper, breaker::Breaker, budget::Budgets, journal::Journal,
    latency::Latencies, pool::Pool,
};
use crate::{
    check,
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
    latencies: Mutex<Latencies>,
    /// The operations of which a request with the key of the run was accepted.
    pub(super) accepted: Mutex<BTreeSet<Operation>>,
    /// Walks over very long lists take turns: one holds all of its rows.
    pub(super) long_walk: Semaphore,
    /// Whether such a walk was given up.
    pub(super) endless: AtomicBool,
    /// How often waiting for a write to be seen was in vain.
    pub(super) waited_in_vain: AtomicU32,
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
            latencies: Mutex::default(),
            accepted: Mutex::default(),
            long_walk: Semaphore::new(1),
            endless: AtomicBool::new(false),
            waited_in_vain: AtomicU32::new(0),
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

    /// Sends a request unless the run was stopped, a budget is spent, or it may only read. A
    /// write is taken down before.
    pub(super) async fn send(&self, request: Request, purpose: &str) -> Exchange {
        if self.stopper.stopped().is_some() {
            return unsent(request, TransportFault::Cancelled, INTERRUPTED);
        }
        if !self.plan.writes && !request.operation.reads() {
            return unsent(request, TransportFault::Withheld, "the suite allows no writes");
        }
        if let Some(reason) = self.breaker.objection(request.operation) {
            return unsent(request, TransportFault::Gone, &reason);
        }
        let permit = match self.budgets.invitation(&request).await {
            Ok(permit) => permit,
            Err(spent) => return unsent(request, TransportFault::OverBudget, &spent),
        };
        if let Err(spent) = self.budgets.request() {
            return unsent(request, TransportFault::OverBudget, &spent);
        }
        let pending = match self.journal.intend(&request) {
            Ok(pending) => pending,
            Err(broken) => {
                let reason = format!("not sent: {broken}");
                return unsent(request, TransportFault::Withheld, &reason);
            }
        };
        let exchange = self.exchange(request, purpose).await;
        if let Some(pending) = pending {
            self.journal.settle(pending, &exchange);
        }
        self.budgets.settle(permit, &exchange);
        self.latencies.lock().book(&exchange);
        self.note_acceptance(&exchange);
        if self.breaker.book(&exchange) {
            self.ask_whether_it_is_there().await;
        }
        exchange
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
        let backup = request.clone();
        let another = || self.budgets.request().is_ok();
        tokio::select! {
            exchange = self.target.send_within(request, &agent, &another) => exchange,
            () = self.stopper.cancelled() => {
                unsent(backup, TransportFault::Cancelled, INTERRUPTED)
            }
            () = self.breaker.cancelled() => {
                unsent(backup, TransportFault::Gone, self.breaker.gone().unwrap_or_default())
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

    /// What becomes of the users of the run: they lose their access, unless they are to keep it
    /// or there is no time.
    pub(super) async fn clean_up(&self) -> Cleanup {
        let gone = self.plan.embedded_mock;
        if gone && (self.plan.keep_users || self.stopper.stopped().is_some()) {
            return Cleanup::default();
        }
        if self.stopper.stopped().is_some() {
            return Cleanup::leaving(&self.journal.account(), INTERRUPTED);
        }
        if let Some(gone) = self.breaker.gone() {
            return Cleanup::leaving(&self.journal.account(), gone);
        }
        if self.plan.keep_users {
            return Cleanup::leaving(&self.journal.account(), "kept, as was asked for");
        }
        let contract = &self.plan.contract;
        Cleaner::new(contract, self.target, self.stopper, self.plan.settle)
            .clean(&self.journal)
            .await
    }
}

fn unsent(request: Request, fault: TransportFault, message: &str) -> Exchange {
    Exchange::unsent(request, TransportError::new(fault, message))
}
