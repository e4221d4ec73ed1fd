//! How many requests a second a target gets at most.

use std::{num::NonZeroU32, time::Duration};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Spaces requests evenly: no burst makes up for a pause before it.
pub(super) struct Pace(Option<DefaultDirectRateLimiter>);

impl Pace {
    /// So much time between two requests at least; `None` holds nothing back.
    pub(super) fn new(pause: Option<Duration>) -> Self {
        let quota = |pause| Some(Quota::with_period(pause)?.allow_burst(NonZeroU32::MIN));
        Self(pause.and_then(quota).map(RateLimiter::direct))
    }

    /// Waits for the next request's turn.
    pub(super) async fn turn(&self) {
        if let Some(limiter) = &self.0 {
            limiter.until_ready().await;
        }
    }
}
