//! How many requests a second a target gets at most: as many as were asked for, and no more than it
//! was seen to serve once it has refused some for their number.

use std::{
    collections::VecDeque,
    num::NonZeroU32,
    time::{Duration, Instant},
};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use parking_lot::Mutex;

/// Over how long it is counted what a target serves.
const WINDOW: Duration = Duration::from_secs(1);

/// Fewer requests a second are never sent of our own accord.
const LEAST: f64 = 2.0;

/// How fast the rate grows while nothing is refused: in a second by so much of itself, first to
/// find out what the target serves, then to notice that it serves more.
const FIRST_GROWTH: f64 = 0.7;
const LATER_GROWTH: f64 = 0.03;

/// So soon after the rate was cut, a refusal is no news.
const NO_NEWS: Duration = Duration::from_millis(250);

/// Spaces requests evenly: no burst makes up for a pause before it.
pub(super) struct Pace {
    asked: Option<DefaultDirectRateLimiter>,
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    /// Requests a second; `None` as long as none was refused for their number.
    rate: Option<f64>,
    growth: f64,
    /// When the next one goes.
    next: Option<Instant>,
    /// When the rate was last cut: what was sent before says nothing about it.
    cut: Option<Instant>,
    /// When those of late were served.
    served: VecDeque<Instant>,
}

impl Pace {
    /// So much time between two requests at least; `None` holds nothing back before the target
    /// does.
    pub(super) fn new(pause: Option<Duration>) -> Self {
        let quota = |pause| Some(Quota::with_period(pause)?.allow_burst(NonZeroU32::MIN));
        let asked = pause.and_then(quota).map(RateLimiter::direct);
        Self { asked, learned: Mutex::default() }
    }

    /// Waits for the next request's turn.
    pub(super) async fn turn(&self) {
        if let Some(limiter) = &self.asked {
            limiter.until_ready().await;
        }
        let turn = self.learned.lock().turn(Instant::now());
        if let Some(turn) = turn {
            tokio::time::sleep_until(turn.into()).await;
        }
    }

    /// Learns from the answer to a request that was sent then: refused for the number of requests,
    /// or served.
    pub(super) fn book(&self, sent: Instant, refused: bool) {
        let mut learned = self.learned.lock();
        if refused { learned.refused(sent, Instant::now()) } else { learned.served(Instant::now()) }
    }
}

impl Learned {
    fn turn(&mut self, now: Instant) -> Option<Instant> {
        let rate = self.rate?;
        let turn = self.next.map_or(now, |next| next.max(now));
        self.next = Some(turn + Duration::from_secs_f64(1.0 / rate));
        Some(turn)
    }

    fn served(&mut self, now: Instant) {
        self.served.push_back(now);
        self.forget(now);
        if let Some(rate) = &mut self.rate {
            *rate += self.growth;
        }
    }

    fn refused(&mut self, sent: Instant, now: Instant) {
        let since = self.cut.map(|cut| now - cut);
        if since.is_some_and(|since| since < NO_NEWS) || self.cut.is_some_and(|cut| sent < cut) {
            return;
        }
        self.forget(now);
        // There are never so many in one second that a float would not hold their number.
        let served = u32::try_from(self.served.len()).map_or(f64::MAX, f64::from);
        self.growth = match since {
            None => FIRST_GROWTH,
            Some(since) if since > WINDOW => LATER_GROWTH,
            Some(_) => self.growth,
        };
        let rate = self.rate.map_or(served, |rate| (0.9 * rate).min(served.max(rate / 2.0)));
        (self.rate, self.cut) = (Some(rate.max(LEAST)), Some(now));
    }

    fn forget(&mut self, now: Instant) {
        while self.served.front().is_some_and(|then| now - *then > WINDOW) {
            self.served.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of requests to a bucket that so many tokens a second flow into, as fast as the
    /// pace allows: how many were served in so many seconds, and how many refused.
    fn play(tokens: f64, burst: f64, seconds: u64) -> (usize, usize) {
        let (mut learned, start) = (Learned::default(), Instant::now());
        let (mut now, mut filled, mut bucket) = (start, start, burst);
        let (mut served, mut refused) = (0, 0);
        while now < start + Duration::from_secs(seconds) {
            // Without a pace, the client sends a thousand a second.
            let free = now + Duration::from_millis(1);
            now = learned.turn(now).map_or(free, |turn| turn.max(free));
            bucket = (bucket + tokens * (now - filled).as_secs_f64()).min(burst);
            filled = now;
            if bucket >= 1.0 {
                bucket -= 1.0;
                served += 1;
                learned.served(now);
            } else {
                refused += 1;
                learned.refused(now, now);
            }
        }
        (served, refused)
    }

    #[test]
    fn nothing_is_held_back_before_anything_was_refused() {
        let (mut learned, now) = (Learned::default(), Instant::now());
        learned.served(now);
        assert_eq!(learned.turn(now), None);
    }

    #[test]
    fn the_pace_finds_what_a_bucket_allows() {
        for (tokens, burst) in [(200.0, 50.0), (20.0, 5.0), (5.0, 5.0)] {
            let (served, refused) = play(tokens, burst, 30);
            let allowed = tokens * 30.0 + burst;
            let share = f64::from(u32::try_from(served).unwrap()) / allowed;
            assert!(share > 0.9, "{tokens}: {served} of {allowed}");
            assert!(refused * 3 < served, "{tokens}: {refused} were refused");
        }
    }

    #[test]
    fn refusals_of_what_was_under_way_count_once() {
        let (mut learned, now) = (Learned::default(), Instant::now());
        (0..100).for_each(|_| learned.served(now));
        let later = now + Duration::from_millis(5);
        (0..16).for_each(|_| learned.refused(now, later));
        assert_eq!(learned.rate, Some(100.0));
    }
}
