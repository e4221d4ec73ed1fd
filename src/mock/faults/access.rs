//! Credentials that let too much in, and what happens although they did not.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::{Fault, Hook};
use crate::mock::{
    Answer, Call,
    Operation::{self, Invite, List, Update},
    Refusal,
};

const SIDE_EFFECTS: (&str, &[&str]) =
    ("auth.side-effects", &["auth::refused_requests_change_nothing"]);

/// An operation that lets one kind of bad credentials in.
macro_rules! gaps {
    ($($operation:ident $id:literal $refusal:ident $name:literal $summary:literal)*) => {
        &[$(Fault::new(
            $name,
            $summary,
            concat!("auth.", $id),
            &[concat!("auth::", $id, "_requires_credentials")],
            &[Hook::Credentials($operation, |refusal| {
                *refusal = refusal.filter(|refusal| *refusal != Refusal::$refusal);
            })],
        )),*]
    };
}

pub(super) const GAPS: &[Fault] = gaps! {
    Invite "invite" Missing "invite-without-token" "An invite needs no token."
    Invite "invite" Token "invite-with-any-token" "An invite takes any token."
    Invite "invite" Scheme "invite-with-basic" "An invite takes credentials of any scheme."
    List "list" Missing "list-without-token" "The list needs no token."
    List "list" Token "list-with-any-token" "The list takes any token."
    List "list" Scheme "list-with-basic" "The list takes credentials of any scheme."
    Update "update" Missing "update-without-token" "An update needs no token."
    Update "update" Token "update-with-any-token" "An update takes any token."
    Update "update" Scheme "update-with-basic" "An update takes credentials of any scheme."
};

/// An operation that answers bad credentials with something else than 401 or 403.
macro_rules! answers {
    ($($operation:ident $id:literal $name:literal $summary:literal $answer:expr)*) => {
        &[$(Fault::new(
            $name,
            $summary,
            concat!("auth.", $id),
            &[concat!("auth::", $id, "_requires_credentials")],
            &[Hook::Answer(|call, answer| {
                if refused(call, $operation) {
                    *answer = $answer;
                }
            })],
        )),*]
    };
}

pub(super) const ANSWERS: &[Fault] = answers! {
    List "list" "list-redirects-to-a-login" "Bad credentials are answered with a redirect to a page for people." {
        let mut answer = Answer::empty(StatusCode::FOUND);
        answer.header(header::LOCATION, HeaderValue::from_static("/login"));
        answer
    }
    List "list" "list-error-with-200" "Bad credentials are answered with 200 and an error inside."
        Answer::json(StatusCode::OK, &json!({ "error": "unauthorized" }))
    List "list" "list-empty-without-token" "Bad credentials are answered with an empty list."
        Answer::json(StatusCode::OK, &json!({ "users": [], "hasMore": false }))
    Invite "invite" "invite-error-with-200" "Bad credentials are answered with 200 and an error inside."
        Answer::json(StatusCode::OK, &json!({ "error": "unauthorized" }))
    Update "update" "update-bad-token-is-404" "Bad credentials are answered as if the user did not exist."
        Answer::json(StatusCode::NOT_FOUND, &json!({ "error": "user_not_found" }))
};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "refused-token-still-invites",
        "An invite is carried out before its credentials are looked at.",
        SIDE_EFFECTS.0,
        SIDE_EFFECTS.1,
        &[
            Hook::Credentials(Invite, |refusal| *refusal = None),
            Hook::Answer(|call, answer| refuse(answer, refused(call, Invite))),
        ],
    ),
    Fault::new(
        "refused-token-still-updates",
        "An update is carried out before its credentials are looked at.",
        SIDE_EFFECTS.0,
        SIDE_EFFECTS.1,
        &[
            Hook::Credentials(Update, |refusal| *refusal = None),
            Hook::Answer(|call, answer| refuse(answer, refused(call, Update))),
        ],
    ),
    Fault::new(
        "wrong-token-still-updates",
        "An update with a wrong token is carried out before the token is looked up.",
        SIDE_EFFECTS.0,
        SIDE_EFFECTS.1,
        &[
            Hook::Credentials(Update, |refusal| {
                *refusal = refusal.filter(|refusal| *refusal != Refusal::Token);
            }),
            Hook::Answer(|call, answer| refuse(answer, refused(call, Update))),
        ],
    ),
];

fn refused(call: &Call, operation: Operation) -> bool {
    call.is(operation) && call.refusal.is_some()
}

fn refuse(answer: &mut Answer, applies: bool) {
    if applies {
        *answer = Answer::json(StatusCode::UNAUTHORIZED, &json!({ "error": "unauthorized" }));
    }
}
