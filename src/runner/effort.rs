//! How much a run spends on what it found, so that a red run takes no more than twice as long as a
//! green one.

use std::time::{Duration, Instant};

/// A few seconds are never too many.
const LEAST_TIME: Duration = Duration::from_secs(3);

/// Nor is this many requests.
const LEAST_REQUESTS: u64 = 1_000;

/// Smaller cases that every finding may try, however many findings there are.
const LEAST_STEPS: usize = 8;

/// Requests of a case that is executed again, where none was executed yet.
const USUAL_CASE: u64 = 3;

/// What may be spent on findings: as much as the cases took, shared fairly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Effort {
    /// Smaller cases that are tried for one finding at most.
    pub(super) steps: usize,
    /// When no further one is tried.
    pub(super) until: Instant,
}

impl Effort {
    /// The share of each of so many findings, after `cases` with `requests` that took so long.
    /// Each finding is executed again `reruns` times, and tries `most` smaller cases at most.
    pub(super) fn shared(
        findings: usize,
        (cases, requests): (u64, u64),
        (started, now): (Instant, Instant),
        (reruns, most): (usize, usize),
    ) -> Self {
        let of_a_case = requests.checked_div(cases).unwrap_or(USUAL_CASE).max(1);
        let executions = requests.max(LEAST_REQUESTS) / of_a_case;
        let each = executions / u64::try_from(findings.max(1)).unwrap_or(u64::MAX);
        let each = usize::try_from(each).unwrap_or(usize::MAX).saturating_sub(reruns);
        let steps = each.max(LEAST_STEPS).min(most);
        Self { steps, until: now + (now - started).max(LEAST_TIME) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_fair_and_never_nothing() {
        let now = Instant::now();
        let steps = |findings, cases, requests| {
            let times = (now, now + Duration::from_secs(9));
            let effort = Effort::shared(findings, (cases, requests), times, (2, 300));
            assert_eq!(effort.until, now + Duration::from_secs(18));
            effort.steps
        };
        assert_eq!(steps(1, 2_000, 6_000), 300);
        assert_eq!(steps(100, 2_000, 6_000), 18);
        assert_eq!(steps(2_000, 2_000, 6_000), 8);
        assert_eq!((steps(5, 0, 0), steps(0, 0, 0)), (64, 300));
    }
}
