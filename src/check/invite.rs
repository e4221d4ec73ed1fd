//! Family `invite`: what must be accepted, echoed, set, stored and kept apart.

use futures_util::future::join;
use serde_json::{Map, Value, json};

use super::{
    Input, Member, Play, Reply, Scenario, Scene, Stop,
    catalogue::Declared,
    oracle::{finding, status, user},
    scene::Wish,
};
use crate::{
    model::{Case, Constraint, Operation},
    schema::Contract,
};

const REQUEST: &str = "invite-request.json";

/// The checks that every accepted invitation is judged by.
const ON_EVERY_INVITE: [&str; 9] = [
    "invite::echoes_sent_fields",
    "invite::invents_no_fields",
    "invite::created_at_is_now",
    "invite::invited_source_is_api",
    "invite::last_login_is_null",
    "invite::is_persisted",
    "invite::user_ids_are_unique",
    "invite::response_matches_schema",
    "protocol::no_server_errors",
];

pub(super) const CHECKS: &[Declared] = &[
    Declared {
        id: "invite::accepts_documented_example",
        title: "accepts the documented example",
        sends: "the body of the documented example, with an address of this run",
        expects: "2xx",
    },
    Declared {
        id: "invite::accepts_valid_payloads",
        title: "accepts random valid bodies",
        sends: "bodies drawn from invite-request.json, with roles that all pages agree on",
        expects: "2xx",
    },
    Declared {
        id: "invite::accepts_boundary_cases",
        title: "accepts every valid edge case",
        sends: "every edge case of invite-request.json that is valid",
        expects: "2xx",
    },
    Declared {
        id: "invite::treats_disputed_roles_alike",
        title: "treats roles that the pages dispute alike",
        sends: "a role of each edition that the other does not know, by invite and by update",
        expects: "the same answer from both: 2xx with the role echoed, or a 4xx",
    },
    Declared {
        id: "invite::admin_without_dashboard_is_never_stored",
        title: "never stores an admin without dashboard access",
        sends: "valid bodies with level admin and hasDashboardAccess false",
        expects: "a 4xx, or 2xx with one of the two corrected, in the response and in the list",
    },
    Declared {
        id: "invite::refuses_owner",
        title: "refuses to invite an owner",
        sends: "the documented example with level owner",
        expects: "a 4xx",
    },
    Declared {
        id: "invite::duplicate_email_never_makes_two_users",
        title: "never makes two users of one address",
        sends: "two invitations with the same address, one after the other and at once",
        expects: "at most one user with the address in the list",
    },
    Declared {
        id: "invite::rejected_leaves_no_trace",
        title: "a refused invitation leaves no user behind",
        sends: "a list request by the address of every refused invitation",
        expects: "no row",
    },
    Declared {
        id: "invite::response_matches_schema",
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "a body that satisfies invite-response.json",
    },
    Declared {
        id: "invite::echoes_sent_fields",
        title: "echoes every sent field",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "each sent field in the response with the same value",
    },
    Declared {
        id: "invite::invents_no_fields",
        title: "invents no field",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "no optional field in the response that was not sent",
    },
    Declared {
        id: "invite::user_ids_are_unique",
        title: "gives every user an id of its own",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "a userId that this run has not seen for another address",
    },
    Declared {
        id: "invite::created_at_is_now",
        title: "createdAt is the time of the invitation",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "createdAt within two minutes of the Date header, or null",
    },
    Declared {
        id: "invite::invited_source_is_api",
        title: "invitedSource is api",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "invitedSource api",
    },
    Declared {
        id: "invite::last_login_is_null",
        title: "lastLoginAt is null",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "lastLoginAt null",
    },
    Declared {
        id: "invite::is_persisted",
        title: "the list shows the new user as invited",
        sends: "a list request by the address of every invited user",
        expects: "one row with the user's id, every sent and every server-set field",
    },
];

pub(super) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    let on_every = |first: &str, play| {
        let mut scenario = Scenario::new("", &[first], play).writing(1);
        scenario.witnesses.extend(ON_EVERY_INVITE.map(str::to_owned));
        scenario
    };
    let named = |id: &str, scenario: Scenario| Scenario { id: id.to_owned(), ..scenario };
    let mut scenarios = vec![
        named(
            "invite/example",
            on_every("invite::accepts_documented_example", |scene, _| {
                Box::pin(async move { create_member(scene).await.map(drop) })
            }),
        ),
        named("invite/valid", on_every("invite::accepts_valid_payloads", accepts))
            .with(Input::Valid(REQUEST)),
        named("invite/boundary", on_every("invite::accepts_boundary_cases", accepts))
            .with(Input::Boundary(REQUEST)),
        Scenario::new("invite/owner", &["invite::refuses_owner"], owner).writing(0),
        Scenario::new(
            "invite/duplicate",
            &["invite::duplicate_email_never_makes_two_users"],
            duplicate,
        )
        .with(Input::Values(vec![
            ("one after the other".into(), json!("sequential")),
            ("at once".into(), json!("race")),
        ]))
        .writing(1),
        Scenario::new(
            "invite/disputed-roles",
            &["invite::treats_disputed_roles_alike"],
            super::update::disputed_roles,
        )
        .writing(2),
    ];
    let admin = contract.clause("invite.admin.dashboard").and_then(|c| c.constraint.clone());
    scenarios.extend(admin.map(|constraint: Constraint| {
        let check = "invite::admin_without_dashboard_is_never_stored";
        Scenario::new("invite/admin", &[check], admin_without_dashboard)
            .with(Input::Invalid(constraint))
            .writing(1)
    }));
    scenarios
}

/// The documented example with an address of this run.
pub(super) fn example(scene: &Scene<'_>) -> Value {
    json!({
        "canManageStudies": true,
        "clinicRole": "Radiologist",
        "email": scene.wire.fresh_email("dr.johnson"),
        "firstName": "Sarah",
        "hasDashboardAccess": true,
        "lastName": "Johnson",
        "level": "member",
        "middleName": "Marie",
        "phoneNumber": "5551234567",
        "suffix1": "MD",
        "suffix2": "FACR",
    })
}

/// Invites the user of the documented example.
pub(super) async fn create_member(scene: &Scene<'_>) -> Result<Member, Stop> {
    let body = example(scene);
    let user = invite_and_judge(scene, "invite::accepts_documented_example", &body).await?;
    let text = |field: &str| user[field].as_str().map(str::to_owned);
    match (text("userId"), text("email")) {
        (Some(id), Some(email)) => Ok(Member { id, email }),
        _ => Err(Stop::because("the invited user came back without userId or email")),
    }
}

/// The drawn body with an address of this run in place of the drawn one.
pub(super) fn with_fresh_email(scene: &Scene<'_>, drawn: &Value) -> Value {
    let mut body = drawn.clone();
    if let Some(email) = drawn["email"].as_str() {
        body["email"] = scene.wire.fresh_email(email).into();
    }
    body
}

fn accepts<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let body = with_fresh_email(scene, &case.value);
        invite_and_judge(scene, &scene.scenario.witnesses[0], &body).await.map(drop)
    })
}

/// Sends an invitation that `check` says must be accepted, and judges it by everything that is
/// promised about invited users. Returns the user as the list shows it.
pub(super) async fn invite_and_judge(
    scene: &Scene<'_>,
    check: &str,
    body: &Value,
) -> Result<Value, Stop> {
    let reply = scene.invite(body, Wish::Accepted).await?;
    let refused = status::accepted("invite.accepts", Operation::Invite, "a valid body", &reply);
    if !reply.is_success() {
        let stop = Stop::because(format!("a valid invitation was answered with {}", reply.status));
        if !refused.is_empty() {
            scene.judge(check, &[&reply], refused);
        }
        return Err(stop);
    }
    scene.judge(check, &[&reply], refused);
    let none = Map::new();
    let sent = body.as_object().unwrap_or(&none);
    judge_response(scene, sent, &reply);
    judge_persistence(scene, sent, &reply).await
}

fn judge_response(scene: &Scene<'_>, sent: &Map<String, Value>, reply: &Reply) {
    let user = &reply.json;
    let (findings, normalised) = user::echoes("invite.echo", Operation::Invite, sent, user);
    for field in normalised {
        scene.note(format!("invite normalises {field}: it comes back trimmed or in another form"));
    }
    scene.judge("invite::echoes_sent_fields", &[reply], findings);
    scene.judge("invite::invents_no_fields", &[reply], user::invents_nothing(sent, user));
    let created = user::created_now(user, reply.header("date"), reply.finished_at);
    scene.judge("invite::created_at_is_now", &[reply], created);
    let source = user::is_set("invite.invitedSource", "invitedSource", &json!("api"), user);
    scene.judge("invite::invited_source_is_api", &[reply], source);
    let login = user::is_set("invite.lastLoginAt", "lastLoginAt", &Value::Null, user);
    scene.judge("invite::last_login_is_null", &[reply], login);
    scene.note(format!("invite answers with {}", reply.status));
}

/// Reads the user back by its address: what was sent is stored, and so is what the server set.
async fn judge_persistence(
    scene: &Scene<'_>,
    sent: &Map<String, Value>,
    reply: &Reply,
) -> Result<Value, Stop> {
    let user = &reply.json;
    let (Some(id), Some(email)) = (user["userId"].as_str(), sent["email"].as_str()) else {
        return Err(Stop::because("the response has no userId to look for"));
    };
    let mut expected = sent.clone();
    for field in user::SERVER_SET {
        expected.insert(field.to_owned(), user[field].clone());
    }
    let judged = |rows: &[Value]| user::persisted("invite.persisted", id, &expected, rows);
    let (rows, read) = scene.read_until(email, |rows| judged(rows).is_empty()).await?;
    scene.judge("invite::is_persisted", &[reply, &read], judged(&rows));
    rows.into_iter()
        .find(|row| row["userId"] == id)
        .ok_or_else(|| Stop::because("the list does not show the invited user"))
}

/// A refused invitation leaves nothing behind under its address.
pub(super) async fn judge_no_trace(
    scene: &Scene<'_>,
    check: &str,
    clause: &str,
    email: &str,
    refused: &Reply,
) -> Result<(), Stop> {
    let (rows, read) = scene.read_until(email, |_| true).await?;
    let theirs = |row: &&Value| user::same("email", &json!(email), row.get("email"));
    let findings = rows
        .iter()
        .find(theirs)
        .map(|row| {
            let actual = format!("the list shows {row}");
            let seen = ("/users", "left-behind");
            finding(clause, Operation::List, seen, "no user with the refused address", actual)
        })
        .into_iter()
        .collect();
    scene.judge(check, &[refused, &read], findings);
    Ok(())
}

fn owner<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let mut body = example(scene);
        body["level"] = "owner".into();
        let reply = scene.invite(&body, Wish::Refused).await?;
        let why = "an owner cannot be invited";
        let findings = status::refused("invite.owner", Operation::Invite, "/level", why, &reply)?;
        scene.judge("invite::refuses_owner", &[&reply], findings);
        Ok(())
    })
}

fn admin_without_dashboard<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = "invite::admin_without_dashboard_is_never_stored";
        let body = with_fresh_email(scene, &case.value);
        let reply = scene.invite(&body, Wish::Refused).await?;
        if status::is_refused(&reply)? {
            scene.note("an admin without dashboard access is refused by invite");
            let email = body["email"].as_str().unwrap_or_default();
            scene.judge(check, &[&reply], Vec::new());
            return judge_no_trace(scene, check, "invite.admin.dashboard", email, &reply).await;
        }
        let mut findings = admin_findings("invite.admin.dashboard", Operation::Invite, &reply.json);
        let email = body["email"].as_str().unwrap_or_default();
        let (rows, read) = scene.read_until(email, |rows| !rows.is_empty()).await?;
        for row in &rows {
            findings.extend(admin_findings("invite.admin.dashboard", Operation::List, row));
        }
        if findings.is_empty() {
            scene.note("an admin without dashboard access is corrected by invite");
        }
        scene.judge(check, &[&reply, &read], findings);
        Ok(())
    })
}

/// A user who is shown as an admin without dashboard access.
pub(super) fn admin_findings(
    clause: &str,
    operation: Operation,
    user: &Value,
) -> Vec<crate::model::Finding> {
    (user["level"] == "admin" && user["hasDashboardAccess"] != true)
        .then(|| {
            let expected = "a 4xx, or an admin with dashboard access, or a member";
            let actual = format!("{} is an admin without dashboard access", user["userId"]);
            let seen = ("/hasDashboardAccess", "stored");
            finding(clause, operation, seen, expected, actual)
        })
        .into_iter()
        .collect()
}

fn duplicate<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let first = example(scene);
        let mut second = first.clone();
        second["firstName"] = "Sara".into();
        let (one, two) = if case.value == "race" {
            join(scene.invite(&first, Wish::Refused), scene.invite(&second, Wish::Refused)).await
        } else {
            let one = scene.invite(&first, Wish::Accepted).await;
            (one, scene.invite(&second, Wish::Refused).await)
        };
        let (one, two) = (one?, two?);
        if !one.is_success() && !two.is_success() {
            return Err(Stop::because("neither of the two invitations was accepted"));
        }
        scene.note(format!("a second invitation of an address is answered with {}", two.status));
        let email = first["email"].as_str().unwrap_or_default();
        let (rows, read) = scene.read_until(email, |rows| !rows.is_empty()).await?;
        let findings = (rows.len() > 1)
            .then(|| {
                finding(
                    "invite.email.unique",
                    Operation::Invite,
                    ("/email", if case.value == "race" { "two-users-race" } else { "two-users" }),
                    "at most one user with the address",
                    format!("the list shows {} users with {email}", rows.len()),
                )
            })
            .into_iter()
            .collect();
        scene.judge(
            "invite::duplicate_email_never_makes_two_users",
            &[&one, &two, &read],
            findings,
        );
        Ok(())
    })
}
