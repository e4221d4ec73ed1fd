//! An answer before it goes out.

use std::io;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::stream;
use serde_json::{Value, json};

use super::violation::Violation;

/// Bytes of a chunk: small enough to cut characters and numbers in two.
const CHUNK: usize = 61;

/// How the body goes over the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// At once, with its length.
    #[default]
    Whole,
    /// In chunks of a few bytes, without its length.
    Chunked,
    /// The connection breaks in the middle of it.
    Cut,
}

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
    /// How the body goes over the wire.
    pub framing: Framing,
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
            framing: Framing::Whole,
        }
    }

    /// 200 and an empty object, as if everything had been fine.
    #[must_use]
    pub fn acknowledgement() -> Self {
        Self::json(StatusCode::OK, &json!({}))
    }

    /// A failure of the server, as only a fault makes it.
    #[must_use]
    pub fn server_error() -> Self {
        let error = json!({"error": {"code": "internal", "message": "internal server error"}});
        Self::json(StatusCode::INTERNAL_SERVER_ERROR, &error)
    }

    /// Sets a header.
    pub fn header(&mut self, name: header::HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// Whether it refuses a request for breaking this keyword, in whatever field.
    #[must_use]
    pub fn broke(&self, keyword: &str) -> bool {
        self.violations.iter().any(|one| one.keyword == keyword)
    }

    /// Whether it refuses a request in which this field breaks this keyword.
    #[must_use]
    pub fn violates(&self, field: &str, keyword: &str) -> bool {
        self.violations.iter().any(|one| one.is(field, keyword))
    }

    pub(super) fn into_response(self) -> Response {
        let body = match self.framing {
            Framing::Whole => Body::from(self.body),
            Framing::Chunked => {
                let chunks: Vec<io::Result<Vec<u8>>> =
                    self.body.chunks(CHUNK).map(|chunk| Ok(chunk.to_vec())).collect();
                Body::from_stream(stream::iter(chunks))
            }
            Framing::Cut => {
                let half = self.body[..self.body.len() / 2].to_vec();
                let reset = io::Error::from(io::ErrorKind::ConnectionReset);
                Body::from_stream(stream::iter([Ok(half), Err(reset)]))
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
