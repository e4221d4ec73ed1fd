//! What a handler reads of a request.

use std::borrow::Cow;

use axum::http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{body, call::Call, faults::ActiveHooks, problem::Problem};
use crate::model::Operation;

/// A request on its way to the handler of its operation.
#[derive(Debug)]
pub(super) struct Input<'a> {
    /// The query string.
    pub(super) query: &'a str,
    parameter: &'a str,
    headers: &'a HeaderMap,
    body: Vec<u8>,
    /// Whether the request came without a body where it may.
    absent: bool,
}

impl<'a> Input<'a> {
    /// A request with its body, and with the segment of its path that a parameter stands for.
    pub(super) fn new(
        hooks: &ActiveHooks,
        call: &'a Call,
        operation: Operation,
        parameter: &'a str,
        mut body: Vec<u8>,
    ) -> Self {
        // The documentation's own example of an update sends no body at all.
        let absent = body.is_empty() && operation == Operation::Update;
        if absent {
            body = b"{}".to_vec();
        }
        hooks.raw(call, operation, &mut body);
        let query = call.uri.query().unwrap_or_default();
        Self { query, parameter, headers: &call.headers, body, absent }
    }

    /// The body.
    pub(super) fn json(&self) -> Result<Value, Problem> {
        if !self.absent {
            body::declared(self.headers)?;
        }
        body::parse(&self.body)
    }

    /// The id that the path names.
    pub(super) fn user_id(&self) -> Result<Cow<'a, str>, Problem> {
        percent_decode_str(self.parameter).decode_utf8().map_err(|_| Problem::unknown_user())
    }
}
