//! When a server asks for patience, and how long it is worth having.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use chrono::{DateTime, Utc};

use crate::model::Response;

/// How often a request is sent at most.
const ATTEMPTS: u32 = 8;

/// The longest time that a server may ask us to wait at once.
const LONGEST: Duration = Duration::from_secs(5);

/// The wait before the first repetition when the server names none; it doubles from then on.
const FIRST: Duration = Duration::from_millis(200);

/// After so many requests in a row that were refused to the end, no further one waits.
const IN_VAIN: u32 = 3;

/// How long this client waits for a server that asks for patience.
pub(super) struct RetryPolicy {
    /// For one request, in all.
    most: Duration,
    /// Requests in a row that waited in vain.
    in_vain: AtomicU32,
}

/// The retries of one request.
pub(super) struct Retries<'a> {
    policy: &'a RetryPolicy,
    attempt: u32,
    waited: Duration,
}

impl RetryPolicy {
    /// Waits for each request three times as long as one exchange may take.
    pub(super) fn new(timeout: Duration) -> Self {
        Self { most: timeout.saturating_mul(3), in_vain: AtomicU32::new(0) }
    }

    /// The retries of a new request.
    pub(super) fn begin(&self) -> Retries<'_> {
        Retries { policy: self, attempt: 0, waited: Duration::ZERO }
    }
}

impl Retries<'_> {
    /// How long to wait before the same request is sent again; `None` when it is not to be.
    pub(super) fn wait(
        &mut self,
        response: &Response,
        method: &str,
        now: DateTime<Utc>,
    ) -> Option<Duration> {
        let in_vain = &self.policy.in_vain;
        let Some(wait) = asked(response, method, self.attempt, now) else {
            if !matches!(response.status, 429 | 503) {
                in_vain.store(0, Ordering::Relaxed);
            }
            return None;
        };
        self.attempt += 1;
        self.waited += wait;
        let goes_on = self.attempt < ATTEMPTS && self.waited <= self.policy.most;
        if !goes_on || in_vain.load(Ordering::Relaxed) >= IN_VAIN {
            in_vain.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(wait)
    }
}

/// The wait that a response asks for, as far as it is heeded.
///
/// A 429 (RFC 6585 section 4) says that the request was not served, so that sending it again does
/// nothing twice, whatever its method. A 503 (RFC 9110 section 15.6.4) says so only with
/// `Retry-After`, and only a `GET` is trusted with it.
fn asked(response: &Response, method: &str, attempt: u32, now: DateTime<Utc>) -> Option<Duration> {
    let named = response.header("retry-after").and_then(|value| retry_after(value, now));
    let wait = match response.status {
        429 => named.unwrap_or(FIRST * 2_u32.saturating_pow(attempt)),
        503 if method == "GET" => named?,
        _ => return None,
    };
    Some(wait.min(LONGEST))
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

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc2822("Wed, 01 Jan 2020 00:00:00 GMT").unwrap().to_utc()
    }

    fn wait(status: u16, after: Option<&str>, method: &str, attempt: u32) -> Option<u128> {
        asked(&response(status, after), method, attempt, now()).map(|d| d.as_millis())
    }

    /// The waits before a request is given up, in seconds.
    fn waits(policy: &RetryPolicy, response: &Response) -> Vec<u64> {
        let mut retries = policy.begin();
        std::iter::from_fn(|| retries.wait(response, "GET", now())).map(|d| d.as_secs()).collect()
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
        let far = "Fri, 31 Dec 9999 23:59:59 GMT";
        for after in ["86400", "18446744073709551615", far] {
            assert_eq!(wait(429, Some(after), "GET", 0), Some(5_000), "{after}");
        }
        for nonsense in ["-1", "soon", "1.5", "99999999999999999999"] {
            assert_eq!(wait(429, Some(nonsense), "GET", 0), Some(200), "{nonsense}");
        }
        let policy = RetryPolicy::new(Duration::from_secs(4));
        assert_eq!(waits(&policy, &response(429, Some("86400"))), [5, 5]);
        assert_eq!(waits(&policy, &response(503, Some("1"))), [1; 7]);
    }

    #[test]
    fn patience_wears_out_and_comes_back() {
        let policy = RetryPolicy::new(Duration::from_secs(10));
        for _ in 0..IN_VAIN {
            assert_eq!(waits(&policy, &response(429, Some("5"))).len(), 6);
        }
        assert_eq!(waits(&policy, &response(429, Some("5"))), [0; 0]);
        assert_eq!(waits(&policy, &response(503, None)), [0; 0]);
        assert_eq!(waits(&policy, &response(429, Some("5"))), [0; 0]);
        assert_eq!(waits(&policy, &response(200, None)), [0; 0]);
        assert_eq!(waits(&policy, &response(429, Some("5"))).len(), 6);
    }

    #[test]
    fn a_503_is_waited_out_only_when_it_says_so_and_nothing_can_happen_twice() {
        assert_eq!(wait(503, Some("1"), "GET", 0), Some(1_000));
        assert_eq!(wait(503, None, "GET", 0), None);
        assert_eq!(wait(503, Some("1"), "POST", 0), None);
        assert_eq!(wait(500, Some("1"), "GET", 0), None);
    }
}
