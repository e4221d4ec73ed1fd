//! Filters, pages and cursors of another making.

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    mock::{Candidate, Object, Setting, cursor},
    model::Operation::List,
};

alternatives! {
    "case-sensitive-names": "The contains match of names tells capitals from small letters."
        Match(|request, candidate, matches| {
            *matches &= contains(request, candidate, "firstName");
            *matches &= contains(request, candidate, "lastName");
        });
    "case-folded-to-several-letters":
        "The contains match of names takes a sharp s for a double one (Unicode, full case folding)."
        Match(|request, candidate, matches| {
            let is = |field: &str| {
                request.get(field).is_none_or(|asked| *asked == candidate.user.text(field))
            };
            let folded = |text: &str| -> String {
                text.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).collect()
            };
            let has = |field: &str| {
                let asked = request.get(field).and_then(Value::as_str).unwrap_or_default();
                folded(candidate.user.text(field)).contains(&folded(asked))
            };
            let others = ["email", "level", "invitedSource"].into_iter().all(is);
            *matches |= others && has("firstName") && has("lastName");
        });
    "accents-do-not-count": "The contains match of names passes over accents, as collations do."
        Match(|request, candidate, matches| {
            let is = |field: &str| {
                request.get(field).is_none_or(|asked| *asked == candidate.user.text(field))
            };
            let bare = |text: &str| -> String {
                text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
            };
            let has = |field: &str| {
                let asked = request.get(field).and_then(Value::as_str).unwrap_or_default();
                bare(candidate.user.text(field)).contains(&bare(asked))
            };
            let others = ["email", "level", "invitedSource"].into_iter().all(is);
            *matches |= others && has("firstName") && has("lastName");
        });
    "case-sensitive-email": "The e-mail filter tells capitals from small letters."
        Match(|request, candidate, matches| {
            let asked = request.get("email").and_then(Value::as_str);
            *matches &= asked.is_none_or(|asked| candidate.user.text("email") == asked);
        });
    "newest-first": "The list begins with the youngest user."
        Set(Setting::NewestFirst);
    "ten-rows-by-default": "A page has ten rows unless the request says otherwise."
        Set(Setting::DefaultLimit(10));
    "offset-cursors": "Cursors say nothing but how many rows to pass over."
        Page(|_, page| {
            let next = page.skipped + page.rows.len() as u64;
            if let Some(cursor) = &mut page.cursor {
                *cursor = Object::from_iter([("offset".to_owned(), next.into())]);
            }
        });
    "url-safe-cursors": "Cursors are base64 for URLs, without padding."
        Reply(List, |_, reply| {
            if let Some(Value::String(cursor)) = reply.get_mut("cursor") {
                *cursor = cursor.trim_end_matches('=').replace('+', "-").replace('/', "_");
            }
        });
    "foreign-cursors-are-the-first-page":
        "A cursor that is base64 of something else leads to the first page."
        Request(List, |request| {
            let text = request.get("cursor").and_then(Value::as_str).unwrap_or_default();
            let base64 = text.len() % 4 == 0 && text.bytes().all(|b| b.is_ascii_alphanumeric());
            if base64 && cursor::adopt(&mut request.clone()).is_err() {
                request.remove("cursor");
            }
        });
    "cursor-beside-the-last-page": "The last page has a cursor too, which leads to nothing."
        Page(|request, page| {
            if !page.has_more {
                let last =
                    page.rows.last().map_or(u64::from(u32::MAX), |(sequence, _)| *sequence);
                page.cursor = Some(cursor::following(request, last));
            }
        });
    "empty-cursor-on-the-last-page":
        "The last page has no further rows, and an empty text for a cursor."
        Reply(List, |_, reply| {
            if reply["hasMore"] == false {
                reply["cursor"] = "".into();
            }
        });
}

fn contains(request: &Object, candidate: &Candidate<'_>, field: &str) -> bool {
    let asked = request.get(field).and_then(Value::as_str).unwrap_or_default();
    candidate.user.text(field).contains(asked)
}
