//! Invitations with a twist: refused ones, owners, admins without access, duplicates.

use futures_util::future::join;
use serde_json::{Value, json};

use super::accepted::{example, with_fresh_email};
use crate::{
    check::{
        Play, Reply, Scene, Stop,
        oracle::{finding, status, user},
        scene::Wish,
    },
    model::{Case, Finding, Operation},
};

pub(super) const ADMIN: &str = "invite::admin_without_dashboard_is_never_stored";
pub(super) const ADMIN_CLAUSE: &str = "invite.admin.dashboard";
pub(super) const DUPLICATE: &str = "invite::duplicate_email_never_makes_two_users";

/// A refused invitation leaves nothing behind under its address.
pub(in crate::check) async fn judge_no_trace(
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

pub(super) fn owner<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let mut body = example(scene);
        body["level"] = "owner".into();
        let reply = scene.invite(&body, Wish::Refused).await?;
        let why = "an owner cannot be invited";
        let findings = status::refused(
            &scene.sets.refused,
            "invite.owner",
            Operation::Invite,
            "/level",
            why,
            &reply,
        )?;
        scene.judge("invite::refuses_owner", &[&reply], findings);
        Ok(())
    })
}

pub(super) fn admin_without_dashboard<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let body = with_fresh_email(scene, &case.value);
        let email = body["email"].as_str().unwrap_or_default();
        let reply = scene.invite(&body, Wish::Refused).await?;
        if status::is_refused(&reply)? {
            scene.note("an admin without dashboard access is refused by invite");
            scene.judge(ADMIN, &[&reply], Vec::new());
            return judge_no_trace(scene, ADMIN, ADMIN_CLAUSE, email, &reply).await;
        }
        let (rows, read) = scene.read_until(email, |rows| !rows.is_empty()).await?;
        let mut findings = admin_findings(ADMIN_CLAUSE, Operation::Invite, &reply.json);
        if findings.is_empty() {
            let stored = |row| admin_findings(ADMIN_CLAUSE, Operation::List, row);
            findings.extend(rows.iter().flat_map(stored));
        }
        if findings.is_empty() {
            scene.note("an admin without dashboard access is corrected by invite");
        }
        scene.judge(ADMIN, &[&reply, &read], findings);
        Ok(())
    })
}

/// A user who is shown as an admin without dashboard access.
pub(in crate::check) fn admin_findings(
    clause: &str,
    operation: Operation,
    user: &Value,
) -> Vec<Finding> {
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

pub(super) fn duplicate<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let first = example(scene);
        let mut second = first.clone();
        second["firstName"] = "Sara".into();
        let race = case.value == "race";
        let (one, two) = if race {
            let one = scene.invite(&first, Wish::Refused);
            join(one, scene.invite(&second, Wish::Refused)).await
        } else {
            let one = scene.invite(&first, Wish::Accepted).await;
            (one, scene.invite(&second, Wish::Refused).await)
        };
        let (one, two) = (one?, two?);
        if !one.is_success() && !two.is_success() {
            return Err(Stop::because("neither of the two invitations was accepted"));
        }
        let mut findings = Vec::new();
        if !race {
            let status = two.status;
            scene.note(format!("a second invitation of an address is answered with {status}"));
            let (allowed, clause) = (&scene.sets.duplicate, "invite.email.unique");
            findings = status::narrowed(allowed, clause, Operation::Invite, &two);
        }
        let email = first["email"].as_str().unwrap_or_default();
        let (rows, read) = scene.read_until(email, |rows| !rows.is_empty()).await?;
        findings.extend((rows.len() > 1).then(|| {
            let seen = ("/email", if race { "two-users-race" } else { "two-users" });
            let expected = "at most one user with the address";
            let way = if race { "sent at once" } else { "sent one after the other" };
            let count = rows.len();
            let actual =
                format!("the list shows {count} users with {email} after two invitations {way}");
            finding("invite.email.unique", Operation::Invite, seen, expected, actual)
        }));
        scene.judge(DUPLICATE, &[&one, &two, &read], findings);
        Ok(())
    })
}
