//! The port through which scenarios reach the target. The runner implements it; nothing on this
//! floor knows a network, a clock or a random generator.

use std::{collections::BTreeMap, future::Future, pin::Pin, time::Duration};

use serde_json::Value;

use super::Stop;
use crate::model::{Exchange, Operation, Request};

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A user that this run created and may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnUser {
    /// The user's id.
    pub id: String,
    /// The user's e-mail address.
    pub email: String,
    /// Whether it is in the state of the documented example: nothing has tried to change it since.
    pub settled: bool,
}

/// What most cases build on. The canary finds out whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// An invitation is accepted, and its user can be seen.
    Invite,
    /// The list can be read.
    List,
    /// An update is accepted, and answered with the user.
    Update,
}

/// Where the users of this run can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sight {
    /// In the list.
    #[default]
    List,
    /// The list shows nobody before they accept, but the answers to updates show them.
    Updates,
    /// The list shows nobody before they accept, and only their invitations can be seen.
    Invitations,
}

/// What the canary found out about the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Canary {
    /// What is not there, each with the reason.
    pub missing: BTreeMap<Need, String>,
    /// Where the users of this run can be seen.
    pub sight: Sight,
    /// Whether it is certain that the list shows people only after they accept. Where it is not,
    /// the list may as well lose them.
    pub waits_for_acceptance: bool,
    /// Why no further user may be created, if none may: it could not be seen or cleaned up.
    pub no_more_users: Option<String>,
}

impl Canary {
    /// Ends a case that builds on what the canary did not find: it would show the same again.
    ///
    /// # Errors
    /// When it is missing.
    pub fn needs(&self, need: Need) -> Result<(), Stop> {
        self.missing.get(&need).map_or(Ok(()), |reason| {
            Err(Stop::because(format!("not played, as the canary shows: {reason}")))
        })
    }

    /// Why nobody can be made to be found in the list, if nobody can.
    #[must_use]
    pub fn nobody_to_find(&self) -> Option<Stop> {
        let able = self.needs(Need::Invite).and_then(|()| self.needs(Need::List));
        able.err().or_else(|| (self.sight != Sight::List).then(|| self.unlisted()))
    }

    /// The end of a case that can be judged only by a list that shows users of this run.
    #[must_use]
    pub fn unlisted(&self) -> Stop {
        if self.waits_for_acceptance {
            return Stop::Absent("a list that shows people before they accept".to_owned());
        }
        Stop::because(
            "the list shows nobody who was invited: either it waits until they accept, or it loses \
             them; --pending says that it waits",
        )
    }
}

/// What the pool of own users gives to a scenario that asks for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loan {
    /// This user, until it is handed back.
    User(OwnUser),
    /// There is room for another: the scenario may create it and owes it to the pool.
    Room,
    /// Nothing: no user may be created any more, with the reason.
    Refused(String),
}

/// What a scenario can do to the world.
pub trait Wire: Send + Sync {
    /// Sends a request and waits for what comes back. Never fails: a transport failure is part of
    /// the exchange.
    fn send(&self, request: Request) -> BoxFuture<'_, Exchange>;

    /// Waits a little before reading again what was just written, and adds to `waited` how long;
    /// `false` when the time allowed for settling is over. `about` names what is waited for: what
    /// was never seen a few times is not waited for as long as before.
    fn settle<'a>(&'a self, about: &'a str, waited: &'a mut Duration) -> BoxFuture<'a, bool>;

    /// Tells that a read showed what was written after waiting so long.
    fn settled(&self, waited: Duration);

    /// Asks whether a walk that holds so many rows may go on; may wait while another one holds very
    /// many. `false` when the run is over, or no end of the list is in sight.
    fn long_walk(&self, rows: usize) -> BoxFuture<'_, bool>;

    /// Tells that a list still brought new rows when its walk was given up.
    fn no_end_in_sight(&self);

    /// An address that no other user of this or any other run has, under the reserved domain. The
    /// drawn address contributes its local part, which may be empty.
    fn fresh_email(&self, drawn: &str) -> String;

    /// The token that marks what this run creates: lower-case letters and digits.
    fn token(&self) -> &str;

    /// Borrows a user of the pool for exclusive use; waits while all are lent.
    fn borrow_user(&self) -> BoxFuture<'_, Loan>;

    /// Hands a user back, or, with `None`, gives up the room to create one.
    fn return_user(&self, user: Option<OwnUser>);

    /// Remembers the id of a created user. Returns the address that the same id was already
    /// given for, if any.
    fn remember(&self, user: OwnUser) -> Option<String>;

    /// Whether any request of this operation, with the credentials of the run, was accepted so far.
    fn has_accepted(&self, operation: Operation) -> bool;

    /// What the canary found out; nothing before it came back.
    fn canary(&self) -> Option<&Canary>;

    /// Tells what the canary found out. The first word stands.
    fn canary_is_back(&self, found: Canary);

    /// Adds users that nothing changes any more, for others to look for.
    fn add_fixtures(&self, users: Vec<Value>);

    /// The users that this run created to be read only.
    fn fixtures(&self) -> Vec<Value>;
}
