//! Request bodies: how much is read, and what counts as JSON.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

use super::problem::Problem;

/// The largest body that is taken: 1 MiB.
const LIMIT: usize = 1 << 20;

/// How much is read of a body before its sender is cut off. Reading on past [`LIMIT`] lets a
/// client that writes first and reads afterwards see the 413 instead of a reset connection.
const PATIENCE: usize = 16 << 20;

/// Reads a body.
pub(super) async fn read(body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, PATIENCE).collect().await.map(http_body_util::Collected::to_bytes) {
        Ok(bytes) if bytes.len() <= LIMIT => Ok(bytes),
        Err(error) if !error.is::<LengthLimitError>() => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "unreadable_body",
            "the body ended before it was complete",
        )),
        _ => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "the body is larger than 1 MiB",
        )),
    }
}

/// Parses a body as JSON, whatever value it is.
pub(super) fn parse(headers: &HeaderMap, bytes: &[u8]) -> Result<Value, Problem> {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "the content type must be application/json",
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            format!("the body is not JSON: line {}, column {}", error.line(), error.column()),
        )
    })
}
