//! The reference model: what each user is after what was done to it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::check::oracle::user;

/// The users of one actor. The last one invited is the one at hand.
pub(super) struct Reference {
    users: Vec<Value>,
}

impl Reference {
    /// A model that begins with one user.
    pub(super) fn new(user: &Value) -> Self {
        Self { users: vec![user.clone()] }
    }

    pub(super) fn users(&self) -> &[Value] {
        &self.users
    }

    /// The user that steps act on; there is always one.
    pub(super) fn at_hand(&self) -> &Value {
        self.users.last().unwrap_or(&Value::Null)
    }

    pub(super) fn at_hand_id(&self) -> &str {
        self.at_hand()["userId"].as_str().unwrap_or_default()
    }

    /// A user came into being.
    pub(super) fn invited(&mut self, user: &Value) {
        self.users.push(user.clone());
    }

    /// The update, if it is valid for the user at hand: an admin needs dashboard access, whether
    /// this update or an earlier one says so. A null clinic role is left out, since what it means
    /// is undocumented.
    pub(super) fn valid_update(&self, body: &Value) -> Option<Value> {
        let mut body = body.clone();
        let fields = body.as_object_mut()?;
        fields.retain(|field, value| field != "clinicRole" || !value.is_null());
        let after = |field: &str| body.get(field).unwrap_or(&self.at_hand()[field]);
        let lawful = *after("level") != "admin" || *after("hasDashboardAccess") == json!(true);
        lawful.then_some(body)
    }

    /// An update was accepted. Where the server normalised a value, its form is taken over, and so is
    /// what it made of null: that null clears is a promise of its own.
    pub(super) fn updated(&mut self, body: &Value, reply: &Value) {
        let Some(user) = self.users.last_mut().and_then(Value::as_object_mut) else { return };
        for (field, value) in body.as_object().into_iter().flatten() {
            let kept = &reply[field];
            if value.is_null() && kept.is_null() {
                user.remove(field);
            } else if value.is_null() {
                user.insert(field.clone(), kept.clone());
            } else {
                let value = if user::same(field, value, Some(kept)) { kept } else { value };
                user.insert(field.clone(), value.clone());
            }
        }
    }

    /// The fields of either.
    pub(super) fn fields(user: &Value, row: &Value) -> BTreeSet<String> {
        [user, row]
            .iter()
            .filter_map(|value| value.as_object())
            .flat_map(|o| o.keys().cloned())
            .collect()
    }

    /// Whether a field is as the model says; absent and null are the same.
    pub(super) fn same(field: &str, expected: &Value, got: &Value) -> bool {
        user::same(field, expected, Some(got))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member() -> Reference {
        Reference::new(&json!({
            "userId": "u", "level": "member", "hasDashboardAccess": true, "suffix1": "MD"
        }))
    }

    #[test]
    fn an_update_sets_what_it_holds_and_null_clears() {
        let mut model = member();
        let body = json!({"firstName": "Ann", "suffix1": null});
        model.updated(&body, &json!({"firstName": "Ann"}));
        let expected = json!({
            "userId": "u", "level": "member", "hasDashboardAccess": true, "firstName": "Ann"
        });
        assert_eq!(*model.at_hand(), expected);
        model.updated(&json!({"middleName": null}), &json!({"middleName": "Marie"}));
        assert_eq!(model.at_hand()["middleName"], "Marie", "null clears or not, elsewhere");
    }

    #[test]
    fn what_is_lawful_depends_on_what_went_before() {
        let mut model = member();
        assert!(model.valid_update(&json!({"level": "admin"})).is_some());
        model.updated(&json!({"hasDashboardAccess": false}), &json!({"hasDashboardAccess": false}));
        assert!(model.valid_update(&json!({"level": "admin"})).is_none());
        let body = json!({"clinicRole": null, "firstName": "B"});
        assert_eq!(model.valid_update(&body), Some(json!({"firstName": "B"})));
    }
}
