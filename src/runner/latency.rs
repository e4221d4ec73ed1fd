//! How long the target takes to answer.

use std::collections::{BTreeMap, btree_map::Entry};

use hdrhistogram::Histogram;

use crate::model::{Exchange, Latency, Operation};

/// Longest time that is measured: ten minutes, in microseconds.
const LONGEST: u64 = 600_000_000;

/// Correct digits of a percentile.
const DIGITS: u8 = 2;

/// The times of all exchanges in little memory, however many they are.
#[derive(Default)]
pub(super) struct Latencies {
    histograms: BTreeMap<Operation, Histogram<u64>>,
}

impl Latencies {
    /// Takes note of an exchange that a response came back for.
    pub(super) fn book(&mut self, exchange: &Exchange) {
        if exchange.outcome.is_err() {
            return;
        }
        let new = || Histogram::new_with_bounds(1, LONGEST, DIGITS);
        let operation = exchange.request.operation;
        let histogram = match self.histograms.entry(operation) {
            Entry::Occupied(entry) => entry.into_mut(),
            // The bounds are right by construction, so a histogram is always made.
            Entry::Vacant(entry) => match new() {
                Ok(histogram) => entry.insert(histogram),
                Err(_) => return,
            },
        };
        histogram.saturating_record(exchange.micros);
    }

    /// What it comes to, in the order of the operations.
    pub(super) fn summary(&self) -> Vec<Latency> {
        let summary = |(operation, histogram): (&Operation, &Histogram<u64>)| Latency {
            operation: *operation,
            count: histogram.len(),
            p50: histogram.value_at_quantile(0.50),
            p95: histogram.value_at_quantile(0.95),
            p99: histogram.value_at_quantile(0.99),
            max: histogram.max(),
            bins: bins(histogram),
        };
        self.histograms.iter().map(summary).collect()
    }
}

/// How many responses took less than each end of a bin, and no less than the end before it.
fn bins(histogram: &Histogram<u64>) -> Vec<(u64, u64)> {
    let mut times = histogram.iter_recorded().peekable();
    let mut bins = Vec::new();
    for end in Latency::bin_ends() {
        let mut count = 0;
        while let Some(time) = times.next_if(|time| time.value_iterated_to() < end) {
            count += time.count_at_value();
        }
        if count > 0 || !bins.is_empty() {
            bins.push((end, count));
        }
        if times.peek().is_none() {
            break;
        }
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TransportFault;

    fn exchange(operation: Operation, micros: u64, answered: bool) -> Exchange {
        let outcome = if answered { Ok(200) } else { Err(TransportFault::Timeout) };
        Exchange { micros, ..Exchange::fixture(operation, outcome) }
    }

    #[test]
    fn times_are_told_by_operation_and_only_of_answers() {
        let mut latencies = Latencies::default();
        for micros in 1..=100 {
            latencies.book(&exchange(Operation::List, micros * 1_000, true));
        }
        latencies.book(&exchange(Operation::List, 9_000_000, false));
        latencies.book(&exchange(Operation::Invite, 70, true));
        let [invite, list] = latencies.summary().try_into().unwrap();
        assert_eq!(
            (invite.operation, invite.count, invite.bins),
            (Operation::Invite, 1, vec![(76, 1)])
        );
        assert_eq!((list.operation, list.count), (Operation::List, 100));
        for (found, exact) in
            [(list.p50, 50_000), (list.p95, 95_000), (list.p99, 99_000), (list.max, 100_000)]
        {
            assert!(found.abs_diff(exact) <= exact / 100, "{found} for {exact}");
        }
        assert_eq!(list.bins.iter().map(|(_, count)| count).sum::<u64>(), 100);
        assert_eq!(list.bins.first(), Some(&(1_024, 1)));
    }

    #[test]
    fn what_is_too_long_to_measure_is_still_counted() {
        let mut latencies = Latencies::default();
        latencies.book(&exchange(Operation::Update, u64::MAX, true));
        assert_eq!(latencies.summary()[0].count, 1);
    }
}
