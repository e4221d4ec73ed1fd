//! Where the time of a run went: its longest chain of requests that waited for each other.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Instant};

use parking_lot::Mutex;

/// Scenarios that are named.
const NAMED: usize = 8;

/// What took time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Activity {
    /// Waiting for the target, pauses that it or `--rate` asked for included.
    Exchange,
    /// Waiting for a write to be seen.
    Settling,
}

/// When everything began and ended that a run waited for.
#[derive(Debug, Default)]
pub struct Timeline {
    spans: Mutex<Vec<Span>>,
}

#[derive(Debug)]
struct Span {
    start: Instant,
    end: Instant,
    activity: Activity,
    purpose: Arc<str>,
}

/// The longest chain of a run: going back from the last answer, each time to what ended last
/// before the one at hand began.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Requests on it, by what they were sent for, most first.
    requests: Vec<(String, usize)>,
    /// Milliseconds on it: waiting for the target, for writes to be seen, and the work between.
    waiting: u128,
    settling: u128,
    work: u128,
}

impl Timeline {
    /// Takes note of what began then and ends now.
    pub(super) fn note(&self, activity: Activity, purpose: &str, start: Instant, end: Instant) {
        self.spans.lock().push(Span { start, end, activity, purpose: purpose.into() });
    }

    /// The longest chain of what was noted.
    #[must_use]
    pub fn chain(&self) -> Chain {
        let mut spans = self.spans.lock();
        spans.sort_by_key(|span| span.end);
        let mut chain = Chain::default();
        let mut requests: BTreeMap<&str, usize> = BTreeMap::new();
        let mut begins = spans.last().map(|span| span.end);
        while let Some(at) = begins {
            let Some(span) = spans[..spans.partition_point(|span| span.end <= at)].last() else {
                break;
            };
            chain.work += (at - span.end).as_millis();
            let took = (span.end - span.start).as_millis();
            if span.activity == Activity::Exchange {
                chain.waiting += took;
                *requests.entry(&span.purpose).or_default() += 1;
            } else {
                chain.settling += took;
            }
            // What took no time at all would lead back to itself.
            begins = (span.start < at).then_some(span.start);
        }
        chain.requests =
            requests.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        chain.requests.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        chain
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: usize = self.requests.iter().map(|(_, count)| count).sum();
        writeln!(f, "longest chain: {all} requests that waited for each other")?;
        for (name, count) in self.requests.iter().take(NAMED) {
            writeln!(f, "  {count:>5}  {name}")?;
        }
        let others: usize = self.requests.iter().skip(NAMED).map(|(_, count)| count).sum();
        if others > 0 {
            writeln!(f, "  {others:>5}  for others")?;
        }
        let Self { waiting, settling, work, .. } = self;
        writeln!(f, "on it: {waiting} ms waiting for the target, pauses included,")?;
        writeln!(f, "       {settling} ms for writes to be seen, {work} ms of own work")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_chain_goes_back_from_the_last_answer() {
        let (timeline, zero) = (Timeline::default(), Instant::now());
        let at = |millis| zero + Duration::from_millis(millis);
        for (activity, purpose, start, end) in [
            (Activity::Exchange, "a", 0, 50),
            (Activity::Exchange, "b", 1, 40),
            (Activity::Settling, "a", 50, 70),
            (Activity::Exchange, "a", 71, 120),
            (Activity::Exchange, "b", 60, 110),
            (Activity::Exchange, "c", 121, 171),
        ] {
            timeline.note(activity, purpose, at(start), at(end));
        }
        let chain = timeline.chain();
        assert_eq!(chain.requests, [("a".to_owned(), 2), ("c".to_owned(), 1)]);
        assert_eq!((chain.waiting, chain.settling, chain.work), (149, 20, 2));
        assert!(chain.to_string().starts_with("longest chain: 3 requests"));
        assert_eq!(Timeline::default().chain(), Chain::default());
    }
}
