//! Updates that must be refused are not, or apply something all the same.

use axum::http::StatusCode;

use crate::{
    mock::{
        Answer, Call, EXAMPLE_USER_ID,
        faults::fields::{demote_owner, is},
        user::{Object, is_user_id},
    },
    model::Operation::Update,
    promise::update,
};

faults! {
    update::ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED {
        "update-admin-without-dashboard": "One update can make an admin without dashboard access."
            Overlooks(Update, "hasDashboardAccess", "const", both_sent);
        "update-admin-loses-dashboard":
            "An update is judged without looking at the user: an admin can lose dashboard access."
            Overlooks(Update, "hasDashboardAccess", "const", |request| !both_sent(request));
    }
    update::REFUSES_OWNER {
        "update-owner": "An update can make an owner."
            Overlooks(Update, "level", "enum", |request| is(request, "level", "owner"));
        "update-owner-becomes-admin": "An update to owner quietly makes an admin."
            Request(Update, demote_owner);
    }
    update::REFUSES_UNKNOWN_USER {
        "update-unknown-is-ok": "An update of nobody is answered with 200 and an empty object."
            Answer(|call, answer| {
                if missing(call, answer, true) {
                    *answer = Answer::acknowledgement();
                }
            });
        "update-unknown-is-created": "An update of nobody makes a user with the id it names."
            Answer(|call, answer| {
                if missing(call, answer, true) {
                    let mut user = call.json();
                    user["userId"] = call.last_segment().into();
                    *answer = Answer::json(StatusCode::CREATED, &user);
                }
            });
        "update-unknown-is-no-content":
            "An update of nobody is answered with 204, as one that changed nothing."
            Answer(|call, answer| {
                if missing(call, answer, true) {
                    *answer = Answer::empty(StatusCode::NO_CONTENT);
                }
            });
        "update-unknown-hits-the-first-user": "An update of nobody changes the first user there is."
            SameId(|asked, has| asked.len() == 36 && has == EXAMPLE_USER_ID);
    }
    update::REFUSES_MALFORMED_ID {
        "update-id-by-prefix": "The beginning of an id is enough to change a user."
            SameId(|asked, has| asked.len() >= 8 && has.starts_with(asked));
        "update-id-is-injected":
            "The id is pasted into a query: a quote changes whoever comes first."
            SameId(|asked, _| asked.contains("' OR '"));
        "update-id-behind-garbage":
            "An id is looked for anywhere in the path: what surrounds it is passed over."
            SameId(|asked, has| asked.contains(has));
        "update-malformed-id-is-ok":
            "An update of a malformed id is answered with 200 and an empty object."
            Answer(|call, answer| {
                if missing(call, answer, false) {
                    *answer = Answer::acknowledgement();
                }
            });
    }
    update::REJECTED_CHANGES_NOTHING {
        "refused-update-applies-the-rest":
            "An update that is refused for one field applies the others."
            AppliesRefused(Update, |request, violations| {
                for violation in violations {
                    request.remove(&violation.field);
                }
                true
            });
        "refused-update-applies-what-comes-first":
            "An update is applied field by field until one is refused."
            AppliesRefused(Update, |request, violations| {
                let first =
                    violations.iter().map(|one| one.field.clone()).min().unwrap_or_default();
                request.retain(|name, _| *name < first);
                true
            });
        "refused-update-is-stored": "An update is refused and stored as it was sent."
            AppliesRefused(Update, |_, violations| {
                violations.iter().all(|one| one.keyword == "minLength" || one.keyword == "pattern")
            });
    }
}

fn both_sent(request: &Object) -> bool {
    request.contains_key("level") && request.contains_key("hasDashboardAccess")
}

/// Whether an update of a well-formed id, or of another one, found nobody.
fn missing(call: &Call, answer: &Answer, well_formed: bool) -> bool {
    call.is(Update)
        && answer.code == Some("user_not_found")
        && is_user_id(call.last_segment()) == well_formed
}
