//! A test case as plain text.

use std::io;

use super::{
    super::{
        Run,
        view::{Cause, FindingView, Outcome, TestCase, headline},
    },
    finding::{Detail, finding},
    writer::TextWriter,
};
use crate::model::CheckResult;

/// Everything about a test case: what it came to, and its findings in full.
pub fn test_case(run: &Run, case: &TestCase<'_>, causes: &[Cause<'_>]) -> String {
    let message = &case.message;
    match (case.result, case.seen.as_slice()) {
        (Some(result), _) if case.outcome != Outcome::Skipped => {
            format!("{message}\n{}", findings_text(run, result, causes))
        }
        (_, []) => message.clone(),
        (_, seen) => format!("{message}; seen until then:\n{}", seen.join("\n")),
    }
}

impl Run {
    /// The findings of one check in full, as the test reports have them.
    #[must_use]
    pub fn findings_text(&self, result: &CheckResult) -> String {
        findings_text(self, result, &self.causes())
    }
}

fn findings_text(run: &Run, result: &CheckResult, causes: &[Cause<'_>]) -> String {
    let mut text = Vec::new();
    let mut out = TextWriter::new(&mut text, false, 100);
    let written: io::Result<()> = result.counterexamples.iter().try_for_each(|shown| {
        let key = shown.finding.key();
        let is_it = |found: &&FindingView<'_>| found.counterexample.finding.key() == key;
        let number = causes.iter().flat_map(Cause::findings).find(is_it).map(|found| found.number);
        out.blank()?;
        out.text(0, &format!("{}. {}", number.unwrap_or_default(), headline(shown)))?;
        finding(&mut out, &FindingView::new(run, 0, result, shown), Detail::FULL)
    });
    let text = || String::from_utf8_lossy(&text).into_owned();
    // Writing to memory cannot fail; if it did, the message would still be there.
    written.map_or_else(|error| error.to_string(), |()| text())
}
