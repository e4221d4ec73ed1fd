//! Cursors: what they are, what they carry, and which are taken.

use serde_json::Value;

use crate::{
    mock::{
        cursor,
        faults::fields::{set, text},
        filters::FILTERS,
        user::Object,
    },
    model::Operation::List,
    promise::list,
};

faults! {
    list::CURSOR_IS_BASE64 {
        "cursor-is-plain-json": "The cursor is JSON that nobody encoded."
            Request(List, |request| {
                if let Ok(Value::Object(cursor)) = serde_json::from_str(text(request, "cursor")) {
                    set(request, "cursor", cursor::encode(&cursor));
                }
            }),
            Reply(List, |_, reply| decoded(reply, |cursor| Value::from(cursor).to_string()));
        "cursor-is-a-label": "The cursor is a row number behind a word and a colon."
            Request(List, |request| {
                let number = text(request, "cursor").strip_prefix("row:").map(str::parse::<u64>);
                if let Some(Ok(after)) = number {
                    let cursor = cursor::following(request, after);
                    set(request, "cursor", cursor::encode(&cursor));
                }
            }),
            Reply(List, |_, reply| {
                decoded(reply, |cursor| format!("row:{}", cursor["after"]));
            });
    }
    list::SAME_CURSOR_GIVES_SAME_PAGE {
        "cursor-works-once": "A cursor that was followed before leads to an empty page."
            Page(|_, page| {
                if page.followed_before {
                    page.rows.clear();
                    page.has_more = false;
                    page.cursor = None;
                }
            });
        "cursor-goes-on-by-itself":
            "A cursor that was followed before leads to one row later than it did."
            Page(|_, page| {
                if page.followed_before && page.rows.len() > 1 {
                    page.rows.remove(0);
                }
            });
        "cursor-page-reversed-on-return": "A page that is asked for again comes in the other order."
            Page(|_, page| {
                if page.followed_before {
                    page.rows.reverse();
                }
            });
    }
    list::FILTER_SURVIVES_THE_CURSOR {
        "cursor-forgets-filters": "The filters hold on the first page only."
            Request(List, |request| forget(request, &FILTERS)),
            Page(|_, page| page.cursor.iter_mut().for_each(|cursor| strip(cursor, &FILTERS)));
        "cursor-forgets-names": "The filters by name hold on the first page only."
            Request(List, |request| forget(request, &["firstName", "lastName"])),
            Page(|_, page| {
                page.cursor.iter_mut().for_each(|cursor| strip(cursor, &["firstName", "lastName"]));
            });
    }
    list::REFUSES_GARBAGE_CURSOR {
        "garbage-cursor-is-the-first-page": "A cursor that cannot be read leads to the first page."
            Request(List, |request| {
                if !readable(request) {
                    request.remove("cursor");
                }
            });
        "garbage-cursor-is-the-end": "A cursor that cannot be read leads to an empty page."
            Request(List, |request| {
                if !readable(request) {
                    let cursor = cursor::following(request, 1 << 40);
                    set(request, "cursor", cursor::encode(&cursor));
                }
            });
        "cursor-of-a-number-is-an-offset": "A plain number is taken for a cursor."
            Request(List, |request| {
                if let Ok(offset) = text(request, "cursor").parse::<u64>() {
                    let cursor = Object::from_iter([("offset".to_owned(), offset.into())]);
                    set(request, "cursor", cursor::encode(&cursor));
                }
            });
    }
}

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
