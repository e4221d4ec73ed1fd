//! The runner's side of the port: one desk for each execution of a case.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{Plan, Stopper, latency::Stopwatch, pool::Pool};
use crate::{
    check::{BoxFuture, Loan, Member, Wire},
    model::{Budget, Exchange, Latency, Operation, Request, TransportError, TransportFault},
    target::Target,
};

/// Longest local part that is taken over from a drawn address: with the token it stays within the
/// 64 characters of RFC 5321 section 4.5.3.1.1.
const LOCAL_PART: usize = 30;

/// What all executions of a run share.
pub(super) struct Office<'a> {
    pub(super) plan: &'a Plan,
    pub(super) target: &'a Target,
    pub(super) pool: Pool,
    pub(super) stopper: &'a Stopper,
    pub(super) requests: AtomicU64,
    stopwatch: Mutex<Stopwatch>,
    /// Invitations that may still be sent.
    invitations: Semaphore,
    accepted: AtomicU64,
    waited_in_vain: AtomicU32,
}

impl<'a> Office<'a> {
    pub(super) fn new(plan: &'a Plan, target: &'a Target, stopper: &'a Stopper) -> Self {
        let budget = plan.invites.unwrap_or_default();
        let budget = usize::try_from(budget).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        let invitations = Semaphore::new(budget);
        if plan.invites == Some(0) {
            invitations.close();
        }
        Self {
            plan,
            target,
            pool: Pool::new(plan.pool),
            stopper,
            requests: AtomicU64::new(0),
            stopwatch: Mutex::default(),
            invitations,
            accepted: AtomicU64::new(0),
            waited_in_vain: AtomicU32::new(0),
        }
    }

    /// Sends a request unless the run was stopped, its budget is spent, or it may only read.
    pub(super) async fn send(&self, request: Request, purpose: &str) -> Exchange {
        let refused = |fault, message: &str| TransportError { fault, message: message.to_owned() };
        let withheld = if self.stopper.stopped().is_some() {
            Some(refused(TransportFault::Cancelled, "the run was interrupted"))
        } else if !self.plan.writes && request.operation != Operation::List {
            Some(refused(TransportFault::Withheld, "the suite allows no writes"))
        } else {
            None
        };
        if let Some(error) = withheld {
            return unsent(request, error);
        }
        let permit = match self.invitation(&request).await {
            Ok(permit) => permit,
            Err(message) => return unsent(request, refused(TransportFault::OverBudget, &message)),
        };
        self.requests.fetch_add(1, Ordering::Relaxed);
        let agent = format!("avara-conformance/{} ({purpose})", env!("CARGO_PKG_VERSION"));
        let backup = request.clone();
        let exchange = tokio::select! {
            exchange = self.target.send(request, &agent) => exchange,
            () = self.stopper.token.cancelled() => {
                unsent(backup, refused(TransportFault::Cancelled, "the run was interrupted"))
            }
        };
        if let Some(permit) = permit {
            self.settle_invitation(permit, &exchange);
        }
        self.stopwatch.lock().unwrap_or_else(PoisonError::into_inner).book(&exchange);
        exchange
    }

    /// How long the target took to answer so far.
    pub(super) fn latency(&self) -> Vec<Latency> {
        self.stopwatch.lock().unwrap_or_else(PoisonError::into_inner).summary()
    }

    /// What was spent so far.
    pub(super) fn budgets(&self) -> Vec<Budget> {
        let invitations = Budget {
            what: "invitations".to_owned(),
            spent: self.pool.created(),
            most: self.plan.invites,
        };
        vec![invitations]
    }

    /// Takes an invitation out of the budget, waiting while others that may yet be refused hold
    /// the last ones. The permit comes back when the invitation is refused: only accepted ones
    /// reach a person.
    async fn invitation(&self, request: &Request) -> Result<Option<SemaphorePermit<'_>>, String> {
        let (Some(most), Operation::Invite) = (self.plan.invites, request.operation) else {
            return Ok(None);
        };
        let spent = |_| format!("the budget of {most} invitations is spent");
        self.invitations.acquire().await.map(Some).map_err(spent)
    }

    /// Settles what an invitation came to: an accepted one is gone for good, and so is one of
    /// which nobody knows.
    fn settle_invitation(&self, permit: SemaphorePermit<'_>, exchange: &Exchange) {
        let refused = exchange.outcome.as_ref().is_ok_and(|response| !response.is_success());
        if refused {
            return;
        }
        permit.forget();
        let spent = 1 + self.accepted.fetch_add(1, Ordering::Relaxed);
        if self.plan.invites.is_some_and(|most| spent >= most) {
            self.invitations.close();
        }
    }
}

fn unsent(request: Request, error: TransportError) -> Exchange {
    Exchange { request, outcome: Err(error), micros: 0, finished_at: 0, traceparent: String::new() }
}

/// One execution of one case.
pub(super) struct Desk<'a> {
    pub(super) office: &'a Office<'a>,
    /// Id of the scenario, for the server's logs.
    pub(super) purpose: &'a str,
    /// What makes the addresses of this execution its own.
    pub(super) mark: String,
    pub(super) addresses: AtomicU64,
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
            if left.is_zero() || self.office.stopper.stopped().is_some() {
                self.office.waited_in_vain.fetch_add(1, Ordering::Relaxed);
                return false;
            }
            tokio::time::sleep(wait(attempt).min(left)).await;
            true
        })
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

    fn borrow_member(&self) -> BoxFuture<'_, Loan> {
        Box::pin(self.office.pool.borrow())
    }

    fn return_member(&self, member: Option<Member>) {
        self.office.pool.give_back(member);
    }

    fn remember(&self, member: Member) -> Option<String> {
        self.office.pool.remember(member)
    }

    fn has_created(&self) -> bool {
        self.office.pool.created() > 0
    }

    fn shelve(&self, users: Vec<Value>) {
        self.office.pool.shelve(users);
    }

    fn shelf(&self) -> Vec<Value> {
        self.office.pool.shelf()
    }
}
