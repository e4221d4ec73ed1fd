//! Reading and changing the fields of a request, of a user or of an answer in few words.

use serde_json::Value;

use crate::mock::user::{NAMES, Object};

/// A field's text; empty when it has none.
pub(super) fn text<'a>(fields: &'a Object, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// How many characters a field has.
pub(super) fn letters(fields: &Object, name: &str) -> usize {
    text(fields, name).chars().count()
}

/// How many digits a field has; `None` when it is empty or holds anything else.
pub(super) fn digits(fields: &Object, name: &str) -> Option<usize> {
    let text = text(fields, name);
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text.len())
}

/// Whether a field holds ten digits in a row, and something else beside digits.
pub(super) fn run_of_ten(fields: &Object, name: &str) -> bool {
    let mut runs = text(fields, name).split(|c: char| !c.is_ascii_digit());
    runs.any(|run| run.len() >= 10) && digits(fields, name).is_none()
}

/// Whether a field has this value.
pub(super) fn is(fields: &Object, name: &str, value: impl Into<Value>) -> bool {
    fields.get(name) == Some(&value.into())
}

/// Whether a field is there and null.
pub(super) fn is_null(fields: &Object, name: &str) -> bool {
    fields.get(name).is_some_and(Value::is_null)
}

/// Whether one of the names passes a test.
pub(super) fn any_name(fields: &Object, test: fn(&str) -> bool) -> bool {
    NAMES.iter().filter_map(|name| fields.get(*name)).any(|name| holds(name, test))
}

/// Whether a value holds text that passes a test, itself or in its members.
pub(super) fn holds(value: &Value, test: fn(&str) -> bool) -> bool {
    match value {
        Value::String(held) => test(held),
        Value::Array(items) => items.iter().any(|item| holds(item, test)),
        Value::Object(members) => members.values().any(|member| holds(member, test)),
        _ => false,
    }
}

/// Sets a field.
pub(super) fn set(fields: &mut Object, name: &str, value: impl Into<Value>) {
    fields.insert(name.to_owned(), value.into());
}

/// Sets a field that is there already.
pub(super) fn reset(fields: &mut Object, name: &str, value: impl Into<Value>) {
    if fields.contains_key(name) {
        set(fields, name, value);
    }
}

/// Rewrites a field that is text.
pub(super) fn rewrite(fields: &mut Object, name: &str, change: impl Fn(&str) -> String) {
    if let Some(Value::String(text)) = fields.get_mut(name) {
        *text = change(text);
    }
}

/// Cuts a field after so many characters.
pub(super) fn cut(fields: &mut Object, name: &str, most: usize) {
    rewrite(fields, name, |text| text.chars().take(most).collect());
}

/// Exchanges two fields.
pub(super) fn swap(fields: &mut Object, one: &str, other: &str) {
    let (first, second) = (fields.remove(one), fields.remove(other));
    fields.extend(first.map(|value| (other.to_owned(), value)));
    fields.extend(second.map(|value| (one.to_owned(), value)));
}

/// Takes a null for a field that was not sent.
pub(super) fn drop_null(request: &mut Object, name: &str) {
    if is_null(request, name) {
        request.remove(name);
    }
}

/// Takes an owner for an admin.
pub(super) fn demote_owner(request: &mut Object) {
    if is(request, "level", "owner") {
        set(request, "level", "admin");
    }
}

/// Leaves a field as it was before an update, whatever was sent.
pub(super) fn keep(before: &Object, request: &Object, after: &mut Object, name: &str) {
    if let Some(was) = before.get(name).filter(|_| request.contains_key(name)) {
        set(after, name, was.clone());
    }
}

/// Leaves a field as it was before an update that sent this value.
pub(super) fn ignore(
    before: &Object,
    request: &Object,
    after: &mut Object,
    name: &str,
    value: impl Into<Value>,
) {
    if is(request, name, value) {
        keep(before, request, after, name);
    }
}

/// Changes the user of a reply, or each user of a page.
pub(super) fn users(reply: &mut Value, change: impl Fn(&mut Object)) {
    if let Some(page) = reply.get_mut("users").and_then(Value::as_array_mut) {
        page.iter_mut().filter_map(Value::as_object_mut).for_each(change);
    } else if let Some(user) = reply.as_object_mut() {
        change(user);
    }
}

/// Leaves a field out of the users of a reply.
pub(super) fn without(reply: &mut Value, name: &str) {
    users(reply, |user| drop(user.remove(name)));
}
