//! When a server asks for patience, and how long it is worth having.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::model::Response;

/// How often a request is sent at most.
pub(super) const ATTEMPTS: u32 = 8;

/// The longest time that a server may ask us to wait.
const LONGEST: Duration = Duration::from_secs(5);

/// The wait before the first repetition when the server names none; it doubles from then on.
const FIRST: Duration = Duration::from_millis(200);

/// How long to wait before the same request is sent again; `None` when it is not to be.
///
/// A 429 (RFC 6585 section 4) says that the request was not served, so that sending it again does
/// nothing twice, whatever its method. A 503 (RFC 9110 section 15.6.4) says so only with
/// `Retry-After`, and only a `GET` is trusted with it.
pub(super) fn patience(
    response: &Response,
    method: &str,
    attempt: u32,
    now: DateTime<Utc>,
) -> Option<Duration> {
    let asked = response.header("retry-after").and_then(|value| retry_after(value, now));
    let wait = match response.status {
        429 => asked.unwrap_or(FIRST * 2_u32.saturating_pow(attempt)),
        503 if method == "GET" => asked?,
        _ => return None,
    };
    (attempt + 1 < ATTEMPTS).then(|| wait.min(LONGEST))
}

/// `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3).
fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(value).ok()?;
    Some((date.with_timezone(&Utc) - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, after: Option<&str>) -> Response {
        let headers = after.map(|value| ("Retry-After".to_owned(), value.to_owned()));
        Response { status, headers: headers.into_iter().collect(), body: Vec::new() }
    }

    fn wait(status: u16, after: Option<&str>, method: &str, attempt: u32) -> Option<u128> {
        let now = DateTime::parse_from_rfc2822("Wed, 01 Jan 2020 00:00:00 GMT").unwrap();
        patience(&response(status, after), method, attempt, now.to_utc()).map(|d| d.as_millis())
    }

    #[test]
    fn a_429_is_waited_out_whatever_the_method() {
        assert_eq!(wait(429, Some("1"), "POST", 0), Some(1_000));
        assert_eq!(wait(429, None, "PATCH", 2), Some(800));
        assert_eq!(wait(429, Some("Wed, 01 Jan 2020 00:00:02 GMT"), "GET", 0), Some(2_000));
        assert_eq!(wait(429, Some("Tue, 31 Dec 2019 00:00:00 GMT"), "GET", 0), Some(0));
    }

    #[test]
    fn absurd_requests_are_capped_and_patience_ends() {
        assert_eq!(wait(429, Some("86400"), "GET", 0), Some(5_000));
        assert_eq!(wait(429, Some("1"), "GET", ATTEMPTS - 1), None);
    }

    #[test]
    fn a_503_is_waited_out_only_when_it_says_so_and_nothing_can_happen_twice() {
        assert_eq!(wait(503, Some("1"), "GET", 0), Some(1_000));
        assert_eq!(wait(503, None, "GET", 0), None);
        assert_eq!(wait(503, Some("1"), "POST", 0), None);
        assert_eq!(wait(500, Some("1"), "GET", 0), None);
    }
}
