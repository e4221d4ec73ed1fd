//! Cursors: what they are, what they carry, and which are taken.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{set, text},
};
use crate::mock::{Object, Operation::List, cursor, query::FILTERS};

const WALK: (&str, &[&str]) = ("list.walk", &["list::walk_is_a_partition"]);
const BASE64: (&str, &[&str]) = ("list.cursor.base64", &["list::cursor_is_base64"]);
const STABLE: (&str, &[&str]) = ("list.cursor.stable", &["list::same_cursor_gives_same_page"]);
const FILTER: (&str, &[&str]) = ("list.cursor.filter", &["list::filter_survives_the_cursor"]);
const GARBAGE: (&str, &[&str]) = ("list.cursor.garbage", &["list::refuses_garbage_cursor"]);

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "cursor-ignored",
        "The cursor is taken and ignored.",
        WALK.0,
        WALK.1,
        &[Hook::Request(List, |request| drop(request.remove("cursor")))],
    ),
    Fault::new(
        "cursor-is-plain-json",
        "The cursor is JSON that nobody encoded.",
        BASE64.0,
        BASE64.1,
        &[
            Hook::Request(List, |request| {
                if let Ok(Value::Object(cursor)) = serde_json::from_str(text(request, "cursor")) {
                    set(request, "cursor", cursor::encode(&cursor));
                }
            }),
            Hook::Reply(List, |_, reply| decoded(reply, |cursor| Value::from(cursor).to_string())),
        ],
    ),
    Fault::new(
        "cursor-is-a-label",
        "The cursor is a row number behind a word and a colon.",
        BASE64.0,
        BASE64.1,
        &[
            Hook::Request(List, |request| {
                let number = text(request, "cursor").strip_prefix("row:").map(str::parse::<u64>);
                if let Some(Ok(after)) = number {
                    let cursor = cursor::following(request, after);
                    set(request, "cursor", cursor::encode(&cursor));
                }
            }),
            Hook::Reply(List, |_, reply| {
                decoded(reply, |cursor| format!("row:{}", cursor["after"]));
            }),
        ],
    ),
    Fault::new(
        "cursor-works-once",
        "A cursor that was followed before leads to an empty page.",
        STABLE.0,
        STABLE.1,
        &[Hook::Page(|_, page| {
            if page.followed_before {
                page.rows.clear();
                page.has_more = false;
                page.cursor = None;
            }
        })],
    ),
    Fault::new(
        "cursor-goes-on-by-itself",
        "A cursor that was followed before leads to one row later than it did.",
        STABLE.0,
        STABLE.1,
        &[Hook::Page(|_, page| {
            if page.followed_before && page.rows.len() > 1 {
                page.rows.remove(0);
            }
        })],
    ),
    Fault::new(
        "cursor-page-reversed-on-return",
        "A page that is asked for again comes in the other order.",
        STABLE.0,
        STABLE.1,
        &[Hook::Page(|_, page| {
            if page.followed_before {
                page.rows.reverse();
            }
        })],
    ),
    Fault::new(
        "cursor-forgets-filters",
        "The filters hold on the first page only.",
        FILTER.0,
        FILTER.1,
        &[
            Hook::Request(List, |request| forget(request, &FILTERS)),
            Hook::Page(|_, page| page.cursor.iter_mut().for_each(|cursor| strip(cursor, &FILTERS))),
        ],
    ),
    Fault::new(
        "cursor-forgets-names",
        "The filters by name hold on the first page only.",
        FILTER.0,
        FILTER.1,
        &[
            Hook::Request(List, |request| forget(request, &["firstName", "lastName"])),
            Hook::Page(|_, page| {
                page.cursor.iter_mut().for_each(|cursor| strip(cursor, &["firstName", "lastName"]));
            }),
        ],
    ),
    Fault::new(
        "garbage-cursor-is-the-first-page",
        "A cursor that cannot be read leads to the first page.",
        GARBAGE.0,
        GARBAGE.1,
        &[Hook::Request(List, |request| {
            if !readable(request) {
                request.remove("cursor");
            }
        })],
    ),
    Fault::new(
        "garbage-cursor-is-the-end",
        "A cursor that cannot be read leads to an empty page.",
        GARBAGE.0,
        GARBAGE.1,
        &[Hook::Request(List, |request| {
            if !readable(request) {
                let cursor = cursor::following(request, 1 << 40);
                set(request, "cursor", cursor::encode(&cursor));
            }
        })],
    ),
    Fault::new(
        "base64-garbage-is-the-first-page",
        "A cursor that is base64 of something else leads to the first page.",
        GARBAGE.0,
        GARBAGE.1,
        &[Hook::Request(List, |request| {
            let base64 = text(request, "cursor").bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !readable(request) && base64 {
                request.remove("cursor");
            }
        })],
    ),
    Fault::new(
        "cursor-of-a-number-is-an-offset",
        "A plain number is taken for a cursor.",
        GARBAGE.0,
        GARBAGE.1,
        &[Hook::Request(List, |request| {
            if let Ok(offset) = text(request, "cursor").parse::<u64>() {
                let cursor = Object::from_iter([("offset".to_owned(), offset.into())]);
                set(request, "cursor", cursor::encode(&cursor));
            }
        })],
    ),
];

/// Whether the cursor of a request, if there is one, can be followed.
fn readable(request: &Object) -> bool {
    cursor::adopt(&mut request.clone()).is_ok()
}

fn strip(cursor: &mut Object, names: &[&str]) {
    cursor.retain(|name, _| !names.contains(&name.as_str()));
}

fn forget(request: &mut Object, names: &[&str]) {
    if request.contains_key("cursor") {
        strip(request, names);
    }
}

/// Writes the cursor of a page in another way.
fn decoded(reply: &mut Value, write: fn(Object) -> String) {
    if let Some(cursor) = reply["cursor"].as_str().and_then(cursor::decode) {
        reply["cursor"] = write(cursor).into();
    }
}
