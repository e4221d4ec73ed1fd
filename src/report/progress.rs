//! How far a run is, in one line.

use std::time::Duration;

use super::layout::{count, duration, grouped};
use crate::model::Progress;

/// `3/17 checks, 500 cases at 250/s, 1,024 requests, 2 findings, 6.0 s left`: checks done, cases
/// and their rate, requests, findings so far, and the time that the planned cases still take at
/// this rate; when all of them are over, that their findings are being shrunk.
#[must_use]
pub fn line(progress: &Progress, findings: usize, elapsed: Duration) -> String {
    let Progress { cases, requests, played, planned, checks, checks_total } = *progress;
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = cases.saturating_mul(1_000) / millis;
    let left = planned.saturating_sub(played);
    let ahead = match (left, played) {
        (0, _) if findings > 0 => ", shrinking".to_owned(),
        (0, _) | (_, 0) => String::new(),
        _ => format!(", {} left", duration(rounded(millis.saturating_mul(left) / played))),
    };
    format!(
        "{checks}/{checks_total} checks, {} at {}/s, {}, {}{ahead}",
        count(cases, "case"),
        grouped(rate),
        count(requests, "request"),
        count(findings as u64, "finding"),
    )
}

/// Whole seconds: tenths would only flicker.
fn rounded(millis: u64) -> u64 {
    millis.div_ceil(1_000) * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(played: u64, findings: usize, elapsed: u64) -> String {
        let far = Progress {
            cases: played,
            requests: 2 * played,
            played,
            planned: 2_000,
            checks: 3,
            checks_total: 117,
        };
        line(&far, findings, Duration::from_millis(elapsed))
    }

    #[test]
    fn a_line_tells_rate_findings_and_the_time_left() {
        assert_eq!(
            [at(0, 0, 0), at(500, 1, 2_000), at(2_000, 2, 8_000), at(2_000, 0, 8_000)],
            [
                "3/117 checks, 0 cases at 0/s, 0 requests, 0 findings",
                "3/117 checks, 500 cases at 250/s, 1,000 requests, 1 finding, 6 s left",
                "3/117 checks, 2,000 cases at 250/s, 4,000 requests, 2 findings, shrinking",
                "3/117 checks, 2,000 cases at 250/s, 4,000 requests, 0 findings",
            ]
        );
    }
}
