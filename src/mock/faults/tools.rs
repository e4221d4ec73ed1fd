//! What many faults need to say in few words.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::mock::{Answer, Candidate, Object, User, Violation, query::FILTERS, text::fold};

/// The names that people write by hand.
pub(super) const NAMES: [&str; 5] = ["firstName", "lastName", "middleName", "suffix1", "suffix2"];

/// A field's text; empty when it has none.
pub(super) fn text<'a>(fields: &'a Object, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Sets a field.
pub(super) fn set(fields: &mut Object, name: &str, value: impl Into<Value>) {
    fields.insert(name.to_owned(), value.into());
}

/// Rewrites a field that is text.
pub(super) fn rewrite(fields: &mut Object, name: &str, change: impl Fn(&str) -> String) {
    if let Some(Value::String(text)) = fields.get_mut(name) {
        *text = change(text);
    }
}

/// Sets a field that is there already.
pub(super) fn reset(fields: &mut Object, name: &str, value: impl Into<Value>) {
    if fields.contains_key(name) {
        set(fields, name, value);
    }
}

/// Exchanges two fields.
pub(super) fn swap(fields: &mut Object, one: &str, other: &str) {
    let (first, second) = (fields.remove(one), fields.remove(other));
    fields.extend(first.map(|value| (other.to_owned(), value)));
    fields.extend(second.map(|value| (one.to_owned(), value)));
}

/// Changes the user of a reply, or each user of a page.
pub(super) fn users(reply: &mut Value, change: impl Fn(&mut Object)) {
    if let Some(page) = reply.get_mut("users").and_then(Value::as_array_mut) {
        page.iter_mut().filter_map(Value::as_object_mut).for_each(change);
    } else if let Some(user) = reply.as_object_mut() {
        change(user);
    }
}

/// Refuses a request for what is no violation of the contract.
pub(super) fn refuse(violations: &mut Vec<Violation>, field: &str, wrong: bool) {
    if wrong {
        violations.push(Violation::new(field, "own", "this is not accepted"));
    }
}

/// Lets a violation pass.
pub(super) fn overlook(violations: &mut Vec<Violation>, field: &str, keyword: &str) {
    violations.retain(|one| !one.is(field, keyword));
}

/// Whether a request broke this keyword, in whatever field.
pub(super) fn broke(answer: &Answer, keyword: &str) -> bool {
    answer.violations.iter().any(|one| one.keyword == keyword)
}

/// Answers with a failure of the server where a condition holds.
pub(super) fn crash(answer: &mut Answer, when: bool) {
    if when {
        let error = json!({"error": {"code": "internal", "message": "internal server error"}});
        *answer = Answer::json(StatusCode::INTERNAL_SERVER_ERROR, &error);
    }
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

/// How the mock matches one filter.
fn admits(filter: &str, asked: &str, user: &User) -> bool {
    let has = user.text(filter);
    match filter {
        "firstName" | "lastName" => fold(has).contains(&fold(asked)),
        "email" => fold(has) == fold(asked),
        _ => has == asked,
    }
}

/// Which of the filters of a request a user passes.
pub(super) fn passed(request: &Object, user: &User) -> Vec<bool> {
    let asked = FILTERS.iter().filter_map(|name| Some((*name, request.get(*name)?.as_str()?)));
    asked.map(|(name, asked)| admits(name, asked, user)).collect()
}

/// Matches one filter in another way, and the others as usual.
pub(super) fn rematch(
    (request, candidate): (&Object, &Candidate<'_>),
    matches: &mut bool,
    filter: &str,
    test: impl Fn(&str, &User) -> bool,
) {
    *matches = FILTERS.iter().all(|name| {
        request.get(*name).and_then(Value::as_str).is_none_or(|asked| {
            if *name == filter {
                test(asked, candidate.user)
            } else {
                admits(name, asked, candidate.user)
            }
        })
    });
}
