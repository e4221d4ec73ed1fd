//! Updates that must be accepted, and everything that they must and must not change.

use serde_json::{Map, Value};

use super::{FALSE, NULL};
use crate::{
    check::{
        Play, Reply, Scene, Stop,
        invite::documented,
        oracle::{patch, user},
        scene::Borrowed,
    },
    model::{Case, Finding},
};

/// A borrowed user in the state of the documented example.
pub(in crate::check) struct Settled<'a> {
    /// The user.
    pub(in crate::check) member: Borrowed<'a>,
    /// Its row in the list.
    pub(in crate::check) before: Value,
    /// The response that showed it.
    pub(in crate::check) read: Reply,
}

/// Borrows a user and brings it into the state of the documented example, so that every valid
/// update is valid for it whatever was done to it before.
pub(in crate::check) async fn settled_member<'a>(
    scene: &'a Scene<'_>,
) -> Result<Settled<'a>, Stop> {
    let mut member = scene.member().await?;
    let mut baseline = documented("");
    baseline.as_object_mut().and_then(|body| body.remove("email"));
    if !member.settled {
        let reply = scene.update(&member.id, Some(&baseline)).await?;
        if !reply.is_success() {
            member.spoil();
            scene.judge_accepted("update::accepts_valid_payloads", &reply);
            return Err(refused(&reply));
        }
    }
    let as_documented = |row: &Value| {
        let mut fields = baseline.as_object().into_iter().flatten();
        fields.all(|(field, value)| user::same(field, value, row.get(field)))
    };
    let (before, read) = scene.read(&member, as_documented).await?;
    member.set_settled(false);
    Ok(Settled { member, before, read })
}

/// The end of a scenario whose update should have been accepted.
pub(in crate::check) fn refused(reply: &Reply) -> Stop {
    Stop::because(format!("a valid update was answered with {}", reply.status))
}

/// Sends the update of the case, and judges it by everything that is promised about updates.
pub(super) fn applies<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = scene.scenario.witnesses[0].as_str();
        let one_field = [FALSE, NULL].contains(&check);
        let accepting = if one_field { "update::accepts_valid_payloads" } else { check };
        update_and_judge(scene, &[accepting], &case.value).await
    })
}

/// Sends an update that `checks` say must be accepted, and judges the response, then the row in
/// the list.
pub(in crate::check) async fn update_and_judge(
    scene: &Scene<'_>,
    checks: &[&str],
    body: &Value,
) -> Result<(), Stop> {
    let Settled { member, before, read } = settled_member(scene).await?;
    let reply = scene.update(&member.id, Some(body)).await?;
    for check in checks {
        scene.judge_accepted(check, &reply);
    }
    if !reply.is_success() {
        return Err(refused(&reply));
    }
    let none = Map::new();
    let sent = body.as_object().unwrap_or(&none);
    judge_changes(scene, &before, sent, &reply.json, &[&read, &reply]);
    let plain = sent.iter().filter(|(_, value)| !value.is_null());
    let expected = plain.map(|(field, value)| (field.clone(), value.clone())).collect();
    let stored = |rows: &[Value]| user::persisted("update.persisted", &member.id, &expected, rows);
    let row_of = |rows: &[Value]| -> Option<Value> {
        rows.iter().find(|row| row["userId"] == member.id.as_str()).cloned()
    };
    let as_sent = |row: Value| {
        let changes = patch::changes(&before, sent, &row);
        changes.partial.is_empty() && changes.null.is_empty()
    };
    let enough = |rows: &[Value]| stored(rows).is_empty() && row_of(rows).is_some_and(as_sent);
    let (rows, after) = scene.read_until(&member.email, enough).await?;
    scene.judge("update::is_persisted", &[&reply, &after], stored(&rows));
    if let Some(row) = row_of(&rows) {
        let changes = patch::changes(&before, sent, &row);
        let evidence = [&read, &reply, &after];
        scene.judge("update::changes_only_provided_fields", &evidence, changes.partial);
        if clears(sent) {
            scene.judge(NULL, &evidence, changes.null);
        }
    }
    Ok(())
}

/// The checks that only some updates can judge, of those that this body can.
pub(in crate::check) fn also(body: &Value) -> Vec<&'static str> {
    let none = Map::new();
    let sent = body.as_object().unwrap_or(&none);
    let falsy = sent.values().any(|value| value == false).then_some(FALSE);
    falsy.into_iter().chain(clears(sent).then_some(NULL)).collect()
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
    let changes = patch::changes(before, sent, after);
    for field in changes.normalised {
        scene.note(format!("update normalises {field}: it comes back trimmed or in another form"));
    }
    let (email, server): (Vec<Finding>, Vec<Finding>) =
        changes.server.into_iter().partition(|found| found.clause == "update.email");
    scene.judge("update::echoes_sent_fields", evidence, changes.echo);
    scene.judge("update::changes_only_provided_fields", evidence, changes.partial);
    scene.judge("update::server_fields_stay", evidence, server);
    scene.judge("update::email_cannot_change", evidence, email);
    if sent.values().any(|value| value == false) {
        scene.judge(FALSE, evidence, changes.falsy);
    }
    if clears(sent) {
        scene.judge(NULL, evidence, changes.null);
    }
}
