//! Covering every pair of choices with few rows, greedily (Cohen et al., The AETG System, 1997).

use std::collections::{BTreeSet, HashMap, HashSet};

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

/// Two choices by number, in the order of their members.
type Pair = (usize, usize);

/// The choices of one alternative by number, member by member; none where there is no choice.
type Columns = Vec<Vec<usize>>;

/// More combinations than this are not made.
const MOST_ROWS: usize = 150;

/// Rows such that every pair of choices that some table allows together occurs in one of them. The
/// tables are alternatives; a row belongs to one of them. Greedy, in the order of the members, so
/// the rows are always the same.
pub(crate) fn cover(tables: &[Table], most: usize) -> Vec<Row> {
    let most = most.min(MOST_ROWS);
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut columns: Vec<Columns> = Vec::new();
    let mut choices: HashMap<usize, BTreeSet<usize>> = HashMap::new();
    for table in tables {
        let numbered = table.iter().map(|(_, levels)| {
            levels
                .iter()
                .map(|(label, _)| {
                    let next = numbers.len();
                    *numbers.entry(label).or_insert(next)
                })
                .collect()
        });
        columns.push(numbered.collect());
    }
    // A member has a choice where some table gives it more than one level.
    for column in columns.iter().flatten() {
        for level in column {
            choices.entry(*level).or_default().extend(column);
        }
    }
    let worth = |column: &[usize]| column.first().is_some_and(|first| choices[first].len() > 1);
    let mut open: Vec<(Pair, usize)> = Vec::new();
    let mut known: HashSet<Pair> = HashSet::new();
    for (index, table) in columns.iter().enumerate() {
        let table: Vec<&Vec<usize>> = table.iter().filter(|column| worth(column)).collect();
        for (i, first) in table.iter().enumerate() {
            for second in &table[i + 1..] {
                for pair in first.iter().flat_map(|a| second.iter().map(move |b| (*a, *b))) {
                    if known.insert(pair) {
                        open.push((pair, index));
                    }
                }
            }
        }
    }
    let mut rows = Vec::new();
    for (pair, index) in &open {
        if !known.contains(pair) || rows.len() == most {
            continue;
        }
        let row = fill(&columns[*index], *pair, &known);
        for (i, (_, first)) in row.iter().enumerate() {
            for (_, second) in &row[i + 1..] {
                known.remove(&(*first, *second));
            }
        }
        let table = &tables[*index];
        let level = |(member, number): (usize, usize)| {
            let at = columns[*index][member].iter().position(|other| *other == number)?;
            Some(&table[member].1[at])
        };
        let label = |number: usize| {
            let found = row.iter().find(|(_, other)| *other == number);
            found.and_then(|found| level(*found)).map_or("", |(label, _)| label.as_str())
        };
        let name = format!("{}, {}", label(pair.0), label(pair.1));
        let members = row
            .iter()
            .filter_map(|(member, number)| {
                Some((table[*member].0.clone(), level((*member, *number))?.1.clone()?))
            })
            .collect();
        rows.push(Row { name, members });
    }
    rows
}

/// A row that holds the pair and, member by member, what covers most of the rest.
fn fill(columns: &Columns, pair: Pair, open: &HashSet<Pair>) -> Vec<(usize, usize)> {
    let of_pair = |column: &[usize]| {
        column.iter().copied().find(|level| *level == pair.0 || *level == pair.1)
    };
    let fixed: Vec<usize> = columns.iter().filter_map(|column| of_pair(column)).collect();
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for (member, column) in columns.iter().enumerate() {
        let gain = |level: usize| {
            let fresh =
                |other: usize| open.contains(&(other, level)) || open.contains(&(level, other));
            let before = chosen.iter().filter(|(_, other)| fresh(*other)).count();
            before + fixed.iter().filter(|other| fresh(**other)).count()
        };
        let best = of_pair(column)
            .or_else(|| column.iter().rev().copied().max_by_key(|level| gain(*level)));
        chosen.extend(best.map(|level| (member, level)));
    }
    chosen
}
