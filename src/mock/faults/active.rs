//! Asking the switched-on faults at each hook.

use std::time::Duration;

use serde_json::Value;

use super::{Hook, REFUSED, WAS, When, fields::users, product::Mutant};
use crate::{
    mock::{
        Answer, Call, Candidate, MockConfig, Object, Page, Refusal, User, Violation,
        filters::passed_with,
        store::{Rows, Users},
        text::fold,
    },
    model::Operation,
};

/// The faults and alternatives that a server runs with.
#[derive(Debug)]
pub(in crate::mock) struct EnabledHooks {
    switched: Vec<(When, &'static [Hook])>,
    mutant: Option<&'static Mutant>,
}

impl EnabledHooks {
    /// Takes the faults of a configuration, and lets them change it.
    pub(in crate::mock) fn from_config(config: &mut MockConfig) -> Self {
        let alternatives = config.alternatives.iter().map(|one| (When::Always, one.hooks));
        let faults = config.faults.iter().map(|fault| (fault.when, fault.hooks));
        let switched: Vec<_> = alternatives.chain(faults).collect();
        for hook in switched.iter().flat_map(|(_, hooks)| *hooks) {
            if let Hook::Set(setting) = hook {
                config.apply(*setting);
            }
        }
        Self { switched, mutant: config.mutant }
    }

    /// What acts on one request. Whatever acts only now and then is decided here, once a request,
    /// so that its hooks act together or not at all.
    pub(in crate::mock) fn on(&self, call: &Call) -> ActiveHooks {
        let active = self.switched.iter().filter(|(when, _)| when.acts(call));
        ActiveHooks {
            hooks: active.flat_map(|(_, hooks)| *hooks).collect(),
            mutant: self.mutant,
            turn: call.turn,
        }
    }
}

/// The hooks that act on one request.
#[derive(Debug)]
pub(in crate::mock) struct ActiveHooks {
    hooks: Vec<&'static Hook>,
    mutant: Option<&'static Mutant>,
    /// Counts the requests of the same operation.
    turn: u64,
}

/// Calls every hook of a kind, in the order in which the faults were switched on.
macro_rules! each {
    ($active:expr, $pattern:pat => $act:expr) => {
        for hook in &$active.hooks {
            if let $pattern = hook {
                $act;
            }
        }
    };
}

/// The same for hooks that belong to one operation.
macro_rules! each_of {
    ($active:expr, $operation:expr, $kind:ident($act:ident) => $do:expr) => {
        each!($active, Hook::$kind(of, $act) => if *of == $operation { $do })
    };
}

impl ActiveHooks {
    pub(in crate::mock) fn credentials(&self, operation: Operation, refusal: &mut Option<Refusal>) {
        each_of!(self, operation, Credentials(act) => act(refusal));
    }

    pub(in crate::mock) fn raw(&self, call: &Call, operation: Operation, body: &mut Vec<u8>) {
        each_of!(self, operation, Raw(act) => act(call, body));
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
        for hook in &self.hooks {
            match hook {
                Hook::Violations(of, act) if *of == operation => act(request, violations),
                Hook::Overlooks(of, field, keyword, test) if *of == operation && test(request) => {
                    violations.retain(|one| !one.is(field, keyword));
                }
                Hook::Refuses(of, field, test) if *of == operation && test(request) => {
                    violations.push(Violation::new(field, "own", "this is not accepted"));
                }
                _ => {}
            }
        }
    }

    /// Whether a refused request takes effect, the parts of `request` that are left.
    pub(in crate::mock) fn applies_refused(
        &self,
        operation: Operation,
        request: &mut Object,
        violations: &[Violation],
    ) -> bool {
        let mut applied = false;
        each_of!(self, operation, AppliesRefused(act) => applied |= act(request, violations));
        applied
    }

    pub(in crate::mock) fn accepted(&self, operation: Operation, request: &mut Object) {
        each_of!(self, operation, Accepted(act) => act(request));
        if let Some(mutant) = self.mutant.filter(|_| operation == Operation::List) {
            mutant.accepted(request, self.turn);
        }
    }

    /// The form in which an address is unique.
    pub(in crate::mock) fn address(&self, email: &str) -> Option<String> {
        let mut address = Some(fold(email));
        each!(self, Hook::Address(act) => address = act(email));
        address
    }

    /// Whether an invite of a taken address shows the user who has it.
    pub(in crate::mock) fn duplicate_shows_user(&self) -> bool {
        self.hooks.iter().any(|hook| matches!(hook, Hook::DuplicateShowsUser))
    }

    /// What a refused invite of a taken address does to the user who has it.
    pub(in crate::mock) fn duplicate_changes(&self, request: &Object, user: &mut User) {
        each!(self, Hook::DuplicateChanges(act) => act(request, user));
    }

    /// Whether users keep what they were before.
    pub(in crate::mock) fn remembers(&self) -> bool {
        self.mutant.is_some_and(Mutant::remembers)
            || self.hooks.iter().any(|hook| matches!(hook, Hook::Remembers))
    }

    /// How long an operation pauses between looking and writing; `None` when it does both at once.
    pub(in crate::mock) fn unlocked(&self, operation: Operation) -> Option<Duration> {
        let mut longest = None;
        each_of!(self, operation, Unlocked(pause) => longest = longest.max(Some(*pause)));
        longest
    }

    /// The place of the user that an id means.
    pub(in crate::mock) fn find(&self, users: &Users, id: &str) -> Option<usize> {
        let mut found = users.find(id);
        each!(self, Hook::SameId(act) => found = found.or_else(|| users.find_by(|has| act(id, has))));
        if let Some(place) = &mut found {
            each!(self, Hook::Subject(act) => act(place, users.rows().len()));
        }
        found
    }

    pub(in crate::mock) fn updated(&self, before: &User, request: &Object, after: &mut User) {
        each!(self, Hook::Updated(act) => act(before, request, after));
    }

    /// Whether an update that changes nothing is answered as if there were no such user.
    pub(in crate::mock) fn unchanged_is_not_found(&self) -> bool {
        self.hooks.iter().any(|hook| matches!(hook, Hook::UnchangedIsNotFound))
    }

    /// Whether an update changes other users.
    pub(in crate::mock) fn changes_others(&self) -> bool {
        self.hooks.iter().any(|hook| matches!(hook, Hook::OtherUsers(_)))
    }

    pub(in crate::mock) fn other_user(&self, request: &Object, after: &User, other: &mut User) {
        each!(self, Hook::OtherUsers(act) => act(request, after, other));
    }

    /// The rows of a list in the order that a fault gives them.
    pub(in crate::mock) fn ranked<'a>(&self, rows: Rows<'a>) -> Rows<'a> {
        let rank = self.hooks.iter().find_map(|hook| match hook {
            Hook::Rank(rank) => Some(*rank),
            _ => None,
        });
        let Some(rank) = rank else { return rows };
        let mut ranked: Vec<_> = rows.collect();
        ranked.sort_by_key(|(sequence, _)| rank(self.turn, *sequence));
        Box::new(ranked.into_iter())
    }

    /// The user as an operation leaves it, and what of it is stored.
    pub(in crate::mock) fn settle(
        &self,
        operation: Operation,
        (request, before): (&Object, Option<&User>),
        mut user: User,
    ) -> (User, Option<User>) {
        each_of!(self, operation, Made(act) => act(request, &mut user));
        let mut stored = user.clone();
        each_of!(self, operation, Stored(act) => act(request, &mut stored));
        let mut kept = true;
        each_of!(self, operation, StoresNothing(test) => kept &= !test(request, &user));
        let mut stored = kept.then_some(stored);
        if let Some(mutant) = self.mutant {
            mutant.settle((operation, request), before, self.turn, (&mut user, &mut stored));
        }
        (user, stored)
    }

    pub(in crate::mock) fn matches(
        &self,
        request: &Object,
        candidate: &Candidate<'_>,
        matches: &mut bool,
    ) {
        for hook in &self.hooks {
            match hook {
                Hook::Match(act) => act(request, candidate, matches),
                Hook::Filter(name, test) => {
                    *matches = passed_with(request, candidate.user, name, *test);
                }
                _ => {}
            }
        }
        if let Some(mutant) = self.mutant {
            mutant.matches(request, candidate, self.turn, matches);
        }
    }

    /// What a mutant makes of a request that is about to be judged: whether the server fails of it.
    pub(in crate::mock) fn judge(
        &self,
        operation: Operation,
        request: &Object,
        before: Option<&User>,
        violations: &mut Vec<Violation>,
    ) -> bool {
        let of = (operation, request);
        self.mutant.is_some_and(|mutant| mutant.judge(of, before, self.turn, violations))
    }

    /// Whether anything acts on pages.
    pub(in crate::mock) fn rewrites_pages(&self) -> bool {
        self.mutant.is_some() || self.hooks.iter().any(|hook| matches!(hook, Hook::Page(_)))
    }

    pub(in crate::mock) fn page(&self, request: &Object, page: &mut Page) {
        each!(self, Hook::Page(act) => act(request, page));
        if let Some(mutant) = self.mutant {
            mutant.page(request, page, self.turn);
        }
    }

    pub(in crate::mock) fn reply(&self, operation: Operation, request: &Object, reply: &mut Value) {
        each_of!(self, operation, Reply(act) => act(request, reply));
        if self.remembers() {
            users(reply, |user| {
                user.remove(WAS);
                user.remove(REFUSED);
            });
        }
    }

    pub(in crate::mock) fn answer(&self, call: &Call, answer: &mut Answer) {
        for hook in &self.hooks {
            match hook {
                Hook::Answer(act) => act(call, answer),
                Hook::BadCredentials(of, act) if call.is(*of) && call.refusal.is_some() => {
                    act(answer);
                }
                Hook::Success(of, act) if call.is(*of) && answer.code.is_none() => act(answer),
                Hook::Fails(of, test)
                    if call.is(*of) && call.refusal.is_none() && test(call, answer) =>
                {
                    *answer = Answer::server_error();
                }
                _ => {}
            }
        }
    }

    /// All delays together.
    pub(in crate::mock) fn delay(&self, call: &Call) -> Duration {
        let mut delay = Duration::ZERO;
        each!(self, Hook::Delay(act) => delay += act(call));
        delay
    }
}
