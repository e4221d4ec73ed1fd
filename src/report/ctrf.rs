//! The Common Test Report Format, <https://ctrf.io>: one JSON document for whoever collects test
//! results of many tools.

use std::io::{self, Write};

use serde::Serialize;

use super::{
    Run, clauses, json,
    text::test_case,
    time,
    view::{Cause, Outcome, TestCase},
    visible,
};

/// The version of the format that is written.
const VERSION: &str = "0.0.0";
/// The most bytes of a trace; a message has a sixteenth.
const TRACE: usize = 64 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    report_format: &'static str,
    spec_version: &'static str,
    generated_by: &'static str,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Results<'a> {
    tool: Tool<'a>,
    summary: Summary,
    tests: Vec<Test<'a>>,
    environment: Environment<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
}

#[derive(Default, Serialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    other: usize,
    /// Milliseconds since 1970, as `stop`.
    start: i64,
    stop: i64,
    /// Milliseconds.
    duration: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Environment<'a> {
    app_name: &'static str,
    #[serde(rename = "testEnvironment")]
    target: String,
    extra: Extra<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extra<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    suite: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
    /// The edition of the documentation that the target follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
    /// What a reader has to know about the connection to the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test<'a> {
    name: String,
    #[serde(rename = "testId")]
    id: String,
    status: &'static str,
    raw_status: String,
    /// Milliseconds.
    duration: u64,
    suite: [String; 1],
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<About<'a>>,
}

#[derive(Serialize)]
struct About<'a> {
    title: String,
    clauses: &'a [String],
    observations: u64,
    /// Keys of the findings.
    findings: Vec<String>,
}

/// Writes the document. It counts as the JUnit report does: `failed` is whatever makes the exit
/// code differ from 0.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let found = run.causes();
    let cases = TestCase::all(run, &found);
    let tests: Vec<_> = cases.iter().map(|case| test(run, case, &found)).collect();
    let many = |status| tests.iter().filter(|test: &&Test<'_>| test.status == status).count();
    let start = run.info.as_ref().and_then(|info| time::millis(&info.started_at)).unwrap_or(0);
    let duration = run.summary.as_ref().map_or(0, |summary| summary.millis);
    let summary = Summary {
        tests: tests.len(),
        passed: many("passed"),
        failed: many("failed"),
        skipped: many("skipped"),
        start,
        stop: start.saturating_add_unsigned(duration),
        duration,
        ..Summary::default()
    };
    let info = run.info.as_ref();
    let document = Document {
        report_format: "CTRF",
        spec_version: VERSION,
        generated_by: "avara-conformance",
        results: Results {
            tool: Tool {
                name: "avara-conformance",
                version: info.map(|info| info.version.as_str()),
            },
            summary,
            tests,
            environment: Environment {
                app_name: "Avara Viewer users API",
                target: visible::line(run.target()),
                extra: Extra {
                    suite: info.map(|info| info.suite.as_str()),
                    seed: info.map(|info| info.seed.to_string()),
                    exit_code: run.summary.as_ref().map(|summary| summary.conclusion.exit_code()),
                    edition: run.summary.as_ref().map(|summary| visible::line(&summary.edition)),
                    warnings: info
                        .into_iter()
                        .flat_map(|info| &info.warnings)
                        .map(|warning| visible::line(warning))
                        .collect(),
                },
            },
        },
    };
    json::pretty(&document, out)
}

fn test<'a>(run: &Run, case: &TestCase<'a>, causes: &[Cause<'_>]) -> Test<'a> {
    let (status, has_trace) = match case.outcome {
        Outcome::Passed => ("passed", !case.message.is_empty()),
        Outcome::Skipped => ("skipped", false),
        Outcome::Failed | Outcome::Broken => ("failed", true),
    };
    let message = (case.outcome != Outcome::Passed).then_some(&case.message);
    let trace = || visible::block(&visible::cut(&test_case(run, case, causes), TRACE));
    let verdict = case.result.map(|result| result.verdict.to_string());
    let line = case.result.and_then(|result| run.clause(result.clauses.first()?)).map(|c| c.line);
    let name = |text: &str| visible::cut(&visible::line(text), TRACE / 16);
    let (family, in_family) = case.family_and_name();
    let id = name(&format!("{family}::{in_family}"));
    Test {
        name: id.clone(),
        id,
        status,
        raw_status: verdict.unwrap_or_else(|| case.kind.clone()),
        duration: case.micros / 1_000,
        suite: [name(family)],
        r#type: "contract",
        message: message.map(|text| visible::sentence(text, TRACE / 16)),
        trace: has_trace.then(trace),
        file_path: line.map(|_| clauses::FILE),
        line,
        tags: case.result.map(|result| result.level.to_string()).into_iter().collect(),
        extra: case.result.map(|result| About {
            title: visible::line(&result.title),
            clauses: &result.clauses,
            observations: result.observations,
            findings: result
                .counterexamples
                .iter()
                .map(|shown| visible::line(&shown.finding.key()))
                .collect(),
        }),
    }
}
