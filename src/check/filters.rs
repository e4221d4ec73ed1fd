//! Family `filters`: sound, complete, literal.

mod brief;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Phase, Play, Scenario, Scene, Stop,
    catalogue::Declared,
    oracle::{
        filter::{self, Filter},
        page::{self, Walk, id},
    },
    scene::rows,
    walk::walk_all,
};
use crate::model::Case;

/// How many different values of a field are looked for.
const VALUES: usize = 6;

pub(super) const CHECKS: &[Declared] = &[
    Declared {
        id: "filters::email_is_exact",
        title: "email finds exactly one user",
        sends: "addresses of known users, whole and cut short",
        expects: "the user for the whole address, nobody for a part of it",
    },
    Declared {
        id: "filters::first_name_is_sound",
        title: "firstName finds only matching users",
        sends: "whole first names of known users and pieces of them",
        expects: "only rows whose firstName contains the text, case aside",
    },
    Declared {
        id: "filters::first_name_is_complete",
        title: "firstName finds every matching user",
        sends: "whole first names of known users and pieces of them",
        expects: "every known user whose firstName contains the text to the letter",
    },
    Declared {
        id: "filters::last_name_is_sound",
        title: "lastName finds only matching users",
        sends: "whole last names of known users and pieces of them",
        expects: "only rows whose lastName contains the text, case aside",
    },
    Declared {
        id: "filters::last_name_is_complete",
        title: "lastName finds every matching user",
        sends: "whole last names of known users and pieces of them",
        expects: "every known user whose lastName contains the text to the letter",
    },
    Declared {
        id: "filters::levels_partition_the_users",
        title: "the levels partition the users",
        sends: "a walk for each level",
        expects: "only users of that level, and every known one",
    },
    Declared {
        id: "filters::sources_partition_the_users",
        title: "the sources partition the users",
        sends: "a walk for each source",
        expects: "only users of that source, and every known one",
    },
    Declared {
        id: "filters::two_filters_intersect",
        title: "two filters find what both find",
        sends: "pairs of filters on known users",
        expects: "only rows that match both, and every known one that does",
    },
    Declared {
        id: "filters::special_characters_are_literal",
        title: "special characters are taken literally",
        sends: "names with wildcards, quotes, URL syntax and other scripts, and the bare characters",
        expects: "the users whose names contain the text, and nobody else",
    },
];

pub(super) fn scenarios() -> Vec<Scenario> {
    let quiet = |id, checks: &[&str], play| Scenario::new(id, checks, play).during(Phase::Quiet);
    vec![
        quiet("filters/email", &["filters::email_is_exact"], email),
        quiet(
            "filters/first-name",
            &["filters::first_name_is_sound", "filters::first_name_is_complete"],
            |scene, _| Box::pin(names(scene, "firstName")),
        ),
        quiet(
            "filters/last-name",
            &["filters::last_name_is_sound", "filters::last_name_is_complete"],
            |scene, _| Box::pin(names(scene, "lastName")),
        ),
        quiet("filters/level", &["filters::levels_partition_the_users"], |scene, _| {
            let check = "filters::levels_partition_the_users";
            Box::pin(partition(
                scene,
                check,
                "filters.level",
                "level",
                &["owner", "admin", "member"],
            ))
        }),
        quiet("filters/source", &["filters::sources_partition_the_users"], |scene, _| {
            let check = "filters::sources_partition_the_users";
            let sources = &["dashboard", "api"];
            Box::pin(partition(scene, check, "filters.invitedSource", "invitedSource", sources))
        }),
        quiet("filters/conjunction", &["filters::two_filters_intersect"], conjunction),
        quiet("filters/literal", &["filters::special_characters_are_literal"], literal)
            .needing_shelf(),
        quiet("filters/brief", &brief::CHECKS, brief::brief).needing_shelf(),
    ]
}

/// The ids of a check and its clause.
type Promise<'a> = (&'a str, &'a str);

/// Walks with a filter and judges what it finds: every row matches, and every known user who
/// matches is found. A user who is missing is looked up again before it counts, since others may
/// change users at any time.
async fn judge(
    scene: &Scene<'_>,
    (sound, sound_clause): Promise<'_>,
    (complete, complete_clause): Promise<'_>,
    filter: &Filter<'_>,
    known: &[Value],
) -> Result<Walk, Stop> {
    let walk = walk_all(scene, filter).await?;
    let pages: Vec<usize> = walk.pages.iter().map(|page| page.exchange).collect();
    let rows: Vec<Value> = walk.rows().cloned().collect();
    let alien = filter::sound(sound_clause, filter, &rows);
    if alien.is_empty() || filter.len() == 1 || each_alone_is_sound(scene, filter).await? {
        let page = walk.pages.iter().find(|p| !filter::sound("", filter, &p.rows).is_empty());
        let evidence = page.map_or_else(|| pages.clone(), |page| vec![page.exchange]);
        scene.judge_at(sound, evidence, alien);
    }
    for (found, evidence) in page::full_pages(&walk) {
        scene.judge_at("list::limit_is_reached_while_more_follows", evidence, vec![found]);
    }
    for user in filter::missing(filter, known, &rows) {
        if let Some(evidence) = still_matches(scene, filter, user).await? {
            let pages = pages.iter().copied().chain([evidence]).collect();
            scene.judge_at(
                complete,
                pages,
                vec![filter::incomplete(complete_clause, filter, user)],
            );
            return Ok(walk);
        }
    }
    scene.judge_at(complete, pages, Vec::new());
    Ok(walk)
}

/// Whether each of several filters finds only matching users when it stands alone. Where one does
/// not, it is reported as its own failure and not as one of the conjunction.
async fn each_alone_is_sound(scene: &Scene<'_>, filter: &Filter<'_>) -> Result<bool, Stop> {
    for pair in filter {
        let alone = [*pair];
        let reply = scene.list(&alone).await?;
        if !filter::sound("", &alone, rows(&reply.json)).is_empty() {
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
    let reply = scene.list(&email).await?;
    if !rows(&reply.json).iter().filter(is_there).any(|row| filter::must_find(filter, row)) {
        return Ok(None);
    }
    let narrowed = scene.list(&[filter, &email].concat()).await?;
    if rows(&narrowed.json).iter().any(|row| is_there(&row)) {
        return Err(Stop::because(
            "the list loses rows between pages, so that a filter cannot be judged",
        ));
    }
    Ok(Some(reply.index))
}

/// Every user that is known: from a walk over all, and those whom this run created.
async fn census(scene: &Scene<'_>) -> Result<Vec<Value>, Stop> {
    let walk = walk_all(scene, &[]).await?;
    let mut users = scene.wire.shelf();
    let shelved: BTreeSet<String> = users.iter().filter_map(id).map(str::to_owned).collect();
    let others = walk.rows().filter(|row| id(row).is_some_and(|id| !shelved.contains(id)));
    users.extend(others.cloned());
    if users.is_empty() {
        return Err(Stop::because("the list shows no user to look for"));
    }
    Ok(users)
}

/// A few different values of a text field, spread over the users.
fn spread<'a>(users: &'a [Value], field: &str) -> Vec<&'a str> {
    let values: BTreeSet<&str> = users.iter().filter_map(|user| user[field].as_str()).collect();
    let step = values.len().div_ceil(VALUES).max(1);
    values.into_iter().step_by(step).collect()
}

fn email<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let promise = ("filters::email_is_exact", "filters.email");
        let known = census(scene).await?;
        let capital = |text: &&str| text.contains(char::is_uppercase);
        let capital = known.iter().filter_map(|user| user["email"].as_str()).find(capital);
        for address in spread(&known, "email").into_iter().chain(capital) {
            judge(scene, promise, promise, &[("email", address)], &known).await?;
            let mut part = address.to_owned();
            part.pop();
            // Marks that a database takes for any character find nobody.
            let (any_one, any_more) =
                (format!("_{}", address.chars().skip(1).collect::<String>()), format!("{part}%"));
            for miss in [part.as_str(), &any_one, &any_more] {
                judge(scene, promise, promise, &[("email", miss)], &known).await?;
            }
        }
        Ok(())
    })
}

async fn names(scene: &Scene<'_>, field: &'static str) -> Result<(), Stop> {
    let (clause, check) = match field {
        "firstName" => ("filters.firstName", "filters::first_name"),
        _ => ("filters.lastName", "filters::last_name"),
    };
    let (sound, sound_clause) = (format!("{check}_is_sound"), format!("{clause}.sound"));
    let (complete, complete_clause) =
        (format!("{check}_is_complete"), format!("{clause}.complete"));
    let known = census(scene).await?;
    for value in spread(&known, field) {
        for text in pieces(value) {
            let filter = [(field, text.as_str())];
            judge(scene, (&sound, &sound_clause), (&complete, &complete_clause), &filter, &known)
                .await?;
        }
    }
    Ok(())
}

/// The text itself, its end and its middle: "contains" is neither "equals" nor "begins with".
fn pieces(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let tail = chars.iter().skip(1).collect::<String>();
    let middle = chars.iter().skip(1).take(chars.len().saturating_sub(2)).collect::<String>();
    let speaks = |text: &String| !text.trim().is_empty() && text.trim() == text.as_str();
    [text.to_owned(), tail, middle].into_iter().filter(speaks).collect()
}

async fn partition(
    scene: &Scene<'_>,
    check: &'static str,
    clause: &'static str,
    parameter: &'static str,
    values: &'static [&'static str],
) -> Result<(), Stop> {
    let known = census(scene).await?;
    let mut empty = Vec::new();
    for value in values {
        let walk =
            judge(scene, (check, clause), (check, clause), &[(parameter, value)], &known).await?;
        if walk.ids().is_empty() {
            empty.push(*value);
        }
    }
    if !empty.is_empty() {
        scene.unseen(check, format!("no users with {parameter} {}", empty.join(" or ")));
    }
    Ok(())
}

fn conjunction<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let promise = ("filters::two_filters_intersect", "filters.conjunction");
        let known = census(scene).await?;
        let text = |user: &Value, field: &str| user[field].as_str().unwrap_or_default().to_owned();
        let step = known.len().div_ceil(VALUES).max(1);
        for user in known.iter().step_by(step) {
            let (first, last) = (text(user, "firstName"), text(user, "lastName"));
            let (level, source) = (text(user, "level"), text(user, "invitedSource"));
            let other = if source == "api" { "dashboard" } else { "api" };
            for filter in [
                [("level", level.as_str()), ("firstName", first.as_str())],
                [("invitedSource", source.as_str()), ("lastName", last.as_str())],
                [("lastName", last.as_str()), ("invitedSource", other)],
            ] {
                judge(scene, promise, promise, &filter, &known).await?;
            }
        }
        Ok(())
    })
}

fn literal<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let promise = ("filters::special_characters_are_literal", "filters.literal");
        let shelf = scene.wire.shelf();
        if shelf.is_empty() {
            return Err(Stop::because("no user with special characters could be created"));
        }
        let plain = [("lastName", scene.wire.token())];
        let reply = scene.list(&plain).await?;
        if !filter::sound("", &plain, rows(&reply.json)).is_empty() {
            return Err(Stop::because(
                "lastName finds users that do not match plain letters either",
            ));
        }
        let known = census(scene).await?;
        for user in &shelf {
            for field in ["firstName", "lastName"] {
                let text = user[field].as_str().unwrap_or_default();
                judge(scene, promise, promise, &[(field, text)], &known).await?;
            }
        }
        for bare in ["%", "_", ".*", "'", "\"", "&", "+", "\\", "%41", "<b>", "\u{df}"] {
            judge(scene, promise, promise, &[("lastName", bare)], &known).await?;
            judge(scene, promise, promise, &[("firstName", bare)], &known).await?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pieces_tell_contains_from_equals_and_begins_with() {
        assert_eq!(pieces("Ann").into_iter().collect::<Vec<_>>(), ["Ann", "n", "nn"]);
        assert_eq!(pieces("A").into_iter().collect::<Vec<_>>(), ["A"]);
    }

    #[test]
    fn values_are_spread_over_the_users() {
        let users: Vec<Value> = (10..40).map(|n| json!({"email": format!("{n}")})).collect();
        assert_eq!(spread(&users, "email"), ["10", "15", "20", "25", "30", "35"]);
    }
}
