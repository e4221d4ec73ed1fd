//! The findings, each in a part of its own that can be opened.

use std::io::{self, Write};

use super::{
    super::{
        numbers::{count, len},
        view::{Cause, RequestView, Row, Value},
        visible,
    },
    escape::{code, fenced, html, plain},
};
use crate::model::Verdict;

/// The most bytes of the findings together; what stands around them is bounded by itself.
const FINDINGS: usize = 800_000;
/// The most bytes of a body.
const BODY: usize = 4 * 1024;
/// The most requests in a line each.
const LINES: usize = 50;
/// Of the findings, so many are open from the beginning.
const OPEN: usize = 3;

/// The rows that are told; the rest is in the other reports.
const ROWS: [Row; 8] = [
    Row::Promise,
    Row::Page,
    Row::Expected,
    Row::Actual,
    Row::Invalid,
    Row::Checks,
    Row::Seen,
    Row::Trace,
];

pub(super) fn write(causes: &[Cause<'_>], out: &mut dyn Write) -> io::Result<()> {
    if causes.is_empty() {
        return Ok(());
    }
    let order = if causes.len() > 1 { ", the most telling first" } else { "" };
    let many = causes.iter().flat_map(Cause::findings).count() as u64;
    let heading = format!("{}, {}", count(len(causes), "cause"), count(many, "finding"));
    writeln!(out, "### {heading}{order}\n")?;
    let mut spent = 0;
    for (at, cause) in causes.iter().enumerate() {
        let mut text = Vec::new();
        finding(&mut text, cause)?;
        spent += text.len();
        if spent > FINDINGS {
            let left = count((causes.len() - at) as u64, "further cause");
            return writeln!(out, "*Cut: {left} in the other reports of this run.*\n");
        }
        out.write_all(&text)?;
    }
    Ok(())
}

fn finding(out: &mut Vec<u8>, cause: &Cause<'_>) -> io::Result<()> {
    let found = &cause.root;
    let (shown, number, verdict) = (found.counterexample, found.number, cause.verdict());
    let open = if cause.number <= OPEN && verdict == Verdict::Fail { " open" } else { "" };
    writeln!(
        out,
        "<details{open}><summary><b>{number}. {verdict}: {}</b> {}</summary>\n",
        html(&shown.finding.clause),
        html(&format!("{} {}", shown.finding.place, shown.finding.kind)),
    )?;
    writeln!(out, "| | |\n| --- | --- |")?;
    for (label, value) in ROWS.into_iter().filter_map(|row| found.row(row)) {
        writeln!(out, "| {label} | {} |", cell(&value))?;
    }
    writeln!(out)?;
    follows(out, cause)?;
    requests(out, &found.requests())?;
    writeln!(out, "Again, by this program:\n")?;
    writeln!(out, "{}", fenced("sh", &visible::line(&shown.replay)))?;
    writeln!(out, "</details>\n")
}

/// What it explains, in a line each.
fn follows(out: &mut Vec<u8>, cause: &Cause<'_>) -> io::Result<()> {
    let Some(sentence) = cause.follows() else { return Ok(()) };
    writeln!(out, "It explains {}.\n", plain(&sentence))?;
    for found in cause.explains.iter().take(LINES) {
        let (key, verdict) = (found.counterexample.finding.key(), found.verdict());
        writeln!(out, "- {}. {verdict}: {}", found.number, code(&key))?;
    }
    for check in cause.undecided.iter().take(LINES) {
        writeln!(out, "- {}: {}", check.verdict, code(&check.id))?;
    }
    let most = |many: usize| many.saturating_sub(LINES);
    match most(cause.explains.len()) + most(cause.undecided.len()) {
        0 => {}
        more => writeln!(out, "- and {more} more")?,
    }
    writeln!(out)
}

fn cell(value: &Value<'_>) -> String {
    match value {
        Value::Words(text) => plain(text),
        Value::Quote(text) => code(text),
        Value::Code(text) => code(text),
        Value::Codes(ids) => ids.iter().map(|id| code(id)).collect::<Vec<_>>().join(", "),
    }
}

/// All requests in a line each; the last one, which shows the contradiction, in full.
fn requests(out: &mut Vec<u8>, all: &[RequestView<'_>]) -> io::Result<()> {
    let Some((last, before)) = all.split_last() else { return Ok(()) };
    let line = |view: &RequestView<'_>| {
        let request = &view.exchange.request;
        let text = format!("{} {} → {}", request.method, request.path, view.status());
        format!("{}. {}", view.number, code(&text))
    };
    before.iter().take(LINES).try_for_each(|view| writeln!(out, "{}", line(view)))?;
    if before.len() > LINES {
        writeln!(out, "\n*{} left out.*\n", count((before.len() - LINES) as u64, "request"))?;
    }
    writeln!(out, "{}\n", line(last))?;
    let mut lines = Vec::new();
    if let Some(body) = &last.exchange.request.body {
        lines.push(format!("> {}", visible::body(body, BODY)));
    }
    match &last.exchange.outcome {
        Ok(response) => lines.push(format!("< {}", visible::body(&response.body, BODY))),
        Err(error) => lines.push(format!("< no response: {}", visible::line(&error.message))),
    }
    writeln!(out, "{}", fenced("text", &lines.join("\n")))?;
    writeln!(out, "{}", fenced("sh", &last.curl()))
}
