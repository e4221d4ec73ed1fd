//! After a run, the access of the users that it created is revoked.
//!
//! Nobody else is touched, whatever the server says about ids: a user is only changed when it is
//! shown under an address that the run invited.

use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use serde_json::Value;
use tokio::sync::OnceCell;

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

/// Pages of the list in which somebody is looked for by id.
const MOST_PAGES: usize = 200;

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
    let Suspect { email, user_id, answered, .. } = suspect.clone();
    let email = email.or(answered);
    LeftUser { email, user_id, reason: reason.to_owned() }
}

/// What is known of an id that the list does not show under its address.
enum Sought {
    /// Its row, which has an address of the run.
    There(Value),
    /// Nobody has it.
    Nobody,
    /// It cannot be told.
    Unseen,
}

impl From<Option<Value>> for Sought {
    fn from(row: Option<Value>) -> Self {
        row.map_or(Self::Unseen, Self::There)
    }
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
    /// The rows of the whole list, once somebody is looked for by id.
    everybody: OnceCell<Vec<Value>>,
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
        let everybody = OnceCell::new();
        Self { contract, target, stopper, settle, at_once: AT_ONCE, demotes, failures, everybody }
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

    /// Neutralises whoever is found under the addresses of a suspect.
    async fn neutralise(
        &self,
        account: &Account,
        journal: &Journal,
        suspect: &Suspect,
        settled: Instant,
    ) -> Result<u64, String> {
        let addresses = suspect.addresses();
        let Some(email) = addresses.first() else {
            return Err("its invitation held no address to find it by".to_owned());
        };
        let expected = suspect.user_id.as_deref();
        if suspect.revoked {
            journal.clear(email, expected, How::Revoked);
            return Ok(1);
        }
        let rows = match (self.look_up(account, &addresses, expected, settled).await, expected) {
            (Ok(rows), _) => rows,
            // What the list does not tell, the user may.
            (Err(_), Some(_)) if !self.is_gone() => Vec::new(),
            (Err(reason), _) => return Err(reason),
        };
        let is_own = |row: &Value| row["email"].as_str().is_some_and(|email| account.owns(email));
        if expected.is_none() && !rows.is_empty() && !rows.iter().any(is_own) {
            return Err("nobody answered, and others may have the same address".to_owned());
        }
        let is_meant = |row: &Value| is_own(row) || expected.is_some_and(|id| row["userId"] == id);
        let mut rows: Vec<Value> = rows.into_iter().filter(is_meant).collect();
        if let Some(id) = expected.filter(|_| rows.is_empty()) {
            match self.by_id(account, id).await? {
                Sought::There(row) => rows.push(row),
                Sought::Nobody => {
                    journal.clear(email, expected, How::Absent);
                    return Ok(0);
                }
                Sought::Unseen => {}
            }
        }
        let mut done = 0;
        for row in &rows {
            let Some(id) = row["userId"].as_str() else { continue };
            let how = self.revoke_access(account, id, row).await?;
            journal.clear(email, Some(id), how);
            done += 1;
        }
        if expected.is_some() && rows.is_empty() {
            return Err("the list does not show this id under the address".to_owned());
        }
        // Whoever else has the address of this run has no access any more either.
        if !rows.iter().any(|row| row["userId"].as_str() == expected) {
            journal.clear(email, expected, How::Absent);
        }
        Ok(done)
    }

    /// The rows with one of these addresses, read again until the one that is looked for is seen or
    /// everything that was written has settled.
    async fn look_up(
        &self,
        account: &Account,
        addresses: &[String],
        id: Option<&str>,
        settled: Instant,
    ) -> Result<Vec<Value>, String> {
        let mut wait = Duration::from_millis(50);
        loop {
            let mut rows = Vec::new();
            for email in addresses {
                rows.extend(self.under(email).await?);
                if !rows.is_empty() {
                    break;
                }
            }
            let seen = |row: &Value| id.is_none_or(|id| row["userId"] == id);
            let left = settled.saturating_duration_since(Instant::now());
            if rows.iter().any(seen) || left.is_zero() || account.unlisted {
                return Ok(rows);
            }
            tokio::time::sleep(wait.min(left)).await;
            wait *= 2;
        }
    }

    /// The rows with exactly this address.
    async fn under(&self, email: &str) -> Result<Vec<Value>, String> {
        let response = self.send(check::by_email(self.contract, email)).await?;
        // What the server refuses as an address is nobody's.
        if matches!(response.status, 400 | 422) {
            return Ok(Vec::new());
        }
        if !response.is_success() {
            return Err(format!("the list was answered with {}", response.status));
        }
        let page = response.json().map_err(|error| format!("the list is no JSON: {error}"))?;
        let same = |row: &Value| {
            row["email"].as_str().is_some_and(|e| e.to_lowercase() == email.to_lowercase())
        };
        Ok(check::users_in(&page.value).into_iter().filter(same).collect())
    }

    /// The user with an id that the answer to an invitation gave, whom the list does not show under
    /// its address: in the whole list, else in the answer to an update that provides nothing. It is
    /// ours when its address is. An id that no list shows and no update knows is nobody's, unless the
    /// target shows people only after they accept.
    async fn by_id(&self, account: &Account, id: &str) -> Result<Sought, String> {
        let is_own = |row: &Value| row["email"].as_str().is_some_and(|email| account.owns(email));
        let everybody = self.everybody.get_or_init(|| self.walk(account)).await;
        if let Some(row) = everybody.iter().find(|row| row["userId"] == id) {
            return Ok(Some(row.clone()).filter(is_own).into());
        }
        let response = self.send(check::unchanged(self.contract, id)).await?;
        let answer = response.json().unwrap_or_default().value;
        let shown = check::users_in(&answer).into_iter().next().unwrap_or_default();
        if response.is_success() && shown["userId"] == id && is_own(&shown) {
            return Ok(Sought::There(shown));
        }
        if matches!(response.status, 404 | 410) && !account.unlisted {
            return Ok(Sought::Nobody);
        }
        let invited = self.send(check::invitations(self.contract, id)).await?;
        Ok(check::waiting(&invited, id).into_iter().find(is_own).into())
    }

    /// The rows of the whole list, as far as it can be read.
    async fn walk(&self, account: &Account) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..if account.unlisted { 0 } else { MOST_PAGES } {
            let request = check::list_page(self.contract, cursor.as_deref());
            let Ok(response) = self.send(request).await else { break };
            let page = response.json().unwrap_or_default().value;
            let new = check::users_in(&page);
            let next = page["cursor"].as_str().filter(|_| page["hasMore"] == true);
            let over = new.is_empty() || next.is_none() || next == cursor.as_deref();
            cursor = next.map(str::to_owned);
            rows.extend(new);
            if over {
                break;
            }
        }
        rows
    }

    /// Revokes the access of a user, or else makes it a plain member.
    async fn revoke_access(&self, account: &Account, id: &str, row: &Value) -> Result<How, String> {
        if account.unlisted {
            let request = check::revoked_invitation(self.contract, id);
            if self.send(request).await?.is_success() {
                return Ok(How::Revoked);
            }
        }
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
        let answer = response.json().unwrap_or_default().value;
        let mut shown = vec![answer.clone()];
        shown.extend(check::users_in(&answer));
        if response.is_success() && shown.iter().any(check::is_plain_member) {
            return Ok(How::Demoted);
        }
        let before = revoked.map_or_else(String::new, |status| {
            format!("revoking its access was answered with {status}, ")
        });
        Err(format!("{before}the update to a plain member with {}", response.status))
    }

    /// Whether the server is taken for gone.
    fn is_gone(&self) -> bool {
        self.failures.load(Ordering::Relaxed) >= PATIENCE || self.stopper.stopped().is_some()
    }

    /// Sends a request, and once more when the connection broke: everything here can be repeated.
    async fn send(&self, request: Request) -> Result<Response, String> {
        for last in [false, true] {
            if self.is_gone() && self.stopper.stopped().is_none() {
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
