//! The way of one case to the target: what the runner does for a scenario.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::sync::{Mutex, SemaphorePermit};

use super::{context::RunContext, guests::Guests, plan::Plan, timeline::Activity};
use crate::{
    check::{BoxFuture, Canary, Loan, OwnUser, Wire},
    model::{Exchange, Operation, Request},
};

/// Longest local part that is taken over from a drawn address: with the token it stays within the
/// 64 characters of RFC 5321 section 4.5.3.1.1.
const LOCAL_PART: usize = 30;

/// Rows in memory from which on walks take turns.
const LONG_WALK: usize = 5_000;

/// The wire of one execution of a case.
pub(super) struct CaseWire<'a> {
    pub(super) context: &'a RunContext<'a>,
    /// Id of the scenario, for the server's logs.
    pub(super) purpose: &'a str,
    /// What makes the addresses of this execution its own.
    pub(super) mark: String,
    pub(super) addresses: AtomicU64,
    /// Whether writes have the full time to be seen, whatever other cases have shown.
    pub(super) thorough: bool,
    /// Whether one had less, and was not seen.
    pub(super) hurried: AtomicBool,
    /// The turn of this execution to walk a very long list; kept to its end.
    pub(super) long_walk: Mutex<Option<SemaphorePermit<'a>>>,
    /// The users that this execution created.
    pub(super) guests: Guests,
}

impl Wire for CaseWire<'_> {
    fn send(&self, request: Request) -> BoxFuture<'_, Exchange> {
        Box::pin(self.context.send(request, self.purpose))
    }

    fn settle<'a>(&'a self, about: &'a str, waited: &'a mut Duration) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            if self.context.is_over() {
                return false;
            }
            let settling = &self.context.settling;
            let Some(wait) = settling.next(about, *waited, self.thorough) else {
                let hurried = *waited < self.context.plan.settle;
                self.hurried.fetch_or(hurried, Ordering::Relaxed);
                return false;
            };
            let start = Instant::now();
            tokio::time::sleep(wait).await;
            self.context.took(Activity::Settling, self.purpose, start);
            *waited += wait;
            true
        })
    }

    fn settled(&self, waited: Duration) {
        self.context.settling.settled(waited);
    }

    fn long_walk(&self, rows: usize) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            let mut turn = self.long_walk.lock().await;
            if turn.is_none() && rows > LONG_WALK {
                // The semaphore is never closed.
                *turn = self.context.long_walk.acquire().await.ok();
            }
            !self.context.is_over() && !self.context.endless.load(Ordering::Relaxed)
        })
    }

    fn no_end_in_sight(&self) {
        self.context.endless.store(true, Ordering::Relaxed);
    }

    fn fresh_email(&self, drawn: &str) -> String {
        let number = self.addresses.fetch_add(1, Ordering::Relaxed);
        let local = drawn.split('@').next().unwrap_or_default();
        let local: String = local.chars().take(LOCAL_PART).collect();
        let local = local.trim_matches('.');
        let dot = if local.is_empty() { "" } else { "." };
        let Plan { token, email_domain, .. } = self.context.plan;
        format!("{local}{dot}{token}-{}-{number}@{email_domain}", self.mark)
    }

    fn token(&self) -> &str {
        &self.context.plan.token
    }

    fn borrow_user(&self) -> BoxFuture<'_, Loan> {
        self.guests.are_mixed();
        Box::pin(self.context.pool.borrow())
    }

    fn return_user(&self, member: Option<OwnUser>) {
        self.context.pool.give_back(member);
    }

    fn remember(&self, member: OwnUser) -> Option<String> {
        self.guests.note(&member);
        self.context.pool.remember(member)
    }

    fn has_accepted(&self, operation: Operation) -> bool {
        self.context.accepted.lock().contains(&operation)
    }

    fn canary(&self) -> Option<&Canary> {
        self.context.canary.get()
    }

    fn canary_is_back(&self, found: Canary) {
        self.context.learn(found);
    }

    fn add_fixtures(&self, users: Vec<Value>) {
        self.guests.are_mixed();
        self.context.pool.add_fixtures(users);
    }

    fn fixtures(&self) -> Vec<Value> {
        self.context.pool.fixtures()
    }
}
