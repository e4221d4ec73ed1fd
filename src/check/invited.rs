//! An invitation that must be accepted, and everything that is promised about the new user.

use serde_json::{Map, Value, json};

use super::{Need, Reply, Scene, Sight, Stop, oracle::user, reply::Wish};
use crate::{
    model::Operation,
    promise::{Promise, invite, protocol},
};

/// What every accepted invitation is judged by.
pub(super) static ON_EVERY_INVITE: [&Promise; 9] = [
    &invite::ECHOES_SENT_FIELDS,
    &invite::INVENTS_NO_FIELDS,
    &invite::CREATED_AT_IS_NOW,
    &invite::INVITED_SOURCE_IS_API,
    &invite::LAST_LOGIN_IS_NULL,
    &invite::IS_PERSISTED,
    &invite::USER_IDS_ARE_UNIQUE,
    &invite::RESPONSE_MATCHES_SCHEMA,
    &protocol::NO_SERVER_ERRORS,
];

/// Sends an invitation that these promises say must be accepted, and judges it by everything that is
/// promised about invited users. Returns the user as the list shows it.
pub(super) async fn invite_and_judge(
    scene: &Scene<'_>,
    accepting: &[&Promise],
    body: &Value,
) -> Result<Value, Stop> {
    scene.needs(Need::Invite)?;
    scene.needs(Need::List)?;
    let reply = scene.invite(body, Wish::Accepted).await?;
    for promise in accepting {
        scene.judge_accepted(promise, &reply);
    }
    if !reply.is_success() {
        return Err(Stop::because(format!("a valid invitation was refused with {}", reply.status)));
    }
    judge_accepted_user(scene, body, &reply).await
}

/// Judges an accepted invitation by everything that is promised about invited users. Returns the
/// user as the list shows it.
pub(super) async fn judge_accepted_user(
    scene: &Scene<'_>,
    body: &Value,
    reply: &Reply,
) -> Result<Value, Stop> {
    let none = Map::new();
    let sent = body.as_object().unwrap_or(&none);
    judge_response(scene, sent, reply);
    judge_persistence(scene, sent, reply).await
}

pub(super) fn judge_response(scene: &Scene<'_>, sent: &Map<String, Value>, reply: &Reply) {
    let user = &reply.json;
    let (findings, normalised) =
        user::echoes(&invite::ECHOES_SENT_FIELDS, Operation::Invite, sent, user);
    for field in normalised {
        scene.note(format!("invite normalises {field}: it comes back trimmed or in another form"));
    }
    scene.judge(&invite::ECHOES_SENT_FIELDS, &[reply], findings);
    scene.judge(
        &invite::INVENTS_NO_FIELDS,
        &[reply],
        user::invents_nothing(&scene.contract.optional, sent, user),
    );
    let created = user::created_now(user, reply.header("date"), reply.finished_at);
    scene.judge(&invite::CREATED_AT_IS_NOW, &[reply], created);
    let source = user::is_set(&invite::INVITED_SOURCE_IS_API, "invitedSource", &json!("api"), user);
    scene.judge(&invite::INVITED_SOURCE_IS_API, &[reply], source);
    let login = user::is_set(&invite::LAST_LOGIN_IS_NULL, "lastLoginAt", &Value::Null, user);
    scene.judge(&invite::LAST_LOGIN_IS_NULL, &[reply], login);
    scene.note(format!("invite answers with {}", reply.status));
}

/// The address to look for an invited user by: as the answer shows it, since a server may have put
/// it into small letters and compare to the letter.
fn stored_email<'a>(sent: &'a Map<String, Value>, shown: &'a Value) -> Option<&'a str> {
    let (sent, shown) = (sent.get("email")?, &shown["email"]);
    let known = if user::same("email", sent, Some(shown)) { shown } else { sent };
    known.as_str()
}

/// Reads the user back by its address: what was sent is stored, and so is what the server set.
async fn judge_persistence(
    scene: &Scene<'_>,
    sent: &Map<String, Value>,
    reply: &Reply,
) -> Result<Value, Stop> {
    let user = &reply.json;
    let (Some(id), Some(email)) = (user["userId"].as_str(), stored_email(sent, user)) else {
        return Err(Stop::because(format!(
            "the answer to an invitation has no userId to look for: {}",
            reply.body_in_words()
        )));
    };
    let expected = expected(scene, sent, user);
    let judged = |rows: &[Value]| user::persisted(&invite::IS_PERSISTED, id, &expected, rows);
    let seen = |rows: &[Value]| judged(rows).is_empty();
    let (rows, read) = scene.rows_of((id, email), seen).await?;
    scene.judge(&invite::IS_PERSISTED, &[reply, &read], judged(&rows));
    rows.into_iter()
        .find(|row| row["userId"] == id)
        .ok_or_else(|| Stop::because("the list does not show the invited user"))
}

/// What has to be seen of a user: what was sent, and what the answer says the server has set.
pub(super) fn expected(
    scene: &Scene<'_>,
    sent: &Map<String, Value>,
    user: &Value,
) -> Map<String, Value> {
    let mut expected = sent.clone();
    // An invitation is made at another moment, and knows no login.
    let shown = |field: &str| {
        scene.sight() != Sight::Invitations || !["createdAt", "lastLoginAt"].contains(&field)
    };
    for field in user::SERVER_SET.into_iter().filter(|field| shown(field)) {
        expected.insert(field.to_owned(), user[field].clone());
    }
    expected
}
