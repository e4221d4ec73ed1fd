//! Oracles: pure functions from what was seen to what contradicts the contract.

pub(super) mod address;
pub mod filter;
pub mod page;
pub mod patch;
pub(super) mod phone;
pub mod response;
pub mod status;
pub mod user;
pub(super) mod words;

use std::fmt::Display;

pub(super) use response::watch;

use crate::{
    model::{Finding, Operation},
    promise::Promise,
};

/// A contradiction to the clause of a promise: where and how, what was promised and what happened.
pub(super) fn finding(
    promise: &Promise,
    operation: Operation,
    (place, kind): (&str, &str),
    expected: impl Display,
    actual: impl Display,
) -> Finding {
    Finding {
        clause: promise.clause.to_string(),
        operation,
        place: place.to_owned(),
        kind: kind.to_owned(),
        expected: expected.to_string(),
        actual: actual.to_string(),
    }
}

/// A JSON value in words: `absent` when there is none.
pub(super) fn shown(value: Option<&serde_json::Value>) -> String {
    value.map_or_else(|| "absent".to_owned(), ToString::to_string)
}

/// The beginning of a body, for a person.
pub(super) fn excerpt(body: &[u8]) -> String {
    clip(&String::from_utf8_lossy(body))
}

fn clip(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
