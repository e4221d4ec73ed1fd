//! The text of a filter is taken for something else than text.

use percent_encoding::percent_decode_str;

use super::patterns::{like, regex};
use crate::{mock::text::fold, promise::filters};

faults! {
    filters::SPECIAL_CHARACTERS_ARE_LITERAL {
        "filter-last-name-sql-wildcards": "Percent sign and underscore in lastName are wildcards."
            Filter("lastName", |asked, user| {
                like(&format!("%{}%", fold(asked)), &fold(user.text("lastName")), false)
            });
        "filter-first-name-sql-wildcards": "Percent sign and underscore in firstName are wildcards."
            Filter("firstName", |asked, user| {
                like(&format!("%{}%", fold(asked)), &fold(user.text("firstName")), false)
            });
        "filter-last-name-regex": "lastName is taken for a regular expression."
            Filter("lastName", |asked, user| regex(&fold(asked), &fold(user.text("lastName"))));
        "filter-last-name-plus-is-space":
            "A plus sign in lastName is taken for a space after decoding."
            Filter("lastName", |asked, user| {
                fold(user.text("lastName")).contains(&fold(&asked.replace('+', " ")))
            });
        "filter-last-name-decoded-twice": "lastName is percent-decoded twice."
            Filter("lastName", |asked, user| {
                let twice = percent_decode_str(asked).decode_utf8_lossy();
                fold(user.text("lastName")).contains(&fold(&twice))
            });
        "filter-last-name-cut-at-ampersand":
            "lastName is decoded before it is split, and ends at an ampersand."
            Filter("lastName", |asked, user| {
                let first = asked.split('&').next().unwrap_or_default();
                fold(user.text("lastName")).contains(&fold(first))
            });
        "filter-last-name-strips-marks":
            "Everything but letters and digits is removed from lastName."
            Filter("lastName", |asked, user| {
                let plain: String = asked.chars().filter(|c| c.is_alphanumeric()).collect();
                fold(user.text("lastName")).contains(&fold(&plain))
            });
        "filter-last-name-doubles-apostrophes": "Apostrophes in lastName are escaped twice."
            Filter("lastName", |asked, user| {
                fold(user.text("lastName")).contains(&fold(&asked.replace('\'', "''")))
            });
        "filter-last-name-drops-backslashes": "A backslash in lastName is taken for an escape."
            Filter("lastName", |asked, user| {
                fold(user.text("lastName")).contains(&fold(&asked.replace('\\', "")))
            });
        "filter-last-name-drops-quotes": "Quotation marks in lastName are removed."
            Filter("lastName", |asked, user| {
                fold(user.text("lastName")).contains(&fold(&asked.replace('"', "")))
            });
        "filter-last-name-escapes-html": "lastName is escaped for HTML before it is compared."
            Filter("lastName", |asked, user| {
                fold(user.text("lastName"))
                    .contains(&fold(&asked.replace('&', "&amp;").replace('<', "&lt;")))
            });
        "filter-first-name-non-ascii-finds-all":
            "Characters outside of ASCII are removed from firstName."
            Filter("firstName", |asked, user| {
                let plain: String = asked.chars().filter(char::is_ascii).collect();
                fold(user.text("firstName")).contains(&fold(&plain))
            });
    }
}
