//! Updates that must be refused, or corrected.

use serde_json::{Value, json};

use crate::{
    check::{
        OwnUser, Scene, Stop,
        oracle::status,
        own_user::{Settled, refused, settle},
        refusals::admin_findings,
    },
    model::{Case, Finding, Operation},
    promise::update::{ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED as ADMIN, REFUSES_OWNER},
};

pub(super) async fn owner(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let Settled { mut user, .. } = settle(scene).await?;
    let reply = scene.bad_update(&user.id, Some(&json!({"level": "owner"}))).await?;
    let why = "nobody becomes an owner by an update";
    if !scene.judge_refused(&REFUSES_OWNER, &reply, "/level", why)? {
        user.spoil();
    }
    Ok(())
}

/// An admin without dashboard access, by one update.
pub(super) async fn admin_without_dashboard(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let Settled { mut user, .. } = settle(scene).await?;
    let (way, evidence, findings) = send_open(scene, &user, &case.value).await?;
    scene.note(format!("an update to an admin without dashboard access is {way}"));
    if !findings.is_empty() {
        user.spoil();
    }
    scene.judge_at(&ADMIN, evidence, findings);
    Ok(())
}

/// An admin without dashboard access by two updates, in either order, and with further fields: the
/// state before, and an update that is lawful by itself.
pub(super) async fn admin_step_by_step(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let Settled { mut user, .. } = settle(scene).await?;
    let first = scene.update(&user.id, Some(&case.value[0])).await?;
    if !first.is_success() {
        return Err(refused(&first));
    }
    let (_, mut evidence, findings) = send_open(scene, &user, &case.value[1]).await?;
    evidence.insert(0, first.index);
    if !findings.is_empty() {
        user.spoil();
    }
    scene.judge_at(&ADMIN, evidence, findings);
    Ok(())
}

/// Sends what may be refused or corrected, and says which; with the exchanges and what they show.
async fn send_open(
    scene: &Scene<'_>,
    user: &OwnUser,
    body: &Value,
) -> Result<(&'static str, Vec<usize>, Vec<Finding>), Stop> {
    let reply = scene.bad_update(&user.id, Some(body)).await?;
    let way = if status::is_refused(&reply)? { "refused" } else { "accepted" };
    let lawful = |row: &Value| admin_findings(&ADMIN, Operation::List, row).is_empty();
    let (row, read) = scene.read(user, lawful).await?;
    let mut findings = admin_findings(&ADMIN, Operation::Update, &reply.json);
    if findings.is_empty() {
        findings = admin_findings(&ADMIN, Operation::List, &row);
    }
    Ok((way, vec![reply.index, read.index], findings))
}
