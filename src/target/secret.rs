//! The API key, and its removal by value from everything that is recorded.
//!
//! A server may send the key back whole or in part, as it is, in base64 at whatever place of a
//! longer text, percent-encoded, or with escapes of JSON. So what is looked for is every run of
//! `TELLING` characters of the key in any of these forms.

mod escapes;
mod finder;

use std::{borrow::Cow, sync::Arc};

use finder::Finder;
use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Event, Exchange, Replayed, Response, TransportError};

/// What stands where the key was.
const MASK: &[u8] = b"[redacted]";

/// A bearer token. It has no `Debug` and no `Display`, so that it cannot be printed by mistake.
#[derive(Clone)]
pub struct ApiKey {
    value: String,
    /// What finds the key, and further values that are hidden like it.
    finders: Vec<Arc<Finder>>,
}

impl ApiKey {
    /// A key without the white space around it, as files and pipes bring it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        // Editors put a byte order mark before the text.
        let value = text.trim().trim_start_matches('\u{feff}').trim().to_owned();
        let finders = Finder::new(value.as_bytes()).map(Arc::new).into_iter().collect();
        Self { value, finders }
    }

    /// The same key, which hides further values too, such as those of headers.
    #[must_use]
    pub(crate) fn hiding<'a>(mut self, values: impl Iterator<Item = &'a str>) -> Self {
        let found = values.filter_map(|value| Finder::new(value.as_bytes()));
        self.finders.extend(found.map(Arc::new));
        self
    }

    /// What of the key no header can carry, if anything.
    pub(super) fn unsendable(&self) -> Option<&'static str> {
        if self.value.contains(['\n', '\r']) {
            return Some("a line break");
        }
        let visible = |c: char| c.is_ascii_graphic() || c == ' ';
        (!self.value.chars().all(visible)).then_some("a character that is no visible ASCII")
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

    /// Removes the key and every telling piece of it from a text.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        match self.scrubbed(text.as_bytes()) {
            Cow::Borrowed(_) => text.to_owned(),
            Cow::Owned(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn scrubbed<'a>(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        if self.finders.is_empty() {
            return Cow::Borrowed(text);
        }
        let plain = escapes::undone(text);
        let mut found = Vec::new();
        for finder in &self.finders {
            found.extend(finder.find(text));
            if let Some(plain) = &plain {
                found.extend(finder.find(&plain.bytes).into_iter().map(|span| plain.before(span)));
            }
        }
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        found.sort_unstable();
        let mut clean = Vec::with_capacity(text.len());
        let mut next = 0;
        for (start, end) in found {
            if start >= next {
                clean.extend_from_slice(&text[next..start]);
                clean.extend_from_slice(MASK);
            }
            next = next.max(end);
        }
        clean.extend_from_slice(&text[next..]);
        Cow::Owned(clean)
    }

    /// The same for all that came back in an exchange. What was sent never holds the key.
    pub(super) fn scrub_exchange(&self, exchange: &mut Exchange) {
        match &mut exchange.outcome {
            Ok(Response { headers, body, .. }) => {
                for (name, value) in headers {
                    (*name, *value) = (self.scrub(name), self.scrub(value));
                }
                if let Cow::Owned(clean) = self.scrubbed(body) {
                    *body = clean;
                }
            }
            Err(TransportError { message, .. }) => *message = self.scrub(message),
        }
    }

    /// The same for an event: its exchanges, then every text, should a disguise become the key only
    /// when it is read.
    #[must_use]
    pub(crate) fn scrub_event(&self, mut event: Event) -> Event {
        match &mut event {
            Event::Progress(_) => return event,
            Event::Exchanged { exchange, .. } => self.scrub_exchange(exchange),
            Event::CheckFinished(result) => {
                let shown = result.counterexamples.iter_mut();
                shown
                    .flat_map(|shown| &mut shown.exchanges)
                    .for_each(|one| self.scrub_exchange(one));
            }
            Event::RunStarted(_) | Event::FindingSeen { .. } | Event::RunFinished(_) => {}
        }
        self.scrub_texts(event)
    }

    /// The same for what came of replaying a finding.
    #[must_use]
    pub(crate) fn scrub_replayed(&self, replayed: Replayed) -> Replayed {
        match replayed {
            Replayed::StillFailing(mut shown) => {
                shown.exchanges.iter_mut().for_each(|one| self.scrub_exchange(one));
                Replayed::StillFailing(Box::new(self.scrub_texts(*shown)))
            }
            Replayed::NotReproducible(reason) => Replayed::NotReproducible(self.scrub(&reason)),
            Replayed::Fixed { tries } => Replayed::Fixed { tries },
        }
    }

    /// The same for every text of a value.
    #[must_use]
    pub(crate) fn scrub_texts<T: Serialize + DeserializeOwned>(&self, told: T) -> T {
        if self.finders.is_empty() {
            return told;
        }
        let Ok(mut value) = serde_json::to_value(&told) else { return told };
        if !self.scrub_value(&mut value) {
            return told;
        }
        // Only texts have changed, which any text may.
        serde_json::from_value(value).unwrap_or(told)
    }

    /// Scrubs every text of a value; says whether there was anything to remove.
    fn scrub_value(&self, value: &mut serde_json::Value) -> bool {
        match value {
            serde_json::Value::String(text) => match self.scrubbed(text.as_bytes()) {
                Cow::Borrowed(_) => false,
                Cow::Owned(clean) => {
                    *text = String::from_utf8_lossy(&clean).into_owned();
                    true
                }
            },
            serde_json::Value::Array(items) => {
                items.iter_mut().fold(false, |found, item| self.scrub_value(item) | found)
            }
            serde_json::Value::Object(members) => {
                members.values_mut().fold(false, |found, item| self.scrub_value(item) | found)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::{finder::TELLING, *};

    const KEY: &str = "s3cr3t/key+canary~0123456789";

    fn scrub(text: &str) -> String {
        ApiKey::new(&format!(" {KEY}\n")).scrub(text)
    }

    #[test]
    fn the_key_disappears_in_every_disguise() {
        let percent = utf8_percent_encode(KEY, NON_ALPHANUMERIC).to_string();
        let each = |write: fn(u8) -> String| KEY.bytes().map(write).collect::<Vec<_>>().concat();
        for disguise in [
            KEY.to_owned(),
            percent.clone(),
            percent.to_lowercase(),
            percent.replace('%', "%25"),
            KEY.replace('/', "\\/"),
            each(|byte| format!("\\u{byte:04X}")),
            each(|byte| format!("%{byte:02x}")),
            each(|byte| format!("{byte:02x}")),
            each(|byte| format!("{byte:02X}")),
            KEY.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"),
            KEY.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join("-"),
            KEY.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "),
            each(|byte| format!("&#{byte};")),
            each(|byte| format!("&#x{byte:x};")),
            each(|byte| format!("&#X{byte:04X};")),
            each(|byte| format!("\\u{{{byte:x}}}")),
            each(|byte| format!("\\x{byte:02x}")),
        ] {
            assert_eq!(scrub(&format!("Bearer {disguise}!")), "Bearer [redacted]!", "{disguise}");
        }
    }

    #[test]
    fn base64_is_known_wherever_the_key_stands_in_it() {
        for before in ["", ":", "ab", "Bearer ", "user:", "Authorization: Bearer "] {
            for after in ["", "x", "\r\n"] {
                let text = STANDARD.encode(format!("{before}{KEY}{after}"));
                for text in [text.clone(), text.replace('+', "-").replace('/', "_")] {
                    let clean = scrub(&text);
                    let pieces = |at: usize| text.get(at..at + TELLING);
                    let own = STANDARD.encode(before).len();
                    for piece in (own + 4..text.len() - after.len() - 6).filter_map(pieces) {
                        assert!(!clean.contains(piece), "{piece} of {text} in {clean}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_telling_piece_disappears_and_a_short_one_stays() {
        for start in 0..=KEY.len() - TELLING {
            let piece = &KEY[start..start + TELLING];
            assert_eq!(scrub(&format!("a {piece}.")), "a [redacted].");
            let short = &piece[1..];
            assert_eq!(scrub(&format!("a {short}.")), format!("a {short}."));
        }
        assert_eq!(scrub(&format!("{KEY}{KEY}")), "[redacted][redacted]");
    }

    #[test]
    fn a_short_key_is_found_whole_and_a_very_short_one_not_at_all() {
        assert_eq!(ApiKey::new("0123456789").scrub("a 0123456789 b"), "a [redacted] b");
        assert_eq!(ApiKey::new("key").scrub("a key is a key"), "a key is a key");
    }

    #[test]
    fn no_bytes_make_it_fall_over() {
        let key = ApiKey::new("s3cr3t-ünïcödé-kéy-0123456789");
        for text in ["", "%", "%%%4", "\\u", "\\uD8", "%C3", "s3cr3t-ünïcödé-k\u{e8}y"] {
            let _ = key.scrub(text);
        }
        assert_eq!(key.scrub("\\u00e9%\\/ plain"), "\\u00e9%\\/ plain");
    }
}
