//! Identifiers that are new each time.

use uuid::Uuid;

/// What marks the users that one run creates: eight hexadecimal digits.
#[must_use]
pub fn fresh_token() -> String {
    Uuid::new_v4().simple().to_string()[..8].to_owned()
}

/// The `traceparent` of one request (W3C Trace Context).
pub(super) fn traceparent() -> String {
    let (trace, span) = (Uuid::new_v4().simple(), Uuid::new_v4().simple().to_string());
    format!("00-{trace}-{}-01", &span[..16])
}
