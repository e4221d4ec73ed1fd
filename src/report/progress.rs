//! How far a run is, in one line, and when a log says so.

use std::{
    io::{self, Write},
    time::Duration,
};

use super::numbers::{count, grouped};
use crate::model::Progress;

/// `reading: 3/17 checks, 2 findings, 6 s left, 500 cases, 250/s, 1,024 requests`: what is being
/// done, checks done, findings so far, and the time left as far as the target has shown. What
/// matters least stands last, where a narrow terminal cuts.
#[must_use]
pub fn line(progress: &Progress, findings: usize, elapsed: Duration) -> String {
    let Progress { cases, requests, checks, checks_total, stage, left, .. } = *progress;
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = requests.saturating_mul(1_000) / millis;
    let stage = if stage.is_empty() { String::new() } else { format!("{stage}: ") };
    let left = left.map_or_else(String::new, |left| format!(", {} left", rounded(left)));
    format!(
        "{stage}{checks}/{checks_total} checks, {}{left}, {}, {}, {}/s",
        count(findings as u64, "finding"),
        count(cases, "case"),
        count(requests, "request"),
        grouped(rate),
    )
}

/// The time between two lines of a log.
const EVERY: Duration = Duration::from_secs(30);

/// A line now and then where no progress bar moves, such as in the log of a CI job.
#[derive(Debug)]
pub struct Heartbeat<W> {
    out: W,
    next: Duration,
}

impl<W: Write> Heartbeat<W> {
    /// One whose first line comes after half a minute: a short run needs none.
    pub fn new(out: W) -> Self {
        Self { out, next: EVERY }
    }

    /// Writes how far the run is, if it is time again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn beat(&mut self, far: &Progress, findings: usize, elapsed: Duration) -> io::Result<()> {
        if elapsed < self.next {
            return Ok(());
        }
        self.next = elapsed + EVERY;
        let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        writeln!(self.out, "after {}: {}", rounded(millis), line(far, findings, elapsed))
    }
}

/// Whole seconds, and from two minutes on whole minutes: more would only flicker.
fn rounded(millis: u64) -> String {
    match millis.div_ceil(1_000) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far(played: u64) -> Progress {
        let (planned, checks, checks_total) = (2_000, 3, 117);
        let left = (0 < played && played < planned).then(|| 4 * (planned - played));
        let (requests, stage) = (2 * played, "writing");
        Progress { cases: played, requests, played, planned, checks, checks_total, stage, left }
    }

    fn at(played: u64, findings: usize, elapsed: u64) -> String {
        line(&far(played), findings, Duration::from_millis(elapsed))
    }

    #[test]
    fn a_log_gets_a_line_every_half_minute() {
        let mut log = Heartbeat::new(Vec::new());
        for second in (0..29).chain([31, 32, 60, 62, 90, 200]) {
            log.beat(&far(4 * second), 1, Duration::from_secs(second)).unwrap();
        }
        insta::assert_snapshot!(String::from_utf8(log.out).unwrap());
    }

    #[test]
    fn a_line_tells_stage_findings_rate_and_the_time_left() {
        assert_eq!(
            [at(0, 0, 0), at(500, 1, 2_000), at(4, 1, 2_000), at(2_000, 2, 8_000)],
            [
                "writing: 3/117 checks, 0 findings, 0 cases, 0 requests, 0/s",
                "writing: 3/117 checks, 1 finding, 6 s left, 500 cases, 1,000 requests, 500/s",
                "writing: 3/117 checks, 1 finding, 8 s left, 4 cases, 8 requests, 4/s",
                "writing: 3/117 checks, 2 findings, 2,000 cases, 4,000 requests, 500/s",
            ]
        );
    }
}
