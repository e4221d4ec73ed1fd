//! Covering arrays: few rows in which every combination of a few factors' values stands.
//!
//! Rows are built one after the other. Each begins with a combination that no row has yet, and
//! takes for every further factor the value that brings the most new combinations. There is no
//! chance in it: the same factors give the same rows, so that a case keeps its number.

use std::collections::BTreeSet;

/// Values of some factors: which factor, which of its values.
type Combination = Vec<(usize, usize)>;

/// How many ways to fill up a row are weighed against each other.
const ATTEMPTS: usize = 5;

/// Rows over factors with so many values each, in which every combination of `strength` factors'
/// values stands that any lawful row can have.
pub(super) fn rows(
    sizes: &[usize],
    strength: usize,
    is_lawful: impl Fn(&[usize]) -> bool,
) -> Vec<Vec<usize>> {
    rows_with(sizes, strength, |_| true, is_lawful)
}

/// The same of those combinations alone that are needed.
pub(super) fn rows_with(
    sizes: &[usize],
    strength: usize,
    is_needed: impl Fn(&[(usize, usize)]) -> bool,
    is_lawful: impl Fn(&[usize]) -> bool,
) -> Vec<Vec<usize>> {
    let all = combinations(sizes, strength).into_iter();
    let mut missing: BTreeSet<Combination> = all.filter(|one| is_needed(one)).collect();
    let mut rows = Vec::new();
    while let Some(wanted) = missing.pop_first() {
        let attempts =
            (0..ATTEMPTS * 2 * sizes.len()).map(|turn| filled(sizes, &wanted, &missing, turn));
        let lawful = attempts.filter(|row| is_lawful(row)).take(ATTEMPTS);
        // Without a lawful row the combination is one that cannot be.
        let Some(row) = lawful.max_by_key(|row| gain(row, &missing)) else { continue };
        missing.retain(|combination| !holds(&row, combination));
        rows.push(row);
    }
    rows
}

/// Every combination of so many factors' values.
fn combinations(sizes: &[usize], strength: usize) -> Vec<Combination> {
    let mut all: Vec<Combination> = vec![Vec::new()];
    for _ in 0..strength {
        let longer = |combination: &Combination| -> Vec<Combination> {
            let from = combination.last().map_or(0, |(factor, _)| factor + 1);
            let values = (from..sizes.len()).flat_map(|f| (0..sizes[f]).map(move |v| (f, v)));
            values.map(|one| combination.iter().copied().chain([one]).collect()).collect()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// A row with a combination, filled up factor by factor from a place that depends on the turn.
fn filled(
    sizes: &[usize],
    wanted: &Combination,
    missing: &BTreeSet<Combination>,
    turn: usize,
) -> Vec<usize> {
    let mut row: Vec<Option<usize>> = vec![None; sizes.len()];
    for (factor, value) in wanted {
        row[*factor] = Some(*value);
    }
    for step in 0..sizes.len() {
        let factor = (step + turn) % sizes.len();
        if row[factor].is_some() {
            continue;
        }
        let round = turn / sizes.len();
        if round % 2 == 1 {
            // What brings the most may never be lawful: every other round takes what comes.
            row[factor] = Some((round / 2 + step * round) % sizes[factor]);
            continue;
        }
        // Of values that bring as much, another one in each turn.
        let turned = (0..sizes[factor]).map(|value| (value + round) % sizes[factor]);
        let brings = |value: &usize| {
            let of_it = missing.iter().filter(|one| one.contains(&(factor, *value)));
            of_it.filter(|one| one.iter().all(|(f, v)| *f == factor || row[*f] == Some(*v))).count()
        };
        row[factor] = turned.max_by_key(brings);
    }
    row.into_iter().map(Option::unwrap_or_default).collect()
}

fn holds(row: &[usize], combination: &Combination) -> bool {
    combination.iter().all(|(factor, value)| row[*factor] == *value)
}

fn gain(row: &[usize], missing: &BTreeSet<Combination>) -> usize {
    missing.iter().filter(|combination| holds(row, combination)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_and_every_triple_stands_in_a_row() {
        let sizes = [3, 2, 4, 2, 3];
        for (strength, most) in [(2, 16), (3, 52)] {
            let rows = rows(&sizes, strength, |_| true);
            for wanted in combinations(&sizes, strength) {
                assert!(rows.iter().any(|row| holds(row, &wanted)), "{wanted:?}");
            }
            assert!(rows.len() <= most, "{} rows for strength {strength}", rows.len());
        }
    }

    #[test]
    fn no_row_is_unlawful_and_what_can_be_is_there() {
        let lawful = |row: &[usize]| row[0] == 0 || row[1] == 1;
        let rows = rows(&[2, 2, 2], 2, lawful);
        assert!(rows.iter().all(|row| lawful(row)));
        let pairs = combinations(&[2, 2, 2], 2);
        let there = |pair: &&Combination| rows.iter().any(|row| holds(row, pair));
        let absent: Vec<_> = pairs.iter().filter(|pair| !there(pair)).collect();
        assert_eq!(absent, [&vec![(0, 1), (1, 0)]]);
    }
}
