//! Walks with every filter, over all users that are known.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::Value;

use super::{brief, judge::judge};
use crate::{
    check::{
        Scenario, Scene, Stop,
        oracle::{address, filter, page::id, status},
        reply::{Wish, rows},
        request,
        scenario::script,
        walk::walk_all,
    },
    model::{Case, is_sendable},
    promise::{
        Promise,
        filters::{
            EMAIL_IS_EXACT, FIRST_NAME_IS_COMPLETE, FIRST_NAME_IS_SOUND, LAST_NAME_IS_COMPLETE,
            LAST_NAME_IS_SOUND, LEVELS_PARTITION_THE_USERS, SOURCES_PARTITION_THE_USERS,
            SPACE_IN_NAMES_COUNTS, SPECIAL_CHARACTERS_ARE_LITERAL, TWO_FILTERS_INTERSECT,
        },
    },
};

/// For so long others may still be at work on a user whom they created.
const AT_WORK: TimeDelta = TimeDelta::hours(1);

/// How many different values of a field are looked for.
const VALUES: usize = 6;

pub(in crate::check) fn scenarios() -> Vec<Scenario> {
    vec![
        Scenario::new("filters/email", &EMAIL_IS_EXACT, script!(email)),
        Scenario::new("filters/first-name", &FIRST_NAME_IS_SOUND, script!(first_names))
            .judging(&[&FIRST_NAME_IS_COMPLETE]),
        Scenario::new("filters/last-name", &LAST_NAME_IS_SOUND, script!(last_names))
            .judging(&[&LAST_NAME_IS_COMPLETE]),
        Scenario::new("filters/level", &LEVELS_PARTITION_THE_USERS, script!(levels)),
        Scenario::new("filters/source", &SOURCES_PARTITION_THE_USERS, script!(sources)),
        Scenario::new("filters/conjunction", &TWO_FILTERS_INTERSECT, script!(conjunction)),
        Scenario::new("filters/literal", &SPECIAL_CHARACTERS_ARE_LITERAL, script!(literal))
            .needing_fixtures(),
        Scenario::new("filters/space", &SPACE_IN_NAMES_COUNTS, script!(space)).needing_fixtures(),
        Scenario::new("filters/brief", &EMAIL_IS_EXACT, script!(brief::brief))
            .judging(&brief::ALSO)
            .needing_fixtures(),
    ]
}

/// When a user was created, if it can be read.
fn created(user: &Value) -> Option<DateTime<FixedOffset>> {
    user["createdAt"].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok())
}

/// Whether a user of somebody else is about as new as the newest of this run: whoever creates users
/// now, as another run does, may be changing them to and fro while they are looked for.
fn is_in_work(user: &Value, newest: Option<DateTime<FixedOffset>>) -> bool {
    newest.zip(created(user)).is_some_and(|(newest, is)| newest - is < AT_WORK)
}

/// Every user that is known: from a walk over all, and those whom this run created.
async fn census(scene: &Scene<'_>) -> Result<Vec<Value>, Stop> {
    let walk = walk_all(scene, &[]).await?;
    let mut users = scene.wire.fixtures();
    let ours: BTreeSet<String> = users.iter().filter_map(id).map(str::to_owned).collect();
    // What no request can say cannot be looked for.
    let can_be_told = |row: &&Value| {
        let mut texts = row.as_object().into_iter().flatten().filter_map(|(_, v)| v.as_str());
        texts.all(is_sendable)
    };
    let others = walk.rows().filter(|row| id(row).is_some_and(|id| !ours.contains(id)));
    let newest = users.iter().filter_map(created).max();
    let others = others.filter(can_be_told).filter(|row| !is_in_work(row, newest));
    users.extend(others.cloned());
    if users.is_empty() {
        return Err(Stop::Absent("users to look for".to_owned()));
    }
    Ok(users)
}

/// A few different values of a text field, spread over the users.
fn spread<'a>(users: &'a [Value], field: &str) -> Vec<&'a str> {
    let values: BTreeSet<&str> = users.iter().filter_map(|user| user[field].as_str()).collect();
    let step = values.len().div_ceil(VALUES).max(1);
    values.into_iter().step_by(step).collect()
}

async fn email(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let known = census(scene).await?;
    let capital = |text: &&str| text.contains(char::is_uppercase);
    let capital = known.iter().filter_map(|user| user["email"].as_str()).find(capital);
    let mut looked_for = Vec::new();
    for address in spread(&known, "email").into_iter().chain(capital) {
        let mut part = address.to_owned();
        part.pop();
        // Marks that a database takes for any character find nobody.
        let (any_one, any_more) =
            (format!("_{}", address.chars().skip(1).collect::<String>()), format!("{part}%"));
        looked_for.extend([address.to_owned(), part, any_one, any_more]);
    }
    let stages = scene.stages(looked_for.len());
    let parts = stages.iter().zip(&looked_for).map(|(stage, text)| exact(stage, text, &known));
    scene.gather(&stages, parts).await.map(drop)
}

/// Looks for an address, or for text that is nearly one.
async fn exact(scene: &Scene<'_>, text: &str, known: &[Value]) -> Result<(), Stop> {
    if !address::is_usual(text) && refuses(scene, text).await? {
        return Ok(());
    }
    judge(scene, &EMAIL_IS_EXACT, &EMAIL_IS_EXACT, &[("email", text)], known).await.map(drop)
}

/// Judges what several filters find, side by side. Returns how many users each found.
async fn judge_each<const N: usize>(
    scene: &Scene<'_>,
    sound: &Promise,
    complete: &Promise,
    filters: Vec<[(&str, &str); N]>,
    known: &[Value],
) -> Result<Vec<usize>, Stop> {
    let stages = scene.stages(filters.len());
    let parts = stages.iter().zip(&filters).map(|(stage, filter)| async move {
        Ok(judge(stage, sound, complete, filter, known).await?.ids().len())
    });
    scene.gather(&stages, parts).await
}

/// Whether the server takes such text for no address, and refuses to look for it.
async fn refuses(scene: &Scene<'_>, email: &str) -> Result<bool, Stop> {
    let query = request::query(&[("email", email)]);
    let reply = scene.send(request::list(scene.contract, &query), Wish::Refused).await?;
    status::is_refused(&reply)
}

async fn first_names(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    names(scene, "firstName", &FIRST_NAME_IS_SOUND, &FIRST_NAME_IS_COMPLETE).await
}

async fn last_names(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    names(scene, "lastName", &LAST_NAME_IS_SOUND, &LAST_NAME_IS_COMPLETE).await
}

async fn names(
    scene: &Scene<'_>,
    field: &str,
    sound: &Promise,
    complete: &Promise,
) -> Result<(), Stop> {
    let known = census(scene).await?;
    let texts: Vec<String> = spread(&known, field).into_iter().flat_map(pieces).collect();
    let filters = texts.iter().map(|text| [(field, text.as_str())]).collect();
    judge_each(scene, sound, complete, filters, &known).await.map(drop)
}

/// The text itself, its end and its middle: "contains" is neither "equals" nor "begins with".
fn pieces(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let tail = chars.iter().skip(1).collect::<String>();
    let middle = chars.iter().skip(1).take(chars.len().saturating_sub(2)).collect::<String>();
    let speaks = |text: &String| !text.trim().is_empty() && text.trim() == text.as_str();
    [text.to_owned(), tail, middle].into_iter().filter(speaks).collect()
}

async fn levels(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let levels = ["owner", "admin", "member"];
    partition(scene, &LEVELS_PARTITION_THE_USERS, "level", &levels).await
}

async fn sources(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let sources = ["dashboard", "api"];
    partition(scene, &SOURCES_PARTITION_THE_USERS, "invitedSource", &sources).await
}

async fn partition(
    scene: &Scene<'_>,
    promise: &Promise,
    parameter: &str,
    values: &[&str],
) -> Result<(), Stop> {
    let known = census(scene).await?;
    let filters = values.iter().map(|value| [(parameter, *value)]).collect();
    let found = judge_each(scene, promise, promise, filters, &known).await?;
    let empty = values.iter().zip(found).filter(|(_, found)| *found == 0);
    let empty: Vec<&str> = empty.map(|(value, _)| *value).collect();
    if !empty.is_empty() {
        scene.absent(promise, format!("users with {parameter} {}", empty.join(" or ")));
    }
    Ok(())
}

async fn conjunction(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let known = census(scene).await?;
    let step = known.len().div_ceil(VALUES).max(1);
    let mut filters = Vec::new();
    for user in known.iter().step_by(step) {
        let text = |field: &str| user[field].as_str().unwrap_or_default();
        let (first, last) = (text("firstName"), text("lastName"));
        let (level, source) = (text("level"), text("invitedSource"));
        if [first, last].iter().any(|name| name.is_empty() || name.trim() != *name) {
            // What a server trims from a filter is asked of nobody.
            continue;
        }
        let other = if source == "api" { "dashboard" } else { "api" };
        filters.extend([
            [("level", level), ("firstName", first)],
            [("invitedSource", source), ("lastName", last)],
            [("lastName", last), ("invitedSource", other)],
        ]);
    }
    let both = &TWO_FILTERS_INTERSECT;
    judge_each(scene, both, both, filters, &known).await.map(drop)
}

/// Space before a text tells users apart whose names differ in nothing else there.
async fn space(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let space = &SPACE_IN_NAMES_COUNTS;
    let fixtures = scene.wire.fixtures();
    let token = scene.wire.token();
    for text in [format!(" {token}"), format!("Neil{token}")] {
        judge(scene, space, space, &[("lastName", &text)], &fixtures).await?;
    }
    Ok(())
}

async fn literal(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let literal = &SPECIAL_CHARACTERS_ARE_LITERAL;
    let fixtures = scene.wire.fixtures();
    if fixtures.is_empty() {
        return Err(Stop::because("no user with special characters could be created"));
    }
    let plain = [("lastName", scene.wire.token())];
    let reply = scene.list(&plain).await?;
    if !filter::is_sound(&plain, rows(&reply.json)) {
        return Err(Stop::because("lastName finds users that do not match plain letters either"));
    }
    let known = census(scene).await?;
    let mut filters = Vec::new();
    for user in &fixtures {
        let text = |field: &str| user[field].as_str().unwrap_or_default();
        filters.extend(["firstName", "lastName"].map(|field| [(field, text(field))]));
    }
    for bare in ["%", "_", ".*", "'", "\"", "&", "+", "\\", "%41", "<b>", "\u{df}"] {
        filters.extend(["lastName", "firstName"].map(|field| [(field, bare)]));
    }
    judge_each(scene, literal, literal, filters, &known).await.map(drop)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_was_created_by_others_just_now_is_in_work() {
        let user = |at: &str| json!({"createdAt": at});
        let newest = created(&user("2026-03-01T12:00:05Z"));
        for (at, expected) in [
            ("2026-03-01T12:00:09Z", true),
            ("2026-03-01T13:30:00+02:00", true),
            ("2026-03-01T10:59:00Z", false),
            ("long ago", false),
        ] {
            assert_eq!(is_in_work(&user(at), newest), expected, "{at}");
        }
        assert!(!is_in_work(&user("2026-03-01T12:00:09Z"), None), "nobody knows what now is");
    }

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
