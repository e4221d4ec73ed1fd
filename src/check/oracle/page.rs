//! What is promised about pages and walks over them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::finding;
use crate::{
    model::{Finding, Operation},
    promise::{self, Promise},
};

/// One page of a walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Value>,
    /// `hasMore` of the response.
    pub has_more: bool,
    /// `cursor` of the response.
    pub cursor: Option<String>,
    /// Index of the exchange that brought it.
    pub exchange: usize,
}

/// Following the cursor from the first page on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walk {
    /// Rows asked for per page.
    pub limit: usize,
    /// The pages in order.
    pub pages: Vec<Page>,
    /// Whether a page said that nothing follows; otherwise the walk was given up.
    pub ended: bool,
}

impl Walk {
    /// Every row in order.
    pub fn rows(&self) -> impl Iterator<Item = &Value> {
        self.pages.iter().flat_map(|page| &page.rows)
    }

    /// Every id that was seen.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<&str> {
        self.rows().filter_map(id).collect()
    }

    /// Whether there is a page that says that more follows, or rows behind the one that ends it.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.pages.len() > 1 || self.pages.iter().any(|page| page.has_more)
    }

    /// The same walk, with those rows only that the other one shows too.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> Self {
        let there = other.ids();
        let mut walk = self.clone();
        for page in &mut walk.pages {
            page.rows.retain(|row| id(row).is_some_and(|id| there.contains(id)));
        }
        walk
    }

    /// The pages of this walk on both sides of the place where `other` shows a row that this walk
    /// does not; the first two pages where its neighbours are missing too.
    fn around(&self, missing: &str, other: &Self) -> Vec<usize> {
        let order: Vec<&str> = other.rows().filter_map(id).collect();
        let place = order.iter().position(|id| *id == missing);
        let before = place.and_then(|place| place.checked_sub(1)).and_then(|i| order.get(i));
        let after = place.and_then(|place| order.get(place + 1));
        let page_of = |wanted: &&str| {
            self.pages.iter().find(|page| page.rows.iter().filter_map(id).any(|id| id == *wanted))
        };
        let mut pages: Vec<usize> =
            [before, after].into_iter().flatten().filter_map(page_of).map(|p| p.exchange).collect();
        pages.dedup();
        if pages.is_empty() {
            pages.extend(self.pages.iter().take(2).map(|page| page.exchange));
        }
        pages
    }
}

/// The id of a row.
pub(in crate::check) fn id(row: &Value) -> Option<&str> {
    row["userId"].as_str()
}

/// A finding and the exchanges that show it.
pub(in crate::check) type Shown = (Finding, Vec<usize>);

fn walk_finding(
    promise: &Promise,
    (place, kind): (&str, &str),
    expected: impl std::fmt::Display,
    actual: impl std::fmt::Display,
) -> Finding {
    finding(promise, Operation::List, (place, kind), expected, actual)
}

/// No row twice, and an end. The first contradiction of each kind.
pub(in crate::check) fn walks(walk: &Walk) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for page in &walk.pages {
        for row in page.rows.iter().filter_map(id) {
            if let Some(first) = seen.insert(row, page.exchange)
                && shown.is_empty()
            {
                let expected = format!("every row once at limit {}", walk.limit);
                let actual = format!("{row} appears twice");
                let mut pages = vec![first, page.exchange];
                pages.dedup();
                let found = walk_finding(
                    &promise::list::WALK_IS_A_PARTITION,
                    ("/users", "twice"),
                    expected,
                    actual,
                );
                shown.push((found, pages));
            }
        }
    }
    if !walk.ended {
        let actual = format!("hasMore is still true after {} pages", walk.pages.len());
        let found = walk_finding(
            &promise::list::WALK_IS_A_PARTITION,
            ("/cursor", "endless"),
            "a last page",
            actual,
        );
        let last = walk.pages.iter().rev().take(2).map(|page| page.exchange).rev().collect();
        shown.push((found, last));
    }
    shown
}

/// A row that another walk over the same users shows and this one does not, with the pages around
/// the place where it should be. Of several rows, the first whose neighbours are there.
pub(in crate::check) fn lost<'a>(walk: &Walk, other: &'a Walk) -> Option<(&'a Value, Shown)> {
    let mine = walk.ids();
    let is_lost = |row: &&Value| id(row).is_some_and(|id| !mine.contains(id));
    let lost: Vec<&Value> = other.rows().filter(is_lost).collect();
    let around = |row: &Value| walk.around(id(row).unwrap_or_default(), other);
    let row = *lost.iter().find(|row| around(row).len() > 1).or_else(|| lost.first())?;
    let who = id(row).unwrap_or_default();
    let expected = format!("{who} on a page of the walk at limit {}", walk.limit);
    let count = other.ids().len();
    let actual = format!("no page shows it; {} of {count} users are missing so", lost.len());
    let found =
        walk_finding(&promise::list::WALK_IS_A_PARTITION, ("/users", "missing"), expected, actual);
    Some((row, (found, around(row))))
}

/// `hasMore` and `cursor` agree with what follows. Whom others invited during the walk may well stand
/// behind a page that was the last one: only who was known before has been kept back.
pub(in crate::check) fn has_more(walk: &Walk, before: &Walk) -> Vec<Shown> {
    let known = before.ids();
    let contradiction = |kind: &str, expected: &str, actual: &str, pages: Vec<usize>| {
        let found = walk_finding(
            &promise::list::HAS_MORE_AGREES_WITH_WHAT_FOLLOWS,
            ("/hasMore", kind),
            expected,
            actual,
        );
        (found, pages)
    };
    let mut shown = Vec::new();
    if let Some(page) = walk.pages.iter().find(|page| page.has_more && page.cursor.is_none()) {
        let expected = "a cursor where hasMore is true";
        shown.push(contradiction("no-cursor", expected, "no cursor", vec![page.exchange]));
    }
    for pair in walk.pages.windows(2) {
        let pages = vec![pair[0].exchange, pair[1].exchange];
        if pair[0].has_more && pair[1].rows.is_empty() && !pair[1].has_more {
            let expected = "hasMore is false on the last page with rows";
            let actual = "hasMore is true and the page that follows is empty";
            shown.push(contradiction("nothing-follows", expected, actual, pages));
        } else if !pair[0].has_more
            && pair[1].rows.iter().filter_map(id).any(|id| known.contains(id))
        {
            let expected = "hasMore is true while rows follow";
            let actual = "hasMore is false and the cursor leads to further rows";
            shown.push(contradiction("more-follows", expected, actual, pages));
        }
    }
    if let Some(page) = walk.pages.last().filter(|page| !walk.ended && page.rows.is_empty()) {
        let expected = "hasMore is false where nothing follows";
        let actual = "hasMore is true on an empty page that leads nowhere";
        shown.push(contradiction("nothing-follows", expected, actual, vec![page.exchange]));
    }
    shown.truncate(1);
    shown
}

/// A page that is not the last holds as many rows as were asked for.
pub(in crate::check) fn full_pages(walk: &Walk) -> Vec<Shown> {
    let short = |page: &&Page| page.has_more && page.rows.len() < walk.limit;
    walk.pages
        .iter()
        .find(short)
        .map(|page| {
            let expected = format!("{} rows, since more follow", walk.limit);
            let actual = format!("{} rows with hasMore true", page.rows.len());
            let seen = ("/users", "short-page");
            (
                walk_finding(
                    &promise::list::LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS,
                    seen,
                    expected,
                    actual,
                ),
                vec![page.exchange],
            )
        })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn walk(limit: usize, pages: &[(&[&str], bool)]) -> Walk {
        let pages = pages.iter().enumerate().map(|(exchange, (ids, has_more))| Page {
            rows: ids.iter().map(|id| json!({ "userId": id })).collect(),
            has_more: *has_more,
            cursor: has_more.then(|| exchange.to_string()),
            exchange,
        });
        Walk { limit, pages: pages.collect(), ended: true }
    }

    fn kinds(shown: &[Shown]) -> Vec<(&str, &[usize])> {
        shown.iter().map(|(found, pages)| (found.kind.as_str(), pages.as_slice())).collect()
    }

    #[test]
    fn a_sound_walk_shows_nothing() {
        let sound = walk(2, &[(&["a", "b"], true), (&["c"], false)]);
        for shown in [walks(&sound), has_more(&sound, &sound), full_pages(&sound)] {
            assert_eq!(shown, []);
        }
        assert_eq!(lost(&sound, &sound), None);
    }

    #[test]
    fn a_row_on_two_pages_is_shown_by_these_two() {
        let doubled = walk(2, &[(&["a", "b"], true), (&["b", "c"], true), (&["d"], false)]);
        assert_eq!(kinds(&walks(&doubled)), [("twice", &[0, 1][..])]);
    }

    #[test]
    fn a_lost_row_is_shown_by_the_pages_around_the_gap() {
        let full = walk(5, &[(&["a", "b", "c", "d"], false)]);
        let mut lossy = walk(2, &[(&["a"], true), (&["c"], true), (&["d"], false)]);
        for (index, page) in lossy.pages.iter_mut().enumerate() {
            page.exchange = 10 + index;
        }
        let (row, shown) = lost(&lossy, &full).unwrap();
        assert_eq!(id(row), Some("b"));
        assert_eq!(kinds(&[shown]), [("missing", &[10, 11][..])]);
        assert_eq!(lost(&full, &lossy), None);
    }

    #[test]
    fn who_has_gone_is_not_lost() {
        let before = walk(5, &[(&["a", "b", "c"], false)]);
        let after = walk(5, &[(&["a", "c", "d"], false)]);
        let walked = walk(2, &[(&["a"], true), (&["d"], false)]);
        let known = before.shared_with(&after);
        assert_eq!(lost(&walked, &known).and_then(|(row, _)| id(row)), Some("c"));
    }

    #[test]
    fn has_more_is_held_against_the_next_page() {
        let exact = walk(1, &[(&["a"], true), (&[], false)]);
        assert_eq!(kinds(&has_more(&exact, &exact)), [("nothing-follows", &[0, 1][..])]);
        let mut early = walk(1, &[(&["a"], false), (&["b"], false)]);
        early.pages[0].cursor = Some("0".into());
        let before = walk(9, &[(&["a", "b"], false)]);
        assert_eq!(kinds(&has_more(&early, &before)), [("more-follows", &[0, 1][..])]);
        let before = walk(9, &[(&["a"], false)]);
        assert_eq!(has_more(&early, &before), [], "b was invited since the page was read");
    }

    #[test]
    fn a_walk_without_end_and_a_short_page_are_told() {
        let mut endless = walk(2, &[(&["a"], true), (&["b", "c"], true)]);
        endless.ended = false;
        assert_eq!(kinds(&walks(&endless)), [("endless", &[0, 1][..])]);
        assert_eq!(kinds(&full_pages(&endless)), [("short-page", &[0][..])]);
    }
}
