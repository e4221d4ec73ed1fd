//! How long an answer is waited for. A request that was left without one for the full time is proof
//! enough: others have less from then on, and so have those under way.

use std::{
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use tokio::sync::watch;

/// Whoever answers at all may take so long.
const LEAST: Duration = Duration::from_secs(1);

/// Or so many times as long as the slowest answer so far.
const TIMES: u32 = 4;

/// The least that is called unusually long: sooner than a connection that is kept idle is closed, so
/// that the first one that holds others up is noticed.
const SOON: Duration = Duration::from_millis(500);

/// How long this client waits for the head of an answer.
pub(super) struct Patience {
    full: Duration,
    /// What is left of it after a request that had it in vain.
    less: watch::Sender<Option<Duration>>,
    /// The slowest answer, in microseconds.
    slowest: AtomicU64,
}

impl Patience {
    pub(super) fn new(full: Duration) -> Self {
        Self { full, less: watch::Sender::new(None), slowest: AtomicU64::new(0) }
    }

    /// Waits for an answer.
    ///
    /// # Errors
    /// How long it was waited for in vain, in words.
    pub(super) async fn wait<T>(&self, answer: impl Future<Output = T>) -> Result<T, String> {
        let (started, mut less) = (Instant::now(), self.less.subscribe());
        let mut answer = std::pin::pin!(answer);
        loop {
            let limit = less.borrow_and_update().unwrap_or(self.full);
            tokio::select! {
                biased;
                answer = &mut answer => return Ok(answer),
                () = tokio::time::sleep_until((started + limit).into()) => {
                    self.exhausted();
                    return Err(self.waited(limit));
                }
                // The sender lives as long as this does.
                _ = less.changed() => {}
            }
        }
    }

    /// From when on an answer takes unusually long, once there was another one.
    pub(super) fn unusual(&self) -> Option<Duration> {
        let slowest = self.slowest.load(Ordering::Relaxed);
        let long = || Duration::from_micros(slowest).saturating_mul(TIMES).max(SOON);
        (slowest > 0).then(long)
    }

    /// An answer took so long.
    pub(super) fn answered(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.slowest.fetch_max(micros, Ordering::Relaxed);
    }

    /// Some request had the full time in vain.
    pub(super) fn exhausted(&self) {
        let less = self.unusual().unwrap_or(LEAST).max(LEAST).min(self.full);
        self.less.send_if_modified(|known| {
            let first = known.is_none();
            known.get_or_insert(less);
            first
        });
    }

    fn waited(&self, limit: Duration) -> String {
        let waited = limit.as_millis();
        if limit == self.full {
            return format!("nothing arrived within {waited} ms");
        }
        let full = self.full.as_millis();
        format!("nothing arrived within {waited} ms, after another request had {full} ms in vain")
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn one_silence_is_proof_enough() {
        // Nothing answers in no time at all, so that nothing is waited for.
        let patience = Patience::new(Duration::ZERO);
        assert_eq!(patience.wait(ready(1)).await, Ok(1));
        let silence = patience.wait(pending::<()>()).await.unwrap_err();
        assert_eq!(silence, "nothing arrived within 0 ms");
        let patience = Patience::new(Duration::from_secs(3_600));
        let (silence, ()) = tokio::join!(patience.wait(pending::<()>()), async {
            patience.less.send_replace(Some(Duration::from_millis(1)));
        });
        let told = "nothing arrived within 1 ms, after another request had 3600000 ms in vain";
        assert_eq!(silence.unwrap_err(), told);
    }

    #[test]
    fn what_is_left_is_some_times_the_slowest_answer() {
        let left = |slowest| {
            let patience = Patience::new(Duration::from_secs(10));
            patience.answered(Duration::from_micros(slowest));
            patience.exhausted();
            patience.less.borrow().unwrap().as_millis()
        };
        assert_eq!([left(50), left(500_000), left(9_000_000)], [1_000, 2_000, 10_000]);
        assert_eq!(Patience::new(Duration::ZERO).unusual(), None, "nobody knows what is usual");
    }
}
