//! The users that one case created beside those of the pool. Once it is over nobody looks for them,
//! and they are as good as any other to be updated: users are scarce.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::check::OwnUser;

/// The users that one case created.
#[derive(Default)]
pub(super) struct Guests {
    users: Mutex<Vec<OwnUser>>,
    mixed: AtomicBool,
}

impl Guests {
    /// Takes note of a user that came into being.
    pub(super) fn note(&self, user: &OwnUser) {
        self.users.lock().push(user.clone());
    }

    /// Takes note that some of them may be somebody else's: lent by the pool, or to be looked for.
    pub(super) fn are_mixed(&self) {
        self.mixed.store(true, Ordering::Relaxed);
    }

    /// Those that are surely free, each once, in a state that nobody knows. One with an address
    /// that servers may stumble over is none: the pool is for what cases are about.
    pub(super) fn plain(&self) -> Vec<OwnUser> {
        if self.mixed.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let mut users = std::mem::take(&mut *self.users.lock());
        users.sort_by(|one, other| one.id.cmp(&other.id));
        users.dedup_by(|one, other| one.id == other.id);
        users.retain(|user| is_plain(&user.email));
        for user in &mut users {
            user.settled = false;
        }
        users
    }
}

fn is_plain(email: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    email.split('@').next().is_some_and(|local| local.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: &str, email: &str) -> OwnUser {
        OwnUser { id: id.to_owned(), email: email.to_owned(), settled: true }
    }

    #[test]
    fn users_with_plain_addresses_are_free_when_the_case_is_over() {
        let guests = Guests::default();
        for (id, email) in [
            ("b", "ann.k3-0@example.com"),
            ("a", "o'neil+x.k3-1@example.com"),
            ("c", "A.k3-2@example.com"),
            ("b", "ann.k3-0@example.com"),
        ] {
            guests.note(&user(id, email));
        }
        let free = OwnUser { settled: false, ..user("b", "ann.k3-0@example.com") };
        assert_eq!(guests.plain(), [free]);
    }

    #[test]
    fn users_that_may_be_of_the_pool_stay_with_it() {
        let guests = Guests::default();
        guests.note(&user("a", "ann@example.com"));
        guests.are_mixed();
        assert_eq!(guests.plain(), []);
    }
}
