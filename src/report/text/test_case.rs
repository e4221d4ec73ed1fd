//! A test case as plain text.

use std::io;

use super::{
    super::{
        Run,
        view::{FindingView, Outcome, TestCase, headline},
    },
    finding::{Detail, finding},
    writer::TextWriter,
};
use crate::model::CheckResult;

/// Everything about a test case: what it came to, and its findings in full.
pub fn test_case(run: &Run, case: &TestCase<'_>) -> String {
    let message = &case.message;
    match (case.result, case.seen.as_slice()) {
        (Some(result), _) if case.outcome != Outcome::Skipped => {
            format!("{message}\n{}", run.findings_text(result))
        }
        (_, []) => message.clone(),
        (_, seen) => format!("{message}; seen until then:\n{}", seen.join("\n")),
    }
}

impl Run {
    /// The findings of one check in full, as the test reports have them.
    #[must_use]
    pub fn findings_text(&self, result: &CheckResult) -> String {
        let mut text = Vec::new();
        let mut out = TextWriter::new(&mut text, false, 100);
        let mut numbered = (1..).zip(&result.counterexamples);
        let written: io::Result<()> = numbered.try_for_each(|(number, shown)| {
            out.blank()?;
            if result.counterexamples.len() > 1 {
                out.text(0, &format!("{number}. {}", headline(shown)))?;
            }
            finding(&mut out, &FindingView::new(self, number, result, shown), Detail::FULL)
        });
        let text = || String::from_utf8_lossy(&text).into_owned();
        // Writing to memory cannot fail; if it did, the message would still be there.
        written.map_or_else(|error| error.to_string(), |()| text())
    }
}
