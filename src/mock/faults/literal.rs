//! The text of a filter is taken for something else than text.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{
    Fault, Hook,
    filters::matched,
    patterns::{like, regex},
    tools::{rematch, text},
};
use crate::mock::{Operation::List, User, text::fold};

const LITERAL: (&str, &[&str]) = ("filters.literal", &["filters::special_characters_are_literal"]);

pub(super) const MATCHED: &[Fault] = matched! {
    LITERAL "filter-last-name-sql-wildcards" "lastName" "Percent sign and underscore in lastName are wildcards."
        |asked, user| like(&format!("%{}%", fold(asked)), &fold(user.text("lastName")), false)
    LITERAL "filter-first-name-sql-wildcards" "firstName" "Percent sign and underscore in firstName are wildcards."
        |asked, user| like(&format!("%{}%", fold(asked)), &fold(user.text("firstName")), false)
    LITERAL "filter-last-name-regex" "lastName" "lastName is taken for a regular expression."
        |asked, user| regex(&fold(asked), &fold(user.text("lastName")))
    LITERAL "filter-last-name-plus-is-space" "lastName" "A plus sign in lastName is taken for a space after decoding."
        |asked, user| fold(user.text("lastName")).contains(&fold(&asked.replace('+', " ")))
    LITERAL "filter-last-name-decoded-twice" "lastName" "lastName is percent-decoded twice."
        |asked, user| {
            let twice = percent_decode_str(asked).decode_utf8_lossy();
            fold(user.text("lastName")).contains(&fold(&twice))
        }
    LITERAL "filter-last-name-cut-at-ampersand" "lastName" "lastName is decoded before it is split, and ends at an ampersand."
        |asked, user| {
            let first = asked.split('&').next().unwrap_or_default();
            fold(user.text("lastName")).contains(&fold(first))
        }
    LITERAL "filter-last-name-strips-marks" "lastName" "Everything but letters and digits is removed from lastName."
        |asked, user| {
            let plain: String = asked.chars().filter(|c| c.is_alphanumeric()).collect();
            fold(user.text("lastName")).contains(&fold(&plain))
        }
    LITERAL "filter-last-name-doubles-apostrophes" "lastName" "Apostrophes in lastName are escaped twice."
        |asked, user| fold(user.text("lastName")).contains(&fold(&asked.replace('\'', "''")))
    LITERAL "filter-last-name-drops-backslashes" "lastName" "A backslash in lastName is taken for an escape."
        |asked, user| fold(user.text("lastName")).contains(&fold(&asked.replace('\\', "")))
    LITERAL "filter-last-name-drops-quotes" "lastName" "Quotation marks in lastName are removed."
        |asked, user| fold(user.text("lastName")).contains(&fold(&asked.replace('"', "")))
    LITERAL "filter-last-name-escapes-html" "lastName" "lastName is escaped for HTML before it is compared."
        |asked, user| fold(user.text("lastName")).contains(&fold(&asked.replace('&', "&amp;").replace('<', "&lt;")))
    LITERAL "filter-first-name-non-ascii-finds-all" "firstName" "Characters outside of ASCII are removed from firstName."
        |asked, user| {
            let plain: String = asked.chars().filter(char::is_ascii).collect();
            fold(user.text("firstName")).contains(&fold(&plain))
        }
};

pub(super) const FAULTS: &[Fault] = &[Fault::new(
    "filter-last-name-null-is-none",
    "A last name that reads null is taken for none.",
    "filters.lastName.sound",
    &["filters::last_name_is_sound"],
    &[Hook::Request(List, |request| {
        if text(request, "lastName").eq_ignore_ascii_case("null") {
            request.insert("lastName".to_owned(), Value::String(String::new()));
        }
    })],
)];
