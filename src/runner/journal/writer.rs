//! Recording the writes of a run.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use chrono::{SecondsFormat, Utc};
use parking_lot::Mutex;

use super::{
    account::Account,
    line::{Entry, How, Line},
    read::{JournalError, read},
};
use crate::{
    check,
    model::{Effect, Exchange, Names, Request, Response},
    target::{ApiKey, addresses},
};

/// Records the writes of one run.
#[derive(Default)]
pub struct Journal {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What is known without reading the file; absent when nothing is recorded.
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
pub(in crate::runner) struct Pending(u64);

impl Journal {
    /// A journal that records nothing, for servers that are gone after the run.
    #[must_use]
    pub fn off() -> Self {
        Self::default()
    }

    /// A journal in a file, and how many users earlier runs left to be cleaned up. The lines of
    /// these runs stay; without any the file begins anew.
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
    /// memory: to clean up twice does no harm.
    #[must_use]
    pub fn resume(path: &Path, account: Account) -> Self {
        let file = append_to(path).ok();
        let state = State { account: Some(account), file, ..State::default() };
        Self { state: Mutex::new(state) }
    }

    /// What is known of the run.
    #[must_use]
    pub fn account(&self) -> Account {
        self.state.lock().account.clone().unwrap_or_default()
    }

    /// A run begins, with a key that no line may hold whatever a server sends.
    pub(in crate::runner) fn begin(
        &self,
        secret: &ApiKey,
        run: &str,
        target: &str,
        email_domain: &str,
        embedded_mock: bool,
    ) -> Result<(), String> {
        let mut state = self.state.lock();
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

    /// A request is about to be sent; reads are not recorded.
    ///
    /// # Errors
    /// When it cannot be recorded. Then it must not be sent.
    pub(in crate::runner) fn intend(&self, request: &Request) -> Result<Option<Pending>, String> {
        let mut state = self.state.lock();
        let Some(account) = &state.account else { return Ok(None) };
        let email = match request.operation.row().effect {
            Effect::Reads => return Ok(None),
            Effect::Creates => invited(request, account),
            Effect::Changes => None,
        };
        let user_id = named(request);
        state.writes += 1;
        let (number, operation) = (state.writes, request.operation);
        state.write(Entry::Intent { number, operation, email, user_id })?;
        Ok(Some(Pending(number)))
    }

    /// What came of an intent. Should it not be writable, the intent stands for itself, and the
    /// next one is refused.
    pub(in crate::runner) fn settle(&self, Pending(number): Pending, exchange: &Exchange) {
        let entry = match &exchange.outcome {
            Ok(response) => {
                let creates = exchange.request.operation.row().effect == Effect::Creates;
                let (user_id, email) = if creates { made(response) } else { (None, None) };
                Entry::Settled { number, status: response.status, user_id, email }
            }
            Err(error) if error.fault.never_left() => {
                Entry::Unsent { number, reason: error.message.clone() }
            }
            Err(error) => Entry::Unknown { number, reason: error.message.clone() },
        };
        // It is remembered as the reason why nothing more is sent.
        let _ = self.state.lock().write(entry);
    }

    /// The list shows nobody before they accept.
    pub(in crate::runner) fn unlisted(&self) {
        // Should this fail, the next write is refused.
        let _ = self.state.lock().write(Entry::Unlisted);
    }

    /// A user of the run needs no cleaning up any more.
    pub(in crate::runner) fn clear(&self, email: &str, user_id: Option<&str>, how: How) {
        let user_id = user_id.map(str::to_owned);
        // Should this fail, the user is cleaned up twice, which does no harm.
        let _ = self.state.lock().write(Entry::Cleared { email: email.to_owned(), user_id, how });
    }

    /// Why it cannot be written any more.
    pub(in crate::runner) fn broken(&self) -> Option<String> {
        self.state.lock().broken.clone()
    }

    /// Nothing is left to be cleaned up.
    pub fn end(&self) {
        // Should this fail, the next cleanup finds nothing to do.
        let _ = self.state.lock().write(Entry::Ended);
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

/// The id and the address that the answer to an invitation gives, however it wraps them.
fn made(response: &Response) -> (Option<String>, Option<String>) {
    let json = response.json().unwrap_or_default().value;
    let wrapped = check::users_in(&json).into_iter().next();
    let user = wrapped.as_ref().filter(|_| !json["userId"].is_string()).unwrap_or(&json);
    let text = |field: &str| user[field].as_str().map(str::to_owned);
    (text("userId"), text("email"))
}

/// The user that a request names, if it names one.
fn named(request: &Request) -> Option<String> {
    match request.operation.row().names {
        Names::Nobody => None,
        Names::InPath => request.path.rsplit('/').next().map(str::to_owned),
        Names::InBody => {
            let body: serde_json::Value = serde_json::from_slice(request.body.as_deref()?).ok()?;
            body["userId"].as_str().map(str::to_owned)
        }
    }
}

/// The address of an invitation: its member `email`, or, where the body is no JSON, the first
/// address of the run that it holds.
fn invited(request: &Request, account: &Account) -> Option<String> {
    let body = request.body.as_deref()?;
    let json: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    if let Some(email) = json.as_ref().and_then(|json| json["email"].as_str()) {
        return Some(email.to_owned());
    }
    addresses(request).into_iter().find(|address| account.owns(address))
}
