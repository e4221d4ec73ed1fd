//! Walking the list page by page.

use std::collections::BTreeSet;

use super::{
    Reply, Scene, Stop,
    oracle::page::{Page, Walk, id},
    request::{self, Query},
    scene::{Wish, rows},
};

/// Rows per page of a walk that is to see everything with few requests.
pub(super) const WIDEST: usize = 100;

/// Pages after which a walk is given up: 100,000 rows at the widest.
const MOST_PAGES: usize = 1_000;

/// Follows the cursor from the first page to the last. The walk is given up, and says so, when a
/// cursor comes back that was followed before, when a page repeats only known rows, or after
/// `most` pages.
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
    while walk.pages.len() < most {
        let page = fetch(scene, filter, limit, cursor.as_deref()).await?;
        let repeats = news(&page, &mut seen) == 0 && !page.rows.is_empty();
        let follows = page.has_more && page.cursor.is_some();
        cursor.clone_from(&page.cursor);
        let known = cursor.clone().is_some_and(|cursor| !followed.insert(cursor));
        let stuck = follows && (repeats || known);
        walk.pages.push(page);
        if stuck {
            return Ok(walk);
        }
        if !follows {
            walk.ended = true;
            break;
        }
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

fn page(reply: &Reply) -> Page {
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
    walk_at_most(scene, filter, WIDEST, MOST_PAGES).await
}
