//! Every filter in a dozen requests, by the users that this run created: for suites that may send
//! only a few.

use serde_json::Value;

use super::judge;
use crate::{
    check::{Play, Scene, Stop},
    model::Case,
};

/// Id of a check and of its clause.
type Promise = (&'static str, &'static str);

const EMAIL: Promise = ("filters::email_is_exact", "filters.email");
const LITERAL: Promise = ("filters::special_characters_are_literal", "filters.literal");
const BOTH: Promise = ("filters::two_filters_intersect", "filters.conjunction");
const LEVEL: Promise = ("filters::levels_partition_the_users", "filters.level");
const SOURCE: Promise = ("filters::sources_partition_the_users", "filters.invitedSource");
const FIRST_SOUND: Promise = ("filters::first_name_is_sound", "filters.firstName.sound");
const FIRST_WHOLE: Promise = ("filters::first_name_is_complete", "filters.firstName.complete");
const LAST_SOUND: Promise = ("filters::last_name_is_sound", "filters.lastName.sound");
const LAST_WHOLE: Promise = ("filters::last_name_is_complete", "filters.lastName.complete");

/// The checks that it judges.
pub(super) const CHECKS: [&str; 9] = [
    EMAIL.0,
    LITERAL.0,
    BOTH.0,
    LEVEL.0,
    SOURCE.0,
    FIRST_SOUND.0,
    FIRST_WHOLE.0,
    LAST_SOUND.0,
    LAST_WHOLE.0,
];

pub(super) fn brief<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let shelf = scene.wire.shelf();
        let Some(user) = shelf.first() else {
            return Err(Stop::because("no user to look for could be created"));
        };
        let text = |field: &str| user[field].as_str().unwrap_or_default().to_owned();
        let (first, last) = (text("firstName"), text("lastName"));
        let (level, source, email) = (text("level"), text("invitedSource"), text("email"));
        let (in_first, in_last) = (inside(&first), inside(&last));
        let cut: String = email.chars().take(email.chars().count().saturating_sub(1)).collect();
        let alone = [
            (LAST_SOUND, LAST_WHOLE, ("lastName", in_last.as_str())),
            (FIRST_SOUND, FIRST_WHOLE, ("firstName", &in_first)),
            (EMAIL, EMAIL, ("email", &email)),
            (EMAIL, EMAIL, ("email", &cut)),
            (LEVEL, LEVEL, ("level", &level)),
            (SOURCE, SOURCE, ("invitedSource", &source)),
            (LITERAL, LITERAL, ("lastName", &last)),
            (LITERAL, LITERAL, ("lastName", "_%")),
            (LITERAL, LITERAL, ("firstName", "_%")),
        ];
        for (sound, complete, filter) in alone {
            judge(scene, sound, complete, &[filter], &shelf).await?;
        }
        for filter in [
            [("level", level.as_str()), ("firstName", in_first.as_str())],
            [("invitedSource", source.as_str()), ("lastName", last.as_str())],
        ] {
            judge(scene, BOTH, BOTH, &filter, &shelf).await?;
        }
        let other = shelf.iter().any(|other: &Value| other["level"] != level.as_str());
        if !other {
            scene.unseen(BOTH.0, "all users to look for have the same level");
        }
        Ok(())
    })
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
