//! Walks over the list at several limits.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    check::{
        Reply, Scene, Stop,
        invited::invite_and_judge,
        oracle::{
            filter::{self, Filter},
            finding,
            page::{self, Shown, Walk, id},
        },
        payload::example,
        reply::rows,
        walk::{walk_all, walk_at_most},
    },
    model::{Case, Operation, is_sendable},
    promise::{
        Promise, invite,
        list::{
            HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, LIMIT_IS_AN_UPPER_BOUND,
            LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, WALK_IS_A_PARTITION,
        },
    },
};

/// Pages after which a walk at a small limit is enough: each waits for the one before it, and a
/// large tenant is not worth thousands of requests.
const ENOUGH_PAGES: usize = 24;

/// Pages without a row after which a walk at limit 2 tells nothing.
const MOST_EMPTY: usize = 150;

/// What a list of one page does not have.
const SECOND_PAGE: &str = "a second page";

/// How often a walk is repeated because the tenant changed under it.
const ATTEMPTS: usize = 3;

/// Hands in what a walk oracle showed, each finding with its own evidence.
pub(super) fn judge_shown(scene: &Scene<'_>, promise: &Promise, shown: Vec<Shown>) {
    if shown.is_empty() {
        scene.judge(promise, &[], Vec::new());
    }
    for (found, evidence) in shown {
        scene.judge_at(promise, evidence, vec![found]);
    }
}

/// Walks at a limit. Of a list that would take too many pages at it, the beginning is walked, and
/// side by side a part that a filter finds, to its end.
pub(super) async fn walks_agree(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let limit = usize::try_from(case.value.as_u64().unwrap_or(1)).unwrap_or(1);
    let census = walk_all(scene, &[]).await?;
    let part = few_of(scene, &census, limit);
    let stages = scene.stages(2);
    match part.as_ref().map(|(name, value)| [(*name, value.as_str())]) {
        None => agree(scene, &[], limit, Some(census)).await,
        Some(part) => {
            drop(census);
            let parts =
                [agree(&stages[0], &[], limit, None), agree(&stages[1], &part, limit, None)];
            scene.gather(&stages, parts).await.map(drop)
        }
    }
}

/// The filter that finds most users of those that find few enough for a walk at this limit; `None`
/// where that is the whole list, or no filter does.
fn few_of(scene: &Scene<'_>, census: &Walk, limit: usize) -> Option<(&'static str, String)> {
    let few = 2..=ENOUGH_PAGES * limit;
    if census.ids().len() <= *few.end() {
        return None;
    }
    let mut counts: BTreeMap<(&'static str, &str), usize> = BTreeMap::new();
    for row in census.rows() {
        for field in ["level", "invitedSource", "firstName", "lastName"] {
            let text = row[field].as_str().filter(|text| text.trim() == *text && is_sendable(text));
            *counts.entry((field, text.unwrap_or_default())).or_default() += 1;
        }
    }
    let ours = ("lastName", scene.wire.token());
    counts.insert(ours, scene.wire.fixtures().len());
    let fitting =
        counts.into_iter().filter(|((_, text), count)| !text.is_empty() && few.contains(count));
    let ((field, text), _) = fitting.max_by_key(|(_, count)| *count)?;
    Some((field, text.to_owned()))
}

/// Judges that a walk at a limit shows whom one at the widest limit shows.
async fn agree(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    limit: usize,
    mut known: Option<Walk>,
) -> Result<(), Stop> {
    for _ in 0..ATTEMPTS {
        let census = match known.take() {
            Some(census) => census,
            None => walk_all(scene, filter).await?,
        };
        let walk = walk_at_most(scene, filter, limit, ENOUGH_PAGES).await?;
        let whole = is_whole(&walk, ENOUGH_PAGES);
        let mut shown = if whole { page::walks(&walk) } else { Vec::new() };
        shown.extend(page::walks(&census));
        if whole {
            if page::lost(&walk, &census).is_some() {
                // Others may have gone: who was there before and still is has to be shown.
                let before = census.shared_with(&walk_all(scene, filter).await?);
                if let Some((row, (found, mut pages))) = page::lost(&walk, &before) {
                    pages.push(by_address(scene, row).await?.1.index);
                    shown.push((found, pages));
                }
            }
            shown.extend(known_users_are_there(scene, filter, &walk).await?);
        }
        if !shown.is_empty() && changed_since(scene, filter, &census).await? {
            continue;
        }
        shown.truncate(1);
        // A walk that was cut says nothing about the rows behind, and one of one page says nothing.
        if whole && walk.goes_on() || !shown.is_empty() {
            judge_shown(scene, &WALK_IS_A_PARTITION, shown);
        }
        // On a page that says that more follows may stand the last one whom others have removed.
        let agrees = page::has_more(&walk, &census).is_empty();
        if agrees || !changed_since(scene, filter, &census).await? {
            judge_has_more(scene, &walk, &census, ENOUGH_PAGES);
        }
        judge_full_pages(scene, &walk);
        if limit == 1 && filter.is_empty() && walk.pages.len() < 2 {
            scene.absent(&WALK_IS_A_PARTITION, "a second page, even at limit 1");
        }
        return Ok(());
    }
    Err(Stop::because(format!("other users came or went during each of {ATTEMPTS} walks")))
}

/// What the list shows for the address of a row.
async fn by_address(scene: &Scene<'_>, row: &Value) -> Result<(Vec<Value>, Reply), Stop> {
    scene.rows(&[("email", row["email"].as_str().unwrap_or_default())]).await
}

fn shows((found, _): &(Vec<Value>, Reply), row: &Value) -> bool {
    found.iter().any(|shown| id(shown) == id(row))
}

/// A walk during which a user is added: whom the list showed before, it still shows.
pub(super) async fn growing(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let token = scene.wire.token().to_owned();
    let census = walk_all(scene, &[("lastName", &token)]).await?;
    let known = census.ids();
    let fixtures = scene.wire.fixtures();
    let fixtures: Vec<&Value> =
        fixtures.iter().filter(|user| id(user).is_some_and(|id| known.contains(id))).collect();
    let first = scene.list(&[("lastName", &token), ("limit", "2")]).await?;
    let mut newcomer = example(scene);
    newcomer["lastName"] = format!("Newcomer {token}").into();
    invite_and_judge(scene, &[&invite::ACCEPTS_VALID_PAYLOADS], &newcomer).await?;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut evidence = vec![first.index];
    let mut page = first;
    let mut twice = None;
    let mut note = |page: &Reply| {
        for row in rows(&page.json).iter().filter_map(id) {
            if !seen.insert(row.to_owned()) {
                twice.get_or_insert(row.to_owned());
            }
        }
    };
    // One page more than can be: whoever gives an endless cursor is told elsewhere. Pages without a
    // row may stand between them, where a server looks through a few users for each.
    let (mut full, mut empty) = (0, 0);
    while full <= fixtures.len() {
        if empty > MOST_EMPTY {
            scene.note("the list shows many pages without a row, while more follow");
            return Ok(());
        }
        if rows(&page.json).is_empty() {
            empty += 1;
        } else {
            full += 1;
        }
        note(&page);
        let follows = page.json["hasMore"] == true;
        let cursor = page.json["cursor"].as_str().filter(|_| follows).map(str::to_owned);
        let Some(cursor) = cursor else { break };
        let query = [("lastName", token.as_str()), ("limit", "2"), ("cursor", &cursor)];
        page = scene.list(&query).await?;
        evidence.push(page.index);
    }
    let twice = twice.map(|row| {
        let expected = format!("{row} once, since it was there before the walk began");
        let actual = "it appears twice in a walk during which a user was added";
        let place = ("/users", "twice-while-growing");
        finding(&WALK_IS_A_PARTITION, Operation::List, place, expected, actual)
    });
    let lost = fixtures.iter().filter_map(|user| id(user)).find(|known| !seen.contains(*known));
    let findings = lost.map(|lost| {
        let expected = format!("{lost}, which was there before the walk began");
        let actual = "it is missing in a walk during which a user was added";
        let place = ("/users", "missing-while-growing");
        finding(&WALK_IS_A_PARTITION, Operation::List, place, expected, actual)
    });
    let findings = findings.into_iter().chain(twice).take(1).collect();
    scene.judge_at(&WALK_IS_A_PARTITION, evidence, findings);
    Ok(())
}

/// Whether users came or went since a walk: then a contradiction between two walks proves nothing.
/// One whom the list still shows by the address has not gone: the walk lost the row.
async fn changed_since(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    census: &Walk,
) -> Result<bool, Stop> {
    let again = walk_all(scene, filter).await?;
    let there = again.ids();
    let gone = census.rows().find(|row| id(row).is_some_and(|id| !there.contains(id)));
    match gone {
        Some(row) => Ok(!shows(&by_address(scene, row).await?, row)),
        None => Ok(there != census.ids()),
    }
}

/// Users whom this run created are known to be there, whatever any walk shows; with a filter those
/// whom it is seen to find when only one page is asked for.
async fn known_users_are_there(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    walk: &Walk,
) -> Result<Vec<Shown>, Stop> {
    let fixtures = scene.wire.fixtures();
    let ids = walk.ids();
    for user in &fixtures {
        let known = id(user).unwrap_or_default();
        if ids.contains(known) || !filter::must_find(filter, user) {
            continue;
        }
        let email = [("email", user["email"].as_str().unwrap_or_default())];
        let confirmed = scene.rows(&[filter, &email].concat()).await?;
        if shows(&confirmed, user) {
            let expected = format!("{known}, whom this run created before the walk");
            let actual = format!("the row is missing at limit {}", walk.limit);
            let seen = ("/users", "missing");
            let found = finding(&WALK_IS_A_PARTITION, Operation::List, seen, expected, actual);
            return Ok(vec![(found, Vec::new())]);
        }
    }
    Ok(Vec::new())
}

/// Walks over the users of this run: one by one, and at limits that divide their number, so that
/// the last page is full and still the last.
pub(super) async fn own_walks(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let filter_value = scene.wire.token().to_owned();
    let filter = [("lastName", filter_value.as_str())];
    let census = walk_all(scene, &filter).await?;
    let count = census.ids().len();
    if count < 2 {
        return Err(Stop::because("fewer than two users of this run are in the list"));
    }
    let divides = |limit: &usize| {
        count % limit == 0 && *limit <= scene.contract.largest_page && count / limit <= ENOUGH_PAGES
    };
    let limits: BTreeSet<usize> =
        [count, count.div_ceil(2), 1].into_iter().filter(divides).collect();
    let stages = scene.stages(limits.len());
    let walks = stages.iter().zip(limits);
    let walks = walks.map(|(stage, limit)| own_walk(stage, &filter, limit, &census));
    scene.gather(&stages, walks).await.map(drop)
}

/// Walks over the users of this run at one limit.
async fn own_walk(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    limit: usize,
    census: &Walk,
) -> Result<(), Stop> {
    // Pages without a row may be many where rows are dropped after a page was cut.
    let most = 2 * ENOUGH_PAGES;
    let walk = walk_at_most(scene, filter, limit, most).await?;
    judge_has_more(scene, &walk, census, most);
    judge_full_pages(scene, &walk);
    if is_whole(&walk, most) {
        let mut shown = page::walks(&walk);
        shown.extend(known_users_are_there(scene, filter, &walk).await?);
        shown.truncate(1);
        judge_shown(scene, &WALK_IS_A_PARTITION, shown);
    }
    Ok(())
}

/// The documented request: no parameter at all.
pub(super) async fn no_limit(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    scene.list(&[]).await.map(drop)
}

pub(super) async fn limit(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let limit = usize::try_from(case.value.as_u64().unwrap_or(1)).unwrap_or(1);
    let walk = walk_at_most(scene, &[], limit, 1).await?;
    judge_full_pages(scene, &walk);
    Ok(())
}

/// Whether a walk of so many pages at most went on for as long as there was anything new.
fn is_whole(walk: &Walk, most: usize) -> bool {
    walk.ended || walk.pages.len() < most
}

/// A list of one page shows neither what follows nor whether pages are full.
fn judge_has_more(scene: &Scene<'_>, walk: &Walk, before: &Walk, most: usize) {
    if walk.goes_on() {
        // What follows the last page of a walk that was cut, nobody has looked at.
        let seen = Walk { ended: walk.ended || !is_whole(walk, most), ..walk.clone() };
        judge_shown(scene, &HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, page::has_more(&seen, before));
    } else {
        scene.absent(&HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, SECOND_PAGE);
        scene.absent(&LIMIT_IS_AN_UPPER_BOUND, SECOND_PAGE);
        scene.absent(&LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, SECOND_PAGE);
    }
}

fn judge_full_pages(scene: &Scene<'_>, walk: &Walk) {
    if walk.goes_on() {
        let full = page::full_pages(walk);
        judge_shown(scene, &LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, full);
    }
}
