//! Family `list`: pages, limits, cursors.

use std::collections::BTreeSet;

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Value, json};

use super::{
    Input, Phase, Play, Reply, Scenario, Scene, Stop,
    catalogue::Declared,
    invite::{example, invite_and_judge},
    oracle::{
        filter, finding,
        page::{self, Shown, Walk, id},
        status,
    },
    request,
    scene::{Wish, rows},
    walk::{WIDEST, walk_all, walk_at_most},
};
use crate::model::{Case, Operation};

/// Pages after which a walk at a small limit is enough: a large tenant is not worth thousands of
/// requests.
const ENOUGH_PAGES: usize = 400;

/// How often a walk is repeated because the tenant changed under it.
const ATTEMPTS: usize = 3;

/// Names of the users that this run creates to be found: apostrophes, wildcards of SQL and of
/// regular expressions, URL syntax, markup, several scripts. `{t}` stands for the run's token.
const SHELF: &[(&str, &str, &str)] = &[
    ("Ann", "O'Neil {t}", "admin"),
    ("anna", "100%_{t}", "member"),
    ("Ren\u{e9}e", "Smith & Sons+{t}", "member"),
    ("J. \"Quote\"", ".*[a-z]({t})", "admin"),
    ("Jo-Ann", "back\\slash {t}", "member"),
    ("\u{674e}", "\u{540d}\u{524d} {t}", "member"),
    ("Ann", "Bo%41b {t}", "member"),
    ("Zo\u{eb}", "<b>{t}</b>", "admin"),
];

pub(super) const CHECKS: &[Declared] = &[
    Declared {
        id: "list::accepts_documented_parameters",
        title: "accepts every documented parameter",
        sends: "nothing of its own: it watches every list request that must be accepted",
        expects: "2xx",
    },
    Declared {
        id: "list::response_matches_schema",
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every page",
        expects: "a body that satisfies list-response.json, every row included",
    },
    Declared {
        id: "list::limit_is_an_upper_bound",
        title: "a page never has more rows than limit, and never more than 100",
        sends: "nothing of its own: it watches every page",
        expects: "at most limit rows, at most 100 without one",
    },
    Declared {
        id: "list::limit_is_reached_while_more_follows",
        title: "a page that is not the last is full",
        sends: "first pages at limit 1, 2, 99 and 100, and walks at limit 1, 7 and 100",
        expects: "limit rows wherever hasMore is true",
    },
    Declared {
        id: "list::walk_is_a_partition",
        title: "a walk shows every user once and ends",
        sends: "walks at limit 1, 7 and 100, each beside one at 100",
        expects: "the same users, no row twice, none missing, an end",
    },
    Declared {
        id: "list::has_more_agrees_with_what_follows",
        title: "hasMore and cursor agree with what follows",
        sends: "walks at limit 1, 7 and 100, and at exact divisors of the number of rows",
        expects: "hasMore with a cursor exactly when rows follow",
    },
    Declared {
        id: "list::cursor_is_base64",
        title: "the cursor is base64",
        sends: "a page at limit 1",
        expects: "a cursor of base64 characters, standard or URL-safe",
    },
    Declared {
        id: "list::same_cursor_gives_same_page",
        title: "the same cursor gives the same page",
        sends: "the second page at limit 2, twice",
        expects: "the same rows",
    },
    Declared {
        id: "list::filter_survives_the_cursor",
        title: "a filter holds on every page",
        sends: "a walk at limit 1 with the filter that most users match",
        expects: "only matching rows, on every page",
    },
    Declared {
        id: "list::refuses_garbage_cursor",
        title: "refuses a cursor that it never gave",
        sends: "text that is not base64, base64 of text, base64 of JSON",
        expects: "a 4xx",
    },
];

pub(super) fn scenarios() -> Vec<Scenario> {
    let values = |values: Vec<(String, Value)>| Input::Values(values);
    let limits = |limits: &[usize]| {
        values(limits.iter().map(|limit| (format!("limit {limit}"), json!(limit))).collect())
    };
    let shelf = SHELF.iter().map(|(first, last, level)| {
        (format!("{first} {last}"), json!({"firstName": first, "lastName": last, "level": level}))
    });
    let garbage = ["garbage!", "bm90IGEgY3Vyc29y", "eyJub3QiOiJhIGN1cnNvciJ9", "0", "\u{e9}"];
    let garbage = garbage.iter().map(|text| (format!("cursor {text}"), json!(text)));
    let walks = [
        "list::walk_is_a_partition",
        "list::has_more_agrees_with_what_follows",
        "list::limit_is_reached_while_more_follows",
        "list::accepts_documented_parameters",
        "list::response_matches_schema",
        "list::limit_is_an_upper_bound",
    ];
    let cursors = ["list::cursor_is_base64", "list::same_cursor_gives_same_page"];
    vec![
        Scenario::new("list/shelf", &["invite::accepts_valid_payloads"], shelve)
            .with(values(shelf.collect()))
            .writing(1)
            .during(Phase::Setup),
        Scenario::new("list/walks", &walks, walks_agree).with(limits(&[1, 7, 100])),
        Scenario::new("list/exact-multiple", &[walks[1]], exact_multiple).needing_shelf(),
        Scenario::new("list/limits", &[walks[2]], limit).with(limits(&[1, 2, 99, 100])),
        Scenario::new("list/no-limit", &["list::limit_is_an_upper_bound"], |scene, _| {
            Box::pin(async move { scene.list(&[]).await.map(drop) })
        }),
        Scenario::new("list/growing", &[walks[0]], growing).needing_shelf().writing(1),
        Scenario::new("list/queries", &["list::accepts_documented_parameters"], any_query)
            .with(Input::Query("list-query.json")),
        Scenario::new("list/boundary", &["list::accepts_documented_parameters"], boundary_query)
            .with(Input::Boundary("list-query.json")),
        Scenario::new("list/open-queries", &["protocol::no_server_errors"], open_query)
            .with(Input::OpenQueries("list-query.json")),
        Scenario::new("list/cursor", &cursors, cursor),
        Scenario::new("list/filtered-walk", &["list::filter_survives_the_cursor"], filtered_walk),
        Scenario::new("list/garbage-cursor", &["list::refuses_garbage_cursor"], garbage_cursor)
            .with(values(garbage.collect())),
    ]
}

/// Creates a user that nothing changes any more, for the read-only scenarios to look for.
fn shelve<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let mut body = example(scene);
        for (field, value) in case.value.as_object().into_iter().flatten() {
            let text = value.as_str().unwrap_or_default().replace("{t}", scene.wire.token());
            body[field] = text.into();
        }
        let user = invite_and_judge(scene, "invite::accepts_valid_payloads", &body).await?;
        scene.wire.shelve(vec![user]);
        Ok(())
    })
}

/// Hands in what a walk oracle showed, each finding with its own evidence.
fn judge_shown(scene: &Scene<'_>, check: &str, shown: Vec<Shown>) {
    if shown.is_empty() {
        scene.judge(check, &[], Vec::new());
    }
    for (found, evidence) in shown {
        scene.judge_at(check, evidence, vec![found]);
    }
}

fn walks_agree<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let limit = usize::try_from(case.value.as_u64().unwrap_or(1)).unwrap_or(1);
        for _ in 0..ATTEMPTS {
            let census = walk_all(scene, &[]).await?;
            let walk = walk_at_most(scene, &[], limit, ENOUGH_PAGES).await?;
            let whole = walk.ended || walk.pages.len() < ENOUGH_PAGES;
            let mut shown = if whole { page::walks(&walk) } else { Vec::new() };
            shown.extend(page::walks(&census));
            if whole {
                if let Some((row, (found, mut pages))) = page::lost(&walk, &census) {
                    let email = row["email"].as_str().unwrap_or_default();
                    pages.push(scene.list(&[("email", email)]).await?.index);
                    shown.push((found, pages));
                }
                shown.extend(known_users_are_there(scene, &walk));
            } else {
                scene.note(format!("the walk at limit {limit} was cut after {ENOUGH_PAGES} pages"));
            }
            if !shown.is_empty() && changed_since(scene, &census).await? {
                continue;
            }
            shown.truncate(1);
            judge_shown(scene, "list::walk_is_a_partition", shown);
            judge_shown(scene, "list::has_more_agrees_with_what_follows", page::has_more(&walk));
            let full = page::full_pages(&walk);
            judge_shown(scene, "list::limit_is_reached_while_more_follows", full);
            if limit == 1 && walk.pages.len() < 2 {
                let reason = "there is no second page, not even at limit 1";
                scene.unseen("list::walk_is_a_partition", reason);
            }
            return Ok(());
        }
        Err(Stop::because(format!("other users were added during each of {ATTEMPTS} walks")))
    })
}

/// A walk during which a user is added: whom the list showed before, it still shows.
fn growing<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let token = scene.wire.token().to_owned();
        let shelf = scene.wire.shelf();
        let first = scene.list(&[("lastName", &token), ("limit", "2")]).await?;
        let mut newcomer = example(scene);
        newcomer["lastName"] = format!("Newcomer {token}").into();
        invite_and_judge(scene, "invite::accepts_valid_payloads", &newcomer).await?;
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
        // One page more than can be: whoever gives an endless cursor is told elsewhere.
        for _ in 0..=shelf.len() {
            note(&page);
            let Some(cursor) = page.json["cursor"].as_str().map(str::to_owned) else { break };
            let query = [("lastName", token.as_str()), ("limit", "2"), ("cursor", &cursor)];
            page = scene.list(&query).await?;
            evidence.push(page.index);
        }
        let twice = twice.map(|row| {
            let expected = format!("{row} once, since it was there before the walk began");
            let actual = "it appears twice in a walk during which a user was added";
            let place = ("/users", "twice-while-growing");
            finding("list.walk", Operation::List, place, expected, actual)
        });
        let lost = shelf.iter().filter_map(id).find(|known| !seen.contains(*known));
        let findings = lost.map(|lost| {
            let expected = format!("{lost}, which was there before the walk began");
            let actual = "it is missing in a walk during which a user was added";
            let place = ("/users", "missing-while-growing");
            finding("list.walk", Operation::List, place, expected, actual)
        });
        let findings = findings.into_iter().chain(twice).take(1).collect();
        scene.judge_at("list::walk_is_a_partition", evidence, findings);
        Ok(())
    })
}

/// Whether a new walk shows further users: then a contradiction between two walks proves nothing.
/// Users only ever come, so that one who has gone is a contradiction by itself.
async fn changed_since(scene: &Scene<'_>, census: &Walk) -> Result<bool, Stop> {
    let again = walk_all(scene, &[]).await?;
    Ok(again.ids() != census.ids() && again.ids().is_superset(&census.ids()))
}

/// Users whom this run created are known to be there, whatever any walk shows.
fn known_users_are_there(scene: &Scene<'_>, walk: &Walk) -> Vec<Shown> {
    let ids = walk.ids();
    scene
        .wire
        .shelf()
        .iter()
        .filter_map(id)
        .find(|known| !ids.contains(known))
        .map(|known| {
            let expected = format!("{known}, whom this run created before the walk");
            let actual = format!("the row is missing at limit {}", walk.limit);
            let seen = ("/users", "missing");
            (finding("list.walk", Operation::List, seen, expected, actual), Vec::new())
        })
        .into_iter()
        .collect()
}

/// Walks at limits that divide the number of rows: the last page is full and still the last.
fn exact_multiple<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let filter_value = scene.wire.token().to_owned();
        let filter = [("lastName", filter_value.as_str())];
        let count = walk_all(scene, &filter).await?.ids().len();
        if count < 2 {
            return Err(Stop::because("fewer than two users of this run are in the list"));
        }
        let divides = |limit: &usize| count % limit == 0 && *limit <= WIDEST;
        for limit in [count, count.div_ceil(2)].into_iter().filter(divides) {
            let walk = walk_at_most(scene, &filter, limit, ENOUGH_PAGES).await?;
            let check = "list::has_more_agrees_with_what_follows";
            judge_shown(scene, check, page::has_more(&walk));
        }
        Ok(())
    })
}

fn limit<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let limit = usize::try_from(case.value.as_u64().unwrap_or(1)).unwrap_or(1);
        let walk = walk_at_most(scene, &[], limit, 1).await?;
        let full = page::full_pages(&walk);
        judge_shown(scene, "list::limit_is_reached_while_more_follows", full);
        Ok(())
    })
}

/// The parameters of a drawn query.
pub(super) fn drawn(case: &Case) -> Result<request::Query, Stop> {
    serde_json::from_value(case.value.clone())
        .map_err(|error| Stop::because(format!("the case is no query: {error}")))
}

/// Any combination of parameters, but a cursor, which only a response can give.
fn any_query<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let query = drawn(case)?;
        let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<(&str, &str)> = pairs.filter(|(name, _)| *name != "cursor").collect();
        scene.list(&pairs).await.map(drop)
    })
}

/// An edge case of the parameters, written as text.
fn boundary_query<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let members = case.value.as_object().into_iter().flatten();
        let pairs = members.filter(|(name, _)| *name != "cursor").map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.as_str(), text)
        });
        let pairs: Vec<(&str, String)> = pairs.collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, text)| (*n, text.as_str())).collect();
        scene.list(&pairs).await.map(drop)
    })
}

/// A query that may be taken one way or the other, as long as the server stands.
fn open_query<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let request = request::list(scene.contract, &drawn(case)?);
        let reply = scene.send(request, Wish::Refused).await?;
        let way = if reply.is_success() { "accepts" } else { "refuses" };
        scene.note(format!("list {way} a query where {}", case.name));
        Ok(())
    })
}

fn cursor<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let first = scene.list(&[("limit", "2")]).await?;
        let Some(cursor) = first.json["cursor"].as_str() else {
            return Err(Stop::because("the first page at limit 2 has no cursor: no second page"));
        };
        let findings = (!is_base64(cursor))
            .then(|| {
                let seen = ("/cursor", "not-base64");
                finding("list.cursor.base64", Operation::List, seen, "base64", cursor)
            })
            .into_iter()
            .collect();
        scene.judge("list::cursor_is_base64", &[&first], findings);
        let query = [("limit", "2"), ("cursor", cursor)];
        let (one, two) = (scene.list(&query).await?, scene.list(&query).await?);
        let ids = |page: &Value| -> Vec<String> {
            rows(page).iter().filter_map(id).map(str::to_owned).collect()
        };
        let findings = (ids(&one.json) != ids(&two.json))
            .then(|| {
                let expected = format!("the rows {:?} again", ids(&one.json));
                let actual = format!("the rows {:?}", ids(&two.json));
                let seen = ("/users", "other-page");
                finding("list.cursor.stable", Operation::List, seen, expected, actual)
            })
            .into_iter()
            .collect();
        scene.judge("list::same_cursor_gives_same_page", &[&first, &one, &two], findings);
        Ok(())
    })
}

/// Base64 of RFC 4648, standard or URL-safe, padded or not.
fn is_base64(text: &str) -> bool {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    [alphabet::STANDARD, alphabet::URL_SAFE]
        .iter()
        .any(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).is_ok())
}

/// Walks with two filters: users of this run, who stand together, and members, who do not.
fn filtered_walk<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let token = scene.wire.token().to_owned();
        let mut longest = 0;
        for filter in [
            [("lastName", token.as_str())],
            [("firstName", "Ann")],
            [("level", "member")],
            [("level", "admin")],
        ] {
            let walk = walk_at_most(scene, &filter, 1, 20).await?;
            longest = longest.max(walk.pages.len());
            let begins = walk.pages.first().is_some_and(|page| !page.rows.is_empty());
            if !begins || !filter::sound("", &filter, &walk.pages[0].rows).is_empty() {
                continue;
            }
            let mut shown = Vec::new();
            for page in &walk.pages {
                let found = filter::sound("list.cursor.filter", &filter, &page.rows);
                shown.extend(found.into_iter().map(|found| (found, vec![0, page.exchange])));
            }
            shown.truncate(1);
            judge_shown(scene, "list::filter_survives_the_cursor", shown);
        }
        if longest < 2 {
            return Err(Stop::because("no filter has a second page at limit 1"));
        }
        Ok(())
    })
}

fn garbage_cursor<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let text = case.value.as_str().unwrap_or_default();
        let query = request::query(&[("cursor", text)]);
        let reply = scene.send(request::list(scene.contract, &query), Wish::Refused).await?;
        let why = "no response gave this cursor";
        let clause = "list.cursor.garbage";
        let findings = status::refused(clause, Operation::List, "cursor", why, &reply)?;
        scene.judge("list::refuses_garbage_cursor", &[&reply], findings);
        Ok(())
    })
}
