//! A request as faults see it.

use axum::{
    body::Bytes,
    http::{HeaderMap, Uri},
};

use super::auth::Refusal;
use crate::model::Operation;

/// One request, as far as faults may depend on it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation; `None` when path and method name none.
    pub operation: Option<Operation>,
    /// Counts the requests of this server, from 1.
    pub number: u64,
    /// Counts the requests of the same operation, from 1.
    pub turn: u64,
    /// What is wrong with the credentials.
    pub refusal: Option<Refusal>,
    /// Path and query as they were sent.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty when it was not taken.
    pub body: Bytes,
}

impl Call {
    /// Whether this is a request of that operation.
    #[must_use]
    pub fn is(&self, operation: Operation) -> bool {
        self.operation == Some(operation)
    }

    /// The last segment of the path, which names a user in an update.
    #[must_use]
    pub fn last_segment(&self) -> &str {
        self.uri.path().rsplit('/').next().unwrap_or_default()
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}
