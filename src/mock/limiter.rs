//! How many requests are answered in a second.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::{HeaderValue, StatusCode, header};

use super::problem::Problem;

/// Counts requests in windows of one second.
#[derive(Debug)]
pub(super) struct Limiter {
    most: Option<u32>,
    window: Mutex<(Instant, u32)>,
}

impl Limiter {
    /// A limiter that lets so many requests through in a second; `None` lets all through.
    pub(super) fn new(most: Option<u32>) -> Self {
        Self { most, window: Mutex::new((Instant::now(), 0)) }
    }

    /// Lets a request through, or refuses it for now (RFC 6585 section 4).
    pub(super) fn admit(&self) -> Result<(), Problem> {
        let Some(most) = self.most else { return Ok(()) };
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.0.elapsed() >= Duration::from_secs(1) {
            *window = (Instant::now(), 0);
        }
        window.1 += 1;
        if window.1 <= most {
            return Ok(());
        }
        let message = "too many requests in this second";
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_the_limit_is_refused() {
        let limiter = Limiter::new(Some(2));
        let admitted: Vec<bool> = (0..3).map(|_| limiter.admit().is_ok()).collect();
        assert_eq!(admitted, [true, true, false]);
        assert!(Limiter::new(None).admit().is_ok());
    }
}
