//! The runner's side of the port: one desk for each execution of a case.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    Cleaner, Cleanup, Plan, Stopper, breaker::Breaker, budget::Budgets, journal::Journal,
    latency::Stopwatch, pool::Pool,
};
use crate::{
    check::{self, BoxFuture, Loan, OwnUser, Wire},
    model::{
        Credentials, Exchange, Latency, Operation, Request, Response, TransportError,
        TransportFault,
    },
    target::Target,
};

/// Longest local part that is taken over from a drawn address: with the token it stays within the
/// 64 characters of RFC 5321 section 4.5.3.1.1.
const LOCAL_PART: usize = 30;

/// Why nothing more is sent after a signal.
const INTERRUPTED: &str = "the run was interrupted";

/// Rows in memory from which on walks take turns.
const LONG_WALK: usize = 5_000;

/// How often a target that falls silent is asked whether it is still there.
const QUESTIONS: u32 = 3;

/// What all executions of a run share.
pub(super) struct Office<'a> {
    pub(super) plan: &'a Plan,
    pub(super) target: &'a Target,
    pub(super) pool: Pool,
    pub(super) stopper: &'a Stopper,
    pub(super) budgets: Budgets,
    pub(super) journal: Journal,
    pub(super) breaker: Breaker,
    stopwatch: Mutex<Stopwatch>,
    /// The operations of which a request with the key of the run was accepted.
    accepted: Mutex<BTreeSet<Operation>>,
    /// Walks over very long lists take turns: one holds all of its rows.
    long_walk: Semaphore,
    /// Whether such a walk was given up.
    endless: AtomicBool,
    waited_in_vain: AtomicU32,
}

impl<'a> Office<'a> {
    pub(super) fn new(plan: &'a Plan, target: &'a Target, stopper: &'a Stopper) -> Self {
        Self {
            plan,
            target,
            pool: Pool::new(plan.pool),
            stopper,
            budgets: Budgets::new(plan.limits),
            journal: Journal::off(),
            breaker: Breaker::default(),
            stopwatch: Mutex::default(),
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
        self.stopwatch.lock().unwrap_or_else(PoisonError::into_inner).book(&exchange);
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
            self.accepted.lock().unwrap_or_else(PoisonError::into_inner).insert(*operation);
        }
    }

    /// Sends a request, unless the run ends while it waits.
    async fn exchange(&self, request: Request, purpose: &str) -> Exchange {
        let agent = format!("avara-conformance/{} ({purpose})", env!("CARGO_PKG_VERSION"));
        let backup = request.clone();
        let another = || self.budgets.request().is_ok();
        tokio::select! {
            exchange = self.target.send_within(request, &agent, &another) => exchange,
            () = self.stopper.token.cancelled() => {
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
        self.stopwatch.lock().unwrap_or_else(PoisonError::into_inner).summary()
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

/// One execution of one case.
pub(super) struct Desk<'a> {
    pub(super) office: &'a Office<'a>,
    /// Id of the scenario, for the server's logs.
    pub(super) purpose: &'a str,
    /// What makes the addresses of this execution its own.
    pub(super) mark: String,
    pub(super) addresses: AtomicU64,
    /// The turn of this execution to walk a very long list; kept to its end.
    pub(super) long_walk: tokio::sync::Mutex<Option<SemaphorePermit<'a>>>,
}

impl Wire for Desk<'_> {
    fn send(&self, request: Request) -> BoxFuture<'_, Exchange> {
        Box::pin(self.office.send(request, self.purpose))
    }

    fn settle(&self, attempt: u32) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            // 20, 40, 80 ... ms: quick where a server is, patient where it is not.
            let wait = |attempt: u32| Duration::from_millis(20) * 2_u32.saturating_pow(attempt);
            let waited: Duration = (0..attempt).map(wait).sum();
            // What never settled a few times is wrong, not slow: the patience wears out.
            let in_vain = self.office.waited_in_vain.load(Ordering::Relaxed);
            let patience = self.office.plan.settle / (1 << in_vain.saturating_sub(3).min(4));
            let left = patience.saturating_sub(waited);
            if left.is_zero() || self.office.is_over() {
                self.office.waited_in_vain.fetch_add(1, Ordering::Relaxed);
                return false;
            }
            tokio::time::sleep(wait(attempt).min(left)).await;
            true
        })
    }

    fn long_walk(&self, rows: usize) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            let mut turn = self.long_walk.lock().await;
            if turn.is_none() && rows > LONG_WALK {
                // The semaphore is never closed.
                *turn = self.office.long_walk.acquire().await.ok();
            }
            !self.office.is_over() && !self.office.endless.load(Ordering::Relaxed)
        })
    }

    fn no_end_in_sight(&self) {
        self.office.endless.store(true, Ordering::Relaxed);
    }

    fn fresh_email(&self, drawn: &str) -> String {
        let number = self.addresses.fetch_add(1, Ordering::Relaxed);
        let local = drawn.split('@').next().unwrap_or_default();
        let local: String = local.chars().take(LOCAL_PART).collect();
        let local = local.trim_matches('.');
        let dot = if local.is_empty() { "" } else { "." };
        let Plan { token, email_domain, .. } = self.office.plan;
        format!("{local}{dot}{token}-{}-{number}@{email_domain}", self.mark)
    }

    fn token(&self) -> &str {
        &self.office.plan.token
    }

    fn borrow_user(&self) -> BoxFuture<'_, Loan> {
        Box::pin(self.office.pool.borrow())
    }

    fn return_user(&self, member: Option<OwnUser>) {
        self.office.pool.give_back(member);
    }

    fn remember(&self, member: OwnUser) -> Option<String> {
        self.office.pool.remember(member)
    }

    fn has_accepted(&self, operation: Operation) -> bool {
        self.office.accepted.lock().unwrap_or_else(PoisonError::into_inner).contains(&operation)
    }

    fn add_fixtures(&self, users: Vec<Value>) {
        self.office.pool.add_fixtures(users);
    }

    fn fixtures(&self) -> Vec<Value> {
        self.office.pool.fixtures()
    }
}
