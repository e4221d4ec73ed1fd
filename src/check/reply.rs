//! A response as scenarios and oracles read it.

use std::ops::Deref;

use serde_json::Value;

use super::oracle::words::shape;
use crate::model::{Operation, Response};

/// A response that arrived, with its body read once.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The operation that was asked for.
    pub operation: Operation,
    /// The response.
    pub response: Response,
    /// Its body as JSON; `null` when it is none.
    pub json: Value,
    /// Its place among the recorded exchanges.
    pub index: usize,
    /// When it was complete, by our clock, in milliseconds since 1970.
    pub finished_at: i64,
}

impl Reply {
    /// What its body is like, for a person.
    pub(super) fn body_in_words(&self) -> String {
        match &self.json {
            Value::Null if self.body.is_empty() => "the body is empty".to_owned(),
            Value::Null if self.body.trim_ascii() != b"null" => "the body is no JSON".to_owned(),
            json => shape("the body", json),
        }
    }
}

impl Deref for Reply {
    type Target = Response;

    fn deref(&self) -> &Response {
        &self.response
    }
}

/// What the sender of a request wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// That it is accepted: then the response must keep to its schema.
    Accepted,
    /// That it is refused. When it is not, what comes back is not judged further: the one
    /// failure is reported where it belongs.
    Refused,
}

/// The rows of a page; none when the body has another shape.
pub(super) fn rows(page: &Value) -> &[Value] {
    page["users"].as_array().map_or(&[], Vec::as_slice)
}
