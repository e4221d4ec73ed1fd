//! The API key, and its removal by value from everything that is recorded.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::model::{Exchange, Response, TransportError};

/// What stands where the key was.
const MASK: &str = "[redacted]";

/// Keys shorter than this are not looked for: every other word would match.
const SHORTEST: usize = 8;

/// A bearer token. It has no `Debug` and no `Display`, so that it cannot be printed by mistake.
#[derive(Clone)]
pub struct ApiKey {
    value: String,
    disguises: Vec<String>,
}

impl ApiKey {
    /// A key without the white space around it, as files and pipes bring it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let value = text.trim().to_owned();
        let unpadded = |text: String| text.trim_end_matches('=').to_owned();
        let mut disguises = vec![
            value.clone(),
            unpadded(STANDARD.encode(&value)),
            unpadded(URL_SAFE.encode(&value)),
            utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string(),
        ];
        disguises.sort_unstable();
        disguises.dedup();
        disguises.retain(|text| value.len() >= SHORTEST && !text.is_empty());
        Self { value, disguises }
    }

    /// Whether there is no key at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The value of the `Authorization` header (RFC 6750 section 2.1).
    pub(super) fn bearer(&self) -> String {
        format!("Bearer {}", self.value)
    }

    /// Removes the key, raw, base64 or percent-encoded, from a text.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        self.disguises.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
    }

    /// The same for all that came back in an exchange. What was sent never holds the key.
    pub(super) fn scrub_exchange(&self, exchange: &mut Exchange) {
        match &mut exchange.outcome {
            Ok(Response { headers, body, .. }) => {
                for (name, value) in headers {
                    (*name, *value) = (self.scrub(name), self.scrub(value));
                }
                let text = String::from_utf8_lossy(body);
                if self.disguises.iter().any(|secret| text.contains(secret)) {
                    *body = self.scrub(&text).into_bytes();
                }
            }
            Err(TransportError { message, .. }) => *message = self.scrub(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_disappears_in_every_disguise() {
        let key = ApiKey::new(" s3cr3t/key+canary \n");
        for disguise in ["s3cr3t/key+canary", "czNjcjN0L2tleStjYW5hcnk=", "s3cr3t%2Fkey%2Bcanary"] {
            let scrubbed = key.scrub(&format!("Bearer {disguise}!"));
            assert!(scrubbed.starts_with("Bearer [redacted]"), "{scrubbed}");
        }
    }

    #[test]
    fn a_short_key_does_not_mask_words() {
        assert_eq!(ApiKey::new("key").scrub("a key is a key"), "a key is a key");
    }
}
