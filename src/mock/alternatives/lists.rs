//! Filters, pages and cursors of another making.

use serde_json::Value;

use super::Alternative;
use crate::mock::{Candidate, Object, Operation::List, cursor, faults::Hook};

pub(super) const ALL: &[Alternative] = &[
    Alternative::new(
        "case-sensitive-names",
        "The contains match of names tells capitals from small letters.",
        &[Hook::Match(|request, candidate, matches| {
            *matches &= contains(request, candidate, "firstName");
            *matches &= contains(request, candidate, "lastName");
        })],
    ),
    Alternative::new(
        "case-folded-to-several-letters",
        "The contains match of names takes a sharp s for a double one (Unicode, full case folding).",
        &[Hook::Match(|request, candidate, matches| {
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
        })],
    ),
    Alternative::new(
        "case-sensitive-email",
        "The e-mail filter tells capitals from small letters.",
        &[Hook::Match(|request, candidate, matches| {
            let asked = request.get("email").and_then(Value::as_str);
            *matches &= asked.is_none_or(|asked| candidate.user.text("email") == asked);
        })],
    ),
    Alternative::new(
        "newest-first",
        "The list begins with the youngest user.",
        &[Hook::Config(|config| config.newest_first = true)],
    ),
    Alternative::new(
        "ten-rows-by-default",
        "A page has ten rows unless the request says otherwise.",
        &[Hook::Config(|config| config.default_limit = 10)],
    ),
    Alternative::new(
        "offset-cursors",
        "Cursors say nothing but how many rows to pass over.",
        &[Hook::Page(|_, page| {
            let next = page.skipped + page.rows.len() as u64;
            if let Some(cursor) = &mut page.cursor {
                *cursor = Object::from_iter([("offset".to_owned(), next.into())]);
            }
        })],
    ),
    Alternative::new(
        "url-safe-cursors",
        "Cursors are base64 for URLs, without padding.",
        &[Hook::Reply(List, |_, reply| {
            if let Some(Value::String(cursor)) = reply.get_mut("cursor") {
                *cursor = cursor.trim_end_matches('=').replace('+', "-").replace('/', "_");
            }
        })],
    ),
    Alternative::new(
        "cursor-beside-the-last-page",
        "The last page has a cursor too, which leads to nothing.",
        &[Hook::Page(|request, page| {
            if !page.has_more {
                let last = page.rows.last().map_or(u64::from(u32::MAX), |(sequence, _)| *sequence);
                page.cursor = Some(cursor::following(request, last));
            }
        })],
    ),
    Alternative::new(
        "empty-cursor-on-the-last-page",
        "The last page has no further rows, and an empty text for a cursor.",
        &[Hook::Reply(List, |_, reply| {
            if reply["hasMore"] == false {
                reply["cursor"] = "".into();
            }
        })],
    ),
];

fn contains(request: &Object, candidate: &Candidate<'_>, field: &str) -> bool {
    let asked = request.get(field).and_then(Value::as_str).unwrap_or_default();
    candidate.user.text(field).contains(asked)
}
