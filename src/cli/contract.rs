//! `avara-conformance contract`: what changed between two contracts, and what a service says
//! otherwise.

use std::{fmt::Write as _, fs, path::Path, process::ExitCode};

use serde_json::Value;

use super::{
    args::{ContractArgs, ContractCommand},
    failure::Failure,
    setup, terminal,
};
use crate::schema::{Change, Contract, Difference, between, of_service};

pub(super) fn run(args: &ContractArgs) -> Result<ExitCode, Failure> {
    let (found, none) = match &args.command {
        ContractCommand::Diff { old, new } => {
            let new = setup::contract(new.as_deref())?;
            let found = between(&Contract::read_dir(old)?, &new);
            (found.map_err(|error| Failure::Usage(error.to_string()))?, "nothing changed")
        }
        ContractCommand::Check { file, schemas } => {
            let contract = setup::contract(schemas.as_deref())?;
            let found = of_service(&contract, read(file)?);
            let named = |error| Failure::Usage(format!("{}: {error}", file.display()));
            (found.map_err(named)?, "the file says what the documentation says")
        }
    };
    terminal::print(told(&found, none))?;
    Ok(ExitCode::from(u8::from(found.iter().any(|found| found.contradicts))))
}

fn told(found: &[Difference], none: &str) -> String {
    let mut text = String::new();
    for Difference { change, what, detail, contradicts } in found {
        let unsaid = if *contradicts { "" } else { " (left open)" };
        // Writing into a text cannot fail.
        let _ = writeln!(
            text,
            "{}",
            format!("{change:<10} {what}: {detail}{unsaid}").trim_end_matches(": ")
        );
    }
    let count = |wanted| found.iter().filter(|found| found.change == wanted).count();
    let all = [Change::New, Change::Gone, Change::Tightened, Change::Loosened, Change::Changed];
    let counts =
        all.into_iter().map(|change| (change, count(change))).filter(|(_, many)| *many > 0);
    let counts: Vec<String> = counts.map(|(change, many)| format!("{many} {change}")).collect();
    let sums = if counts.is_empty() { none.to_owned() } else { counts.join(", ") };
    text + &sums + "\n"
}

/// A JSON or YAML file.
fn read(file: &Path) -> Result<Value, Failure> {
    let wrong =
        |what: &dyn std::fmt::Display| Failure::Usage(format!("{}: {what}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| wrong(&error))?;
    let value: Value = if file.extension().is_some_and(|extension| extension == "json") {
        serde_json::from_str(&text).map_err(|error| wrong(&error))?
    } else {
        serde_saphyr::from_str(&text).map_err(|error| wrong(&format!("not YAML: {error}")))?
    };
    if value["paths"].is_object() {
        Ok(value)
    } else {
        Err(wrong(&"this is no OpenAPI file: it has no `paths`"))
    }
}
