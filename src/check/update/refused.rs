//! Updates that must be refused, or corrected.

use serde_json::{Value, json};

use crate::{
    check::{
        Scene, Stop,
        oracle::status,
        own_user::{Settled, settle},
        refusals::admin_findings,
    },
    model::{Case, Operation},
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

/// An admin who loses dashboard access, in one update and in two.
pub(super) async fn admin_without_dashboard(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let Settled { mut user, .. } = settle(scene).await?;
    let halves = [json!({"level": "admin"}), json!({"hasDashboardAccess": false})];
    let mut evidence = Vec::new();
    let mut findings = Vec::new();
    for body in [&case.value].into_iter().chain(&halves) {
        let reply = scene.bad_update(&user.id, Some(body)).await?;
        let way = if status::is_refused(&reply)? { "refused" } else { "accepted" };
        let lawful = |row: &Value| admin_findings(&ADMIN, Operation::List, row).is_empty();
        let (row, read) = scene.read(&user, lawful).await?;
        findings.extend(admin_findings(&ADMIN, Operation::Update, &reply.json));
        if findings.is_empty() {
            findings.extend(admin_findings(&ADMIN, Operation::List, &row));
        }
        if body == &case.value {
            scene.note(format!("an update to an admin without dashboard access is {way}"));
        }
        evidence.extend([reply.index, read.index]);
        if !findings.is_empty() {
            user.spoil();
            break;
        }
    }
    scene.judge_at(&ADMIN, evidence, findings);
    Ok(())
}
