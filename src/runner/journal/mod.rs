//! The write-ahead journal: what a run may have changed on the server, known even after it was
//! killed.
//!
//! A line with the intent is with the operating system before a write is sent, and one with what
//! came of it follows. A journal that cannot be written stops the writes. It is not forced to the
//! disk: it survives the end of the process, not that of the machine.

mod account;
mod line;
mod read;
#[cfg(test)]
mod tests;

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{SecondsFormat, Utc};

pub use account::{Account, Suspect};
pub use line::How;
use line::{Entry, Line};
pub use read::{JournalError, read};

use crate::{
    model::{Exchange, Operation, Request, TransportFault},
    target::ApiKey,
};

/// Takes down the writes of one run.
#[derive(Default)]
pub struct Journal {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What is known without reading the file; absent when nothing is taken down.
    account: Option<Account>,
    /// Absent when it is kept in memory alone.
    file: Option<File>,
    /// Why it cannot be written any more.
    broken: Option<String>,
    writes: u64,
    /// What no line may hold.
    secret: Option<ApiKey>,
}

/// An intent that waits for what comes of it.
#[must_use]
pub(super) struct Pending(u64);

impl Journal {
    /// A journal that takes nothing down, for servers that are gone after the run.
    #[must_use]
    pub fn off() -> Self {
        Self::default()
    }

    /// A journal in memory: it knows what to clean up as long as the process lives.
    #[cfg(test)]
    pub(super) fn in_memory() -> Self {
        let state = State { account: Some(Account::default()), ..State::default() };
        Self { state: Mutex::new(state) }
    }

    /// A journal in a file, and the users that earlier runs left to be cleaned up. What an earlier run took down stays while users of it are left to be
    /// cleaned up; else the file begins anew.
    ///
    /// # Errors
    /// When the file cannot be written, or is no journal.
    pub fn create(path: &Path) -> Result<(Self, usize), JournalError> {
        let earlier = if path.exists() { read(path)? } else { Vec::new() };
        let file = append_to(path).map_err(JournalError::unreadable(path))?;
        if earlier.iter().all(Account::is_settled) {
            file.set_len(0).map_err(JournalError::unreadable(path))?;
        }
        let unsettled = earlier.iter().filter(|account| !account.is_settled());
        let left = unsettled.map(|account| account.suspects().len()).sum();
        let state =
            State { account: Some(Account::default()), file: Some(file), ..State::default() };
        Ok((Self { state: Mutex::new(state) }, left))
    }

    /// Continues the journal of an earlier run. Should the disk be full or read-only, it is kept in
    /// memory: who is cleaned up twice takes no harm.
    #[must_use]
    pub fn resume(path: &Path, account: Account) -> Self {
        let file = append_to(path).ok();
        let state = State { account: Some(account), file, ..State::default() };
        Self { state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of the run.
    #[must_use]
    pub fn account(&self) -> Account {
        self.state().account.clone().unwrap_or_default()
    }

    /// A run begins, with a key that is not to be written down whatever a server sends.
    pub(super) fn begin(
        &self,
        secret: &ApiKey,
        run: &str,
        target: &str,
        email_domain: &str,
        embedded_mock: bool,
    ) -> Result<(), String> {
        let mut state = self.state();
        state.secret = Some(secret.clone());
        if let Some(account) = &mut state.account {
            run.clone_into(&mut account.run);
        }
        state.write(Entry::Began {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            target: target.to_owned(),
            email_domain: email_domain.to_owned(),
            embedded_mock,
        })
    }

    /// A request is about to be sent; reads are not taken down.
    ///
    /// # Errors
    /// When it cannot be written down. Then it must not be sent.
    pub(super) fn intend(&self, request: &Request) -> Result<Option<Pending>, String> {
        let mut state = self.state();
        let Some(account) = &state.account else { return Ok(None) };
        let (email, user_id) = match request.operation {
            Operation::List => return Ok(None),
            Operation::Invite => (invited(request, account), None),
            Operation::Update => (None, request.path.rsplit('/').next().map(str::to_owned)),
        };
        state.writes += 1;
        let (number, operation) = (state.writes, request.operation);
        state.write(Entry::Intent { number, operation, email, user_id })?;
        Ok(Some(Pending(number)))
    }

    /// What came of an intent. Should it not be writable, the intent stands for itself, and the
    /// next one is refused.
    pub(super) fn settle(&self, Pending(number): Pending, exchange: &Exchange) {
        let entry = match &exchange.outcome {
            Ok(response) => {
                let json = response.json().unwrap_or_default();
                let user_id = json["userId"].as_str().map(str::to_owned);
                let user_id = user_id.filter(|_| exchange.request.operation == Operation::Invite);
                Entry::Settled { number, status: response.status, user_id }
            }
            Err(error) if never_left(error.fault) => {
                Entry::Unsent { number, reason: error.message.clone() }
            }
            Err(error) => Entry::Unknown { number, reason: error.message.clone() },
        };
        // It is remembered as the reason why nothing more is sent.
        let _ = self.state().write(entry);
    }

    /// A user of the run needs no cleaning up any more.
    pub(super) fn clear(&self, email: &str, user_id: Option<&str>, how: How) {
        let user_id = user_id.map(str::to_owned);
        // Should this fail, the user is cleaned up twice, which does no harm.
        let _ = self.state().write(Entry::Cleared { email: email.to_owned(), user_id, how });
    }

    /// Why it cannot be written any more.
    pub(super) fn broken(&self) -> Option<String> {
        self.state().broken.clone()
    }

    /// Nothing is left to be cleaned up.
    pub fn end(&self) {
        // Should this fail, somebody finds out once more that there is nothing to do.
        let _ = self.state().write(Entry::Ended);
    }
}

impl State {
    /// Writes a line with one call, so that lines of two runs do not mix.
    fn write(&mut self, what: Entry) -> Result<(), String> {
        let Some(account) = &mut self.account else { return Ok(()) };
        if let Some(broken) = &self.broken {
            return Err(broken.clone());
        }
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let line = Line { at, run: account.run.clone(), what };
        if let Some(file) = &mut self.file {
            let written = serde_json::to_string(&line).map_err(io::Error::from).and_then(|text| {
                let text = match &self.secret {
                    Some(key) => key.scrub(&text),
                    None => text,
                };
                file.write_all(format!("{text}\n").as_bytes())
            });
            if let Err(error) = written {
                let broken = format!("the journal cannot be written: {error}");
                self.broken = Some(broken.clone());
                return Err(broken);
            }
        }
        account.apply(&line);
        Ok(())
    }
}

/// Whether a request certainly never reached the server.
pub(super) fn never_left(fault: TransportFault) -> bool {
    use TransportFault::{Connect, OverBudget, Withheld};
    matches!(fault, Connect | Withheld | OverBudget)
}

/// Opens a file to append whole lines, also behind half a line that a full disk has left.
fn append_to(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    if file.metadata()?.len() > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(file)
}

/// The address of an invitation: its member `email`, or, where the body is no JSON, the first
/// address of the run that it holds.
fn invited(request: &Request, account: &Account) -> Option<String> {
    let body = request.body.as_deref()?;
    let json: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    if let Some(email) = json.as_ref().and_then(|json| json["email"].as_str()) {
        return Some(email.to_owned());
    }
    let text = String::from_utf8_lossy(body);
    let is_part = |c: char| c.is_alphanumeric() || "@.-_+'".contains(c);
    text.split(|c| !is_part(c)).find(|word| account.owns(word)).map(str::to_owned)
}
