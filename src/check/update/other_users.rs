//! What an update does to the users beside the one that it names.

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    check::{
        Need, Scene, Stop,
        oracle::{finding, patch},
        own_user::{self, refused},
    },
    model::{Case, Operation},
    promise::update::LEAVES_OTHER_USERS_ALONE as ALONE,
};

/// Users beside the one that is updated: a namesake invited just before, one just after, and all
/// that this run created to be found.
pub(super) async fn others(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    scene.needs(Need::Update)?;
    let before = own_user::create(scene).await?;
    let target = own_user::create(scene).await?;
    let after = own_user::create(scene).await?;
    let mut bystanders = scene.wire.fixtures();
    for namesake in [&before, &after] {
        bystanders.push(scene.read(namesake, |_| true).await?.0);
    }
    let body = json!({"firstName": "Changed", "canManageStudies": false, "suffix1": null});
    let reply = scene.update(&target.id, Some(&body)).await?;
    if !reply.is_success() {
        return Err(refused(&reply));
    }
    let why = "since another user was updated";
    let mut findings = Vec::new();
    if reply.json["userId"] != target.id.as_str() {
        let expected = format!("the user {}", target.id);
        let actual = format!("the user {}", reply.json["userId"]);
        let seen = ("/userId", "another-user");
        findings.push(finding(&ALONE, Operation::Update, seen, expected, actual));
    }
    // Read side by side, and judged in their order.
    let reads = join_all(bystanders.iter().map(|bystander| async move {
        let email = bystander["email"].as_str().unwrap_or_default();
        scene.read_until(email, |rows| rows.contains(bystander)).await
    }));
    let mut evidence = vec![reply.index];
    for (bystander, read) in bystanders.iter().zip(reads.await) {
        let (rows, read) = read?;
        if let Some(row) = rows.iter().find(|row| row["userId"] == bystander["userId"])
            && row != bystander
        {
            evidence.push(read.index);
            findings.extend(patch::unchanged(&ALONE, Operation::List, why, bystander, row));
            break;
        }
    }
    scene.judge_at(&ALONE, evidence, findings);
    Ok(())
}
