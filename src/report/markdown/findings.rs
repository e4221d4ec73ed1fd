//! The findings, each in a part of its own that can be opened.

use std::io::{self, Write};

use super::{
    super::{
        numbers::{count, len},
        view::{FindingView, RequestView, Row, Value},
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

pub(super) fn write(found: &[FindingView<'_>], out: &mut dyn Write) -> io::Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let order = if found.len() > 1 { ", the most telling first" } else { "" };
    writeln!(out, "### {}{order}\n", count(len(found), "finding"))?;
    let mut spent = 0;
    for (at, shown) in found.iter().enumerate() {
        let mut text = Vec::new();
        finding(&mut text, shown)?;
        spent += text.len();
        if spent > FINDINGS {
            let left = count((found.len() - at) as u64, "further finding");
            return writeln!(out, "*Cut: {left} in the other reports of this run.*\n");
        }
        out.write_all(&text)?;
    }
    Ok(())
}

fn finding(out: &mut Vec<u8>, found: &FindingView<'_>) -> io::Result<()> {
    let (shown, number, verdict) = (found.counterexample, found.number, found.verdict());
    let open = if number <= OPEN && verdict == Verdict::Fail { " open" } else { "" };
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
    requests(out, &found.requests())?;
    writeln!(out, "Again, by this program:\n")?;
    writeln!(out, "{}", fenced("sh", &visible::line(&shown.replay)))?;
    writeln!(out, "</details>\n")
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
