//! What a refused request leaves behind: nothing.

use serde_json::{Value, json};

use super::{
    Reply, Scene, Stop,
    oracle::{finding, patch, user},
    own_user::Settled,
};
use crate::{
    model::{Finding, Operation},
    promise::Promise,
};

/// A refused invitation leaves nobody under its address.
pub(super) async fn judge_no_trace(
    scene: &Scene<'_>,
    promise: &Promise,
    email: &str,
    refused: &Reply,
) -> Result<(), Stop> {
    let (rows, read) = scene.read_until(email, |_| true).await?;
    let left = rows.iter().find(|row| user::same("email", &json!(email), row.get("email")));
    let findings = left.map(|row| {
        let actual = format!("the list shows {row}");
        let seen = ("/users", "left-behind");
        finding(promise, Operation::List, seen, "no user with the refused address", actual)
    });
    scene.judge(promise, &[refused, &read], findings.into_iter().collect());
    Ok(())
}

/// A refused update leaves the user as it was; `why` says so for a person.
pub(super) async fn judge_unchanged(
    scene: &Scene<'_>,
    promise: &Promise,
    Settled { mut user, before, read: first, is_documented }: Settled<'_>,
    refused: &Reply,
    why: &str,
) -> Result<(), Stop> {
    let (after, read) = scene.read_unchanged(&user, &before).await?;
    let left = patch::unchanged(promise, Operation::Update, why, &before, &after);
    user.set_settled(is_documented && left.is_empty());
    scene.judge(promise, &[&first, refused, &read], left);
    Ok(())
}

/// A user who is shown as an admin without dashboard access.
pub(super) fn admin_findings(
    promise: &Promise,
    operation: Operation,
    user: &Value,
) -> Vec<Finding> {
    (user["level"] == "admin" && user["hasDashboardAccess"] != true)
        .then(|| {
            let expected = "a 4xx, or an admin with dashboard access, or a member";
            let actual = format!("{} is an admin without dashboard access", user["userId"]);
            let seen = ("/hasDashboardAccess", "stored");
            finding(promise, operation, seen, expected, actual)
        })
        .into_iter()
        .collect()
}
