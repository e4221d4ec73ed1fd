//! An answer before it goes out.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::Value;

use super::problem::Violation;

/// Status, headers and body, still open to change by a fault.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: StatusCode,
    /// The headers, without those that the server adds itself (`Date`, `Content-Length`).
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The error code when this is a refusal.
    pub code: Option<&'static str>,
    /// What was wrong when this is a refusal.
    pub violations: Vec<Violation>,
}

impl Answer {
    /// A JSON body.
    #[must_use]
    pub fn json(status: StatusCode, value: &Value) -> Self {
        let mut answer = Self::empty(status);
        answer.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer.body = value.to_string().into_bytes();
        answer
    }

    /// No body at all.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
            code: None,
            violations: Vec::new(),
        }
    }

    /// Sets a header.
    pub fn header(&mut self, name: header::HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
