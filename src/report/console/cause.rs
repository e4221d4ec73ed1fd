//! A cause in a few lines: what is broken, since when, and what follows from it.

use std::io;

use super::super::{
    text::{BOLD, PLAIN, RED, TextWriter, YELLOW},
    view::{Cause, RequestView, Row},
    visible,
};
use crate::model::Verdict;

/// The column in which the values begin.
const COLUMN: usize = 13;

/// The most bytes of a value before it is cut to its lines.
const MOST: usize = 600;

/// At most twelve lines at any width.
pub(super) fn write(out: &mut TextWriter<'_>, cause: &Cause<'_>) -> io::Result<()> {
    let found = &cause.root;
    let shown = found.counterexample;
    let finding = &shown.finding;
    let style = if cause.verdict() == Verdict::Fail { RED } else { YELLOW };
    title(out, cause)?;
    let mut row = |label: &str, style, text: &str, most| {
        let text = visible::sentence(text, MOST);
        out.brief(&format!("   {label}"), style, COLUMN, &text, most)
    };
    row("expected", PLAIN, &finding.expected, 1)?;
    row("actual", style, &finding.actual, 2)?;
    let requests = found.requests();
    if let Some(last) = requests.last() {
        row("request", PLAIN, &request(last, requests.len()), 1)?;
        row("answer", PLAIN, &answer(last), 1)?;
    }
    for (label, told) in [Row::Since, Row::Turn].into_iter().filter_map(|row| found.row(row)) {
        row(label, PLAIN, &told.to_string(), 1)?;
    }
    if let Some(text) = cause.follows() {
        row("explains", PLAIN, &text, 2)?;
    }
    if let Some(last) = requests.last() {
        row("curl", PLAIN, &last.curl(), 1)?;
    }
    Ok(())
}

/// Its number, its verdict and its clause in one line.
pub(super) fn title(out: &mut TextWriter<'_>, cause: &Cause<'_>) -> io::Result<()> {
    let found = &cause.root;
    let shown = found.counterexample;
    let text = format!("{} {}: {}", cause.state(), shown.finding.clause, shown.clause_says);
    out.brief(&format!("{}. ", found.number), BOLD, 3, &visible::sentence(&text, MOST), 1)
}

fn request(last: &RequestView<'_>, of: usize) -> String {
    let request = &last.exchange.request;
    let body = request.body.as_deref().map(|body| visible::body(body, MOST)).unwrap_or_default();
    let place = if of > 1 { format!("(the last of {of}) ") } else { String::new() };
    format!("{place}{} {} {body}", request.method, request.path)
}

fn answer(last: &RequestView<'_>) -> String {
    match &last.exchange.outcome {
        Ok(response) if response.body.is_empty() => format!("{}, no body", response.status),
        Ok(response) => format!("{} {}", response.status, visible::body(&response.body, MOST)),
        Err(error) => format!("none: {}", error.message),
    }
}
