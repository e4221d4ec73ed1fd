//! What several runs came to as one. A file may tell any numbers, so that no sum overflows.

use std::collections::{BTreeMap, BTreeSet};

use super::super::time;
use crate::model::{
    Budget, CheckResult, Comparison, Conclusion, ConstraintCount, Latency, RunInfo, RunSummary,
    Tally,
};

type Part<'a> = (&'a RunInfo, &'a RunSummary);

/// Adds up what can be counted; of what is judged, the worst.
pub(super) fn of(parts: &[Part<'_>], results: &[CheckResult]) -> RunSummary {
    let each = || parts.iter().map(|(_, summary)| *summary);
    let sum = |of: fn(&RunSummary) -> u64| each().map(of).fold(0, u64::saturating_add);
    let conclusion = each().map(|summary| summary.conclusion).max_by_key(|c| rank(*c));
    let mut tally = Tally::new();
    for result in results {
        *tally.entry(result.verdict).or_default() += 1;
    }
    let reasons = distinct(each().filter_map(|summary| summary.reason.clone()));
    let commands = distinct(each().filter_map(|summary| summary.cleanup.clone()));
    let listed = |texts: Vec<String>| (!texts.is_empty()).then(|| texts.join("; "));
    let unchecked = distinct(each().flat_map(|summary| summary.clauses_unchecked.iter().cloned()));
    let unchecked: Vec<String> = unchecked
        .into_iter()
        .filter(|id| each().all(|summary| summary.clauses_unchecked.contains(id)))
        .collect();
    let total = each().map(|summary| summary.clauses_total).max().unwrap_or_default();
    RunSummary {
        conclusion: conclusion.unwrap_or(Conclusion::Nothing),
        reason: listed(reasons),
        tally,
        cases: sum(|summary| summary.cases),
        requests: sum(|summary| summary.requests),
        invites: sum(|summary| summary.invites),
        budgets: joined(each().flat_map(|summary| &summary.budgets), join_budgets),
        latency: latency(each()),
        clauses_covered: total.saturating_sub(unchecked.len()),
        clauses_total: total,
        clauses_unchecked: unchecked,
        constraints: joined(each().flat_map(|summary| &summary.constraints), join_constraints),
        edition: edition(each()),
        observed: distinct(each().flat_map(|summary| summary.observed.iter().cloned())),
        baseline: baseline(each()),
        neutralised: sum(|summary| summary.neutralised),
        left: each().flat_map(|summary| summary.left.iter().cloned()).collect(),
        cleanup: listed(commands),
        millis: millis(parts),
    }
}

/// How much a conclusion weighs: an interruption hides what else there would have been, and a run
/// that checked nothing is no reason to release.
fn rank(conclusion: Conclusion) -> u8 {
    match conclusion {
        Conclusion::Conforming => 0,
        Conclusion::Nothing => 1,
        Conclusion::Incomplete => 2,
        Conclusion::Undecided => 3,
        Conclusion::Failed => 4,
        Conclusion::Terminated => 5,
        Conclusion::Interrupted => 6,
    }
}

/// Each once; `join` adds one to another if they are about the same.
fn joined<'a, T: Clone + 'a>(
    all: impl Iterator<Item = &'a T>,
    join: fn(&mut T, &T) -> bool,
) -> Vec<T> {
    let mut joined: Vec<T> = Vec::new();
    for one in all {
        if !joined.iter_mut().any(|known| join(known, one)) {
            joined.push(one.clone());
        }
    }
    joined
}

fn join_budgets(known: &mut Budget, other: &Budget) -> bool {
    let same = known.what == other.what;
    if same {
        known.spent = known.spent.saturating_add(other.spent);
        known.most = known.most.zip(other.most).map(|(one, other)| one.saturating_add(other));
    }
    same
}

fn join_constraints(known: &mut ConstraintCount, other: &ConstraintCount) -> bool {
    let same = known.constraint == other.constraint;
    if same {
        known.kept = known.kept.saturating_add(other.kept);
        known.broken = known.broken.saturating_add(other.broken);
    }
    same
}

/// One histogram for each operation. Of several, the percentiles are no finer than the bins.
fn latency<'a>(parts: impl Iterator<Item = &'a RunSummary>) -> Vec<Latency> {
    let mut merged: BTreeMap<_, Latency> = BTreeMap::new();
    for latency in parts.flat_map(|summary| &summary.latency) {
        let Some(known) = merged.get_mut(&latency.operation) else {
            merged.insert(latency.operation, latency.clone());
            continue;
        };
        let mut bins: BTreeMap<u64, u64> = known.bins.iter().copied().collect();
        for (end, count) in &latency.bins {
            let known = bins.entry(*end).or_default();
            *known = known.saturating_add(*count);
        }
        // None between two others is left out.
        if let (Some((first, _)), Some((last, _))) = (bins.first_key_value(), bins.last_key_value())
        {
            let (first, last) = (*first, *last);
            let ends = Latency::bin_ends().skip_while(|end| *end < first);
            for end in ends.take_while(|end| *end < last) {
                bins.entry(end).or_default();
            }
        }
        known.bins = bins.into_iter().collect();
        known.count = known.count.saturating_add(latency.count);
        known.max = known.max.max(latency.max);
        [known.p50, known.p95, known.p99] = [50, 95, 99].map(|percent| percentile(known, percent));
    }
    merged.into_values().collect()
}

/// The upper end of the bin that holds it, in microseconds.
fn percentile(latency: &Latency, percent: u64) -> u64 {
    let wanted = latency.count.saturating_mul(percent).div_ceil(100);
    let mut seen = 0_u64;
    let end = latency.bins.iter().find(|(_, count)| {
        seen = seen.saturating_add(*count);
        seen >= wanted
    });
    end.map_or(latency.max, |(end, _)| (*end).min(latency.max))
}

/// What the parts say that could tell.
fn edition<'a>(parts: impl Iterator<Item = &'a RunSummary>) -> String {
    let all = distinct(parts.map(|summary| summary.edition.clone()));
    let is_known = |edition: &&String| !edition.starts_with("not ");
    let known: Vec<&String> = all.iter().filter(is_known).collect();
    if known.is_empty() {
        return all.into_iter().next().unwrap_or_default();
    }
    known.into_iter().cloned().collect::<Vec<_>>().join("; elsewhere ")
}

/// A finding is gone only where no part shows it and none left it open.
fn baseline<'a>(parts: impl Iterator<Item = &'a RunSummary>) -> Option<Comparison> {
    let all: Vec<&Comparison> = parts.filter_map(|summary| summary.baseline.as_ref()).collect();
    let keys = |of: fn(&Comparison) -> &Vec<String>| -> BTreeSet<&String> {
        all.iter().flat_map(|comparison| of(comparison)).collect()
    };
    let still = keys(|comparison| &comparison.still_failing);
    let fixed = keys(|comparison| &comparison.fixed);
    let open = keys(|comparison| &comparison.not_exercised);
    let listed = |keys: BTreeSet<&String>, not: &[&BTreeSet<&String>]| {
        let keys = keys.into_iter().filter(|key| !not.iter().any(|others| others.contains(key)));
        keys.cloned().collect()
    };
    (!all.is_empty()).then(|| Comparison {
        new: listed(keys(|comparison| &comparison.new), &[]),
        still_failing: listed(still.clone(), &[]),
        not_exercised: listed(open, &[&still, &fixed]),
        fixed: listed(fixed, &[&still]),
    })
}

/// From the first beginning to the last end, in milliseconds.
fn millis(parts: &[Part<'_>]) -> u64 {
    let times = parts.iter().filter_map(|(info, summary)| {
        let start = time::millis(&info.started_at)?;
        Some((start, start.saturating_add_unsigned(summary.millis)))
    });
    let (starts, ends): (Vec<i64>, Vec<i64>) = times.unzip();
    match (starts.iter().min(), ends.iter().max()) {
        (Some(start), Some(end)) => end.abs_diff(*start),
        _ => 0,
    }
}

/// Each once, in the order in which they come.
pub(super) fn distinct<T: Clone + Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    items.into_iter().filter(|item| seen.insert(item.clone())).collect()
}
