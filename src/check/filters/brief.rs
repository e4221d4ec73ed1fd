//! Every filter in a dozen requests, by the users that this run created: for suites that may send
//! only a few.

use serde_json::Value;

use super::judge::judge;
use crate::{
    check::{Scene, Stop},
    model::Case,
    promise::{
        Promise,
        filters::{
            EMAIL_IS_EXACT as EMAIL, FIRST_NAME_IS_COMPLETE as FIRST_WHOLE,
            FIRST_NAME_IS_SOUND as FIRST_SOUND, LAST_NAME_IS_COMPLETE as LAST_WHOLE,
            LAST_NAME_IS_SOUND as LAST_SOUND, LEVELS_PARTITION_THE_USERS as LEVEL,
            SOURCES_PARTITION_THE_USERS as SOURCE, SPECIAL_CHARACTERS_ARE_LITERAL as LITERAL,
            TWO_FILTERS_INTERSECT as BOTH,
        },
    },
};

/// What it judges beside the filter by e-mail.
pub(super) static ALSO: [&Promise; 8] =
    [&LITERAL, &BOTH, &LEVEL, &SOURCE, &FIRST_SOUND, &FIRST_WHOLE, &LAST_SOUND, &LAST_WHOLE];

pub(super) async fn brief(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let fixtures = scene.wire.fixtures();
    let Some(user) = fixtures.first() else {
        return Err(Stop::because("no user to look for could be created"));
    };
    let text = |field: &str| user[field].as_str().unwrap_or_default().to_owned();
    let (first, last) = (text("firstName"), text("lastName"));
    let (level, source, email) = (text("level"), text("invitedSource"), text("email"));
    let (in_first, in_last) = (inside(&first), inside(&last));
    let cut: String = email.chars().take(email.chars().count().saturating_sub(1)).collect();
    let alone = [
        (&LAST_SOUND, &LAST_WHOLE, ("lastName", in_last.as_str())),
        (&FIRST_SOUND, &FIRST_WHOLE, ("firstName", &in_first)),
        (&EMAIL, &EMAIL, ("email", &email)),
        (&EMAIL, &EMAIL, ("email", &cut)),
        (&LEVEL, &LEVEL, ("level", &level)),
        (&SOURCE, &SOURCE, ("invitedSource", &source)),
        (&LITERAL, &LITERAL, ("lastName", &last)),
        (&LITERAL, &LITERAL, ("lastName", "_%")),
    ];
    for (sound, complete, filter) in alone {
        judge(scene, sound, complete, &[filter], &fixtures).await?;
    }
    for filter in [
        [("level", level.as_str()), ("firstName", in_first.as_str())],
        [("invitedSource", source.as_str()), ("lastName", last.as_str())],
    ] {
        judge(scene, &BOTH, &BOTH, &filter, &fixtures).await?;
    }
    let other = fixtures.iter().any(|other: &Value| other["level"] != level.as_str());
    if !other {
        scene.unseen(&BOTH, "all users to look for have the same level");
    }
    Ok(())
}

/// A piece from within a text: "contains" is neither "begins with" nor "ends with".
fn inside(text: &str) -> String {
    let piece: String = text.chars().skip(2).take(2).collect();
    if piece.trim().is_empty() || piece.trim() != piece { text.to_owned() } else { piece }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_from_within_where_there_is_one() {
        assert_eq!(inside("O'Neil"), "Ne");
        assert_eq!(inside("Jo Ann"), "Jo Ann", "a space at an end may be trimmed");
        assert_eq!(inside("Al"), "Al");
    }
}
