//! Credentials that let too much in, and what happens although they did not.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::{
    mock::{Answer, Refusal},
    model::Operation::{Invite, List, Update},
    promise::auth,
};

faults! {
    auth::INVITE_REQUIRES_CREDENTIALS {
        "invite-without-token": "An invite needs no token."
            Credentials(Invite, |refusal| forgive(refusal, Refusal::Missing));
        "invite-with-any-token": "An invite takes any token."
            Credentials(Invite, |refusal| forgive(refusal, Refusal::Token));
        "invite-with-basic": "An invite takes credentials of any scheme."
            Credentials(Invite, |refusal| forgive(refusal, Refusal::Scheme));
        "invite-error-with-200": "Bad credentials are answered with 200 and an error inside."
            BadCredentials(Invite, |answer| error(answer, StatusCode::OK, "unauthorized"));
    }
    auth::LIST_REQUIRES_CREDENTIALS {
        "list-without-token": "The list needs no token."
            Credentials(List, |refusal| forgive(refusal, Refusal::Missing));
        "list-with-any-token": "The list takes any token."
            Credentials(List, |refusal| forgive(refusal, Refusal::Token));
        "list-with-basic": "The list takes credentials of any scheme."
            Credentials(List, |refusal| forgive(refusal, Refusal::Scheme));
        "list-redirects-to-a-login":
            "Bad credentials are answered with a redirect to a page for people."
            BadCredentials(List, |answer| {
                *answer = Answer::empty(StatusCode::FOUND);
                answer.header(header::LOCATION, HeaderValue::from_static("/login"));
            });
        "list-error-with-200": "Bad credentials are answered with 200 and an error inside."
            BadCredentials(List, |answer| error(answer, StatusCode::OK, "unauthorized"));
        "list-empty-without-token": "Bad credentials are answered with an empty list."
            BadCredentials(List, |answer| {
                *answer = Answer::json(StatusCode::OK, &json!({ "users": [], "hasMore": false }));
            });
    }
    auth::UPDATE_REQUIRES_CREDENTIALS {
        "update-without-token": "An update needs no token."
            Credentials(Update, |refusal| forgive(refusal, Refusal::Missing));
        "update-with-any-token": "An update takes any token."
            Credentials(Update, |refusal| forgive(refusal, Refusal::Token));
        "update-with-basic": "An update takes credentials of any scheme."
            Credentials(Update, |refusal| forgive(refusal, Refusal::Scheme));
    }
    auth::REFUSALS_NAME_THE_CREDENTIALS {
        "missing-token-is-a-missing-field":
            "A token that is not there is refused like a field of the request."
            BadCredentials(List, |answer| {
                error(answer, StatusCode::UNPROCESSABLE_ENTITY, "field_required");
            });
        "bad-token-is-405": "Bad credentials are answered as if there were no such method."
            BadCredentials(Update, |answer| {
                error(answer, StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
            });
    }
    auth::REFUSED_REQUESTS_CHANGE_NOTHING {
        "refused-token-still-invites":
            "An invite is carried out before its credentials are looked at."
            Credentials(Invite, |refusal| *refusal = None),
            BadCredentials(Invite, unauthorized);
        "refused-token-still-updates":
            "An update is carried out before its credentials are looked at."
            Credentials(Update, |refusal| *refusal = None),
            BadCredentials(Update, unauthorized);
        "wrong-token-still-updates":
            "An update with a wrong token is carried out before the token is looked up."
            Credentials(Update, |refusal| forgive(refusal, Refusal::Token)),
            BadCredentials(Update, unauthorized);
    }
}

fn forgive(refusal: &mut Option<Refusal>, what: Refusal) {
    *refusal = refusal.filter(|refusal| *refusal != what);
}

fn error(answer: &mut Answer, status: StatusCode, code: &str) {
    *answer = Answer::json(status, &json!({ "error": code }));
}

fn unauthorized(answer: &mut Answer) {
    error(answer, StatusCode::UNAUTHORIZED, "unauthorized");
}
