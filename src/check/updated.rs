//! An update that must be accepted, and everything that it must and must not change.

use serde_json::{Map, Value};

use super::{
    Need, Reply, Scene, Stop,
    oracle::{patch, user},
    own_user::{Borrowed, Settled, refused, settle},
};
use crate::promise::{Promise, protocol, update};

/// What every accepted update is judged by.
pub(super) static ON_EVERY_UPDATE: [&Promise; 6] = [
    &update::ECHOES_SENT_FIELDS,
    &update::IS_PERSISTED,
    &update::CHANGES_ONLY_PROVIDED_FIELDS,
    &update::SERVER_FIELDS_STAY,
    &update::RESPONSE_MATCHES_SCHEMA,
    &protocol::NO_SERVER_ERRORS,
];

/// Sends an update that these promises say must be accepted, and judges the response, then the row in
/// the list.
pub(super) async fn update_and_judge(
    scene: &Scene<'_>,
    accepting: &[&Promise],
    body: &Value,
) -> Result<(), Stop> {
    scene.needs(Need::Update)?;
    let settled = settle(scene).await?;
    apply_and_judge(scene, accepting, settled, body).await.map(drop)
}

/// The same of a user in whatever state. Returns the user with its row.
pub(super) async fn apply_and_judge<'a>(
    scene: &'a Scene<'_>,
    accepting: &[&Promise],
    Settled { user: own, before, read, .. }: Settled<'a>,
    body: &Value,
) -> Result<(Borrowed<'a>, Option<Value>), Stop> {
    let reply = scene.update(&own.id, Some(body)).await?;
    for promise in accepting {
        scene.judge_accepted(promise, &reply);
    }
    if !reply.is_success() {
        return Err(refused(&reply));
    }
    let (none, optional) = (Map::new(), &scene.contract.optional);
    let sent = body.as_object().unwrap_or(&none);
    judge_changes(scene, &before, sent, &reply.json, &[&read, &reply]);
    let plain = sent.iter().filter(|(_, value)| !value.is_null());
    let expected = plain.map(|(field, value)| (field.clone(), value.clone())).collect();
    let stored = |rows: &[Value]| user::persisted(&update::IS_PERSISTED, &own.id, &expected, rows);
    let row_of = |rows: &[Value]| -> Option<Value> {
        rows.iter().find(|row| row["userId"] == own.id.as_str()).cloned()
    };
    let as_sent = |row: Value| {
        let changes = patch::changes(optional, &before, sent, &row);
        changes.partial.is_empty() && changes.null.is_empty()
    };
    let enough = |rows: &[Value]| stored(rows).is_empty() && row_of(rows).is_some_and(as_sent);
    let (rows, after) = scene.rows_of((&own.id, &own.email), enough).await?;
    scene.judge(&update::IS_PERSISTED, &[&reply, &after], stored(&rows));
    let row = row_of(&rows);
    if let Some(row) = &row {
        let changes = patch::changes(optional, &before, sent, row);
        let evidence = [&read, &reply, &after];
        scene.judge(&update::CHANGES_ONLY_PROVIDED_FIELDS, &evidence, changes.partial);
        scene.judge(&update::SERVER_FIELDS_STAY, &evidence, changes.server);
        if clears(sent) {
            scene.judge(&update::NULL_CLEARS_OPTIONAL_FIELDS, &evidence, changes.null);
        }
    }
    Ok((own, row))
}

/// The checks that only some updates can judge, of those that this body can.
pub(super) fn also(body: &Value) -> Vec<&'static Promise> {
    let none = Map::new();
    let sent = body.as_object().unwrap_or(&none);
    let falsy = sent.values().any(|value| value == false).then_some(&update::FALSE_IS_A_VALUE);
    falsy.into_iter().chain(clears(sent).then_some(&update::NULL_CLEARS_OPTIONAL_FIELDS)).collect()
}

fn clears(sent: &Map<String, Value>) -> bool {
    sent.iter().any(|(field, value)| value.is_null() && field != "clinicRole")
}

fn judge_changes(
    scene: &Scene<'_>,
    before: &Value,
    sent: &Map<String, Value>,
    after: &Value,
    evidence: &[&Reply],
) {
    let changes = patch::changes(&scene.contract.optional, before, sent, after);
    for field in changes.normalised {
        scene.note(format!("update normalises {field}: it comes back trimmed or in another form"));
    }
    scene.judge(&update::ECHOES_SENT_FIELDS, evidence, changes.echo);
    scene.judge(&update::CHANGES_ONLY_PROVIDED_FIELDS, evidence, changes.partial);
    scene.judge(&update::SERVER_FIELDS_STAY, evidence, changes.server);
    scene.judge(&update::EMAIL_CANNOT_CHANGE, evidence, changes.email);
    if sent.values().any(|value| value == false) {
        scene.judge(&update::FALSE_IS_A_VALUE, evidence, changes.falsy);
    }
    if clears(sent) {
        scene.judge(&update::NULL_CLEARS_OPTIONAL_FIELDS, evidence, changes.null);
    }
}
