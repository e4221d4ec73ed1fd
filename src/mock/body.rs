//! Request bodies: how much is read, and what counts as JSON.

use std::io::Read as _;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use flate2::read::GzDecoder;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

use super::problem::Problem;

/// How large a body may be.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimit {
    /// The largest body that is taken.
    pub taken: usize,
    /// How much is read of a body before its sender is cut off. Reading on past `taken` lets a
    /// client that writes first and reads afterwards see the 413 instead of a reset connection.
    pub read: usize,
    /// Whether a body that is compressed with gzip is taken; `taken` is its size unpacked as well.
    pub gzip: bool,
}

impl Default for BodyLimit {
    fn default() -> Self {
        Self { taken: 1 << 20, read: 16 << 20, gzip: false }
    }
}

/// Reads a body.
pub(super) async fn read(body: Body, limit: BodyLimit) -> Result<Bytes, Problem> {
    let body = Limited::new(body, limit.read).collect().await;
    match body.map(http_body_util::Collected::to_bytes) {
        Ok(bytes) if bytes.len() <= limit.taken => Ok(bytes),
        Err(error) if !error.is::<LengthLimitError>() => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "unreadable_body",
            "the body ended before it was complete",
        )),
        _ => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "the body is too large",
        )),
    }
}

/// Undoes the content coding of a body, where it has one: gzip if that is taken at all.
pub(super) fn decoded(
    bytes: &[u8],
    headers: &HeaderMap,
    limit: BodyLimit,
) -> Result<Vec<u8>, Problem> {
    let Some(coding) = headers.get(header::CONTENT_ENCODING) else { return Ok(bytes.to_vec()) };
    if !limit.gzip || !coding.as_bytes().eq_ignore_ascii_case(b"gzip") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_coding",
            "this content coding is not taken",
        ));
    }
    let mut plain = Vec::new();
    let most = limit.taken as u64 + 1;
    match GzDecoder::new(bytes).take(most).read_to_end(&mut plain) {
        Ok(read) if read <= limit.taken => Ok(plain),
        Ok(_) => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "the body is too large",
        )),
        Err(_) => {
            Err(Problem::new(StatusCode::BAD_REQUEST, "malformed_gzip", "the body is not gzip"))
        }
    }
}

/// Refuses a body that is not declared as JSON.
pub(super) fn declared(headers: &HeaderMap) -> Result<(), Problem> {
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
    Ok(())
}

/// Parses a body as JSON, whatever value it is.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            format!("the body is not JSON: line {}, column {}", error.line(), error.column()),
        )
    })
}
