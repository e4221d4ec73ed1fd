//! A user, kept as the JSON object that responses show.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A JSON object: the body of a request, the parameters of a query, the fields of a user.
pub type Object = serde_json::Map<String, Value>;

/// The fields that an invite has to set.
const REQUIRED_FIELDS: [&str; 7] = [
    "canManageStudies",
    "clinicRole",
    "email",
    "firstName",
    "hasDashboardAccess",
    "lastName",
    "level",
];

/// The fields that only the server sets.
pub(super) const SERVER_SET: [&str; 4] = ["userId", "createdAt", "invitedSource", "lastLoginAt"];

/// The optional fields. Null clears them, and a response does not show them without a value.
pub(super) const OPTIONAL_FIELDS: [&str; 4] = ["middleName", "phoneNumber", "suffix1", "suffix2"];

/// The fields that an invite may set.
pub(super) fn invited_fields() -> impl Iterator<Item = &'static str> {
    REQUIRED_FIELDS.into_iter().chain(OPTIONAL_FIELDS)
}

/// The fields that people write by hand.
pub(super) const NAMES: [&str; 5] = ["firstName", "lastName", "middleName", "suffix1", "suffix2"];

/// Whether a text has the form of the id of a user.
pub(super) fn is_user_id(text: &str) -> bool {
    let hex = text.strip_prefix("usr_").unwrap_or_default();
    hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// One user, as JSON: a fault must be able to keep what the contract forbids.
#[derive(Clone, Debug, PartialEq)]
pub struct User(pub Object);

impl Deref for User {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.0
    }
}

impl DerefMut for User {
    fn deref_mut(&mut self) -> &mut Object {
        &mut self.0
    }
}

impl User {
    /// The user that an accepted invite makes. Unknown fields of the request are left behind.
    pub(super) fn invited(request: &Object, now: DateTime<Utc>) -> Self {
        let sent =
            invited_fields().filter_map(|name| Some((name.to_owned(), request.get(name)?.clone())));
        let mut user = Self(sent.collect());
        let id = format!("usr_{}", Uuid::new_v4().simple());
        user.set("userId", id);
        user.set("createdAt", timestamp(now));
        user.set("invitedSource", "api");
        user.set("lastLoginAt", Value::Null);
        user
    }

    /// This user with the provided fields of an update. The address is not among those that can
    /// change; a null role means no change, since no response may show a user without a role.
    pub(super) fn updated(&self, request: &Object) -> Self {
        let mut after = self.clone();
        for name in invited_fields().filter(|name| *name != "email") {
            match request.get(name) {
                None => {}
                Some(Value::Null) if OPTIONAL_FIELDS.contains(&name) => {
                    after.remove(name);
                }
                Some(Value::Null) if name == "clinicRole" => {}
                Some(value) => after.set(name, value.clone()),
            }
        }
        after
    }

    /// A field's text; empty when it has none.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// Sets a field.
    pub(super) fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.insert(field.to_owned(), value.into());
    }

    /// Whether this is an admin who could not log in where admins work.
    pub(super) fn is_admin_without_dashboard(&self) -> bool {
        self.text("level") == "admin" && self.get("hasDashboardAccess") != Some(&true.into())
    }
}

/// A moment as responses write it.
pub(super) fn timestamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn absent_null_and_value_are_three_things() {
        let before = User(object(json!({"suffix1": "a", "suffix2": "b", "middleName": "c"})));
        let after = before.updated(&object(json!({"suffix1": null, "suffix2": "d"})));
        assert_eq!(after.0, object(json!({"suffix2": "d", "middleName": "c"})));
    }

    #[test]
    fn a_null_role_and_an_unknown_field_change_nothing() {
        let before = User(object(json!({"clinicRole": "Other", "userId": "u", "email": "e"})));
        let request = object(json!({"clinicRole": null, "userId": "x", "email": "x", "new": 1}));
        assert_eq!(before.updated(&request), before);
    }

    #[test]
    fn an_invite_sets_what_the_server_sets_and_nothing_unknown() {
        let request = object(json!({"email": "a@example.com", "userId": "x", "extra": 1}));
        let user = User::invited(&request, DateTime::UNIX_EPOCH);
        assert_eq!(user.len(), 5);
        assert!(user.text("userId").starts_with("usr_") && user.text("userId").len() == 36);
        assert_eq!(user.text("createdAt"), "1970-01-01T00:00:00Z");
        assert_eq!(user.text("invitedSource"), "api");
        assert_eq!(user["lastLoginAt"], Value::Null);
    }
}
