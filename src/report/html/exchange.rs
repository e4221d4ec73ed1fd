//! Requests and responses side by side.

use maud::{Markup, html};

use super::{
    super::{
        numbers::{count, len, millis},
        view::{FindingView, RequestView, ends},
        visible,
    },
    difference::{Line, Mark, differing, lines},
    parts::text,
};
use crate::model::{Credentials, Finding, Request, Response};

/// The most exchanges of a finding.
const MOST: usize = 12;
/// The most bytes of a body that is no JSON.
const RAW: usize = 4 * 1024;

/// What a finding is about in a body.
struct Marks<'a> {
    place: &'a str,
    /// The id of a row that should be there.
    lost: Option<&'a str>,
}

impl<'a> Marks<'a> {
    fn of(finding: &'a Finding) -> Self {
        let is_lost = finding.kind.starts_with("missing") || finding.kind == "lost";
        // Which of the two sentences names it depends on what was promised.
        let texts = [finding.actual.as_str(), finding.expected.as_str()];
        let words = texts.into_iter().flat_map(str::split_whitespace);
        let lost = words.filter(|_| is_lost).find(|word| word.starts_with("usr_"));
        Self { place: &finding.place, lost }
    }
}

pub(super) fn exchanges(found: &FindingView<'_>) -> Markup {
    let all = found.requests();
    let marks = Marks::of(&found.counterexample.finding);
    let (first, left_out, last) = ends(&all, MOST);
    html! {
        h4 { @if all.is_empty() { "No request was kept" } @else { (count(len(&all), "request")) } }
        ol.exchanges {
            @for view in first { (row(view, &marks, all.len())) }
            @if left_out > 0 {
                li.cut value="2" { (count(left_out as u64, "request")) " left out here; run.json has all." }
            }
            @for view in last { (row(view, &marks, all.len())) }
        }
    }
}

fn row(view: &RequestView<'_>, marks: &Marks<'_>, many: usize) -> Markup {
    let RequestView { number, exchange, .. } = view;
    let request = &exchange.request;
    let differ = differing(request, exchange.outcome.as_ref().ok());
    html! {
        li value=(number) {
            details open[*number == many] {
                summary {
                    code { (text(&request.method)) " " (text(&request.path)) } " "
                    span.came { "→ " (view.status()) @if exchange.outcome.is_ok() { " in " (millis(exchange.micros)) } }
                }
                div.pair {
                    div {
                        h5 { "Sent" }
                        (sent(view, marks, &differ))
                    }
                    div {
                        h5 { "Came back" }
                        @match &exchange.outcome {
                            Ok(response) => (answer(response, marks, &differ)),
                            Err(error) => { p.actual { "No response: " (text(&error.message)) } }
                        }
                    }
                }
            }
        }
    }
}

fn sent(view: &RequestView<'_>, marks: &Marks<'_>, differ: &[String]) -> Markup {
    let request = &view.exchange.request;
    html! {
        pre tabindex="0" {
            span.line { (text(&request.method)) " " (text(view.origin())) (text(&request.path)) }
            span.line.dim { "authorization: " (credentials(request)) }
            (headers(&request.headers))
        }
        @match &request.body {
            Some(bytes) => (body(bytes, marks, differ, None)),
            None => p.dim { "No body." },
        }
    }
}

fn credentials(request: &Request) -> &'static str {
    match request.credentials {
        Credentials::Valid => "Bearer $AVARA_API_KEY",
        Credentials::Missing => "none",
        Credentials::Wrong => "Bearer, a wrong token",
        Credentials::OtherScheme => "Basic",
        Credentials::KeyInOtherScheme => "Digest $AVARA_API_KEY",
    }
}

fn answer(response: &Response, marks: &Marks<'_>, differ: &[String]) -> Markup {
    let status = if marks.place == "status" { "line named" } else { "line" };
    html! {
        pre tabindex="0" {
            span class=(status) { (response.status) }
            (headers(&response.headers))
        }
        @if response.body.is_empty() { p.dim { "No body." } }
        @else { (body(&response.body, marks, differ, Some(differ))) }
    }
}

fn headers(headers: &[(String, String)]) -> Markup {
    html! { @for (name, value) in headers.iter().take(30) { span.line.dim { (text(name)) ": " (text(value)) } } }
}

/// A body: JSON line by line with what matters marked, anything else as it came.
fn body(bytes: &[u8], marks: &Marks<'_>, differ: &[String], wanted: Option<&[String]>) -> Markup {
    let Ok(value) = serde_json::from_slice(bytes) else {
        return html! { pre tabindex="0" { span.line { (visible::body(bytes, RAW)) } } };
    };
    html! {
        pre tabindex="0" { @for line in lines(&value, marks.place, differ, wanted, marks.lost) { (shown(&line)) } }
    }
}

fn shown(line: &Line) -> Markup {
    let text = format!("{}{}", "  ".repeat(line.depth), line.text);
    match line.mark {
        Mark::None => html! { span.line { (text) } },
        Mark::Cut => html! { span.line.cut { (text) } },
        Mark::Named => html! { mark.line.named { (text) } },
        Mark::Differs => html! { mark.line.differs { (text) } },
        Mark::Absent => html! { mark.line.absent { (text) } },
    }
}
