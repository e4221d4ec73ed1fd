//! How many requests a second a target gets at most.

use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Spaces requests evenly: no burst makes up for a pause before it.
pub(super) struct Pace(Option<DefaultDirectRateLimiter>);

impl Pace {
    /// So many requests a second at most; `None` holds nothing back.
    pub(super) fn new(rate: Option<NonZeroU32>) -> Self {
        let quota = |rate| Quota::per_second(rate).allow_burst(NonZeroU32::MIN);
        Self(rate.map(|rate| RateLimiter::direct(quota(rate))))
    }

    /// Waits for the next request's turn.
    pub(super) async fn turn(&self) {
        if let Some(limiter) = &self.0 {
            limiter.until_ready().await;
        }
    }
}
