//! Asking the switched-on faults at each hook.

use std::time::Duration;

use serde_json::Value;

use super::{Fault, Hook};
use crate::mock::{
    Answer, Call, Candidate, MockConfig, Object, Operation, Page, Refusal, User, Violation,
    text::fold,
};

/// The faults that a server runs with.
#[derive(Debug)]
pub(in crate::mock) struct Switched(Vec<&'static Fault>);

impl Switched {
    /// Takes the faults of a configuration, and lets them change it.
    pub(in crate::mock) fn from_config(config: &mut MockConfig) -> Self {
        let faults = config.faults.clone();
        for hook in faults.iter().flat_map(|fault| fault.hooks) {
            if let Hook::Config(change) = hook {
                change(config);
            }
        }
        Self(faults)
    }

    /// The faults that act on one request: all of them. Whatever acts only now and then is decided
    /// here, once a request, so that its hooks act together or not at all.
    pub(in crate::mock) fn on(&self, _call: &Call) -> Acting {
        Acting(self.0.iter().flat_map(|fault| fault.hooks).collect())
    }
}

/// The hooks that act on one request.
#[derive(Debug)]
pub(in crate::mock) struct Acting(Vec<&'static Hook>);

/// Calls every hook of a kind, in the order in which the faults were switched on.
macro_rules! each {
    ($acting:expr, $pattern:pat => $act:expr) => {
        for hook in &$acting.0 {
            if let $pattern = hook {
                $act;
            }
        }
    };
}

/// The same for hooks that belong to one operation.
macro_rules! each_of {
    ($acting:expr, $operation:expr, $kind:ident($act:ident) => $do:expr) => {
        each!($acting, Hook::$kind(of, $act) => if *of == $operation { $do })
    };
}

impl Acting {
    pub(in crate::mock) fn credentials(&self, operation: Operation, refusal: &mut Option<Refusal>) {
        each_of!(self, operation, Credentials(act) => act(refusal));
    }

    pub(in crate::mock) fn request(&self, operation: Operation, request: &mut Object) {
        each_of!(self, operation, Request(act) => act(request));
    }

    pub(in crate::mock) fn violations(
        &self,
        operation: Operation,
        request: &Object,
        violations: &mut Vec<Violation>,
    ) {
        each_of!(self, operation, Violations(act) => act(request, violations));
    }

    /// Whether a refused request takes effect, the parts of `request` that are left.
    pub(in crate::mock) fn keep_refused(
        &self,
        operation: Operation,
        request: &mut Object,
        violations: &[Violation],
    ) -> bool {
        let mut kept = false;
        each_of!(self, operation, KeepRefused(act) => {
            act(request, violations);
            kept = true;
        });
        kept
    }

    pub(in crate::mock) fn accepted(&self, operation: Operation, request: &mut Object) {
        each_of!(self, operation, Accepted(act) => act(request));
    }

    /// The form in which an address is unique.
    pub(in crate::mock) fn address(&self, email: &str) -> Option<String> {
        let mut address = Some(fold(email));
        each!(self, Hook::Address(act) => address = act(email));
        address
    }

    /// How long an operation pauses between looking and writing; `None` when it does both at once.
    pub(in crate::mock) fn unlocked(&self, operation: Operation) -> Option<Duration> {
        let mut longest = None;
        each_of!(self, operation, Unlocked(pause) => longest = longest.max(Some(*pause)));
        longest
    }

    pub(in crate::mock) fn subject(&self, place: &mut usize, users: usize) {
        each!(self, Hook::Subject(act) => act(place, users));
    }

    /// The user as an operation leaves it, and what of it is stored.
    pub(in crate::mock) fn settle(
        &self,
        operation: Operation,
        request: &Object,
        mut user: User,
    ) -> (User, Option<User>) {
        each_of!(self, operation, Made(act) => act(request, &mut user));
        let mut stored = Some(user.clone());
        each_of!(self, operation, Stored(act) => act(request, &mut stored));
        (user, stored)
    }

    pub(in crate::mock) fn matches(
        &self,
        request: &Object,
        candidate: &Candidate<'_>,
        matches: &mut bool,
    ) {
        each!(self, Hook::Match(act) => act(request, candidate, matches));
    }

    pub(in crate::mock) fn page(&self, request: &Object, page: &mut Page) {
        each!(self, Hook::Page(act) => act(request, page));
    }

    pub(in crate::mock) fn reply(&self, operation: Operation, request: &Object, reply: &mut Value) {
        each_of!(self, operation, Reply(act) => act(request, reply));
    }

    pub(in crate::mock) fn answer(&self, call: &Call, answer: &mut Answer) {
        each!(self, Hook::Answer(act) => act(call, answer));
    }

    /// All delays together.
    pub(in crate::mock) fn delay(&self, call: &Call) -> Duration {
        let mut delay = Duration::ZERO;
        each!(self, Hook::Delay(act) => delay += act(call));
        delay
    }
}
