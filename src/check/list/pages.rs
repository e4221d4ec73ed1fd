//! Pages with every combination of three among filters, limits and ways to go on.

use std::time::Duration;

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::{
    fixtures::USERS,
    held::{Walked, judge_completeness, judge_pages, judge_rows, judge_soundness},
};
use crate::{
    check::{
        Scene, Stop, covering,
        oracle::{
            filter::{self, Filter},
            page::{self, Walk, id},
        },
        walk::{self, walk_all},
    },
    model::Case,
    promise::{
        Promise, filters,
        list::{
            FILTER_SURVIVES_THE_CURSOR, HAS_MORE_AGREES_WITH_WHAT_FOLLOWS,
            LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, WALK_IS_A_PARTITION,
        },
    },
};

/// What it judges beside the rows.
pub(super) static ALSO: [&Promise; 12] = [
    &WALK_IS_A_PARTITION,
    &HAS_MORE_AGREES_WITH_WHAT_FOLLOWS,
    &LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS,
    &FILTER_SURVIVES_THE_CURSOR,
    &filters::EMAIL_IS_EXACT,
    &filters::FIRST_NAME_IS_SOUND,
    &filters::FIRST_NAME_IS_COMPLETE,
    &filters::LAST_NAME_IS_SOUND,
    &filters::LAST_NAME_IS_COMPLETE,
    &filters::LEVELS_PARTITION_THE_USERS,
    &filters::SOURCES_PARTITION_THE_USERS,
    &filters::TWO_FILTERS_INTERSECT,
];

/// Whose address is asked for: a member by this last name, where there is one.
const ADDRESSEE: &str = "Smith";

/// Parameters and the values that each is sent with; the first one leaves it out.
const FILTERS: [(&str, &[&str]); 5] = [
    ("email", &["", "{e}"]),
    ("firstName", &["", "n", "Ann"]),
    ("lastName", &["", "{t}", "O'Neil {t}"]),
    ("level", &["", "member", "admin"]),
    ("invitedSource", &["", "api", "dashboard"]),
];

/// Limits of the first page; 0 leaves the limit out.
const LIMITS: [usize; 4] = [0, 1, 2, 100];

/// The limit of the further pages: as before, another one, none.
const WAYS_ON: usize = 3;

/// Pages after which a walk over users of others is enough.
const ENOUGH: usize = 4;

/// Pages after which a walk without a limit is enough.
const AS_DOCUMENTED: usize = 60;

/// More pages than the users of this run can fill.
const MOST: usize = 16;

/// Every triple of parameters that can show something, as few requests as can be.
pub(super) fn cases() -> Vec<(String, Value)> {
    static CASES: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
        let filters = FILTERS.iter().map(|(_, values)| values.len());
        let sizes: Vec<usize> = filters.chain([LIMITS.len(), WAYS_ON]).collect();
        covering::rows(&sizes, 3, shows_a_second_page).iter().map(|row| case(row)).collect()
    });
    CASES.clone()
}

/// Whether there is a page on which to go on, where a row goes on in another way.
fn shows_a_second_page(row: &[usize]) -> bool {
    let (limit, way) = (LIMITS[row[5]], row[6]);
    let [email, first, last, level, source] = [row[0], row[1], row[2], row[3], row[4]];
    if way == 0 {
        return true;
    }
    if limit == 0 || limit == 100 {
        // Only a tenant has so many users.
        return [email, first, last, source] == [0; 4] && level < 2;
    }
    let matches = USERS.iter().filter(|(has_first, has_last, has_level)| {
        has_first.contains(FILTERS[1].1[first])
            && has_last.contains(FILTERS[2].1[last])
            && (level == 0 || *has_level == FILTERS[3].1[level])
    });
    email == 0 && source < 2 && matches.count() > limit
}

fn case(row: &[usize]) -> (String, Value) {
    let mut words = Vec::new();
    let mut filter = serde_json::Map::new();
    for ((name, values), value) in FILTERS.iter().zip(row).filter(|(_, value)| **value > 0) {
        words.push(format!("{name} {}", values[*value]));
        filter.insert((*name).to_owned(), values[*value].into());
    }
    let first = LIMITS[row[5]];
    let further = match (row[6], first) {
        (0, _) => first,
        (1, 1) => 3,
        (1, 2) => 1,
        (1, _) => 99,
        _ => 0,
    };
    let said =
        |limit: usize| if limit == 0 { "no limit".to_owned() } else { format!("limit {limit}") };
    words.push(said(first));
    if further != first {
        words.push(format!("then {}", said(further)));
    }
    (words.join(", "), json!({"filter": filter, "limits": [first, further]}))
}

/// Walks as the case says, and judges each page by what is known of the users of this run.
pub(super) async fn covered(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let known = scene.wire.fixtures();
    if known.is_empty() {
        return Err(Stop::because("no user to look for could be created"));
    }
    let addressee = known
        .iter()
        .find(|user| user["lastName"].as_str().is_some_and(|name| name.starts_with(ADDRESSEE)));
    let email = addressee.or(known.first()).and_then(|user| user["email"].as_str());
    let written = |text: &str| {
        text.replace("{t}", scene.wire.token()).replace("{e}", email.unwrap_or_default())
    };
    let parameters = case.value["filter"].as_object().into_iter().flatten();
    let parameters: Vec<(&str, String)> =
        parameters.map(|(n, v)| (n.as_str(), written(v.as_str().unwrap_or_default()))).collect();
    let filter: Vec<(&str, &str)> = parameters.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let limit = |place: usize| {
        let limit = case.value["limits"][place].as_u64().unwrap_or_default();
        usize::try_from(limit).ok().filter(|limit| *limit > 0)
    };
    let limits = [limit(0), limit(1)];
    let mut waited = Duration::ZERO;
    loop {
        let walked = walk(scene, &filter, limits).await?;
        let found: Vec<Value> = walked.walk.rows().cloned().collect();
        let missing = filter::missing(&filter, &known, &found);
        // An index may be behind the user's own row for a while.
        if walked.walk.ended && !missing.is_empty() && scene.settle(&mut waited, &walked.last).await
        {
            continue;
        }
        scene.wire.settled(if missing.is_empty() { waited } else { Duration::ZERO });
        judge_rows(scene, &known, &walked.walk);
        judge_pages(scene, &filter, &known, &walked);
        judge_soundness(scene, &filter, &walked.walk).await?;
        if walked.walk.ended {
            return judge_completeness(scene, &filter, &walked.walk, missing.first()).await;
        }
        return Ok(());
    }
}

/// The documented request, which names no limit, page by page, beside a walk at the widest one.
pub(super) async fn as_documented(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let census = walk_all(scene, &[]).await?;
    let Walked { walk, .. } = walk_to(scene, &[], [None; 2], AS_DOCUMENTED).await?;
    if !walk.ended {
        scene.note(format!("the walk without limit was cut after {AS_DOCUMENTED} pages"));
        return Ok(());
    }
    if !walk.goes_on() {
        scene.absent(&WALK_IS_A_PARTITION, "a second page without a limit");
        return Ok(());
    }
    if page::lost(&walk, &census).is_some() {
        // Others may have gone: who was there before and still is has to be shown.
        let still = census.shared_with(&walk_all(scene, &[]).await?);
        if let Some((row, (found, mut pages))) = page::lost(&walk, &still) {
            let email = row["email"].as_str().unwrap_or_default();
            let (alone, read) = scene.rows(&[("email", email)]).await?;
            if alone.iter().any(|shown| id(shown) == id(row)) {
                pages.push(read.index);
                scene.judge_at(&WALK_IS_A_PARTITION, pages, vec![found]);
                return Ok(());
            }
        }
    }
    scene.judge(&WALK_IS_A_PARTITION, &[], Vec::new());
    Ok(())
}

/// Follows the cursor with one limit on the first page and maybe another one on the rest.
async fn walk(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    limits: [Option<usize>; 2],
) -> Result<Walked, Stop> {
    let narrow = filter.iter().any(|(name, _)| ["email", "lastName"].contains(name));
    walk_to(scene, filter, limits, if narrow { MOST } else { ENOUGH }).await
}

async fn walk_to(
    scene: &Scene<'_>,
    filter: &Filter<'_>,
    [first, further]: [Option<usize>; 2],
    most: usize,
) -> Result<Walked, Stop> {
    let mut walk = Walk { limit: first.unwrap_or(scene.contract.largest_page), ..Walk::default() };
    let (mut limits, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let limit = if limits.is_empty() { first } else { further };
        let text = limit.map(|limit| limit.to_string());
        let mut query = filter.to_vec();
        query.extend(text.as_deref().map(|text| ("limit", text)));
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let last = scene.list(&query).await?;
        let page = walk::page(&last);
        let follows = page.has_more && page.cursor.is_some();
        cursor.clone_from(&page.cursor);
        walk.pages.push(page);
        limits.push(limit);
        walk.ended = !follows;
        if walk.ended || limits.len() >= most {
            return Ok(Walked { walk, limits, last });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triples_fit_into_a_few_walks() {
        let cases = cases();
        assert!((60..=90).contains(&cases.len()), "{}", cases.len());
        let changed = cases.iter().filter(|(name, _)| name.contains("then limit"));
        assert!(changed.count() >= 10, "the limit changes within a walk");
        let three = cases.iter().filter(|(_, c)| c["filter"].as_object().unwrap().len() >= 3);
        assert!(three.count() >= 20, "three filters and more");
    }
}
