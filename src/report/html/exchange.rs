//! Requests and responses side by side.

use maud::{Markup, html};

use crate::model::{Counterexample, Credentials, Exchange, Request, Response};

use super::{
    super::{Run, layout::count, story},
    difference::{Line, Mark, differing, lines},
    text,
};

/// The most exchanges of a finding: the first one and the last ones, where the end shows the
/// contradiction.
const MOST: usize = 12;
/// The most bytes of a body that is no JSON.
const RAW: usize = 4 * 1024;

pub(super) fn exchanges(run: &Run, shown: &Counterexample) -> Markup {
    let all = &shown.exchanges;
    let left_out = all.len().saturating_sub(MOST);
    html! {
        h4 { @if all.is_empty() { "No request was kept" } @else { (count(all.len() as u64, "request")) } }
        ol.exchanges {
            @for (at, exchange) in all.iter().enumerate() {
                @if at == 0 || at > left_out { (row(run, shown, at, exchange)) }
                @if at == 0 && left_out > 0 {
                    li.cut value="2" { (count(left_out as u64, "request")) " left out here; run.json has all." }
                }
            }
        }
    }
}

fn row(run: &Run, shown: &Counterexample, at: usize, exchange: &Exchange) -> Markup {
    let request = &exchange.request;
    let came = match &exchange.outcome {
        Ok(response) => format!("{} in {}", response.status, story::millis(exchange.micros)),
        Err(_) => "no response".to_owned(),
    };
    let last = at + 1 == shown.exchanges.len();
    let place = shown.finding.place.as_str();
    let differ = differing(request, exchange.outcome.as_ref().ok());
    html! {
        li value=(at + 1) {
            details open[last] {
                summary { code { (text(&request.method)) " " (text(&request.path)) } " " span.came { "→ " (came) } }
                div.pair {
                    div {
                        h5 { "Sent" }
                        (sent(run, request, place, &differ))
                    }
                    div {
                        h5 { "Came back" }
                        @match &exchange.outcome {
                            Ok(response) => (answer(response, place, &differ)),
                            Err(error) => { p.actual { "No response: " (text(&error.message)) } }
                        }
                    }
                }
            }
        }
    }
}

fn sent(run: &Run, request: &Request, place: &str, differ: &[String]) -> Markup {
    let presented = match request.credentials {
        Credentials::Valid => "Bearer $AVARA_API_KEY",
        Credentials::Missing => "none",
        Credentials::Wrong => "Bearer, a wrong token",
        Credentials::OtherScheme => "Basic",
    };
    html! {
        pre tabindex="0" {
            span.line { (text(&request.method)) " " (text(run.target().trim_end_matches('/'))) (text(&request.path)) }
            span.line.dim { "authorization: " (presented) }
            (headers(&request.headers))
        }
        @match &request.body {
            Some(bytes) => (body(bytes, place, differ, None)),
            None => p.dim { "No body." },
        }
    }
}

fn answer(response: &Response, place: &str, differ: &[String]) -> Markup {
    let status = if place == "status" { "line named" } else { "line" };
    html! {
        pre tabindex="0" {
            span class=(status) { (response.status) }
            (headers(&response.headers))
        }
        @if response.body.is_empty() { p.dim { "No body." } }
        @else { (body(&response.body, place, differ, Some(differ))) }
    }
}

fn headers(headers: &[(String, String)]) -> Markup {
    html! { @for (name, value) in headers.iter().take(30) { span.line.dim { (text(name)) ": " (text(value)) } } }
}

/// A body: JSON line by line with what matters marked, anything else as it came.
fn body(bytes: &[u8], place: &str, differ: &[String], wanted: Option<&[String]>) -> Markup {
    let Ok(value) = serde_json::from_slice(bytes) else {
        return html! { pre tabindex="0" { span.line { (story::body(bytes, RAW)) } } };
    };
    html! {
        pre tabindex="0" { @for line in lines(&value, place, differ, wanted) { (shown(&line)) } }
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
