//! What the pages of a walk are held against: the users of this run, whom nothing changes.

use serde_json::Value;

use crate::{
    check::{
        Reply, Scene, Stop,
        filters::{each_alone_is_sound, sound_and_complete},
        oracle::{
            filter::{self, Filter},
            finding,
            page::{self, Page, Walk, id},
            patch,
        },
    },
    model::{Finding, Operation},
    promise::{
        Promise, filters,
        list::{
            FILTER_SURVIVES_THE_CURSOR, HAS_MORE_AGREES_WITH_WHAT_FOLLOWS,
            LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, ROWS_AGREE, WALK_IS_A_PARTITION,
        },
    },
};

/// What a walk brought.
pub(super) struct Walked {
    pub(super) walk: Walk,
    /// The limits that its pages were asked for with.
    pub(super) limits: Vec<Option<usize>>,
    pub(super) last: Reply,
}

/// The users of this run as a walk that was seen before.
fn of_ours(known: &[Value]) -> Walk {
    let page = Page { rows: known.to_vec(), has_more: false, cursor: None, exchange: 0 };
    Walk { limit: known.len(), pages: vec![page], ended: true }
}

/// Each row of a user of this run is what it is in every other list.
pub(super) fn judge_rows(scene: &Scene<'_>, known: &[Value], walk: &Walk) {
    let mut seen = Vec::new();
    for page in &walk.pages {
        for row in &page.rows {
            let Some(user) = known.iter().find(|user| id(user) == id(row)) else { continue };
            seen.push(page.exchange);
            let why = "as the list by e-mail shows it";
            let differs = patch::unchanged(&ROWS_AGREE, Operation::List, why, user, row);
            if !differs.is_empty() {
                return scene.judge_at(&ROWS_AGREE, vec![page.exchange], differs);
            }
        }
    }
    if !seen.is_empty() {
        seen.dedup();
        scene.judge_at(&ROWS_AGREE, seen, Vec::new());
    }
}

/// `hasMore`, full pages, and no row twice.
pub(super) fn judge_pages(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    known: &[Value],
    Walked { walk, limits, .. }: &Walked,
) {
    if !walk.goes_on() {
        return;
    }
    let all: Vec<usize> = walk.pages.iter().map(|page| page.exchange).collect();
    let hand_in = |promise: &Promise, shown: Option<(Finding, Vec<usize>)>| match shown {
        Some((found, evidence)) => scene.judge_at(promise, evidence, vec![found]),
        None => scene.judge_at(promise, all.clone(), Vec::new()),
    };
    let ours = filter.iter().any(|(name, _)| ["email", "lastName"].contains(name));
    if walk.ended && ours {
        hand_in(
            &HAS_MORE_AGREES_WITH_WHAT_FOLLOWS,
            page::has_more(walk, &of_ours(known)).into_iter().next(),
        );
    }
    let short = |(page, limit): &(&Page, &Option<usize>)| {
        page.has_more && limit.is_some_and(|limit| page.rows.len() < limit)
    };
    let short = walk.pages.iter().zip(limits).find(short).map(|(page, limit)| {
        let limit = limit.unwrap_or_default();
        let expected = format!("{limit} rows, since more follow");
        let actual = format!("{} rows with hasMore true", page.rows.len());
        let promise = &LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS;
        let found = finding(promise, Operation::List, ("/users", "short-page"), expected, actual);
        (found, vec![page.exchange])
    });
    hand_in(&LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, short);
    // What others do may move the rows of all, but not who is of this run.
    if walk.ended && filter.iter().any(|(name, _)| *name == "lastName") {
        hand_in(&WALK_IS_A_PARTITION, page::walks(walk).into_iter().next());
    }
}

/// Only matching rows, on the first page and on those that follow.
pub(super) async fn judge_soundness(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    walk: &Walk,
) -> Result<(), Stop> {
    let (Some(first), false) = (walk.pages.first(), filter.is_empty()) else { return Ok(()) };
    let promise = match filter {
        [(name, _)] => sound_and_complete(name).0,
        _ => &filters::TWO_FILTERS_INTERSECT,
    };
    let alien = filter::sound(promise, filter, &first.rows);
    let whole = alien.is_empty();
    if whole || filter.len() == 1 || each_alone_is_sound(scene, filter).await? {
        scene.judge_at(promise, vec![first.exchange], alien);
    }
    if !whole || first.rows.is_empty() || walk.pages.len() < 2 {
        return Ok(());
    }
    let promise = &FILTER_SURVIVES_THE_CURSOR;
    let alien = walk.pages.iter().find(|page| !filter::is_sound(filter, &page.rows));
    match alien {
        Some(page) => {
            let found = filter::sound(promise, filter, &page.rows);
            scene.judge_at(promise, vec![first.exchange, page.exchange], found);
        }
        None => scene.judge_at(promise, Vec::new(), Vec::new()),
    }
    Ok(())
}

/// Every user of this run who matches is there. One who is not is asked for by the address as well:
/// then there is nothing left for pages and limits to lose.
pub(super) async fn judge_completeness(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    walk: &Walk,
    missing: Option<&&Value>,
) -> Result<(), Stop> {
    let complete = match filter {
        [] => &WALK_IS_A_PARTITION,
        [(name, _)] => sound_and_complete(name).1,
        _ => &filters::TWO_FILTERS_INTERSECT,
    };
    let mut evidence: Vec<usize> = walk.pages.iter().map(|page| page.exchange).collect();
    let Some(user) = missing else {
        if !walk.ids().is_empty() {
            scene.judge_at(complete, evidence, Vec::new());
        }
        return Ok(());
    };
    let email = user["email"].as_str().unwrap_or_default();
    let mut narrowed: Vec<(&str, &str)> =
        filter.iter().copied().filter(|(name, _)| *name != "email").collect();
    narrowed.push(("email", email));
    narrowed.push(("limit", "100"));
    let (confirmed, read) = scene.rows(&narrowed).await?;
    evidence.push(read.index);
    let is_there = |found: &[Value]| found.iter().any(|row| id(row) == id(user));
    if is_there(&confirmed) {
        let who = id(user).unwrap_or_default();
        let expected = format!("{who}, whom this run created before the walk");
        let actual = "no page of the walk shows it, and the list by e-mail does";
        let seen = ("/users", "missing");
        let found = finding(&WALK_IS_A_PARTITION, Operation::List, seen, expected, actual);
        scene.judge_at(&WALK_IS_A_PARTITION, evidence, vec![found]);
        return Ok(());
    }
    let (alone, read) = scene.rows(&[("email", email)]).await?;
    if is_there(&alone) {
        evidence.push(read.index);
        scene.judge_at(complete, evidence, vec![filter::incomplete(complete, filter, user)]);
    }
    Ok(())
}
