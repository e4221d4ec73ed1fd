//! After a run, the access of the users that it created is revoked.
//!
//! Nobody else is touched, whatever the server says about ids: a user is only changed when the
//! list shows it under an address that the run invited.

use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::{
    journal::{Account, How, Journal, Suspect},
    stopper::Stopper,
};
use crate::{
    check,
    model::{LeftUser, Request, Response, TransportFault},
    schema::Contract,
    target::{ApiKey, Target},
};

/// How many users are cleaned up at once where nobody says how many.
const AT_ONCE: usize = 8;

/// After so many transport failures in a row the server is taken for gone.
const PATIENCE: u32 = 3;

/// The `User-Agent` of all that is sent here.
const AGENT: &str = concat!("avara-conformance/", env!("CARGO_PKG_VERSION"), " (cleanup)");

/// What became of the users of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleanup {
    /// How many had their access revoked.
    pub neutralised: u64,
    /// Those that still have it, or may.
    pub left: Vec<LeftUser>,
    /// Whether the server stopped answering.
    pub unreachable: bool,
}

impl Cleanup {
    /// Nobody is touched, for this reason.
    pub(super) fn leaving(account: &Account, reason: &str) -> Self {
        let left = account.suspects().into_iter().map(|suspect| left(&suspect, reason));
        Self { left: left.collect(), ..Self::default() }
    }

    /// The same without the key, should the server have made it a part of an id or an address.
    pub(super) fn scrubbed(self, key: &ApiKey) -> Self {
        let left = self.left.into_iter().map(|user| key.scrub_texts(user));
        Self { left: left.collect(), ..self }
    }
}

fn left(suspect: &Suspect, reason: &str) -> LeftUser {
    let Suspect { email, user_id } = suspect.clone();
    LeftUser { email, user_id, reason: reason.to_owned() }
}

/// Revokes the access of the users of a run.
pub struct Cleaner<'a> {
    contract: &'a Contract,
    target: &'a Target,
    stopper: &'a Stopper,
    /// How long a write may take to be seen by a read.
    settle: Duration,
    at_once: usize,
    /// Whether the server cannot revoke access.
    demotes: AtomicBool,
    /// Transport failures in a row.
    failures: AtomicU32,
}

impl<'a> Cleaner<'a> {
    /// Prepares to clean up; sends nothing.
    #[must_use]
    pub fn new(
        contract: &'a Contract,
        target: &'a Target,
        stopper: &'a Stopper,
        settle: Duration,
    ) -> Self {
        let (demotes, failures) = (AtomicBool::new(false), AtomicU32::new(0));
        Self { contract, target, stopper, settle, at_once: AT_ONCE, demotes, failures }
    }

    /// The same, for so many users at once.
    pub(super) fn at_once(self, at_once: usize) -> Self {
        Self { at_once: at_once.max(1), ..self }
    }

    /// Cleans up what a journal says is left, and notes in it what was done. To do so again does
    /// only what was not done yet.
    pub async fn clean(&self, journal: &Journal) -> Cleanup {
        let account = &journal.account();
        let settled = Instant::now() + self.settle;
        let one = |suspect: Suspect| async move {
            let neutralised = self.neutralise(account, journal, &suspect, settled).await;
            neutralised.map_err(|reason| left(&suspect, &reason))
        };
        let mut done = stream::iter(account.suspects()).map(one).buffered(self.at_once);
        let mut cleanup = Cleanup::default();
        while let Some(outcome) = done.next().await {
            match outcome {
                Ok(neutralised) => cleanup.neutralised += neutralised,
                Err(user) => cleanup.left.push(user),
            }
        }
        cleanup.unreachable = self.failures.load(Ordering::Relaxed) > 0;
        if cleanup.left.is_empty() {
            journal.end();
        }
        cleanup
    }

    /// Neutralises whoever the list shows under the address of a suspect.
    async fn neutralise(
        &self,
        account: &Account,
        journal: &Journal,
        suspect: &Suspect,
        settled: Instant,
    ) -> Result<u64, String> {
        let Some(email) = &suspect.email else {
            return Err("its invitation held no address to find it by".to_owned());
        };
        let own = account.owns(email);
        let expected = suspect.user_id.as_deref();
        let rows = self.look_up(email, expected, settled).await?;
        if expected.is_none() && !own && !rows.is_empty() {
            return Err("nobody answered, and others may have the same address".to_owned());
        }
        let mut ids: Vec<&str> = rows.iter().filter_map(|row| row["userId"].as_str()).collect();
        if !own {
            ids.retain(|id| Some(*id) == expected);
        }
        for id in &ids {
            let row = rows.iter().find(|row| row["userId"] == **id);
            let how = self.revoke_access(id, row.unwrap_or(&Value::Null)).await?;
            journal.clear(email, Some(id), how);
        }
        match expected {
            Some(id) if !ids.contains(&id) => {
                return Err("the list does not show this id under the address".to_owned());
            }
            Some(_) => {}
            None => journal.clear(email, None, How::Absent),
        }
        Ok(ids.len() as u64)
    }

    /// The rows with exactly this address, read again until the one that is looked for is seen or
    /// everything that was written has settled.
    async fn look_up(
        &self,
        email: &str,
        id: Option<&str>,
        settled: Instant,
    ) -> Result<Vec<Value>, String> {
        let mut wait = Duration::from_millis(50);
        loop {
            let response = self.send(check::by_email(self.contract, email)).await?;
            // What the server refuses as an address is nobody's.
            if matches!(response.status, 400 | 422) {
                return Ok(Vec::new());
            }
            if !response.is_success() {
                return Err(format!("the list was answered with {}", response.status));
            }
            let mut page =
                response.json().map_err(|error| format!("the list is no JSON: {error}"))?;
            let rows = page.value.get_mut("users").and_then(Value::as_array_mut);
            let rows = rows.map(std::mem::take).unwrap_or_default();
            let same = |row: &Value| {
                row["email"].as_str().is_some_and(|e| e.to_lowercase() == email.to_lowercase())
            };
            let rows: Vec<Value> = rows.into_iter().filter(same).collect();
            let seen = |row: &Value| id.is_none_or(|id| row["userId"] == id);
            let left = settled.saturating_duration_since(Instant::now());
            if rows.iter().any(seen) || left.is_zero() {
                return Ok(rows);
            }
            tokio::time::sleep(wait.min(left)).await;
            wait *= 2;
        }
    }

    /// Revokes the access of a user, or else makes it a plain member.
    async fn revoke_access(&self, id: &str, row: &Value) -> Result<How, String> {
        let mut revoked = None;
        if !self.demotes.load(Ordering::Relaxed) {
            let response = self.send(check::revocation(self.contract, id)).await?;
            if response.is_success() {
                return Ok(How::Revoked);
            }
            if matches!(response.status, 404 | 405 | 501) {
                self.demotes.store(true, Ordering::Relaxed);
            } else {
                revoked = Some(response.status);
            }
        }
        if check::is_plain_member(row) {
            return Ok(How::Demoted);
        }
        let response = self.send(check::demotion(self.contract, id)).await?;
        if response.is_success()
            && check::is_plain_member(&response.json().unwrap_or_default().value)
        {
            return Ok(How::Demoted);
        }
        let before = revoked.map_or_else(String::new, |status| {
            format!("revoking its access was answered with {status}, ")
        });
        Err(format!("{before}the update to a plain member with {}", response.status))
    }

    /// Sends a request, and once more when the connection broke: everything here can be repeated.
    async fn send(&self, request: Request) -> Result<Response, String> {
        for last in [false, true] {
            if self.failures.load(Ordering::Relaxed) >= PATIENCE {
                return Err("the server does not answer any more".to_owned());
            }
            let exchange = tokio::select! {
                exchange = self.target.send(request.clone(), AGENT) => exchange,
                () = self.stopper.cancelled() => return Err("it was interrupted".to_owned()),
            };
            match exchange.outcome {
                Ok(response) => {
                    self.failures.store(0, Ordering::Relaxed);
                    return Ok(response);
                }
                Err(error) if last || error.fault != TransportFault::Broken => {
                    self.failures.fetch_add(1, Ordering::Relaxed);
                    return Err(error.message);
                }
                Err(_) => {}
            }
        }
        Err("it could not be sent".to_owned())
    }
}
