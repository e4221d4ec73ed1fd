//! A cause in a few lines: what is broken, since when, and what follows from it.

use std::io;

use super::super::{
    numbers::count,
    text::{BOLD, PLAIN, RED, TextWriter, YELLOW},
    time,
    view::{Cause, FindingView, RequestView},
    visible,
};
use crate::model::{Level, Verdict};

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
    row("since", PLAIN, &since(found), 1)?;
    row("turn", PLAIN, &turn(shown.level, &shown.pages), 1)?;
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

/// When it showed first, how often, and whether every time.
fn since(found: &FindingView<'_>) -> String {
    let shown = found.counterexample;
    let cases = count(shown.seen as u64, "case");
    let when = time::of_day(shown.first_seen).map(|time| format!("{time} UTC, "));
    format!("{}seen in {cases}, {}", when.unwrap_or_default(), shown.stability())
}

/// Who has to act.
fn turn(level: Level, pages: &[String]) -> String {
    let whose = match level {
        Level::Must => "the server's, by",
        Level::Should => "the server's, or the documentation's, which only implies it:",
        Level::May => "nobody's, only observed:",
    };
    format!("{whose} {}", if pages.is_empty() { "no page".to_owned() } else { pages.join("; ") })
}
