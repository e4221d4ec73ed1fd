//! Updates again and again, at once, and one after the other.

use futures_util::future::join;
use serde_json::{Map, Value, json};

use crate::{
    check::{
        Need, Scene, Stop,
        oracle::{filter, patch, status, user},
        own_user::{self, Settled, refused, settle},
        reply::rows,
        scenario::REPETITIONS,
    },
    model::{Case, Operation},
    promise::{
        filters::FIRST_NAME_IS_SOUND,
        update::{
            CHANGES_ONLY_PROVIDED_FIELDS, DISJOINT_UPDATES_BOTH_SURVIVE as BOTH_SURVIVE,
            IS_PERSISTED, REPEATING_CHANGES_NOTHING_MORE as REPEATING,
        },
    },
};

pub(super) async fn repeat(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    scene.needs(Need::Update)?;
    // A user of its own: bringing one of the pool into a known state may be a repetition too.
    let user = own_user::create(scene).await?;
    let body = json!({"firstName": "Again", "suffix2": null, "canManageStudies": false});
    let one = scene.update(&user.id, Some(&body)).await?;
    let two = scene.update(&user.id, Some(&body)).await?;
    if !one.is_success() {
        return Err(refused(&one));
    }
    let why = "since the same update was sent before";
    let mut findings =
        status::accepted(&scene.sets.accepted, &REPEATING, "the same update again", &two);
    if two.is_success() {
        findings = patch::unchanged(&REPEATING, Operation::Update, why, &one.json, &two.json);
    }
    scene.judge(&REPEATING, &[&one, &two], findings);
    Ok(())
}

/// How often two updates race: a lost update shows only when they overlap.
const ROUNDS: usize = 6;

/// Two updates that share no field, in both orders, or at once and several times.
pub(super) async fn race(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let Settled { user, .. } = settle(scene).await?;
    let at_once = case.value == "race";
    for round in 0..if at_once { ROUNDS } else { 2 } {
        let one = json!({ "firstName": format!("One{round}"), "canManageStudies": round % 2 == 0 });
        let two = json!({ "lastName": format!("Two{round}"), "suffix1": format!("S{round}") });
        let (first, second) = if round % 2 == 0 { (&one, &two) } else { (&two, &one) };
        let (a, b) = if at_once {
            let update = |body| scene.update(&user.id, Some(body));
            join(update(first), update(second)).await
        } else {
            let a = scene.update(&user.id, Some(first)).await;
            (a, scene.update(&user.id, Some(second)).await)
        };
        let (a, b) = (a?, b?);
        if let Some(reply) = [&a, &b].into_iter().find(|reply| !reply.is_success()) {
            return Err(refused(reply));
        }
        let sent = one.as_object().into_iter().chain(two.as_object()).flatten();
        let sent: Map<String, Value> =
            sent.map(|(field, value)| (field.clone(), value.clone())).collect();
        let stored = |rows: &[Value]| user::persisted(&BOTH_SURVIVE, &user.id, &sent, rows);
        let (rows, read) =
            scene.rows_of((&user.id, &user.email), |rows| stored(rows).is_empty()).await?;
        let lost = stored(&rows);
        let over = !lost.is_empty();
        scene.judge(&BOTH_SURVIVE, &[&a, &b, &read], lost);
        if over {
            break;
        }
    }
    Ok(())
}

/// How many users are renamed side by side.
const USERS: usize = 14;

/// Renames users and looks for their new names, many times.
pub(super) async fn many_times(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let stages = scene.stages(USERS);
    let renamed = stages.iter().enumerate().map(|(number, stage)| renamed(stage, number));
    scene.gather(&stages, renamed).await.map(drop)
}

/// Renames one user several times in a row.
async fn renamed(scene: &Scene<'_>, number: usize) -> Result<(), Stop> {
    let Settled { user, mut before, read: mut shown, .. } = settle(scene).await?;
    let optional = &scene.contract.optional;
    for round in 0..usize::from(REPETITIONS).div_ceil(USERS) {
        let name = format!("Steady {number}-{round} {}", scene.wire.token());
        let sent = Map::from_iter([("firstName".to_owned(), json!(name))]);
        let reply = scene.update(&user.id, Some(&Value::Object(sent.clone()))).await?;
        if !reply.is_success() {
            return Err(refused(&reply));
        }
        let changes = patch::changes(optional, &before, &sent, &reply.json);
        let over = !changes.partial.is_empty();
        scene.judge(&CHANGES_ONLY_PROVIDED_FIELDS, &[&shown, &reply], changes.partial);
        let filter = [("firstName", name.as_str())];
        let page = scene.list(&filter).await?;
        let alien = filter::sound(&FIRST_NAME_IS_SOUND, &filter, rows(&page.json));
        let over = over || !alien.is_empty();
        scene.judge(&FIRST_NAME_IS_SOUND, &[&page], alien);
        let stored = |rows: &[Value]| user::persisted(&IS_PERSISTED, &user.id, &sent, rows);
        let (lost, page) = match stored(rows(&page.json)) {
            none if none.is_empty() => (none, page),
            // A search may know of it later, or not at all, than the user's own row.
            _ => {
                let known = |rows: &[Value]| stored(rows).is_empty();
                let (rows, row) = scene.rows_of((&user.id, &user.email), known).await?;
                (stored(&rows), row)
            }
        };
        let over = over || !lost.is_empty();
        scene.judge(&IS_PERSISTED, &[&reply, &page], lost);
        if over {
            break;
        }
        before.clone_from(&reply.json);
        shown = reply;
    }
    Ok(())
}
