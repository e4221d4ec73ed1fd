//! What went over the wire.

use serde::{Deserialize, Serialize};

use super::{Credentials, JsonText, Operation, json};

/// A request as the checks mean it; the client adds credentials, trace and connection headers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The operation that it exercises.
    pub operation: Operation,
    /// HTTP method.
    pub method: String,
    /// Path and query, percent-encoded, without the target's origin.
    pub path: String,
    /// Headers beside `Authorization`.
    pub headers: Vec<(String, String)>,
    /// The body's bytes, if there is a body.
    #[serde(with = "optional_text", default)]
    pub body: Option<Vec<u8>>,
    /// What it presents itself with.
    pub credentials: Credentials,
}

/// A complete response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Headers in the order of arrival, values as lossy UTF-8.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    #[serde(with = "text")]
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of that name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON (RFC 8259), or why it is none.
    ///
    /// # Errors
    /// When the bytes are not one JSON text by the grammar.
    pub fn json(&self) -> Result<JsonText, serde_json::Error> {
        json::read(&self.body)
    }
}

/// Why no complete response came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TransportFault {
    /// No connection could be made.
    Connect,
    /// The answer did not arrive in time.
    Timeout,
    /// The connection broke.
    Broken,
    /// What arrived is no HTTP, or not in the content coding that it says.
    Unreadable,
    /// The response was larger than the limit.
    TooLarge,
    /// The client's own safety gate refused to send the request.
    Withheld,
    /// The run was interrupted before the request was sent.
    Cancelled,
    /// The budget of the run allows no further request of this kind.
    OverBudget,
    /// The run gave the target up before the request was sent.
    Gone,
}

impl TransportFault {
    /// Whether the request certainly never reached the server.
    pub(crate) fn never_left(self) -> bool {
        matches!(self, Self::Connect | Self::Withheld | Self::OverBudget)
    }
}

/// A transport failure with its cause in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    /// The kind of failure.
    pub fault: TransportFault,
    /// What happened, without secrets.
    pub message: String,
}

impl TransportError {
    /// A failure of this kind.
    #[must_use]
    pub fn new(fault: TransportFault, message: impl Into<String>) -> Self {
        Self { fault, message: message.into() }
    }
}

/// A request, what came back, and how long it took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub outcome: Result<Response, TransportError>,
    /// From the first byte sent to the last byte received, in microseconds.
    pub micros: u64,
    /// When the response was complete, by our clock, in milliseconds since 1970.
    pub finished_at: i64,
    /// The `traceparent` (W3C Trace Context) that was sent along.
    pub traceparent: String,
}

impl Exchange {
    /// A request that was not sent.
    pub(crate) fn unsent(request: Request, error: TransportError) -> Self {
        let (outcome, traceparent) = (Err(error), String::new());
        Self { request, outcome, micros: 0, finished_at: 0, traceparent }
    }

    /// A copy with at most `most` bytes of the response body, and a line that says how many there
    /// were.
    pub(crate) fn clipped(&self, most: usize) -> Self {
        let clipped = |response: &Response| {
            let Response { status, headers, body } = response;
            let mut kept = body[..body.len().min(most)].to_vec();
            if kept.len() < body.len() {
                // A character that is cut in two would make bytes of a text.
                while !kept.is_empty()
                    && std::str::from_utf8(&kept).is_err_and(|e| e.error_len().is_none())
                {
                    kept.pop();
                }
                let line = format!("\n[{} of {} bytes]", kept.len(), body.len());
                kept.extend_from_slice(line.as_bytes());
            }
            Response { status: *status, headers: headers.clone(), body: kept }
        };
        Self {
            request: self.request.clone(),
            outcome: self.outcome.as_ref().map(clipped).map_err(Clone::clone),
            micros: self.micros,
            finished_at: self.finished_at,
            traceparent: self.traceparent.clone(),
        }
    }
}

/// Bytes in JSON: as text where they are UTF-8, else as a list of numbers, so that a request can
/// be sent again from a report exactly as it was.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bytes {
    /// UTF-8.
    Text(String),
    /// Anything else.
    Raw {
        /// The bytes one by one.
        bytes: Vec<u8>,
    },
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes)
            .map_or_else(|error| Self::Raw { bytes: error.into_bytes() }, Self::Text)
    }
}

impl From<Bytes> for Vec<u8> {
    fn from(bytes: Bytes) -> Self {
        match bytes {
            Bytes::Text(text) => text.into_bytes(),
            Bytes::Raw { bytes } => bytes,
        }
    }
}

mod text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Bytes;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        Bytes::from(bytes.to_vec()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Bytes::deserialize(deserializer).map(Vec::from)
    }
}

/// The same for bytes that may be absent.
mod optional_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Bytes;

    #[expect(clippy::ref_option, reason = "serde's `with` hands the field over by reference")]
    pub fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.clone().map(Bytes::from).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(Option::<Bytes>::deserialize(deserializer)?.map(Vec::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_body_is_kept_in_part_and_says_so() {
        let exchange = |body: &str| Request::fixture(Operation::List).answered(Ok((200, body)));
        let kept = |body: &str, most| {
            String::from_utf8(exchange(body).clipped(most).outcome.unwrap().body).unwrap()
        };
        assert_eq!(kept("abc", 3), "abc");
        assert_eq!(kept("abcd", 3), "abc\n[3 of 4 bytes]");
        assert_eq!(kept("aéé", 4), "aé\n[3 of 5 bytes]");
        assert_eq!(exchange("abc").clipped(9), exchange("abc"));
    }

    #[test]
    fn bodies_come_back_byte_for_byte() {
        for body in [b"plain".to_vec(), vec![0xff, 0x00, b'{']] {
            let response = Response { status: 200, headers: Vec::new(), body };
            let text = serde_json::to_string(&response).unwrap();
            assert_eq!(serde_json::from_str::<Response>(&text).unwrap(), response);
        }
    }
}
