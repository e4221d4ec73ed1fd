//! Looking for a user who was just updated, in every way there is.

use std::time::Duration;

use futures_util::future::try_join_all;
use serde_json::{Value, json};

use crate::{
    check::{
        OwnUser, Reply, Scene, Sight, Stop,
        filters::sound_and_complete,
        oracle::{filter, page::id, patch},
        own_user::settle_in,
        reply::{Wish, rows},
        request,
        updated::apply_and_judge,
    },
    model::{Case, Operation, TransportFault},
    promise::{Promise, filters, list::ROWS_AGREE, update::ACCEPTS_VALID_PAYLOADS},
};

/// What a read can judge.
pub(super) static JUDGED: [&Promise; 8] = [
    &ROWS_AGREE,
    &filters::FIRST_NAME_IS_SOUND,
    &filters::FIRST_NAME_IS_COMPLETE,
    &filters::LAST_NAME_IS_SOUND,
    &filters::LAST_NAME_IS_COMPLETE,
    &filters::LEVELS_PARTITION_THE_USERS,
    &filters::SOURCES_PARTITION_THE_USERS,
    &filters::TWO_FILTERS_INTERSECT,
];

/// Pages of the list of all users after which one is not looked for any further.
const ENOUGH_PAGES: usize = 40;

/// Filters that find one user whose last name nobody else has; the last name narrows them all.
pub(super) const WAYS: [&[&str]; 7] = [
    &["lastName"],
    &["level", "lastName"],
    &["firstName", "lastName"],
    &["invitedSource", "lastName"],
    &["email", "level"],
    &["firstName", "level", "lastName"],
    &["email", "firstName", "invitedSource", "lastName", "level"],
];

/// A text of the case with what only this user is called in place of `{m}`.
pub(super) fn marked(fields: &Value, user: &OwnUser) -> Value {
    let mark: String = user.id.chars().rev().take(8).collect();
    let mut fields = fields.clone();
    for (_, value) in fields.as_object_mut().into_iter().flatten() {
        if let Value::String(text) = value {
            *text = text.replace("{m}", &mark);
        }
    }
    fields
}

/// States before, updates, and whether the whole list is walked as well.
pub(super) fn cases() -> Vec<(String, Value)> {
    let before = |level: &str, access: bool| {
        json!({"firstName": "Quill", "lastName": "Reader {m}", "level": level,
            "hasDashboardAccess": access, "canManageStudies": true, "clinicRole": "Radiologist",
            "middleName": "Marie", "phoneNumber": "5551234567", "suffix1": "MD",
            "suffix2": null})
    };
    let member = || before("member", true);
    [
        (
            "a new name",
            member(),
            json!({"firstName": "Zo\u{eb}", "lastName": "Writer & Sons {m}", "middleName": "M"}),
            true,
        ),
        ("a new level", member(), json!({"level": "admin"}), false),
        (
            "an admin who becomes a member without access",
            before("admin", true),
            json!({"level": "member", "hasDashboardAccess": false, "canManageStudies": false}),
            false,
        ),
        (
            "cleared fields and a new role",
            before("member", false),
            json!({"middleName": null, "phoneNumber": null, "suffix1": null, "suffix2": "FACR",
                "clinicRole": "Other"}),
            true,
        ),
        ("the same name in capitals", member(), json!({"lastName": "READER {m}"}), false),
    ]
    .into_iter()
    .map(|(name, before, update, all)| {
        (name.to_owned(), json!({"before": before, "update": update, "all": all}))
    })
    .collect()
}

/// Updates a user and looks for it by every filter, by what it was before, and in the whole list.
pub(super) async fn every_way(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let settled = settle_in(scene, |user| marked(&case.value["before"], user)).await?;
    let was = settled.before.clone();
    let body = marked(&case.value["update"], &settled.user);
    let (_user, row) = apply_and_judge(scene, &[&ACCEPTS_VALID_PAYLOADS], settled, &body).await?;
    let Some(row) = row else { return Ok(()) };
    try_join_all(WAYS.map(|way| judge(scene, &row, way))).await?;
    let unsound =
        ["firstName", "lastName", "level"].map(|field| judge_old(scene, &was, &row, field));
    try_join_all(unsound).await?;
    if case.value["all"] == true { judge_walk(scene, &row).await } else { Ok(()) }
}

/// Reads a user by some of its fields: it is there, and as the list by e-mail shows it.
pub(super) async fn judge(scene: &Scene<'_>, user: &Value, way: &[&str]) -> Result<(), Stop> {
    if scene.sight() != Sight::List {
        return Err(scene.unlisted());
    }
    let filter: Vec<(&str, &str)> =
        way.iter().map(|name| (*name, user[*name].as_str().unwrap_or_default())).collect();
    let why = "as the list by e-mail shows it";
    let mut waited = Duration::ZERO;
    loop {
        let (found, reply) = scene.rows(&filter).await?;
        let row = found.iter().find(|row| id(row) == id(user));
        let differs = row.map(|row| patch::unchanged(&ROWS_AGREE, Operation::List, why, user, row));
        let agrees = differs.as_ref().is_some_and(Vec::is_empty);
        if !agrees && scene.settle(&mut waited, &reply).await {
            continue;
        }
        scene.wire.settled(if agrees { waited } else { Duration::ZERO });
        let Some(differs) = differs else {
            let complete = lost_by(scene, user, &filter).await?;
            let found = filter::incomplete(complete, &filter, user);
            scene.judge(complete, &[&reply], vec![found]);
            return Ok(());
        };
        scene.judge(&ROWS_AGREE, &[&reply], differs);
        return Ok(());
    }
}

/// Which promise is broken where several filters do not find a user: that of the one that does not
/// find it beside the name either, else that they hold together.
async fn lost_by(
    scene: &Scene<'_>,
    user: &Value,
    filter: &[(&str, &str)],
) -> Result<&'static Promise, Stop> {
    let name = ("lastName", user["lastName"].as_str().unwrap_or_default());
    let others = filter.iter().filter(|pair| **pair != name);
    for pair in std::iter::once(&name).chain(others) {
        let narrow = if *pair == name { vec![name] } else { vec![*pair, name] };
        let (found, _) = scene.rows(&narrow).await?;
        if !found.iter().any(|row| id(row) == id(user)) {
            return Ok(sound_and_complete(pair.0).1);
        }
    }
    Ok(&filters::TWO_FILTERS_INTERSECT)
}

/// What a user was before finds it no more.
async fn judge_old(scene: &Scene<'_>, was: &Value, user: &Value, field: &str) -> Result<(), Stop> {
    let text = |row: &'_ Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let (old, name) = (text(was, field), text(user, "lastName"));
    let mut pairs = vec![(field, old.as_str())];
    if field != "lastName" {
        pairs.push(("lastName", &name));
    }
    let own = std::slice::from_ref(user);
    if filter::is_sound(&pairs, own) {
        return Ok(());
    }
    let sound = sound_and_complete(field).0;
    let mut waited = Duration::ZERO;
    loop {
        let (found, reply) = scene.rows(&pairs).await?;
        let there = found.iter().any(|row| id(row) == id(user));
        if there && scene.settle(&mut waited, &reply).await {
            continue;
        }
        scene.wire.settled(if there { Duration::ZERO } else { waited });
        let found = if there { filter::sound(sound, &pairs, own) } else { Vec::new() };
        scene.judge(sound, &[&reply], found);
        return Ok(());
    }
}

/// The user in the list of all, as far as it is walked. What else is in that list is not judged: by
/// now it holds users with whom open questions were asked.
async fn judge_walk(scene: &Scene<'_>, user: &Value) -> Result<(), Stop> {
    let mut waited = Duration::ZERO;
    loop {
        let Some((row, page)) = in_the_list(scene, user).await? else {
            scene.note("the list of all users was too long to look for one who was updated");
            return Ok(());
        };
        let why = "as the list by e-mail shows it";
        let differs = patch::unchanged(&ROWS_AGREE, Operation::List, why, user, &row);
        if !differs.is_empty() && scene.settle(&mut waited, &page).await {
            continue;
        }
        scene.wire.settled(if differs.is_empty() { waited } else { Duration::ZERO });
        scene.judge(&ROWS_AGREE, &[&page], differs);
        return Ok(());
    }
}

/// The row of a user in the documented request or one of the pages that follow it, with its page.
async fn in_the_list(scene: &Scene<'_>, user: &Value) -> Result<Option<(Value, Reply)>, Stop> {
    let mut query = request::query(&[]);
    for _ in 0..ENOUGH_PAGES {
        let page = match scene.send(request::list(scene.contract, &query), Wish::Refused).await {
            // Others may have left rows of megabytes.
            Err(Stop::Transport(error)) if error.fault == TransportFault::TooLarge => {
                return Ok(None);
            }
            page => page?,
        };
        if let Some(row) = rows(&page.json).iter().find(|row| id(row) == id(user)) {
            return Ok(Some((row.clone(), page)));
        }
        let cursor = page.json["cursor"].as_str().filter(|_| page.json["hasMore"] == true);
        let Some(cursor) = cursor else { return Ok(None) };
        query = request::query(&[("cursor", cursor)]);
    }
    Ok(None)
}
