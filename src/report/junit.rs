//! `JUnit` XML in two flavours; the strict one is valid by the Jenkins xUnit schema
//! (`junit-10.xsd`).

mod case;
mod escape;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write},
    time::Duration,
};

use quick_junit::{Property, Report, TestCase, TestSuite};

use super::{Run, view::RunView};
use case::{Flavour, written};
use escape::{class, short};

/// Of the users that are left so many are named; the JSON report names all.
const MOST_NAMED: usize = 20;

/// Writes the strict report.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    write_flavour(run, Flavour::Strict, out)
}

/// Writes the rich report.
///
/// # Errors
/// When it cannot be written.
pub fn write_rich(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    write_flavour(run, Flavour::Rich, out)
}

fn write_flavour(run: &Run, flavour: Flavour, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("avara-conformance");
    if let Some(summary) = &run.summary {
        report.set_time(Duration::from_millis(summary.millis));
    }
    for suite in suites(&RunView::of(run), flavour) {
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
fn suites(view: &RunView<'_>, flavour: Flavour) -> Vec<TestSuite> {
    let mut families: Vec<(String, u64, Vec<TestCase>)> = Vec::new();
    for case in &view.cases {
        let written = written(view, case, flavour);
        let class = class(case.family_and_name().0);
        match families.iter_mut().find(|(known, ..)| *known == class) {
            Some((_, micros, cases)) => {
                *micros = micros.saturating_add(case.micros);
                cases.push(written);
            }
            None => families.push((class, case.micros, vec![written])),
        }
    }
    let properties = properties(view);
    let suite = |(class, micros, cases): (String, u64, Vec<TestCase>)| {
        let mut suite = TestSuite::new(class);
        suite.add_test_cases(cases).set_time(Duration::from_micros(micros));
        suite.add_properties(properties.iter().cloned());
        if let Some(info) = &view.run.info {
            suite.extra.insert("timestamp".into(), short(&info.started_at).into());
        }
        suite
    };
    families.into_iter().map(suite).collect()
}

fn properties(view: &RunView<'_>) -> Vec<Property> {
    let mut pairs = Vec::new();
    if let Some(info) = &view.run.info {
        pairs.push(("avara.version", info.version.clone()));
        pairs.push(("avara.target", info.target.clone()));
        pairs.push(("avara.suite", info.suite.clone()));
        pairs.push(("avara.gate", info.gate.to_string()));
        pairs.push(("avara.seed", info.seed.to_string()));
    }
    pairs.extend(view.warnings.iter().map(|warning| ("avara.warning", warning.clone())));
    if let Some(work) = &view.work {
        let summary = work.summary;
        pairs.push(("avara.edition", summary.edition.clone()));
        pairs.push(("avara.exit-code", summary.conclusion.exit_code().to_string()));
        pairs.extend(work.budgets.iter().map(|used| ("avara.budget", used.clone())));
        pairs.push(("avara.users-cleaned-up", summary.neutralised.to_string()));
        pairs.push(("avara.users-left", work.left.len().to_string()));
        let named = work.left.iter().take(MOST_NAMED);
        pairs.extend(named.map(|user| ("avara.user-left", user.clone())));
        if let Some((covered, total, open)) = &work.bounds {
            pairs.push(("avara.bounds", format!("{covered} of {total}")));
            pairs.extend((!open.is_empty()).then(|| ("avara.bounds.missing", open.join("; "))));
        }
    }
    pairs.into_iter().map(|(name, value)| Property::new(name, short(&value))).collect()
}
