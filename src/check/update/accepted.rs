//! Updates that must be accepted, of users in several states.

use serde_json::{Map, Value};

use crate::{
    check::{
        Scene, Stop,
        oracle::{patch, user},
        own_user::{Settled, refused, settle},
        updated::update_and_judge,
    },
    model::Case,
    promise::update::{
        ACCEPTS_VALID_PAYLOADS, CHANGES_ONLY_PROVIDED_FIELDS, ECHOES_SENT_FIELDS, FALSE_IS_A_VALUE,
        NULL_CLEARS_OPTIONAL_FIELDS,
    },
};

/// Sends the update of the case, and judges it by everything that is promised about updates.
pub(super) async fn applies(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    // What one field comes to is no promise to accept the update.
    let of_one_field = [&FALSE_IS_A_VALUE, &NULL_CLEARS_OPTIONAL_FIELDS].contains(&scene.promise);
    let accepting = if of_one_field { &ACCEPTS_VALID_PAYLOADS } else { scene.promise };
    update_and_judge(scene, &[accepting], &case.value).await
}

/// A user who is not as documented: what an update does not say stays there too.
pub(super) async fn other_state(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let Settled { user, .. } = settle(scene).await?;
    let first = scene.update(&user.id, Some(&case.value[0])).await?;
    if !first.is_success() {
        return Err(refused(&first));
    }
    let as_sent = |row: &Value| {
        let mut sent = case.value[0].as_object().into_iter().flatten();
        sent.all(|(field, value)| user::same(field, value, row.get(field)))
    };
    let (before, read) = scene.read(&user, as_sent).await?;
    let second = scene.update(&user.id, Some(&case.value[1])).await?;
    if !second.is_success() {
        return Err(refused(&second));
    }
    let none = Map::new();
    let sent = case.value[1].as_object().unwrap_or(&none);
    let changes = patch::changes(&scene.contract.optional, &before, sent, &second.json);
    let evidence = [&first, &read, &second];
    scene.judge(&CHANGES_ONLY_PROVIDED_FIELDS, &evidence, changes.partial);
    scene.judge(&ECHOES_SENT_FIELDS, &evidence, changes.echo);
    Ok(())
}
