//! What an update may change: exactly what was sent.

use serde_json::{Map, Value, json};

use super::{finding, shown, user};
use crate::{
    model::{Finding, Operation},
    promise::{self, Promise},
};

/// The contradictions that one update shows, by the promise that is broken.
#[derive(Debug, Default, PartialEq)]
pub(in crate::check) struct Changes {
    /// `update.echo`: a sent value that was not applied.
    pub echo: Vec<Finding>,
    /// `update.false`: a sent `false` that was not applied.
    pub falsy: Vec<Finding>,
    /// `update.null`: a field that null did not clear.
    pub null: Vec<Finding>,
    /// `update.partial`: a field that changed without being sent.
    pub partial: Vec<Finding>,
    /// `update.server-fields`: a field that only the server sets.
    pub server: Vec<Finding>,
    /// `update.email`: another address.
    pub email: Vec<Finding>,
    /// Fields that came back trimmed or in another normal form.
    pub normalised: Vec<String>,
}

/// Compares a user before and after an update with these fields.
pub(in crate::check) fn changes(
    optional: &[String],
    before: &Value,
    sent: &Map<String, Value>,
    after: &Value,
) -> Changes {
    let mut changes = Changes::default();
    let mut applied = Map::new();
    for (field, value) in sent {
        match value {
            Value::Null => changes.null.extend(not_cleared(optional, field, after)),
            Value::Bool(false) => changes.falsy.extend(false_ignored(field, after)),
            _ => {
                applied.insert(field.clone(), value.clone());
            }
        }
    }
    (changes.echo, changes.normalised) =
        user::echoes(&promise::update::ECHOES_SENT_FIELDS, Operation::Update, &applied, after);
    let fields = before.as_object().into_iter().chain(after.as_object()).flat_map(Map::keys);
    let mut fields: Vec<&String> = fields.filter(|field| !sent.contains_key(*field)).collect();
    fields.sort_unstable();
    fields.dedup();
    for field in fields {
        let (promise, broken): (&Promise, _) = match field.as_str() {
            "email" => (&promise::update::EMAIL_CANNOT_CHANGE, &mut changes.email),
            field if user::SERVER_SET.contains(&field) => {
                (&promise::update::SERVER_FIELDS_STAY, &mut changes.server)
            }
            _ => (&promise::update::CHANGES_ONLY_PROVIDED_FIELDS, &mut changes.partial),
        };
        broken.extend(unasked(promise, field, before, after));
    }
    changes
}

/// Null clears the four optional fields. A null clinic role is a clause of its own.
fn not_cleared(optional: &[String], field: &str, after: &Value) -> Option<Finding> {
    let left = after.get(field).filter(|value| !value.is_null())?;
    optional.iter().any(|one| one == field).then(|| {
        finding(
            &promise::update::NULL_CLEARS_OPTIONAL_FIELDS,
            Operation::Update,
            (&format!("/{field}"), "not-cleared"),
            format!("no {field}, since null was sent"),
            format!("{field} is {left}"),
        )
    })
}

fn false_ignored(field: &str, after: &Value) -> Option<Finding> {
    (after.get(field) != Some(&json!(false))).then(|| {
        finding(
            &promise::update::FALSE_IS_A_VALUE,
            Operation::Update,
            (&format!("/{field}"), "ignored"),
            format!("{field} is false, as sent"),
            format!("{field} is {}", shown(after.get(field))),
        )
    })
}

/// A field that was not sent and is not what it was.
fn unasked(promise: &Promise, field: &str, before: &Value, after: &Value) -> Option<Finding> {
    if is_same(field, before, after) {
        return None;
    }
    let kind = if after[field].is_null() { "wiped" } else { "changed" };
    Some(finding(
        promise,
        Operation::Update,
        (&format!("/{field}"), kind),
        format!("{field} stays {}, since it was not sent", shown(before.get(field))),
        format!("{field} is {}", shown(after.get(field))),
    ))
}

/// Whether a field is what it was. Absent and null are the same here, and so are two ways to write
/// one moment.
fn is_same(field: &str, before: &Value, after: &Value) -> bool {
    let (was, is) = (&before[field], &after[field]);
    was == is || user::same_time(field, was, is)
}

/// A user whom nothing was to change, compared with what it was: one finding for each field.
pub(in crate::check) fn unchanged(
    promise: &Promise,
    operation: Operation,
    why: &str,
    before: &Value,
    after: &Value,
) -> Vec<Finding> {
    let fields = before.as_object().into_iter().chain(after.as_object()).flat_map(Map::keys);
    let mut fields: Vec<&String> = fields.filter(|field| !is_same(field, before, after)).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
        .into_iter()
        .map(|field| {
            finding(
                promise,
                operation,
                (&format!("/{field}"), "changed"),
                format!("{field} stays {}, {why}", shown(before.get(field))),
                format!("{field} is {}", shown(after.get(field))),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(Finding::key).collect()
    }

    fn of(sent: &Value, after: &Value) -> Changes {
        let before = json!({"email": "a@example.com", "firstName": "Ann", "suffix1": "MD",
            "canManageStudies": true, "createdAt": "2024-01-01T00:00:00Z"});
        let mut full = before.clone();
        for (field, value) in after.as_object().unwrap() {
            full[field] = value.clone();
        }
        changes(&["suffix1".to_owned()], &before, sent.as_object().unwrap(), &full)
    }

    #[test]
    fn an_update_that_does_what_it_says_shows_nothing() {
        let sent = json!({"firstName": "Bea", "suffix1": null, "canManageStudies": false});
        assert_eq!(of(&sent, &sent), Changes::default());
    }

    #[test]
    fn each_broken_promise_is_told_apart() {
        let ignored = of(&json!({"firstName": "Bea", "canManageStudies": false}), &json!({}));
        assert_eq!(keys(&ignored.echo), ["update.echo update /firstName changed"]);
        assert_eq!(keys(&ignored.falsy), ["update.false update /canManageStudies ignored"]);
        let kept = of(&json!({"suffix1": null}), &json!({"suffix1": "MD"}));
        assert_eq!(keys(&kept.null), ["update.null update /suffix1 not-cleared"]);
        let wiped = of(&json!({}), &json!({"suffix1": null}));
        assert_eq!(keys(&wiped.partial), ["update.partial update /suffix1 wiped"]);
        let moved = of(&json!({}), &json!({"email": "b@example.com", "createdAt": null}));
        assert_eq!(keys(&moved.server), ["update.server-fields update /createdAt wiped"]);
        assert_eq!(keys(&moved.email), ["update.email update /email changed"]);
    }

    #[test]
    fn a_field_that_appears_out_of_nowhere_is_a_change() {
        let before = json!({"firstName": "Ann"});
        let after = json!({"firstName": "Ann", "suffix2": "FACR"});
        let found = unchanged(
            &promise::update::REJECTED_CHANGES_NOTHING,
            Operation::Update,
            "why",
            &before,
            &after,
        );
        assert_eq!(keys(&found), ["update.atomic update /suffix2 changed"]);
    }
}
