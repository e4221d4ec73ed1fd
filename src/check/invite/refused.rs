//! Invitations that must be refused, or corrected.

use crate::{
    check::{
        Scene, Stop,
        oracle::status,
        payload::{example, with_fresh_email},
        refusals::{admin_findings, judge_no_trace},
        reply::Wish,
    },
    model::{Case, Operation},
    promise::invite::{ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED as ADMIN, REFUSES_OWNER},
};

pub(super) async fn owner(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let mut body = example(scene);
    body["level"] = "owner".into();
    let reply = scene.invite(&body, Wish::Refused).await?;
    let why = "an owner cannot be invited";
    scene.judge_refused(&REFUSES_OWNER, &reply, "/level", why).map(drop)
}

pub(super) async fn admin_without_dashboard(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let body = with_fresh_email(scene, &case.value);
    let email = body["email"].as_str().unwrap_or_default();
    let reply = scene.invite(&body, Wish::Refused).await?;
    if status::is_refused(&reply)? {
        scene.note("an admin without dashboard access is refused by invite");
        scene.judge(&ADMIN, &[&reply], Vec::new());
        return judge_no_trace(scene, &ADMIN, email, &reply).await;
    }
    let (rows, read) = scene.read_until(email, |rows| !rows.is_empty()).await?;
    let mut findings = admin_findings(&ADMIN, Operation::Invite, &reply.json);
    if findings.is_empty() {
        let stored = |row| admin_findings(&ADMIN, Operation::List, row);
        findings.extend(rows.iter().flat_map(stored));
    }
    if findings.is_empty() {
        scene.note("an admin without dashboard access is corrected by invite");
    }
    scene.judge(&ADMIN, &[&reply, &read], findings);
    Ok(())
}
