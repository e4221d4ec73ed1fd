//! `--list`: the selected checks, for a person or as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::args::FormatArg;
use crate::{check::Check, model::CheckInfo, schema::Contract, suite::Selection};

/// Prints the selected checks with level, id and title, then what they leave unchecked.
pub(super) fn list(
    selection: &Selection,
    contract: &Contract,
    format: FormatArg,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match format {
        FormatArg::Json => json(selection, contract, &mut out),
        FormatArg::Human | FormatArg::Github => text(selection, contract, &mut out),
    }
}

fn text(selection: &Selection, contract: &Contract, out: &mut impl Write) -> io::Result<()> {
    for check in &selection.checks {
        writeln!(out, "{:<6}  {}: {}", check.level.to_string(), check.id, check.promise.title)?;
    }
    writeln!(out, "{} checks, {} left out", selection.checks.len(), selection.deselected)?;
    let unchecked = selection.unchecked(contract);
    if !unchecked.is_empty() {
        let (count, total) = (unchecked.len(), contract.clauses.len());
        writeln!(out, "\nleaves {count} of {total} clauses unchecked:")?;
    }
    for clause in unchecked {
        let gap = clause.gap.as_ref().map(|_| " (no check can)").unwrap_or_default();
        writeln!(out, "{:<6}  {}{gap}", clause.level.to_string(), clause.id)?;
    }
    Ok(())
}

fn json(selection: &Selection, contract: &Contract, out: &mut impl Write) -> io::Result<()> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct List<'a> {
        checks: Vec<CheckInfo>,
        left_out: usize,
        unchecked: Vec<&'a str>,
    }
    let info = |check: &Check| CheckInfo {
        id: check.id.clone(),
        title: check.promise.title.to_string(),
        clauses: check.clauses.clone(),
        level: check.level,
    };
    let unchecked = selection.unchecked(contract);
    let list = List {
        checks: selection.checks.iter().map(info).collect(),
        left_out: selection.deselected,
        unchecked: unchecked.iter().map(|clause| clause.id.as_str()).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &list)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::catalogue,
        suite::{Filters, Suite, select},
    };

    #[test]
    fn the_list_tells_what_is_checked_and_what_is_left_unchecked() {
        let mut contract = Contract::embedded().unwrap();
        let catalogue = catalogue(&contract).unwrap();
        let suite = Suite::load("full", &catalogue).unwrap();
        let wanted = vec!["invite::e".into(), "invite::i".into()];
        let filters = Filters { wanted, ..Filters::default() };
        let selection = select(&catalogue, &suite, &filters);
        // The first clauses of many, and one that no check can witness.
        let gap = contract.clauses.iter().position(|clause| clause.gap.is_some()).unwrap();
        contract.clauses.swap(6, gap);
        contract.clauses.truncate(7);
        let mut out = Vec::new();
        text(&selection, &contract, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
