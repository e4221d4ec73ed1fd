//! Filters that find too much, too little, or something else.

use super::{
    Fault, Hook,
    patterns::like,
    tools::{passed, rematch, rewrite},
};
use crate::mock::{Operation::List, User, text::fold};

const EMAIL: (&str, &[&str]) = ("filters.email", &["filters::email_is_exact"]);
const FIRST_SOUND: (&str, &[&str]) = ("filters.firstName.sound", &["filters::first_name_is_sound"]);
const FIRST_WHOLE: (&str, &[&str]) =
    ("filters.firstName.complete", &["filters::first_name_is_complete"]);
const LAST_SOUND: (&str, &[&str]) = ("filters.lastName.sound", &["filters::last_name_is_sound"]);
const LAST_WHOLE: (&str, &[&str]) =
    ("filters.lastName.complete", &["filters::last_name_is_complete"]);
const LEVEL: (&str, &[&str]) = ("filters.level", &["filters::levels_partition_the_users"]);
const SOURCE: (&str, &[&str]) =
    ("filters.invitedSource", &["filters::sources_partition_the_users"]);
const BOTH: (&str, &[&str]) = ("filters.conjunction", &["filters::two_filters_intersect"]);

/// One filter that matches in another way; the others match as usual.
macro_rules! matched {
    ($($promise:ident $name:literal $field:literal $summary:literal $test:expr)*) => {
        &[$(Fault::new($name, $summary, $promise.0, $promise.1, &[Hook::Match(
            |request, candidate, matches| {
                let test: fn(&str, &User) -> bool = $test;
                rematch((request, candidate), matches, $field, test);
            },
        )])),*]
    };
}
pub(super) use matched;

pub(super) const MATCHED: &[Fault] = matched! {
    EMAIL "filter-email-contains" "email" "The e-mail filter finds addresses that contain the text."
        |asked, user| fold(user.text("email")).contains(&fold(asked))
    EMAIL "filter-email-begins-with" "email" "The e-mail filter finds addresses that begin with the text."
        |asked, user| fold(user.text("email")).starts_with(&fold(asked))
    EMAIL "filter-email-by-local-part" "email" "The e-mail filter compares what stands before the at sign."
        |asked, user| user.text("email").split('@').next() == asked.split('@').next()
    EMAIL "filter-email-ignores-tags" "email" "The e-mail filter passes over what follows a plus sign."
        |asked, user| {
            let plain = |email: &str| email.split('+').next().map(fold);
            plain(user.text("email")) == plain(asked)
        }
    EMAIL "filter-email-only-in-small-letters" "email" "The e-mail filter is put into small letters, the addresses are not."
        |asked, user| user.text("email") == asked.to_lowercase()
    EMAIL "filter-email-wildcards" "email" "An underscore in the e-mail filter stands for any character."
        |asked, user| like(&fold(asked), &fold(user.text("email")), true)
    EMAIL "filter-email-looks-at-names" "email" "The e-mail filter is compared with the last name."
        |asked, user| user.text("lastName") == asked
    FIRST_WHOLE "filter-first-name-begins-with" "firstName" "firstName finds names that begin with the text."
        |asked, user| fold(user.text("firstName")).starts_with(&fold(asked))
    FIRST_WHOLE "filter-first-name-ends-with" "firstName" "firstName finds names that end with the text."
        |asked, user| fold(user.text("firstName")).ends_with(&fold(asked))
    FIRST_WHOLE "filter-first-name-equals" "firstName" "firstName finds names that are the text."
        |asked, user| fold(user.text("firstName")) == fold(asked)
    FIRST_WHOLE "filter-first-name-by-words" "firstName" "firstName finds whole words only."
        |asked, user| fold(user.text("firstName")).split(' ').any(|word| word == fold(asked))
    FIRST_SOUND "filter-first-name-looks-at-last-name" "firstName" "firstName is compared with the last name."
        |asked, user| fold(user.text("lastName")).contains(&fold(asked))
    FIRST_SOUND "filter-first-name-looks-at-both-names" "firstName" "firstName is compared with the whole name."
        |asked, user| fold(&format!("{} {}", user.text("firstName"), user.text("lastName"))).contains(&fold(asked))
    FIRST_SOUND "filter-first-name-by-first-letter" "firstName" "firstName is compared by its first letter, as an index does."
        |asked, user| fold(user.text("firstName")).chars().next() == fold(asked).chars().next()
    FIRST_WHOLE "filter-first-name-only-in-small-letters" "firstName" "firstName is put into small letters, the names are not."
        |asked, user| user.text("firstName").contains(&asked.to_lowercase())
    FIRST_WHOLE "filter-first-name-drops-non-ascii" "firstName" "Characters outside of ASCII in the names are not indexed."
        |asked, user| user.text("firstName").replace(|c: char| !c.is_ascii(), "").contains(asked)
    LAST_WHOLE "filter-last-name-begins-with" "lastName" "lastName finds names that begin with the text."
        |asked, user| fold(user.text("lastName")).starts_with(&fold(asked))
    LAST_WHOLE "filter-last-name-ends-with" "lastName" "lastName finds names that end with the text."
        |asked, user| fold(user.text("lastName")).ends_with(&fold(asked))
    LAST_WHOLE "filter-last-name-equals" "lastName" "lastName finds names that are the text."
        |asked, user| fold(user.text("lastName")) == fold(asked)
    LAST_WHOLE "filter-last-name-looks-at-first-name" "lastName" "lastName is compared with the first name."
        |asked, user| fold(user.text("firstName")).contains(&fold(asked))
    LAST_WHOLE "filter-last-name-looks-at-middle-name" "lastName" "lastName is compared with the middle name."
        |asked, user| fold(user.text("middleName")).contains(&fold(asked))
    LAST_WHOLE "filter-last-name-only-in-small-letters" "lastName" "lastName is put into small letters, the names are not."
        |asked, user| user.text("lastName").contains(&asked.to_lowercase())
    LAST_WHOLE "filter-last-name-needs-three-letters" "lastName" "A lastName of fewer than three letters finds nobody."
        |asked, user| asked.chars().count() >= 3 && fold(user.text("lastName")).contains(&fold(asked))
    LEVEL "filter-level-inverted" "level" "level finds everybody but its users."
        |asked, user| user.text("level") != asked
    LEVEL "filter-level-is-at-least" "level" "level finds users of that level and above."
        |asked, user| rank(user.text("level")) >= rank(asked)
    LEVEL "filter-level-admin-includes-owners" "level" "level admin finds owners too."
        |asked, user| user.text("level") == asked || (asked == "admin" && user.text("level") == "owner")
    LEVEL "filter-level-owner-finds-nobody" "level" "level owner finds nobody."
        |asked, user| user.text("level") == asked && asked != "owner"
    LEVEL "filter-level-leaks-the-example" "level" "One user is in every level."
        |asked, user| user.text("level") == asked || user.text("userId") == crate::mock::EXAMPLE_USER_ID
    LEVEL "filter-level-admin-by-access" "level" "level admin finds whoever can open the dashboard."
        |asked, user| if asked == "admin" { user.0["hasDashboardAccess"] == true } else { user.text("level") == asked }
    SOURCE "filter-source-inverted" "invitedSource" "invitedSource finds the users of the other source."
        |asked, user| user.text("invitedSource") != asked
    SOURCE "filter-source-api-finds-all" "invitedSource" "invitedSource api finds everybody."
        |asked, user| asked == "api" || user.text("invitedSource") == asked
    SOURCE "filter-source-dashboard-finds-owners-only" "invitedSource" "invitedSource dashboard finds owners only."
        |asked, user| user.text("invitedSource") == asked && (asked == "api" || user.text("level") == "owner")
    SOURCE "filter-source-leaks-owners" "invitedSource" "invitedSource api finds owners too."
        |asked, user| user.text("invitedSource") == asked || user.text("level") == "owner"
};

/// A parameter that is taken and not applied.
macro_rules! ignored {
    ($($promise:ident $name:literal $field:literal)*) => {
        &[$(Fault::new(
            $name,
            concat!("The list takes the ", $field, " filter and does not apply it."),
            $promise.0,
            $promise.1,
            &[Hook::Request(List, |request| drop(request.remove($field)))],
        )),*]
    };
}

pub(super) const IGNORED: &[Fault] = ignored! {
    EMAIL "filter-email-ignored" "email"
    FIRST_SOUND "filter-first-name-ignored" "firstName"
    LAST_SOUND "filter-last-name-ignored" "lastName"
    LEVEL "filter-level-ignored" "level"
    SOURCE "filter-source-ignored" "invitedSource"
};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "filters-or",
        "Two filters find the users that one of them finds.",
        BOTH.0,
        BOTH.1,
        &[Hook::Match(|request, candidate, matches| {
            let passed = passed(request, candidate.user);
            *matches = passed.is_empty() || passed.contains(&true);
        })],
    ),
    Fault::new(
        "filters-first-only",
        "Of two filters only the first is applied.",
        BOTH.0,
        BOTH.1,
        &[Hook::Match(|request, candidate, matches| {
            *matches = passed(request, candidate.user).first().copied().unwrap_or(true);
        })],
    ),
    Fault::new(
        "filters-last-only",
        "Of two filters only the last is applied.",
        BOTH.0,
        BOTH.1,
        &[Hook::Match(|request, candidate, matches| {
            *matches = passed(request, candidate.user).last().copied().unwrap_or(true);
        })],
    ),
    Fault::new(
        "filters-name-drops-level",
        "A level beside a first name is ignored.",
        BOTH.0,
        BOTH.1,
        &[Hook::Request(List, |request| {
            if request.contains_key("firstName") {
                request.remove("level");
            }
        })],
    ),
    Fault::new(
        "filters-source-drops-name",
        "A last name beside a source is ignored.",
        BOTH.0,
        BOTH.1,
        &[Hook::Request(List, |request| {
            if request.contains_key("invitedSource") {
                request.remove("lastName");
            }
        })],
    ),
    Fault::new(
        "filters-together-find-nobody",
        "A level and a first name together find nobody.",
        BOTH.0,
        BOTH.1,
        &[Hook::Match(|request, _, matches| {
            *matches &= !(request.contains_key("level") && request.contains_key("firstName"));
        })],
    ),
    Fault::new(
        "filter-text-cut-at-eight",
        "A text of more than eight characters is cut.",
        LAST_SOUND.0,
        LAST_SOUND.1,
        &[Hook::Request(List, |request| {
            rewrite(request, "lastName", |name| name.chars().take(8).collect());
        })],
    ),
];

fn rank(level: &str) -> u8 {
    match level {
        "owner" => 2,
        "admin" => 1,
        _ => 0,
    }
}
