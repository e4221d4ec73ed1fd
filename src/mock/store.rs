//! The collection of users: insertion order, ids, and the addresses that are taken.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
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
    /// What the row was before, oldest first, each with the moment at which that ended.
    earlier: Vec<(Instant, Row)>,
}

impl Row {
    /// The row as it was at a moment; `None` when it was not there yet.
    pub(super) fn as_of(&self, moment: Instant) -> Option<&Self> {
        if self.since.is_some_and(|since| since > moment) {
            return None;
        }
        let then = self.earlier.iter().find(|(until, _)| *until > moment);
        Some(then.map_or(self, |(_, row)| row))
    }

    fn new(user: User, since: Option<Instant>) -> Self {
        let folded = |field| fold(user.text(field));
        Self {
            email: folded("email"),
            first_name: folded("firstName"),
            last_name: folded("lastName"),
            user,
            since,
            earlier: Vec::new(),
        }
    }
}

/// Rows with their sequence numbers.
pub(super) type Rows<'a> = Box<dyn Iterator<Item = (u64, &'a Row)> + 'a>;

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
    /// Whose invitation was revoked.
    revoked: HashSet<String>,
    /// How long earlier states of a row are kept.
    lag: Duration,
}

impl Users {
    /// The same users, who remember for so long what they were before.
    pub(super) fn remembering(self, lag: Duration) -> Self {
        Self { lag, ..self }
    }

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
    pub(super) fn replace(&mut self, place: usize, user: User, now: Instant) {
        let row = Row::new(user, self.rows[place].since);
        let mut before = std::mem::replace(&mut self.rows[place], row);
        if !self.lag.is_zero() {
            let mut earlier = std::mem::take(&mut before.earlier);
            earlier.retain(|(until, _)| now.saturating_duration_since(*until) <= self.lag);
            earlier.push((now, before));
            self.rows[place].earlier = earlier;
        }
    }

    /// The place of the first user whose id passes a test.
    pub(super) fn find_by(&self, test: impl Fn(&str) -> bool) -> Option<usize> {
        self.rows.iter().position(|row| test(row.user.text("userId")))
    }

    /// The place of the user with an address, whatever its case.
    pub(super) fn place_of(&self, address: &str) -> Option<usize> {
        let address = fold(address);
        self.rows.iter().position(|row| row.email == address)
    }

    /// The user with an address, whatever its case.
    pub(super) fn by_address(&self, address: &str) -> Option<&User> {
        self.find_by_address(address).map(|place| self.get(place))
    }

    /// The place of the user with an address, whatever its case.
    pub(super) fn find_by_address(&self, address: &str) -> Option<usize> {
        let address = fold(address);
        self.rows.iter().position(|row| row.email == address)
    }

    /// Revokes the invitation of a user.
    pub(super) fn revoke(&mut self, id: String) {
        self.revoked.insert(id);
    }

    /// Whether the invitation of a user was revoked.
    pub(super) fn is_revoked(&self, id: &str) -> bool {
        self.revoked.contains(id)
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
        users.replace(place, user("b", "Z"), Instant::now());
        assert_eq!(users.get(place).text("lastName"), "Z");
        assert_eq!(users.rows()[1].last_name, "z");
        assert_eq!(users.find("c"), None);
        assert_eq!(users.find_by(|id| id > "a"), Some(1));
    }

    #[test]
    fn a_row_can_be_seen_as_it_was() {
        let user = |name: &str| {
            User(serde_json::from_value(json!({"userId": "a", "lastName": name})).unwrap())
        };
        let second = Duration::from_secs(1);
        let before = Instant::now();
        let start = before + second;
        let mut users = Users::default().remembering(10 * second);
        users.push(user("X"), Some(start));
        users.replace(0, user("Y"), start + 3 * second);
        users.replace(0, user("Z"), start + 5 * second);
        let name = |moment| users.rows()[0].as_of(moment).map(|row| row.last_name.as_str());
        assert_eq!(name(before), None);
        assert_eq!(name(start + second), Some("x"));
        assert_eq!(name(start + 4 * second), Some("y"));
        assert_eq!(name(start + 5 * second), Some("z"));
    }
}
