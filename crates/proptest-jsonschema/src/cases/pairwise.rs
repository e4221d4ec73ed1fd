//! Covering every pair of choices with few rows, greedily (Cohen et al., The AETG System, 1997).

use std::collections::BTreeSet;

use serde_json::Value;

/// A choice for a member: what it is called, and its value unless the member is absent.
pub(crate) type Level = (String, Option<Value>);

/// The choices of each member, by its name.
pub(crate) type Table = Vec<(String, Vec<Level>)>;

/// One combination.
pub(crate) struct Row {
    /// The pair that this row is there for.
    pub(crate) name: String,
    pub(crate) members: Vec<(String, Value)>,
}

type Pair = (String, String);

/// Rows such that every pair of choices that some table allows together occurs in one of them. The
/// tables are alternatives; a row belongs to one of them. Greedy, in the order of the members, so
/// the rows are always the same.
pub(crate) fn cover(tables: &[Table]) -> Vec<Row> {
    let mut open: Vec<(Pair, usize)> = Vec::new();
    let mut known = BTreeSet::new();
    for (index, table) in tables.iter().enumerate() {
        for (i, (_, first)) in table.iter().enumerate() {
            for (_, second) in &table[i + 1..] {
                for a in first {
                    for b in second {
                        let pair = (a.0.clone(), b.0.clone());
                        if worth(tables, first)
                            && worth(tables, second)
                            && known.insert(pair.clone())
                        {
                            open.push((pair, index));
                        }
                    }
                }
            }
        }
    }
    let mut covered: BTreeSet<Pair> = BTreeSet::new();
    let mut rows = Vec::new();
    for (pair, index) in &open {
        if covered.contains(pair) {
            continue;
        }
        let row = fill(&tables[*index], pair, &known, &covered);
        for (i, first) in row.iter().enumerate() {
            for second in &row[i + 1..] {
                covered.insert((first.1.0.clone(), second.1.0.clone()));
            }
        }
        let members = row
            .into_iter()
            .filter_map(|(name, level)| Some((name.clone(), level.1.clone()?)))
            .collect();
        rows.push(Row { name: format!("{}, {}", pair.0, pair.1), members });
    }
    rows
}

/// Whether a member has a choice at all, in some table.
fn worth(tables: &[Table], levels: &[Level]) -> bool {
    let Some(first) = levels.first() else { return false };
    let labels: BTreeSet<&str> = tables
        .iter()
        .flatten()
        .filter(|(_, others)| others.iter().any(|level| level.0 == first.0))
        .flat_map(|(_, others)| others.iter().map(|level| level.0.as_str()))
        .collect();
    labels.len() > 1
}

/// A row that holds the pair and, member by member, what covers most of the rest.
fn fill<'a>(
    table: &'a Table,
    pair: &Pair,
    known: &BTreeSet<Pair>,
    covered: &BTreeSet<Pair>,
) -> Vec<(&'a String, &'a Level)> {
    let of_pair =
        |levels: &'a [Level]| levels.iter().find(|level| level.0 == pair.0 || level.0 == pair.1);
    let mut chosen: Vec<(&String, &Level)> = Vec::new();
    let fixed: Vec<&Level> = table.iter().filter_map(|(_, levels)| of_pair(levels)).collect();
    for (name, levels) in table {
        let gain = |level: &Level| {
            let fresh = |other: &Level| {
                let forward = (other.0.clone(), level.0.clone());
                let backward = (level.0.clone(), other.0.clone());
                [forward, backward].iter().any(|p| known.contains(p) && !covered.contains(p))
            };
            let before = chosen.iter().filter(|(_, other)| fresh(other)).count();
            before + fixed.iter().filter(|other| fresh(other)).count()
        };
        let best = of_pair(levels).or_else(|| levels.iter().rev().max_by_key(|level| gain(level)));
        if let Some(level) = best {
            chosen.push((name, level));
        }
    }
    chosen
}
