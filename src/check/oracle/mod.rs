//! Oracles: pure functions from what was seen to what contradicts the contract.

pub(super) mod address;
pub mod filter;
pub mod page;
pub mod patch;
pub mod response;
pub mod status;
pub mod user;

use std::fmt::Display;

pub(super) use response::watch;

use crate::model::{Finding, Operation};

/// A contradiction to a clause: where and how, what was promised and what happened.
pub(super) fn finding(
    clause: &str,
    operation: Operation,
    (place, kind): (&str, &str),
    expected: impl Display,
    actual: impl Display,
) -> Finding {
    Finding {
        clause: clause.to_owned(),
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
