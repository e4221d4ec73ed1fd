//! `avara-conformance explain`: what a check is about.

use std::{fmt::Write as _, process::ExitCode};

use super::{
    args::{ExplainArgs, Invocation},
    commands,
    failure::Failure,
    setup,
    similar::did_you_mean,
    terminal,
};
use crate::{
    check::{Catalogue, Check, catalogue},
    model::{Clause, Level},
    runner::CommandLine,
    schema::Contract,
};

/// Columns that the text is wrapped at.
const WIDTH: usize = 80;

/// Column in which the text of a labelled paragraph begins.
const INDENT: usize = 13;

pub(super) fn run(args: &ExplainArgs, invocation: Invocation<'_>) -> Result<ExitCode, Failure> {
    let contract = setup::contract(args.schemas.as_deref())?;
    let catalogue = catalogue(&contract)?;
    let explainer = Explainer {
        contract: &contract,
        catalogue: &catalogue,
        program: commands::on_contract(invocation),
    };
    let text = explainer.explain(&args.id)?;
    terminal::print(text)?;
    Ok(ExitCode::SUCCESS)
}

/// Explains checks and clauses.
struct Explainer<'a> {
    contract: &'a Contract,
    catalogue: &'a Catalogue,
    /// Runs the gate with this contract.
    program: CommandLine,
}

impl Explainer<'_> {
    /// The explanation of a check, or of a clause with all its checks.
    fn explain(&self, id: &str) -> Result<String, Failure> {
        let Self { contract, catalogue, .. } = self;
        if let Some(check) = catalogue.checks.iter().find(|check| check.id == id) {
            return Ok(self.check_text(check));
        }
        if let Some(clause) = contract.clause(id) {
            let mut text = format!("{id}\n");
            text += &clause_text(contract, clause);
            for check in catalogue.checks.iter().filter(|check| clause.checks.contains(&check.id)) {
                text += "\n";
                text += &self.check_text(check);
            }
            return Ok(text);
        }
        let similar: Vec<&str> = catalogue
            .checks
            .iter()
            .map(|check| check.id.as_str())
            .chain(contract.clauses.iter().map(|clause| clause.id.as_str()))
            .filter(|known| known.contains(id))
            .take(8)
            .collect();
        Err(Failure::Usage(if similar.is_empty() {
            let checks = catalogue.checks.iter().map(|check| check.id.as_str());
            let known = checks.chain(contract.clauses.iter().map(|clause| clause.id.as_str()));
            let meant = did_you_mean(id, known);
            format!("no check and no clause `{id}`; --list shows the checks{meant}")
        } else {
            format!("no check and no clause `{id}`; there are {}", similar.join(", "))
        }))
    }

    fn check_text(&self, check: &Check) -> String {
        let Self { contract, catalogue, program } = self;
        let mut text = format!("{}\n", check.id);
        paragraph(&mut text, "property", &check.promise.title);
        paragraph(&mut text, "sends", &check.promise.sends);
        paragraph(&mut text, "expects", &check.promise.expects);
        let feeds: Vec<&str> = catalogue
            .scenarios
            .iter()
            .filter(|scenario| scenario.can_judge(&check.id))
            .map(|scenario| scenario.id.as_str())
            .collect();
        paragraph(&mut text, "scenarios", &feeds.join(", "));
        for id in &check.clauses {
            paragraph(&mut text, "clause", id);
            text += &contract.clause(id).map_or_else(String::new, |c| clause_text(contract, c));
        }
        // A shell would take the lines of a wrapped command for two commands.
        let command = program.clone().word("--exact").word(&check.id).to_string();
        let beside = INDENT + command.chars().count() <= WIDTH;
        let gap = if beside { "    " } else { "\n  " };
        text.extend(["  run it", gap, &command, "\n"]);
        text
    }
}

fn clause_text(contract: &Contract, clause: &Clause) -> String {
    let mut text = String::new();
    paragraph(&mut text, &clause.level.to_string(), &clause.says);
    paragraph(&mut text, &format!("why {}", clause.level), &clause.why);
    let pages: Vec<&str> = clause.pages.iter().map(|page| contract.page_title(page)).collect();
    let by = match clause.level {
        Level::Must => "stated by",
        Level::Should => "implied by",
        Level::May => "left open by",
    };
    paragraph(&mut text, by, &pages.join("; "));
    if let Some(disagreement) = &clause.disagreement {
        paragraph(&mut text, "disputed", disagreement);
    }
    if let Some(gap) = &clause.gap {
        paragraph(&mut text, "no check", gap);
    }
    text
}

/// Appends a label and a text that is wrapped beside it.
fn paragraph(text: &mut String, label: &str, words: &str) {
    let mut line = format!("  {label:<width$}", width = INDENT - 2);
    let mut first = true;
    for word in words.split(' ') {
        if !first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{line}");
            line = " ".repeat(INDENT - 1);
            first = false;
        }
        if !first {
            line.push(' ');
        }
        line += word;
        first = false;
    }
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explainer<'a>(contract: &'a Contract, catalogue: &'a Catalogue) -> Explainer<'a> {
        Explainer { contract, catalogue, program: CommandLine::default() }
    }

    fn of(id: &str) -> Result<String, Failure> {
        let contract = Contract::embedded().unwrap();
        let catalogue = catalogue(&contract).unwrap();
        explainer(&contract, &catalogue).explain(id)
    }

    #[test]
    fn a_check_is_explained_by_clause_page_request_and_expectation() {
        insta::assert_snapshot!(of("invite::rejects::level::required").unwrap());
    }

    #[test]
    fn every_check_and_every_clause_can_be_explained() {
        let contract = Contract::embedded().unwrap();
        let catalogue = catalogue(&contract).unwrap();
        let checks = catalogue.checks.iter().map(|check| &check.id);
        for id in checks.chain(contract.clauses.iter().map(|clause| &clause.id)) {
            let text = explainer(&contract, &catalogue).explain(id).unwrap();
            assert!(text.contains(" by") && text.contains("why "), "{id}");
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        }
    }

    #[test]
    fn an_unknown_id_is_answered_with_what_comes_near() {
        let error = of("echoes_sent").unwrap_err().to_string();
        assert_eq!(
            error,
            "no check and no clause `echoes_sent`; there are invite::echoes_sent_fields, \
             update::echoes_sent_fields"
        );
    }
}
