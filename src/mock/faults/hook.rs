//! The points at which a fault may interfere.

use std::time::Duration;

use serde_json::Value;

use crate::{
    mock::{Answer, Call, Candidate, Object, Page, Refusal, Setting, User, Violation},
    model::Operation,
};

/// Where a user keeps what it was before. No answer shows it.
pub(in crate::mock) const WAS: &str = "\u{0}was";

/// That the last update of a user was refused. No answer shows it.
pub(in crate::mock) const REFUSED: &str = "\u{0}refused";

/// Where a fault acts, and what it does there. The variants stand in the order in which a request
/// meets them.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// A setting, before the server starts.
    Set(Setting),
    /// The judgement on the credentials; `None` lets the request through.
    Credentials(Operation, fn(&mut Option<Refusal>)),
    /// The bytes of a body, before they are parsed. An update without a body has become `{}`; the
    /// call still shows what was sent.
    Raw(Operation, fn(&Call, &mut Vec<u8>)),
    /// The body or query as the server reads it, before it is judged.
    Request(Operation, fn(&mut Object)),
    /// What is wrong with a request; an empty list accepts it.
    Violations(Operation, fn(&Object, &mut Vec<Violation>)),
    /// A field and a keyword that it may break, in requests that pass a test.
    Overlooks(Operation, &'static str, &'static str, fn(&Object) -> bool),
    /// A field for which requests that pass a test are refused, valid as they are.
    Refuses(Operation, &'static str, fn(&Object) -> bool),
    /// Whether a refused invite or update is carried out all the same. The function also says what
    /// of the request takes effect.
    AppliesRefused(Operation, fn(&mut Object, &[Violation]) -> bool),
    /// An accepted request, before it takes effect.
    Accepted(Operation, fn(&mut Object)),
    /// The form in which two e-mail addresses are compared for uniqueness; `None` compares with
    /// nobody.
    Address(fn(&str) -> Option<String>),
    /// An invite of a taken address is answered with the user who has it.
    DuplicateShowsUser,
    /// What an invite of a taken address does to the user who has it, refused as it is.
    DuplicateChanges(fn(&Object, &mut User)),
    /// Users keep what they were before their last update, as `WAS`, for other hooks to look at.
    Remembers,
    /// Looks first and writes after this pause, with nothing to keep others out in between.
    Unlocked(Operation, Duration),
    /// Whether the id in a path means the user with the other id.
    SameId(fn(&str, &str) -> bool),
    /// Which user is changed: a place in the order of insertion, and how many there are.
    Subject(fn(&mut usize, usize)),
    /// The user before an update, the update, and the user after it.
    Updated(fn(&User, &Object, &mut User)),
    /// An update that changes nothing is answered as if there were no such user.
    UnchangedIsNotFound,
    /// The user that a request makes or changes, both as stored and as answered.
    Made(Operation, fn(&Object, &mut User)),
    /// The user as stored. The answer shows what should have been stored.
    Stored(Operation, fn(&Object, &mut User)),
    /// Whether nothing is stored at all.
    StoresNothing(Operation, fn(&Object, &User) -> bool),
    /// What an update does to every other user: the update, the user it was meant for, the other.
    OtherUsers(fn(&Object, &User, &mut User)),
    /// The order of the list in place of the usual one: how many lists were asked for so far, and
    /// the sequence number of a user. Goes with offset cursors only.
    Rank(fn(u64, u64) -> u64),
    /// Whether a user belongs into the list that the parameters ask for.
    Match(fn(&Object, &Candidate<'_>, &mut bool)),
    /// Whether a user passes one filter: its name, the text that is asked for, and the user.
    Filter(&'static str, fn(&str, &User) -> bool),
    /// A page of the list.
    Page(fn(&Object, &mut Page)),
    /// The JSON of a successful answer, along with the request.
    Reply(Operation, fn(&Object, &mut Value)),
    /// Any answer, refusals included.
    Answer(fn(&Call, &mut Answer)),
    /// The answer to a request whose credentials are bad.
    BadCredentials(Operation, fn(&mut Answer)),
    /// A successful answer.
    Success(Operation, fn(&mut Answer)),
    /// Whether a request whose credentials are good makes the server fail.
    Fails(Operation, fn(&Call, &Answer) -> bool),
    /// How much longer than the configured latency the answer is held back.
    Delay(fn(&Call) -> Duration),
}
