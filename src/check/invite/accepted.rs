//! Invitations that must be accepted, and everything that is promised about the new user.

use serde_json::{Map, Value, json};

use crate::{
    check::{Member, Play, Reply, STEADY_ROUNDS, Scene, Stop, oracle::user, scene::Wish},
    model::{Case, Operation},
};

/// The documented example with an address of this run.
pub(in crate::check) fn example(scene: &Scene<'_>) -> Value {
    documented(&scene.wire.fresh_email("dr.johnson"))
}

/// The documented example with another address.
pub(in crate::check) fn documented(email: &str) -> Value {
    json!({
        "canManageStudies": true,
        "clinicRole": "Radiologist",
        "email": email,
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
pub(in crate::check) async fn create_member(scene: &Scene<'_>) -> Result<Member, Stop> {
    let body = example(scene);
    let user = invite_and_judge(scene, &["invite::accepts_documented_example"], &body).await?;
    let text = |field: &str| user[field].as_str().map(str::to_owned);
    match (text("userId"), text("email")) {
        (Some(id), Some(email)) => Ok(Member { id, email, settled: true }),
        _ => Err(Stop::because("the invited user came back without userId or email")),
    }
}

/// Invites the user of the documented example, and nothing else.
pub(super) fn accepts_example<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move { create_member(scene).await.map(drop) })
}

/// Invites the user of the documented example again and again, under new addresses.
pub(super) fn steady<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        for _ in 0..STEADY_ROUNDS {
            create_member(scene).await?;
        }
        Ok(())
    })
}

/// The drawn body with an address of this run in place of the drawn one.
pub(in crate::check) fn with_fresh_email(scene: &Scene<'_>, drawn: &Value) -> Value {
    let mut body = drawn.clone();
    if let Some(email) = drawn["email"].as_str() {
        body["email"] = scene.wire.fresh_email(email).into();
    }
    body
}

pub(super) fn accepts_tricky<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let mut body = example(scene);
        // A local part is case-sensitive by the book (RFC 5321 section 2.4).
        body["email"] = scene.wire.fresh_email("Dr.Johnson").into();
        for (field, value) in case.value.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        invite_and_judge(scene, &[&scene.scenario.witnesses[0]], &body).await.map(drop)
    })
}

pub(super) fn accepts<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let body = with_fresh_email(scene, &case.value);
        invite_and_judge(scene, &[&scene.scenario.witnesses[0]], &body).await.map(drop)
    })
}

/// Sends an invitation that `checks` say must be accepted, and judges it by everything that is
/// promised about invited users. Returns the user as the list shows it.
pub(in crate::check) async fn invite_and_judge(
    scene: &Scene<'_>,
    checks: &[&str],
    body: &Value,
) -> Result<Value, Stop> {
    let reply = scene.invite(body, Wish::Accepted).await?;
    for check in checks {
        scene.judge_accepted(check, &reply);
    }
    if !reply.is_success() {
        return Err(Stop::because(format!(
            "a valid invitation was answered with {}",
            reply.status
        )));
    }
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
