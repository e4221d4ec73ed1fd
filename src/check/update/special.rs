//! Updates with a twist: empty ones, untouchable fields, owners, admins without access, nobody.

use serde_json::{Value, json};

use super::accepted::{Settled, settled_member};
use crate::{
    check::{
        Play, Scene,
        invite::admin_findings,
        oracle::{finding, patch, status, user},
    },
    model::{Case, Operation},
};

pub(super) const ADMIN: &str = "update::admin_without_dashboard_is_never_stored";
pub(super) const ADMIN_CLAUSE: &str = "update.admin.dashboard";

pub(super) fn null_role<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, before, .. } = settled_member(scene).await?;
        let reply = scene.update(&member.id, Some(&json!({"clinicRole": null}))).await?;
        scene.judge_accepted("update::accepts_null_clinic_role", &reply);
        if !reply.is_success() {
            return Ok(());
        }
        let kept = reply.json["clinicRole"] == before["clinicRole"];
        let what = if kept { "leaves the role as it was" } else { "changes the role" };
        scene.note(format!("clinicRole null {what}"));
        let (row, read) = scene.read(&member, |row| row["clinicRole"].is_string()).await?;
        let lost = !reply.json["clinicRole"].is_string() || !row["clinicRole"].is_string();
        let findings = lost.then(|| {
            member.spoil();
            let seen = ("/clinicRole", "lost");
            let expected = "the user still has a clinic role";
            let actual = format!("clinicRole is {}", row["clinicRole"]);
            finding("update.clinicRole.null", Operation::Update, seen, expected, actual)
        });
        let findings = findings.into_iter().collect();
        scene.judge("update::accepts_null_clinic_role", &[&reply, &read], findings);
        Ok(())
    })
}

/// An update that provides no field, with an empty object or without a body.
pub(super) fn nothing<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = &scene.scenario.witnesses[0];
        let clause = scene.clause_of(check);
        let Settled { member, before, read } = settled_member(scene).await?;
        let body = Some(&case.value).filter(|value| !value.is_null());
        let reply = scene.update(&member.id, body).await?;
        scene.judge_accepted(check, &reply);
        if !reply.is_success() {
            return Ok(());
        }
        let why = "since nothing was sent";
        let shown = patch::unchanged(clause, Operation::Update, why, &before, &reply.json);
        if !shown.is_empty() {
            scene.judge(check, &[&read, &reply], shown);
            return Ok(());
        }
        let (stored, after) = scene.read_unchanged(&member, &before).await?;
        let left = patch::unchanged(clause, Operation::List, why, &before, &stored);
        scene.judge(check, &[&read, &reply, &after], left);
        Ok(())
    })
}

pub(super) fn email<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, before, .. } = settled_member(scene).await?;
        let other = scene.wire.fresh_email("moved");
        let reply = scene.bad_update(&member.id, Some(&json!({ "email": other }))).await?;
        let way = if status::is_refused(&reply)? { "refused" } else { "ignored" };
        let (rows, moved) = scene.read_until(&other, |_| true).await?;
        let changed = reply.json["email"] == other.as_str()
            || rows.iter().any(|row| row["userId"] == member.id.as_str());
        let findings = changed
            .then(|| {
                member.spoil();
                let expected = format!("the address stays {}", before["email"]);
                let actual = format!("it is \"{other}\"");
                finding("update.email", Operation::Update, ("/email", "changed"), expected, actual)
            })
            .into_iter()
            .collect::<Vec<_>>();
        if findings.is_empty() {
            scene.note(format!("an e-mail address in an update is {way}"));
        }
        scene.judge("update::email_cannot_change", &[&reply, &moved], findings);
        Ok(())
    })
}

pub(super) fn server_fields<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, before, read } = settled_member(scene).await?;
        let body = json!({
            "userId": "usr_ffffffffffffffffffffffffffffffff",
            "createdAt": "2001-02-03T04:05:06Z",
            "invitedSource": "dashboard",
            "lastLoginAt": "2001-02-03T04:05:06Z",
        });
        let reply = scene.bad_update(&member.id, Some(&body)).await?;
        let way = if status::is_refused(&reply)? { "refused" } else { "ignored" };
        let (row, after) = scene.read_unchanged(&member, &before).await?;
        let own = |row: &Value| -> Value {
            user::SERVER_SET
                .iter()
                .map(|field| ((*field).to_owned(), row[*field].clone()))
                .collect()
        };
        let (why, clause) = ("since it is the server's", "update.server-fields");
        let left = patch::unchanged(clause, Operation::Update, why, &own(&before), &own(&row));
        if left.is_empty() {
            scene.note(format!("server-set fields in an update are {way}"));
        } else {
            member.spoil();
        }
        scene.judge("update::server_fields_stay", &[&read, &reply, &after], left);
        Ok(())
    })
}

pub(super) fn owner<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, .. } = settled_member(scene).await?;
        let reply = scene.bad_update(&member.id, Some(&json!({"level": "owner"}))).await?;
        let why = "nobody becomes an owner by an update";
        let findings = status::refused(
            &scene.sets.refused,
            "update.owner",
            Operation::Update,
            "/level",
            why,
            &reply,
        )?;
        if !findings.is_empty() {
            member.spoil();
        }
        scene.judge("update::refuses_owner", &[&reply], findings);
        Ok(())
    })
}

/// An admin who loses dashboard access, in one update and in two.
pub(super) fn admin_without_dashboard<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, .. } = settled_member(scene).await?;
        let halves = [json!({"level": "admin"}), json!({"hasDashboardAccess": false})];
        let mut evidence = Vec::new();
        let mut findings = Vec::new();
        for body in [&case.value].into_iter().chain(&halves) {
            let reply = scene.bad_update(&member.id, Some(body)).await?;
            let way = if status::is_refused(&reply)? { "refused" } else { "accepted" };
            let lawful =
                |row: &Value| admin_findings(ADMIN_CLAUSE, Operation::List, row).is_empty();
            let (row, read) = scene.read(&member, lawful).await?;
            findings.extend(admin_findings(ADMIN_CLAUSE, Operation::Update, &reply.json));
            if findings.is_empty() {
                findings.extend(admin_findings(ADMIN_CLAUSE, Operation::List, &row));
            }
            if body == &case.value {
                scene.note(format!("an update to an admin without dashboard access is {way}"));
            }
            evidence.extend([reply.index, read.index]);
            if !findings.is_empty() {
                member.spoil();
                break;
            }
        }
        scene.judge_at(ADMIN, evidence, findings);
        Ok(())
    })
}

pub(super) fn no_such_user<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = &scene.scenario.witnesses[0];
        let clause = scene.clause_of(check);
        let id = case.value.as_str().unwrap_or_default();
        let reply = scene.bad_update(id, Some(&json!({"firstName": "Nobody"}))).await?;
        let why = format!("no user has the id {id}");
        let unknown = clause == "update.unknown";
        let allowed = if unknown { &scene.sets.unknown } else { &None };
        let findings = status::refused(allowed, clause, Operation::Update, "userId", &why, &reply)?;
        if findings.is_empty() {
            let who = if unknown { "an unknown" } else { "a malformed" };
            scene.note(format!("{who} userId is answered with {}", reply.status));
        }
        scene.judge(check, &[&reply], findings);
        Ok(())
    })
}

/// Ids that are a user's own but for one character: they are nobody's.
pub(super) fn almost_its_id<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, .. } = settled_member(scene).await?;
        let id = match case.value.as_str().unwrap_or_default() {
            "cut" => member.id[..member.id.len().saturating_sub(1)].to_owned(),
            "before" => format!("x{}", member.id),
            "space" => format!("{} ", member.id),
            _ => format!("{}0", member.id),
        };
        let reply = scene.bad_update(&id, Some(&json!({"firstName": "Nobody"}))).await?;
        let why = format!("`{id}` is the id of a user {}", case.name);
        let clause = "update.malformed-id";
        let findings = status::refused(&None, clause, Operation::Update, "userId", &why, &reply)?;
        member.set_settled(findings.is_empty());
        scene.judge("update::refuses_malformed_id", &[&reply], findings);
        Ok(())
    })
}
