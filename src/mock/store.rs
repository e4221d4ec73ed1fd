//! The collection of users: insertion order, ids, and the addresses that are taken.

use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

use super::{text::fold, user::User};

/// A user with what the list compares, folded once per write instead of once per request.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) user: User,
    /// When it was added; `None` when it was there from the start.
    pub(super) since: Option<Instant>,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
}

impl Row {
    fn new(user: User, since: Option<Instant>) -> Self {
        let folded = |field| fold(user.text(field));
        Self {
            email: folded("email"),
            first_name: folded("firstName"),
            last_name: folded("lastName"),
            user,
            since,
        }
    }
}

/// An address that another user has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Duplicate;

/// All users of the tenant. Nobody is ever removed, so a user's place in the order of insertion
/// is a number that stays.
#[derive(Debug, Default)]
pub(super) struct Users {
    rows: Vec<Row>,
    by_id: HashMap<String, usize>,
    addresses: HashSet<String>,
}

impl Users {
    /// Takes an address, in the form that decides whether two are the same.
    pub(super) fn claim(&mut self, address: String) -> Result<(), Duplicate> {
        if self.addresses.insert(address) { Ok(()) } else { Err(Duplicate) }
    }

    /// Whether somebody has an address.
    pub(super) fn is_taken(&self, address: &str) -> bool {
        self.addresses.contains(address)
    }

    /// Adds a user at the end.
    pub(super) fn push(&mut self, user: User, since: Option<Instant>) {
        self.by_id.insert(user.text("userId").to_owned(), self.rows.len());
        self.rows.push(Row::new(user, since));
    }

    /// The place of a user.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The user at a place that [`Users::find`] gave.
    pub(super) fn get(&self, place: usize) -> &User {
        &self.rows[place].user
    }

    /// Writes over the user at a place that [`Users::find`] gave.
    pub(super) fn replace(&mut self, place: usize, user: User) {
        let since = self.rows[place].since;
        self.rows[place] = Row::new(user, since);
    }

    /// Every user in order of insertion.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_claimed_once() {
        let mut users = Users::default();
        assert_eq!(users.claim("a".to_owned()), Ok(()));
        assert_eq!(users.claim("a".to_owned()), Err(Duplicate));
    }

    #[test]
    fn users_are_found_by_id_and_replaced_in_place() {
        let user = |id: &str, name: &str| {
            User(serde_json::from_value(json!({"userId": id, "lastName": name})).unwrap())
        };
        let mut users = Users::default();
        users.push(user("a", "X"), None);
        users.push(user("b", "Y"), None);
        let place = users.find("b").unwrap();
        users.replace(place, user("b", "Z"));
        assert_eq!(users.get(place).text("lastName"), "Z");
        assert_eq!(users.rows()[1].last_name, "z");
        assert_eq!(users.find("c"), None);
    }
}
