//! How long a write may take to be seen by a read, as far as this target has shown.

use std::{collections::BTreeMap, time::Duration};

use parking_lot::Mutex;

/// The first wait where nothing is known yet; it doubles from then on.
const FIRST: Duration = Duration::from_millis(20);

/// After so many waits in vain, of whatever kind, none is as long as before.
const IN_VAIN: u32 = 4;

/// After so many of the same kind there is hardly anything to wait for.
const HOPELESS: u32 = 3;

/// Learns from every wait. A target that never leaves one in vain is given the full time each time;
/// of one that does, the longest lag that it has shown tells what is worth waiting for.
pub(super) struct Settling {
    patience: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Reads that came early, and were followed by one that showed what was written.
    late: u32,
    /// The longest that such a read took.
    longest: Duration,
    in_vain: u32,
    /// The same for each thing that is waited for.
    kinds: BTreeMap<String, u32>,
}

impl Settling {
    /// Waits at most so long for one write.
    pub(super) fn new(patience: Duration) -> Self {
        Self { patience, state: Mutex::default() }
    }

    /// How long to wait before the next read, having waited so long already; `None` when that was
    /// long enough. `thorough` gives the full time whatever was seen.
    pub(super) fn next(&self, about: &str, waited: Duration, thorough: bool) -> Option<Duration> {
        let mut state = self.state.lock();
        let patience = if thorough { self.patience } else { state.patience(about, self.patience) };
        let left = patience.saturating_sub(waited);
        if left.is_zero() {
            state.in_vain += 1;
            *state.kinds.entry(about.to_owned()).or_default() += 1;
            return None;
        }
        // Reads that are known to come early are not worth sending.
        let first = FIRST.max(state.longest / 2);
        Some(waited.max(first).min(left))
    }

    /// Takes note of a write that was seen after a while.
    pub(super) fn settled(&self, waited: Duration) {
        if !waited.is_zero() {
            let mut state = self.state.lock();
            state.late += 1;
            state.longest = state.longest.max(waited);
        }
    }

    /// How the target lags, in a sentence, if it does.
    pub(super) fn lag(&self) -> Option<String> {
        let State { late, longest, .. } = &*self.state.lock();
        (*late > 0).then(|| {
            let millis = longest.as_millis();
            format!("reads show what was written up to {millis} ms late ({late} times)")
        })
    }
}

impl State {
    fn patience(&self, about: &str, full: Duration) -> Duration {
        let of_this_kind = self.kinds.get(about).copied().unwrap_or_default();
        let least = match (of_this_kind, self.in_vain) {
            (HOPELESS.., _) => full / 32,
            (_, IN_VAIN..) => full / 8,
            _ => full,
        };
        least.max(self.longest * 3).min(full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: Duration = Duration::from_secs(2);

    /// The waits of one case that never sees what it waits for, in milliseconds.
    fn in_vain(settling: &Settling, about: &str) -> Vec<u128> {
        let mut waited = Duration::ZERO;
        let waits = std::iter::from_fn(|| {
            let wait = settling.next(about, waited, false)?;
            waited += wait;
            Some(wait.as_millis())
        });
        waits.collect()
    }

    #[test]
    fn the_first_waits_grow_until_the_time_is_over() {
        let waits = in_vain(&Settling::new(FULL), "a");
        assert_eq!(waits, [20, 20, 40, 80, 160, 320, 640, 720]);
    }

    #[test]
    fn what_was_in_vain_a_few_times_is_not_waited_for_again() {
        let settling = Settling::new(FULL);
        let total = |about| in_vain(&settling, about).iter().sum::<u128>();
        assert_eq!([total("a"), total("a"), total("a"), total("a")], [2_000, 2_000, 2_000, 62]);
        assert_eq!([total("b"), total("b")], [250, 250], "others are waited for a little longer");
        assert!(settling.next("a", Duration::from_secs(1), true).is_some(), "a thorough one is");
    }

    #[test]
    fn a_lag_that_was_seen_is_always_waited_for() {
        let settling = Settling::new(FULL);
        settling.settled(Duration::ZERO);
        assert_eq!(settling.lag(), None);
        settling.settled(Duration::from_millis(300));
        (0..9).for_each(|_| drop(in_vain(&settling, "a")));
        let waits = in_vain(&settling, "a");
        assert_eq!((waits[0], waits.iter().sum()), (150, 900));
        assert!(settling.lag().is_some_and(|lag| lag.contains("up to 300 ms late (1 times)")));
    }

    #[test]
    fn a_target_that_leaves_no_wait_in_vain_has_the_full_time() {
        let settling = Settling::new(FULL);
        (0..99).for_each(|_| settling.settled(Duration::from_millis(5)));
        assert_eq!(in_vain(&settling, "a").iter().sum::<u128>(), 2_000);
    }
}
