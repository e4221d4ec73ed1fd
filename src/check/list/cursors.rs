//! Cursors: what they look like, what they lead to, what they remember.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;

use super::walks::judge_shown;
use crate::{
    check::{
        Scene, Stop,
        oracle::{
            filter::{self, Filter},
            finding,
            page::id,
        },
        reply::{Wish, rows},
        request,
        walk::walk_at_most,
    },
    model::{Case, Operation},
    promise::list::{CURSOR_IS_BASE64, FILTER_SURVIVES_THE_CURSOR, SAME_CURSOR_GIVES_SAME_PAGE},
};

pub(super) async fn cursor(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let first = scene.list(&[("limit", "2")]).await?;
    let Some(cursor) = first.json["cursor"].as_str() else {
        return Err(if first.json["hasMore"] == true {
            Stop::because("the first page at limit 2 says that more follows and has no cursor")
        } else {
            Stop::Absent("a second page at limit 2".to_owned())
        });
    };
    let findings = (!is_base64(cursor))
        .then(|| {
            let seen = ("/cursor", "not-base64");
            finding(&CURSOR_IS_BASE64, Operation::List, seen, "base64", cursor)
        })
        .into_iter()
        .collect();
    scene.judge(&CURSOR_IS_BASE64, &[&first], findings);
    let query = [("limit", "2"), ("cursor", cursor)];
    let one = scene.list(&query).await?;
    // No page says that a cursor may be used again.
    let again = request::list(scene.contract, &request::query(&query));
    let two = scene.send(again, Wish::Refused).await?;
    if !two.is_success() {
        scene.note(format!("a cursor that is used again is answered with {}", two.status));
        return Ok(());
    }
    let ids = |page: &Value| -> Vec<String> {
        rows(page).iter().filter_map(id).map(str::to_owned).collect()
    };
    let findings = (ids(&one.json) != ids(&two.json))
        .then(|| {
            let expected = format!("the rows {:?} again", ids(&one.json));
            let actual = format!("the rows {:?}", ids(&two.json));
            let seen = ("/users", "other-page");
            finding(&SAME_CURSOR_GIVES_SAME_PAGE, Operation::List, seen, expected, actual)
        })
        .into_iter()
        .collect();
    scene.judge(&SAME_CURSOR_GIVES_SAME_PAGE, &[&first, &one, &two], findings);
    Ok(())
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

/// Walks with a few filters: users of this run, who stand together, and members, who do not.
pub(super) async fn filtered_walk(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let filters = [
        [("lastName", scene.wire.token())],
        [("firstName", "Ann")],
        [("level", "member")],
        [("level", "admin")],
    ];
    let stages = scene.stages(filters.len());
    let walks = stages.iter().zip(&filters).map(|(stage, filter)| survives(stage, filter));
    let longest = scene.gather(&stages, walks).await?.into_iter().max().unwrap_or_default();
    if longest < 2 {
        scene.absent(&FILTER_SURVIVES_THE_CURSOR, "a filter with a second page at limit 1");
    }
    Ok(())
}

/// Judges that every page of a walk keeps to the filter. Returns how many pages there were.
async fn survives(scene: &Scene<'_>, filter: &Filter<'_>) -> Result<usize, Stop> {
    let walk = walk_at_most(scene, filter, 1, 20).await?;
    let begins = walk.pages.first().is_some_and(|page| !page.rows.is_empty());
    // One page shows nothing about the next.
    if begins && walk.pages.len() > 1 && filter::is_sound(filter, &walk.pages[0].rows) {
        let mut shown = Vec::new();
        for page in &walk.pages {
            let found = filter::sound(&FILTER_SURVIVES_THE_CURSOR, filter, &page.rows);
            let evidence = vec![walk.pages[0].exchange, page.exchange];
            shown.extend(found.into_iter().map(|found| (found, evidence.clone())));
        }
        shown.truncate(1);
        judge_shown(scene, &FILTER_SURVIVES_THE_CURSOR, shown);
    }
    Ok(walk.pages.len())
}
