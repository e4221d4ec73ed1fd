//! The part of HAR 1.2 that is written, in its own words.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Document {
    pub log: Log,
}

#[derive(Serialize)]
pub(super) struct Log {
    pub version: &'static str,
    pub creator: Creator,
    pub pages: Vec<Page>,
    pub entries: Vec<Entry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Creator {
    pub name: &'static str,
    pub version: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub started_date_time: String,
    pub id: String,
    pub title: String,
    #[serde(rename = "pageTimings")]
    pub timings: Empty,
    pub comment: String,
}

/// An object without fields.
#[derive(Serialize)]
pub(super) struct Empty {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub pageref: String,
    pub started_date_time: String,
    /// Milliseconds.
    pub time: f64,
    pub request: HarRequest,
    pub response: HarResponse,
    pub cache: Empty,
    pub timings: Timings,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HarRequest {
    pub method: String,
    pub url: String,
    pub http_version: &'static str,
    pub cookies: [Empty; 0],
    pub headers: Vec<Pair>,
    pub query_string: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_data: Option<PostData>,
    pub headers_size: i64,
    pub body_size: i64,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Pair {
    pub name: String,
    pub value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostData {
    pub mime_type: String,
    pub text: String,
    /// The format has no such field for requests; custom ones begin with an underscore.
    #[serde(rename = "_encoding", skip_serializing_if = "Option::is_none")]
    pub encoding: Option<&'static str>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HarResponse {
    pub status: u16,
    pub status_text: String,
    pub http_version: &'static str,
    pub cookies: [Empty; 0],
    pub headers: Vec<Pair>,
    pub content: Content,
    #[serde(rename = "redirectURL")]
    pub redirect_url: String,
    pub headers_size: i64,
    pub body_size: i64,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    pub size: i64,
    pub mime_type: String,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<&'static str>,
}

/// Milliseconds. Only the whole is measured, and it is nearly all waiting.
#[derive(Serialize)]
pub(super) struct Timings {
    pub send: f64,
    pub wait: f64,
    pub receive: f64,
}
