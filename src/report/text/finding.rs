//! A finding as plain text, for the console and for the test reports.

use std::io;

use super::{
    super::{
        numbers::{count, len, millis},
        view::{FindingView, RequestView, Row, ends},
        visible,
    },
    writer::{COLUMN, DIM, PLAIN, RED, TextWriter, YELLOW},
};
use crate::model::{Credentials, Level, Request, Response};

/// How much of a counterexample is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The most bytes of a sentence.
    pub sentence: usize,
    /// The most bytes of a body.
    pub body: usize,
    /// The most exchanges of the sequence.
    pub exchanges: usize,
    /// Whether each request has its `curl` line with it, or all have theirs at the end.
    pub every_curl: bool,
}

impl Detail {
    /// For a terminal.
    pub const SHORT: Self = Self { sentence: 600, body: 480, exchanges: 8, every_curl: false };
    /// For a file, or for a terminal whose owner asked for more.
    pub const FULL: Self = Self { sentence: 8_192, body: 8_192, exchanges: 40, every_curl: true };
}

/// What stands before the requests, and behind them.
const BEFORE: [Row; 7] =
    [Row::Clause, Row::Page, Row::Where, Row::Expected, Row::Actual, Row::Invalid, Row::Case];
const BEHIND: [Row; 3] = [Row::Stability, Row::Seed, Row::Trace];

/// Lays a finding out, without its title.
pub fn finding(
    out: &mut TextWriter<'_>,
    found: &FindingView<'_>,
    detail: Detail,
) -> io::Result<()> {
    let all = found.requests();
    rows(out, found, &BEFORE, detail)?;
    requests(out, &all, detail)?;
    rows(out, found, &BEHIND, detail)?;
    // What is there to be copied is never wrapped.
    out.row("   replay", PLAIN, COLUMN, "")?;
    out.verbatim(3, &visible::line(&found.counterexample.replay))?;
    if detail.every_curl { Ok(()) } else { curls(out, &all, detail.exchanges) }
}

fn rows(
    out: &mut TextWriter<'_>,
    found: &FindingView<'_>,
    rows: &[Row],
    detail: Detail,
) -> io::Result<()> {
    for row in rows {
        let Some((label, value)) = found.row(*row) else { continue };
        let style = match (row, found.counterexample.level) {
            (Row::Actual, Level::Must) => RED,
            (Row::Actual, Level::Should | Level::May) => YELLOW,
            _ => PLAIN,
        };
        let text = visible::sentence(&value.to_string(), detail.sentence);
        out.row(&format!("   {label}"), style, COLUMN, &text)?;
    }
    Ok(())
}

/// A `curl` line for each request that is told, with its number behind it: as a comment, so that
/// one line or all can be pasted into a shell.
fn curls(out: &mut TextWriter<'_>, all: &[RequestView<'_>], most: usize) -> io::Result<()> {
    if let [only] = all {
        out.row("   curl", PLAIN, COLUMN, "")?;
        return out.verbatim(3, &only.curl());
    }
    if !all.is_empty() {
        out.row("   curl, in order", PLAIN, COLUMN, "")?;
    }
    let (first, _, last) = ends(all, most);
    first.iter().chain(last).try_for_each(|request| {
        out.verbatim(3, &format!("{}  # {}", request.curl(), request.number))
    })
}

/// The requests in order.
pub fn requests(
    out: &mut TextWriter<'_>,
    all: &[RequestView<'_>],
    detail: Detail,
) -> io::Result<()> {
    if all.is_empty() {
        return out.row("   requests", PLAIN, COLUMN, "none is kept");
    }
    out.row("   requests", PLAIN, COLUMN, &count(len(all), "request"))?;
    let (first, left_out, last) = ends(all, detail.exchanges);
    first.iter().try_for_each(|request| one(out, request, detail))?;
    if left_out > 0 {
        out.text(5, &format!("... {} left out", count(left_out as u64, "request")))?;
    }
    last.iter().try_for_each(|request| one(out, request, detail))
}

fn one(out: &mut TextWriter<'_>, view: &RequestView<'_>, detail: Detail) -> io::Result<()> {
    let request = &view.exchange.request;
    let line = visible::sentence(&format!("{} {}", request.method, request.path), detail.sentence);
    let label = format!("   {:>2}", view.number);
    out.row(&label, DIM, 6, &format!("{line}{}", credentials(request)))?;
    if let Some(sent) = request.body.as_deref() {
        out.row("      >", DIM, 8, &visible::body(sent, detail.body))?;
    }
    match &view.exchange.outcome {
        Ok(response) => {
            out.row("      <", DIM, 8, &answer(response, view.exchange.micros))?;
            if !response.body.is_empty() {
                out.row("      <", DIM, 8, &visible::body(&response.body, detail.body))?;
            }
        }
        Err(error) => {
            let text = format!("no response: {}", error.message);
            out.row("      <", DIM, 8, &visible::sentence(&text, detail.sentence))?;
        }
    }
    if detail.every_curl { out.verbatim(5, &view.curl()) } else { Ok(()) }
}

fn credentials(request: &Request) -> &'static str {
    match request.credentials {
        Credentials::Valid => "",
        Credentials::Missing => " without credentials",
        Credentials::Wrong => " with a wrong token",
        Credentials::OtherScheme => " with the Basic scheme",
        Credentials::KeyInOtherScheme => " with the key in the Digest scheme",
    }
}

fn answer(response: &Response, micros: u64) -> String {
    let kind = match response.header("content-type") {
        Some(kind) => format!(", {}", visible::sentence(kind, 200)),
        None if response.body.is_empty() => ", no body".to_owned(),
        None => ", no content type".to_owned(),
    };
    format!("{} in {}{kind}", response.status, millis(micros))
}

#[cfg(test)]
mod tests {
    use super::{super::super::fixtures, *};

    #[test]
    fn of_a_long_sequence_the_first_and_the_last_are_told() {
        let mut shown = fixtures::lost_row();
        shown.exchanges = shown.exchanges.iter().cycle().take(20).cloned().collect();
        let mut text = Vec::new();
        let mut out = TextWriter::new(&mut text, false, 80);
        let all = RequestView::all(&shown.exchanges, fixtures::TARGET);
        requests(&mut out, &all, Detail::SHORT).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text.matches(" GET ").count(), Detail::SHORT.exchanges);
        assert!(text.contains("... 12 requests left out\n   14 GET "), "{text}");
    }
}
