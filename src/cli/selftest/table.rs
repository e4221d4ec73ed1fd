//! The table of defects by conditions, as Markdown.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use super::matrix::{Outcome, Row};

/// Killed by the fault's own check, by any, and tried.
type Counts = (usize, usize, usize);

/// Writes the share of the faults of each kind that was killed, by the kind of the condition.
pub(super) fn write(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let mut cells: BTreeMap<(String, &str), Counts> = BTreeMap::new();
    let mut survivors = BTreeSet::new();
    for row in rows {
        let Some(cell) = &row.cell else { continue };
        let defect = format!("{}: {}", cell.operation, cell.defect);
        let counts = cells.entry((defect, cell.condition)).or_default();
        counts.0 += usize::from(row.outcome == Outcome::Killed);
        counts.1 += usize::from(row.outcome != Outcome::Survived);
        counts.2 += 1;
        if row.outcome == Outcome::Survived {
            survivors.insert(&row.name);
        }
    }
    let conditions: BTreeSet<&str> = cells.keys().map(|(_, condition)| *condition).collect();
    let defects: BTreeSet<&String> = cells.keys().map(|(defect, _)| defect).collect();
    let heads: Vec<&str> = conditions.iter().copied().collect();
    writeln!(out, "| defect | {} |", heads.join(" | "))?;
    writeln!(out, "| --- |{}", " --- |".repeat(heads.len()))?;
    for defect in defects {
        write!(out, "| {defect} |")?;
        for condition in &conditions {
            match cells.get(&(defect.clone(), *condition)) {
                Some((own, any, all)) if own == any => write!(out, " {any}/{all} |")?,
                Some((own, any, all)) => write!(out, " {any}/{all} ({own} by its own check) |")?,
                None => write!(out, " |")?,
            }
        }
        writeln!(out)?;
    }
    if !survivors.is_empty() {
        writeln!(out, "\nSurvivors:\n")?;
    }
    for name in survivors {
        writeln!(out, "- `{name}`")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::selftest::matrix::{Cell, Kind},
        model::{Operation, Seed},
    };

    #[test]
    fn each_cell_says_how_many_were_found() {
        let row = |condition, outcome| Row {
            kind: Kind::Fault,
            name: format!("update/level/ignores/{condition}"),
            cell: Some(Cell { operation: Operation::Update, defect: "ignores".into(), condition }),
            level: None,
            seed: Seed(1),
            outcome,
            expected: Vec::new(),
            seen_by: Vec::new(),
            cases: 0,
            requests: 0,
            millis: 0,
        };
        let rows = [
            row("a state", Outcome::Killed),
            row("a state", Outcome::KilledElsewhere),
            row("a value", Outcome::Survived),
        ];
        let mut out = Vec::new();
        write(&rows, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
