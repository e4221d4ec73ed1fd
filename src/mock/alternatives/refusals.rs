//! What is refused, corrected or ignored where no page decides.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::Alternative;
use crate::mock::{
    Answer, Object,
    Operation::{Invite, List, Update},
    Refusal, User, Violation,
    faults::Hook,
    problem::Problem,
    query::FILTERS,
    user::{INVITED, SERVER_SET},
};

pub(super) const ALL: &[Alternative] = &[
    Alternative::new(
        "wrong-keys-are-403",
        "A wrong token is answered with 403, a missing one with 401.",
        &[Hook::Answer(|call, answer| forbid(call.refusal == Some(Refusal::Token), answer))],
    ),
    Alternative::new(
        "basic-is-403",
        "Credentials of another scheme are answered with 403.",
        &[Hook::Answer(|call, answer| forbid(call.refusal == Some(Refusal::Scheme), answer))],
    ),
    Alternative::new(
        "every-refusal-is-403",
        "Missing and wrong credentials alike are answered with 403.",
        &[Hook::Answer(|call, answer| forbid(call.refusal.is_some(), answer))],
    ),
    Alternative::new(
        "admin-gets-access",
        "An admin without dashboard access is given it instead of being refused.",
        &[
            Hook::Violations(Invite, |_, violations| tolerate(violations)),
            Hook::Violations(Update, |_, violations| tolerate(violations)),
            Hook::Made(Invite, |_, user| give_access(user)),
            Hook::Made(Update, |_, user| give_access(user)),
        ],
    ),
    Alternative::new(
        "admin-becomes-member",
        "An admin without dashboard access becomes a member instead of being refused.",
        &[
            Hook::Violations(Invite, |_, violations| tolerate(violations)),
            Hook::Violations(Update, |_, violations| tolerate(violations)),
            Hook::Made(Invite, |_, user| demote(user)),
            Hook::Made(Update, |_, user| demote(user)),
        ],
    ),
    Alternative::new(
        "addresses-as-in-browsers",
        "What HTML takes for an address is taken: dots anywhere in the local part, space around it.",
        &[Hook::Violations(Invite, |request, violations| {
            if request.get("email").and_then(Value::as_str).is_some_and(browsers_take) {
                violations.retain(|one| !one.is("email", "format"));
            }
        })],
    ),
    Alternative::new(
        "update-ignores-email",
        "An e-mail address in an update is ignored.",
        &[Hook::Violations(Update, |_, violations| {
            violations.retain(|one| !one.is("email", "readOnly"));
        })],
    ),
    Alternative::new(
        "email-in-update-is-409",
        "An e-mail address in an update is answered with 409.",
        &[Hook::Answer(|_, answer| {
            if answer.violations.iter().any(|one| one.is("email", "readOnly")) {
                answer.status = StatusCode::CONFLICT;
            }
        })],
    ),
    Alternative::new(
        "unknown-fields-refused",
        "A body with a field that no page documents is refused.",
        &[
            Hook::Violations(Invite, |request, violations| {
                strangers(request, violations);
            }),
            Hook::Violations(Update, |request, violations| {
                strangers(request, violations);
            }),
        ],
    ),
    Alternative::new(
        "server-fields-refused",
        "An update that names a field of the server's own is refused.",
        &[Hook::Violations(Update, |request, violations| {
            let named = SERVER_SET.iter().filter(|field| request.contains_key(**field));
            violations.extend(named.map(|field| Violation::new(field, "readOnly", "not yours")));
        })],
    ),
    Alternative::new(
        "unknown-parameters-refused",
        "A list with a parameter that no page documents is refused.",
        &[Hook::Answer(|call, answer| {
            let query = call.uri.query().filter(|_| call.is(List)).unwrap_or_default();
            let mut names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
            let known = |name| FILTERS.contains(&name) || ["cursor", "limit", ""].contains(&name);
            if !names.all(known) {
                let violation = Violation::new("", "unknown", "there is no such parameter");
                *answer = Problem::invalid(vec![violation]).into();
            }
        })],
    ),
    Alternative::new(
        "whole-limits-with-a-fraction",
        "A limit of 5.0 is taken for 5.",
        &[Hook::Request(List, |request| {
            let limit = request.get("limit").and_then(Value::as_str);
            let whole = limit.and_then(|text| text.strip_suffix(".0")?.parse::<u64>().ok());
            if let Some(whole) = whole {
                request.insert("limit".to_owned(), whole.into());
            }
        })],
    ),
    Alternative::new(
        "duplicate-email-is-400",
        "A duplicate e-mail address is answered with 400.",
        &[Hook::Answer(|_, answer| duplicate(answer, StatusCode::BAD_REQUEST))],
    ),
    Alternative::new(
        "duplicate-email-is-422",
        "A duplicate e-mail address is answered with 422.",
        &[Hook::Answer(|_, answer| duplicate(answer, StatusCode::UNPROCESSABLE_ENTITY))],
    ),
    Alternative::new(
        "duplicate-email-shows-the-user",
        "An invite of a known address is answered with 200 and the user who has it.",
        &[Hook::ShowsWhoIsThere],
    ),
    Alternative::new(
        "malformed-id-is-400",
        "An id of another form is answered with 400, an unknown one with 404.",
        &[Hook::Answer(|call, answer| {
            let id = call.uri.path().rsplit('/').next().unwrap_or_default();
            let hex = id.strip_prefix("usr_").unwrap_or_default();
            let well_formed = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            if answer.code == Some("user_not_found") && !well_formed {
                answer.status = StatusCode::BAD_REQUEST;
            }
        })],
    ),
    Alternative::new(
        "hangs-up-on-huge-bodies",
        "A body that is too large is not read on: the connection is closed.",
        &[Hook::Config(|config| config.body_limit.read = config.body_limit.taken)],
    ),
];

/// Authenticated or not: 403 says that it will not do (RFC 9110 section 15.5.4).
fn forbid(applies: bool, answer: &mut Answer) {
    if applies && answer.code == Some("unauthorized") {
        answer.status = StatusCode::FORBIDDEN;
        answer.headers.remove(header::WWW_AUTHENTICATE);
        answer.header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
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

fn tolerate(violations: &mut Vec<Violation>) {
    violations.retain(|one| !one.is("hasDashboardAccess", "const"));
}

fn give_access(user: &mut User) {
    if user.is_admin_without_dashboard() {
        user.0.insert("hasDashboardAccess".to_owned(), true.into());
    }
}

fn demote(user: &mut User) {
    if user.is_admin_without_dashboard() {
        user.0.insert("level".to_owned(), "member".into());
    }
}

fn strangers(request: &Object, violations: &mut Vec<Violation>) {
    let unknown = request.keys().filter(|name| !INVITED.contains(&name.as_str()));
    violations.extend(unknown.map(|name| Violation::new(name, "unknown", "no such field")));
}

fn duplicate(answer: &mut Answer, status: StatusCode) {
    if answer.code == Some("duplicate_email") {
        answer.status = status;
    }
}
