//! What a filter finds: every row matches, and every known user who matches is found.

use serde_json::Value;

use crate::{
    check::{
        Scene, Stop,
        oracle::{
            filter::{self, Filter},
            page::{self, Walk, id},
        },
        reply::rows,
        walk::walk_all,
    },
    promise::{
        Promise,
        filters::{
            EMAIL_IS_EXACT, FIRST_NAME_IS_COMPLETE, FIRST_NAME_IS_SOUND, LAST_NAME_IS_COMPLETE,
            LAST_NAME_IS_SOUND, LEVELS_PARTITION_THE_USERS, SOURCES_PARTITION_THE_USERS,
        },
        list::{HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS},
    },
};

/// What is promised about a filter alone: that every row matches, and that every match is there.
pub(in crate::check) fn sound_and_complete(name: &str) -> (&'static Promise, &'static Promise) {
    match name {
        "email" => (&EMAIL_IS_EXACT, &EMAIL_IS_EXACT),
        "firstName" => (&FIRST_NAME_IS_SOUND, &FIRST_NAME_IS_COMPLETE),
        "lastName" => (&LAST_NAME_IS_SOUND, &LAST_NAME_IS_COMPLETE),
        "level" => (&LEVELS_PARTITION_THE_USERS, &LEVELS_PARTITION_THE_USERS),
        _ => (&SOURCES_PARTITION_THE_USERS, &SOURCES_PARTITION_THE_USERS),
    }
}

/// Walks with a filter and judges what it finds: every row matches, and every known user who
/// matches is found. A user who is missing is looked up again before it counts, since others may
/// change users at any time.
pub(super) async fn judge(
    scene: &Scene<'_>,
    sound: &Promise,
    complete: &Promise,
    filter: &Filter<'_>,
    known: &[Value],
) -> Result<Walk, Stop> {
    let walk = walk_all(scene, filter).await?;
    let pages: Vec<usize> = walk.pages.iter().map(|page| page.exchange).collect();
    let rows: Vec<Value> = walk.rows().cloned().collect();
    let alien = filter::sound(sound, filter, &rows);
    if alien.is_empty() || filter.len() == 1 || each_alone_is_sound(scene, filter).await? {
        let page = walk.pages.iter().find(|p| !filter::is_sound(filter, &p.rows));
        let evidence = page.map_or_else(|| pages.clone(), |page| vec![page.exchange]);
        scene.judge_at(sound, evidence, alien);
    }
    for (found, evidence) in page::full_pages(&walk) {
        scene.judge_at(&LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, evidence, vec![found]);
    }
    // Others may take users away while pages are read, but not those of this run.
    let ours = scene.wire.fixtures();
    let is_ours = |row: &Value| ours.iter().any(|user| id(user) == id(row));
    let shown = if walk.rows().all(is_ours) { page::has_more(&walk, &walk) } else { Vec::new() };
    for (found, evidence) in shown {
        scene.judge_at(&HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, evidence, vec![found]);
    }
    for user in filter::missing(filter, known, &rows) {
        if let Some(evidence) = still_matches(scene, filter, user).await? {
            let pages = pages.iter().copied().chain([evidence]).collect();
            let found = filter::incomplete(complete, filter, user);
            scene.judge_at(complete, pages, vec![found]);
            return Ok(walk);
        }
    }
    scene.judge_at(complete, pages, Vec::new());
    Ok(walk)
}

/// Whether each of several filters finds only matching users when it stands alone. Where one does
/// not, it is reported as its own failure and not as one of the conjunction.
pub(in crate::check) async fn each_alone_is_sound(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
) -> Result<bool, Stop> {
    for pair in filter {
        let alone = [*pair];
        let reply = scene.list(&alone).await?;
        if !filter::is_sound(&alone, rows(&reply.json)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The exchange that shows the user as one whom the filter must find, if it still is one.
///
/// # Errors
/// `Stop` when the filter does find the user once there is only one page: then it is a page that
/// lost the row, and the checks of the list say so.
async fn still_matches(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    user: &Value,
) -> Result<Option<usize>, Stop> {
    if filter.iter().any(|(name, _)| *name == "email") {
        // The filter cannot be its own witness.
        let all = walk_all(scene, &[]).await?;
        let has = |row: &Value| id(row) == id(user) && filter::must_find(filter, row);
        let page = all.pages.iter().find(|page| page.rows.iter().any(has));
        return Ok(page.map(|page| page.exchange));
    }
    let email = [("email", user["email"].as_str().unwrap_or_default())];
    let is_there = |row: &&Value| id(row) == id(user);
    let (found, reply) = scene.rows(&email).await?;
    if !found.iter().filter(is_there).any(|row| filter::must_find(filter, row)) {
        return Ok(None);
    }
    let (narrowed, _) = scene.rows(&[filter, &email].concat()).await?;
    if narrowed.iter().any(|row| is_there(&row)) {
        return Err(Stop::because(
            "the list loses rows between pages, so that a filter cannot be judged",
        ));
    }
    Ok(Some(reply.index))
}
