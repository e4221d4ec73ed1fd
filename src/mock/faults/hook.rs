//! The points at which a fault may interfere.

use std::time::Duration;

use serde_json::Value;

use crate::mock::{
    Answer, Call, Candidate, MockConfig, Object, Operation, Page, Refusal, User, Violation,
};

/// Where a fault acts, and what it does there. The variants stand in the order in which a request
/// meets them.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// The settings, before the server starts.
    Config(fn(&mut MockConfig)),
    /// The judgement on the credentials; `None` lets the request through.
    Credentials(Operation, fn(&mut Option<Refusal>)),
    /// The body or query as the server reads it, before it is judged.
    Request(Operation, fn(&mut Object)),
    /// What is wrong with a request; an empty list accepts it.
    Violations(Operation, fn(&Object, &mut Vec<Violation>)),
    /// Carries out a refused invite or update all the same. The function says what of the request
    /// takes effect.
    KeepRefused(Operation, fn(&mut Object, &[Violation])),
    /// An accepted request, before it takes effect.
    Accepted(Operation, fn(&mut Object)),
    /// The form in which two e-mail addresses are compared for uniqueness; `None` compares with
    /// nobody.
    Address(fn(&str) -> Option<String>),
    /// Looks first and writes after this pause, with nothing to keep others out in between.
    Unlocked(Operation, Duration),
    /// Which user is changed: a place in the order of insertion, and how many there are.
    Subject(fn(&mut usize, usize)),
    /// The user that a request makes or changes, both as stored and as answered.
    Made(Operation, fn(&Object, &mut User)),
    /// The user as stored; `None` stores nothing. The answer shows what should have been stored.
    Stored(Operation, fn(&Object, &mut Option<User>)),
    /// Whether a user belongs into the list that the parameters ask for.
    Match(fn(&Object, &Candidate<'_>, &mut bool)),
    /// A page of the list.
    Page(fn(&Object, &mut Page)),
    /// The JSON of a successful answer, along with the request.
    Reply(Operation, fn(&Object, &mut Value)),
    /// Any answer, refusals included.
    Answer(fn(&Call, &mut Answer)),
    /// How much longer than the configured latency the answer is held back.
    Delay(fn(&Call) -> Duration),
}
