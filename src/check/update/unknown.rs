//! Updates of users who do not exist.

use serde_json::json;

use crate::{
    check::{
        Scene, Stop,
        own_user::{Settled, settle},
    },
    model::Case,
    promise::update::{REFUSES_MALFORMED_ID, REFUSES_UNKNOWN_USER},
};

pub(super) async fn no_such_user(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let id = case.value.as_str().unwrap_or_default();
    let reply = scene.bad_update(id, Some(&json!({"firstName": "Nobody"}))).await?;
    if (300..400).contains(&reply.status) {
        // A router that tidies up paths has looked for nobody (RFC 9110 section 15.4).
        scene.note(format!("the id {id} in a path is answered with {}", reply.status));
        return Ok(());
    }
    let why = format!("no user has the id {id}");
    let unknown = *scene.promise == REFUSES_UNKNOWN_USER;
    let allowed = if unknown { &scene.sets.unknown } else { &None };
    if scene.judge_refused_with(allowed, scene.promise, &reply, "userId", &why)? {
        let who = if unknown { "an unknown" } else { "a malformed" };
        scene.note(format!("{who} userId is answered with {}", reply.status));
    }
    Ok(())
}

/// Ids that are a user's own but for one character: they are nobody's.
pub(super) async fn almost_its_id(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let Settled { mut user, .. } = settle(scene).await?;
    let id = match case.value.as_str().unwrap_or_default() {
        "cut" => user.id[..user.id.len().saturating_sub(1)].to_owned(),
        "before" => format!("x{}", user.id),
        "space" => format!("{} ", user.id),
        _ => format!("{}0", user.id),
    };
    let reply = scene.bad_update(&id, Some(&json!({"firstName": "Nobody"}))).await?;
    let why = format!("`{id}` is the id of a user {}", case.name);
    let promise = &REFUSES_MALFORMED_ID;
    user.set_settled(scene.judge_refused_with(&None, promise, &reply, "userId", &why)?);
    Ok(())
}
