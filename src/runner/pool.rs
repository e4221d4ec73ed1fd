//! The users that a run created: those it may change, and those it only looks for.

use std::collections::HashMap;

use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::check::{Loan, OwnUser};

/// After so many users were given up, because nobody knows what the target made of them, no more are
/// created: the next would go the same way.
const MOST_GIVEN_UP: u32 = 32;

/// Own users. A user is lent to one scenario at a time.
pub(super) struct Pool {
    permits: Semaphore,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    free: Vec<OwnUser>,
    given_up: u32,
    fixtures: Vec<Value>,
    addresses: HashMap<String, String>,
}

impl Pool {
    /// A pool of at most so many users to be lent.
    pub(super) fn new(size: usize) -> Self {
        Self { permits: Semaphore::new(size), state: Mutex::default() }
    }

    /// Lends a user, or the room to create one; waits while all are lent.
    pub(super) async fn borrow(&self) -> Loan {
        match self.permits.acquire().await {
            Ok(permit) => {
                let mut state = self.state.lock();
                match state.free.pop() {
                    None if state.given_up >= MOST_GIVEN_UP => Loan::Refused(format!(
                        "{MOST_GIVEN_UP} users had to be given up in a state that no check \
                             expects, and no more are created"
                    )),
                    user => {
                        permit.forget();
                        user.map_or(Loan::Room, Loan::User)
                    }
                }
            }
            Err(_) => Loan::Refused("the run is over".to_owned()),
        }
    }

    /// Takes a user back; `None` gives up a user or the room for one.
    pub(super) fn give_back(&self, member: Option<OwnUser>) {
        let mut state = self.state.lock();
        state.given_up += u32::from(member.is_none());
        state.free.extend(member);
        drop(state);
        self.permits.add_permits(1);
    }

    /// Takes in users that others have done with, beside those that there is room for.
    pub(super) fn take_in(&self, members: Vec<OwnUser>) {
        let more = members.len();
        self.state.lock().free.extend(members);
        self.permits.add_permits(more);
    }

    /// Remembers a created user; returns the address that its id was given for before.
    pub(super) fn remember(&self, member: OwnUser) -> Option<String> {
        self.state.lock().addresses.insert(member.id, member.email)
    }

    /// How many users were created.
    pub(super) fn created(&self) -> u64 {
        self.state.lock().addresses.len() as u64
    }

    /// Adds users to those that are only looked for.
    pub(super) fn add_fixtures(&self, users: Vec<Value>) {
        self.state.lock().fixtures.extend(users);
    }

    /// The users that are only looked for, in an order that does not depend on who came first.
    pub(super) fn fixtures(&self) -> Vec<Value> {
        let mut users = self.state.lock().fixtures.clone();
        users.sort_by_cached_key(|user| user["lastName"].to_string());
        users
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: &str) -> OwnUser {
        OwnUser { id: id.into(), email: format!("{id}@example.com"), settled: true }
    }

    #[tokio::test]
    async fn there_is_room_until_the_pool_is_full_and_then_users_go_round() {
        let pool = Pool::new(1);
        assert_eq!(pool.borrow().await, Loan::Room);
        pool.give_back(Some(member("a")));
        assert_eq!(pool.borrow().await, Loan::User(member("a")));
        pool.give_back(None);
        assert_eq!(pool.borrow().await, Loan::Room, "a spoiled user leaves room");
    }

    #[tokio::test]
    async fn users_are_not_given_up_for_ever() {
        let pool = Pool::new(1);
        for _ in 0..MOST_GIVEN_UP {
            assert_eq!(pool.borrow().await, Loan::Room);
            pool.give_back(None);
        }
        assert!(matches!(pool.borrow().await, Loan::Refused(_)));
        pool.give_back(Some(member("a")));
        assert_eq!(pool.borrow().await, Loan::User(member("a")));
    }

    #[tokio::test]
    async fn users_that_others_have_done_with_are_lent_as_well() {
        let pool = Pool::new(1);
        assert_eq!(pool.borrow().await, Loan::Room);
        pool.take_in(vec![member("a"), member("b")]);
        assert_eq!(pool.borrow().await, Loan::User(member("b")));
        assert_eq!(pool.borrow().await, Loan::User(member("a")));
        assert_eq!(pool.permits.available_permits(), 0, "there is room for one of its own");
    }

    #[test]
    fn a_reused_id_gives_the_earlier_address() {
        let pool = Pool::new(1);
        assert_eq!(pool.remember(member("a")), None);
        assert_eq!(pool.remember(member("a")).as_deref(), Some("a@example.com"));
        assert_eq!(pool.created(), 1);
    }
}
