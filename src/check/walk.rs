//! Walking the list page by page.

use std::collections::BTreeSet;

use super::{
    Reply, Scene, Stop,
    oracle::page::{Page, Walk, id},
    reply::{Wish, rows},
    request::{self, Query},
};

/// Pages after which a walk is given up: 50,000 rows at the widest.
const MOST_PAGES: usize = 500;

/// After so many rows, and as many again, a walk asks whether it may go on.
const LONG: usize = 1_000;

/// Pages without a row, one after the other, after which a walk at the widest limit stands still. At
/// a small limit a list that loses rows may have that many and end all the same.
const MOST_EMPTY: usize = 30;

/// Follows the cursor from the first page to the last. The walk is given up, and says so, when a
/// cursor comes back that was followed before, when a page repeats only known rows, when many pages
/// have none, or after `most` pages.
///
/// # Errors
/// As of any scenario, and when the list is longer than anybody walks: that it never ends can only
/// be said of one that stands still.
pub(super) async fn walk_at_most(
    scene: &Scene<'_>,
    filter: &[(&str, &str)],
    limit: usize,
    most: usize,
) -> Result<Walk, Stop> {
    let mut walk = Walk { limit, ..Walk::default() };
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut followed: BTreeSet<String> = BTreeSet::new();
    let mut cursor: Option<String> = None;
    let (mut held, mut empty) = (0, 0);
    while walk.pages.len() < most {
        let page = fetch(scene, filter, limit, cursor.as_deref()).await?;
        let before = held;
        held += page.rows.len();
        empty = if page.rows.is_empty() { empty + 1 } else { 0 };
        if held / LONG > before / LONG && !scene.wire.long_walk(held).await {
            return Err(too_long(held));
        }
        let repeats = news(&page, &mut seen) == 0 && !page.rows.is_empty();
        let follows = page.has_more && page.cursor.is_some();
        cursor.clone_from(&page.cursor);
        let known = cursor.clone().is_some_and(|cursor| !followed.insert(cursor));
        let stuck = follows
            && (repeats || known || limit == scene.contract.largest_page && empty >= MOST_EMPTY);
        walk.pages.push(page);
        if stuck {
            return Ok(walk);
        }
        if !follows {
            walk.ended = true;
            break;
        }
    }
    if !walk.ended && walk.pages.len() >= MOST_PAGES {
        scene.wire.no_end_in_sight();
        return Err(too_long(held));
    }
    // A cursor beside `hasMore: false` says nothing, unless it leads to rows that were kept back.
    if let (true, Some(cursor)) = (walk.ended, cursor)
        && walk.pages.last().is_some_and(|page| !page.has_more)
    {
        let query = page_query(filter, limit, Some(&cursor));
        // Nobody promised that this cursor may be sent, so nobody judges a refusal of it.
        let reply = scene.send(request::list(scene.contract, &query), Wish::Refused).await?;
        let page = page(&reply);
        if reply.is_success() && news(&page, &mut seen) > 0 {
            walk.pages.push(page);
        }
    }
    Ok(walk)
}

fn too_long(rows: usize) -> Stop {
    Stop::because(format!("the list goes on after {rows} rows, and was not walked to its end"))
}

async fn fetch(
    scene: &Scene<'_>,
    filter: &[(&str, &str)],
    limit: usize,
    cursor: Option<&str>,
) -> Result<Page, Stop> {
    let query = page_query(filter, limit, cursor);
    let pairs: Vec<(&str, &str)> =
        query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    scene.list(&pairs).await.map(|reply| page(&reply))
}

fn page_query(filter: &[(&str, &str)], limit: usize, cursor: Option<&str>) -> Query {
    let limit = limit.to_string();
    let mut pairs = filter.to_vec();
    pairs.push(("limit", &limit));
    pairs.extend(cursor.map(|cursor| ("cursor", cursor)));
    request::query(&pairs)
}

/// A page as oracles read it.
pub(super) fn page(reply: &Reply) -> Page {
    Page {
        rows: rows(&reply.json).to_vec(),
        has_more: reply.json["hasMore"] == true,
        cursor: reply.json["cursor"].as_str().map(str::to_owned),
        exchange: reply.index,
    }
}

/// How many ids of the page were not seen before.
fn news(page: &Page, seen: &mut BTreeSet<String>) -> usize {
    page.rows.iter().filter_map(id).filter(|id| seen.insert((*id).to_owned())).count()
}

/// Follows the cursor to the end at the widest limit.
pub(super) async fn walk_all(scene: &Scene<'_>, filter: &[(&str, &str)]) -> Result<Walk, Stop> {
    walk_at_most(scene, filter, scene.contract.largest_page, MOST_PAGES).await
}
