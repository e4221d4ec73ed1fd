//! What is refused, corrected or ignored where no page decides.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::{
    mock::{
        Answer, Object, Refusal, Setting, User, Violation,
        filters::FILTERS,
        problem::Problem,
        user::{SERVER_SET, invited_fields, is_user_id},
    },
    model::Operation::{Invite, List, Update},
};

alternatives! {
    "wrong-keys-are-403": "A wrong token is answered with 403, a missing one with 401."
        Answer(|call, answer| forbid(call.refusal == Some(Refusal::Token), answer));
    "basic-is-403": "Credentials of another scheme are answered with 403."
        Answer(|call, answer| {
            let schemes = [Some(Refusal::Scheme), Some(Refusal::KeyInOtherScheme)];
            forbid(schemes.contains(&call.refusal), answer);
        });
    "every-refusal-is-403": "Missing and wrong credentials alike are answered with 403."
        Answer(|call, answer| forbid(call.refusal.is_some(), answer));
    "bad-credentials-are-404": "Whoever may not come in is told that there is nothing."
        Answer(|call, answer| unseen(call.refusal.is_some(), StatusCode::NOT_FOUND, answer));
    "unreadable-credentials-are-400": "Credentials of another scheme are a request that is wrong."
        Answer(|call, answer| {
            unseen(call.refusal == Some(Refusal::Scheme), StatusCode::BAD_REQUEST, answer);
        });
    "admin-gets-access": "An admin without dashboard access is given it instead of being refused."
        Overlooks(Invite, "hasDashboardAccess", "const", |_| true),
        Overlooks(Update, "hasDashboardAccess", "const", |_| true),
        Made(Invite, |_, user| give_access(user)),
        Made(Update, |_, user| give_access(user));
    "admin-becomes-member":
        "An admin without dashboard access becomes a member instead of being refused."
        Overlooks(Invite, "hasDashboardAccess", "const", |_| true),
        Overlooks(Update, "hasDashboardAccess", "const", |_| true),
        Made(Invite, |_, user| demote(user)),
        Made(Update, |_, user| demote(user));
    "addresses-as-in-browsers":
        "What HTML takes for an address is taken: dots anywhere in the local part, space around it."
        Overlooks(Invite, "email", "format", |request| {
            request.get("email").and_then(Value::as_str).is_some_and(browsers_take)
        });
    "update-ignores-email": "An e-mail address in an update is ignored."
        Overlooks(Update, "email", "readOnly", |_| true);
    "email-in-update-is-409": "An e-mail address in an update is answered with 409."
        Answer(|_, answer| {
            if answer.violates("email", "readOnly") {
                answer.status = StatusCode::CONFLICT;
            }
        });
    "unknown-fields-refused": "A body with a field that no page documents is refused."
        Violations(Invite, unknown_fields),
        Violations(Update, unknown_fields);
    "server-fields-refused": "An update that names a field of the server's own is refused."
        Violations(Update, |request, violations| {
            let named = SERVER_SET.iter().filter(|field| request.contains_key(**field));
            violations
                .extend(named.map(|field| Violation::new(field, "readOnly", "not yours")));
        });
    "unknown-parameters-refused": "A list with a parameter that no page documents is refused."
        Answer(|call, answer| {
            let query = call.uri.query().filter(|_| call.is(List)).unwrap_or_default();
            let mut names =
                query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
            let known =
                |name| FILTERS.contains(&name) || ["cursor", "limit", ""].contains(&name);
            if !names.all(known) {
                let violation = Violation::new("", "unknown", "there is no such parameter");
                *answer = Problem::invalid(vec![violation]).into();
            }
        });
    "whole-limits-with-a-fraction": "A limit of 5.0 is taken for 5."
        Request(List, |request| {
            let limit = request.get("limit").and_then(Value::as_str);
            let whole = limit.and_then(|text| text.strip_suffix(".0")?.parse::<u64>().ok());
            if let Some(whole) = whole {
                request.insert("limit".to_owned(), whole.into());
            }
        });
    "duplicate-email-is-400": "A duplicate e-mail address is answered with 400."
        Answer(|_, answer| duplicate(answer, StatusCode::BAD_REQUEST));
    "duplicate-email-is-422": "A duplicate e-mail address is answered with 422."
        Answer(|_, answer| duplicate(answer, StatusCode::UNPROCESSABLE_ENTITY));
    "duplicate-email-shows-the-user":
        "An invite of a known address is answered with 200 and the user who has it."
        DuplicateShowsUser;
    "malformed-id-is-400": "An id of another form is answered with 400, an unknown one with 404."
        Answer(|call, answer| {
            if answer.code == Some("user_not_found") && !is_user_id(call.last_segment()) {
                answer.status = StatusCode::BAD_REQUEST;
            }
        });
    "hangs-up-on-huge-bodies": "A body that is too large is not read on: the connection is closed."
        Set(Setting::CutHugeBodies);
}

/// Authenticated or not: 403 says that it will not do (RFC 9110 section 15.5.4).
fn forbid(applies: bool, answer: &mut Answer) {
    if applies && answer.code == Some("unauthorized") {
        answer.status = StatusCode::FORBIDDEN;
        answer.headers.remove(header::WWW_AUTHENTICATE);
        answer.header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// A refusal that does not say that it is about the credentials.
fn unseen(applies: bool, status: StatusCode, answer: &mut Answer) {
    if applies && answer.code == Some("unauthorized") {
        answer.status = status;
        answer.headers.remove(header::WWW_AUTHENTICATE);
    }
}

/// HTML, "valid email address", as far as requests of the gate can tell.
fn browsers_take(text: &str) -> bool {
    let (local, domain) = text.trim().split_once('@').unwrap_or_default();
    let word = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let label = |label: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty() && label.trim_matches('-') == label && label.chars().all(plain)
    };
    !local.is_empty() && local.chars().all(|c| word(c) || c == '.') && domain.split('.').all(label)
}

fn give_access(user: &mut User) {
    if user.is_admin_without_dashboard() {
        user.set("hasDashboardAccess", true);
    }
}

fn demote(user: &mut User) {
    if user.is_admin_without_dashboard() {
        user.set("level", "member");
    }
}

fn unknown_fields(request: &Object, violations: &mut Vec<Violation>) {
    let unknown = request.keys().filter(|name| !invited_fields().any(|known| known == *name));
    violations.extend(unknown.map(|name| Violation::new(name, "unknown", "no such field")));
}

fn duplicate(answer: &mut Answer, status: StatusCode) {
    if answer.code == Some("duplicate_email") {
        answer.status = status;
    }
}
