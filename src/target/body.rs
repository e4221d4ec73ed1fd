//! Reading a response under limits, whatever the server sends.

use tokio::sync::Semaphore;

use super::{
    coding::{CodingError, decoded},
    failure::transport,
};
use crate::model::{Response, TransportError, TransportFault};

/// Largest head in bytes, names and values of its fields.
const MOST_HEAD: usize = 64 << 10;

/// Bodies up to here are read as they come; of larger ones only a few at the same time.
const SMALL: usize = 256 << 10;

/// How many large bodies are read at the same time.
const LARGE_AT_ONCE: usize = 4;

/// Most memory, in bytes, that a JSON body may take once it is parsed.
const MOST_PARSED: usize = 24 << 20;

/// Reads bodies that are not too large.
pub(super) struct BodyReader {
    most: usize,
    large: Semaphore,
}

impl BodyReader {
    /// A reader of bodies up to so many bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { most, large: Semaphore::new(LARGE_AT_ONCE) }
    }

    /// Reads a whole response and undoes its content codings.
    pub(super) async fn read(
        &self,
        mut response: reqwest::Response,
    ) -> Result<Response, TransportError> {
        let status = response.status().as_u16();
        let headers = headers(&response)?;
        // What announces more than is read need not be read at all.
        if response.content_length().is_some_and(|length| length > self.most as u64) {
            return Err(self.too_large());
        }
        let mut body: Vec<u8> = Vec::new();
        let mut permit = None;
        while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
            let length = body.len() + chunk.len();
            if length > self.most {
                return Err(self.too_large());
            }
            if length > SMALL && permit.is_none() {
                // The semaphore is never closed; without a permit there is only less order.
                permit = self.large.acquire().await.ok();
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response { status, headers, body };
        if let Some(codings) = response.header("content-encoding").map(str::to_owned) {
            response.body = decoded(response.body, &codings, self.most).map_err(|error| {
                let fault = match error {
                    CodingError::TooLarge(_) => TransportFault::TooLarge,
                    CodingError::Broken(..) | CodingError::Unknown(_) => TransportFault::Unreadable,
                };
                TransportError::new(fault, error.to_string())
            })?;
        }
        if parses_large(&response.body) {
            let most = MOST_PARSED >> 20;
            let message = format!("the response would take more than {most} MiB once it is parsed");
            return Err(TransportError::new(TransportFault::TooLarge, message));
        }
        Ok(response)
    }

    fn too_large(&self) -> TransportError {
        let message = format!("the response is larger than {} bytes", self.most);
        TransportError::new(TransportFault::TooLarge, message)
    }
}

/// The header fields, values as lossy UTF-8.
fn headers(response: &reqwest::Response) -> Result<Vec<(String, String)>, TransportError> {
    let fields = response.headers();
    let size: usize = fields.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size > MOST_HEAD {
        let message = format!("the head of the answer is too large: {size} bytes");
        return Err(TransportError::new(TransportFault::TooLarge, message));
    }
    let field = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Ok(fields.iter().map(field).collect())
}

/// Whether a JSON text may take more memory than it should, beyond its own length: an object begins
/// with a node of its tree, and every element or member takes a value, a name and its share of a
/// node.
fn parses_large(body: &[u8]) -> bool {
    const NODE: usize = 700;
    const VALUE: usize = 160;
    let size = |byte: &u8| match byte {
        b'{' => NODE,
        b'[' | b',' => VALUE,
        _ => 0,
    };
    // Most bodies are far too short, and need not be looked at.
    body.len() > MOST_PARSED / NODE && body.iter().map(size).sum::<usize>() > MOST_PARSED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_far_from_the_limit_and_a_flood_of_values_beyond_it() {
        let row = r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":0,"k":1,"l":2},"#;
        assert!(!parses_large(row.repeat(5_000).as_bytes()));
        assert!(parses_large(row.repeat(20_000).as_bytes()));
        assert!(parses_large("[0,".repeat(1 << 17).as_bytes()));
        assert!(!parses_large(&vec![b'x'; 5 << 20]));
    }
}
