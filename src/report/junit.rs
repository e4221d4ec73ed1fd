//! `JUnit` XML, valid against the Jenkins xUnit schema (`junit-10.xsd`).
//!
//! Its readers count failures and errors and nothing else, so it is red exactly when the run's
//! exit code is not 0: what is undecided is an `error`, and where no check is to blame for an
//! incomplete run, a test case of its own is.

mod case;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write},
    time::Duration,
};

use quick_junit::{Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::Run;
use case::{Entry, class, completion, missing, settled, short};

/// Writes the report.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut report = Report::new("avara-conformance");
    if let Some(summary) = &run.summary {
        report.set_time(Duration::from_millis(summary.millis));
    }
    for suite in suites(run) {
        report.add_test_suite(suite);
    }
    let document = report.to_string().map_err(io::Error::other)?;
    out.write_all(without_skipped_root(&document).as_bytes())
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
fn suites(run: &Run) -> Vec<TestSuite> {
    let entries = entries(run);
    let mut families: Vec<(String, u64, Vec<TestCase>)> = Vec::new();
    for entry in entries {
        match families.iter_mut().find(|(family, ..)| *family == entry.family) {
            Some((_, micros, cases)) => {
                *micros += entry.micros;
                cases.push(entry.case);
            }
            None => families.push((entry.family, entry.micros, vec![entry.case])),
        }
    }
    let properties = properties(run);
    let suite = |(family, micros, cases): (String, u64, Vec<TestCase>)| {
        let mut suite = TestSuite::new(class(&family));
        suite.add_test_cases(cases).set_time(Duration::from_micros(micros));
        suite.add_properties(properties.iter().cloned());
        if let Some(info) = &run.info {
            suite.extra.insert("timestamp".into(), short(&info.started_at).into());
        }
        suite
    };
    families.into_iter().map(suite).collect()
}

fn entries(run: &Run) -> Vec<Entry> {
    let announced = run.info.iter().flat_map(|info| &info.checks).map(|check| check.id.as_str());
    let order: Vec<_> = announced.collect();
    let place = |id: &str| order.iter().position(|known| *known == id).unwrap_or(order.len());
    let mut entries: Vec<_> =
        run.results.iter().map(|result| (place(&result.id), settled(run, result))).collect();
    entries.extend(run.missing().iter().map(|check| (place(&check.id), missing(run, &check.id))));
    entries.sort_by_key(|(place, _)| *place);
    let mut entries: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
    let red =
        entries.iter().any(|entry| matches!(entry.case.status, TestCaseStatus::NonSuccess { .. }));
    entries.extend(completion(run, red));
    entries
}

fn properties(run: &Run) -> Vec<Property> {
    let mut pairs = Vec::new();
    if let Some(info) = &run.info {
        pairs.push(("avara.version", info.version.clone()));
        pairs.push(("avara.target", info.target.clone()));
        pairs.push(("avara.suite", info.suite.clone()));
        pairs.push(("avara.gate", info.gate.to_string()));
        pairs.push(("avara.seed", info.seed.to_string()));
    }
    if let Some(summary) = &run.summary {
        pairs.push(("avara.edition", summary.edition.clone()));
        pairs.push(("avara.exit-code", summary.conclusion.exit_code().to_string()));
        if !summary.constraints.is_empty() {
            let both = summary.constraints.iter().filter(|count| count.is_covered()).count();
            pairs.push(("avara.bounds", format!("{both} of {}", summary.constraints.len())));
        }
    }
    pairs.into_iter().map(|(name, value)| Property::new(name, short(&value))).collect()
}
