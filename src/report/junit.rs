//! `JUnit` XML in two flavours; the strict one is valid by the Jenkins xUnit schema
//! (`junit-10.xsd`).

mod case;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write},
    time::Duration,
};

use quick_junit::{Property, Report, TestCase, TestSuite};

use super::{Run, cases::cases};
use crate::model::Budget;
use case::{class, short, test_case};

/// Of the users that are left so many are named; the JSON report names all.
const MOST_NAMED: usize = 20;

/// Which readers a report is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flavour {
    /// Valid by `junit-10.xsd`.
    #[default]
    Strict,
    /// With what many readers show and the schema does not know: properties, file and line of
    /// each test case, and the re-executions of what failed.
    Rich,
}

/// Writes the strict report.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    write_flavour(run, Flavour::Strict, out)
}

/// Writes the rich report.
///
/// # Errors
/// When it cannot be written.
pub fn write_rich(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    write_flavour(run, Flavour::Rich, out)
}

fn write_flavour(run: &Run, flavour: Flavour, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut report = Report::new("avara-conformance");
    if let Some(summary) = &run.summary {
        report.set_time(Duration::from_millis(summary.millis));
    }
    for suite in suites(run, flavour) {
        report.add_test_suite(suite);
    }
    let document = report.to_string().map_err(io::Error::other)?;
    let document = match flavour {
        Flavour::Strict => without_skipped_root(&document),
        Flavour::Rich => document,
    };
    out.write_all(document.as_bytes())
}

/// A document as `junit-10.xsd` wants it: the schema has no `skipped` at the root, and the crate
/// always writes it.
#[must_use]
pub fn without_skipped_root(document: &str) -> String {
    let skipped = || {
        let root = document.find("<testsuites ")?;
        let end = root + document.get(root..)?.find('>')?;
        let start = root + document.get(root..end)?.find(" skipped=\"")?;
        let value = start + " skipped=\"".len();
        let stop = value + document.get(value..end)?.find('"')? + 1;
        Some((start, stop))
    };
    match skipped() {
        Some((start, stop)) => format!("{}{}", &document[..start], &document[stop..]),
        None => document.to_owned(),
    }
}

/// One suite for each family, in the order in which the checks were announced.
fn suites(run: &Run, flavour: Flavour) -> Vec<TestSuite> {
    let mut families: Vec<(String, u64, Vec<TestCase>)> = Vec::new();
    for case in cases(run) {
        let written = test_case(run, &case, flavour);
        let class = class(case.family_and_name().0);
        match families.iter_mut().find(|(known, ..)| *known == class) {
            Some((_, micros, cases)) => {
                *micros = micros.saturating_add(case.micros);
                cases.push(written);
            }
            None => families.push((class, case.micros, vec![written])),
        }
    }
    let properties = properties(run);
    let suite = |(class, micros, cases): (String, u64, Vec<TestCase>)| {
        let mut suite = TestSuite::new(class);
        suite.add_test_cases(cases).set_time(Duration::from_micros(micros));
        suite.add_properties(properties.iter().cloned());
        if let Some(info) = &run.info {
            suite.extra.insert("timestamp".into(), short(&info.started_at).into());
        }
        suite
    };
    families.into_iter().map(suite).collect()
}

fn properties(run: &Run) -> Vec<Property> {
    let mut pairs = Vec::new();
    if let Some(info) = &run.info {
        pairs.push(("avara.version", info.version.clone()));
        pairs.push(("avara.target", info.target.clone()));
        pairs.push(("avara.suite", info.suite.clone()));
        pairs.push(("avara.gate", info.gate.to_string()));
        pairs.push(("avara.seed", info.seed.to_string()));
        pairs.extend(info.warnings.iter().map(|warning| ("avara.warning", warning.clone())));
    }
    if let Some(summary) = &run.summary {
        pairs.push(("avara.edition", summary.edition.clone()));
        pairs.push(("avara.exit-code", summary.conclusion.exit_code().to_string()));
        let budgets = summary.budgets.iter().filter_map(Budget::used);
        pairs.extend(budgets.map(|used| ("avara.budget", used)));
        pairs.push(("avara.users-cleaned-up", summary.neutralised.to_string()));
        pairs.push(("avara.users-left", summary.left.len().to_string()));
        let named = summary.left.iter().take(MOST_NAMED);
        pairs.extend(named.map(|user| ("avara.user-left", user.to_string())));
        if !summary.constraints.is_empty() {
            let open: Vec<&str> = summary.uncovered().collect();
            let all = summary.constraints.len();
            pairs.push(("avara.bounds", format!("{} of {all}", all - open.len())));
            if !open.is_empty() {
                pairs.push(("avara.bounds.missing", open.join("; ")));
            }
        }
    }
    pairs.into_iter().map(|(name, value)| Property::new(name, short(&value))).collect()
}
