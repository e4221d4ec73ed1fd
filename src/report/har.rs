//! HTTP Archive 1.2 of the requests that show the findings, for browsers' developer tools, proxies
//! and API clients. A page is a finding, an entry is one of its exchanges.

mod address;
mod document;

use std::io::{self, Write};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::model::{Credentials, Exchange, Request, Response};

use super::{
    Run, json, time,
    view::{FindingView, headline},
    visible,
};
use document::{
    Content, Creator, Document, Empty, Entry, HarRequest, HarResponse, Log, Page, Pair, PostData,
    Timings,
};

/// The most bytes of a body; what is longer is cut, and the entry says so.
const BODY: usize = 256 * 1024;
/// The most bytes of a sentence.
const SENTENCE: usize = 4 * 1024;
/// The size of something that was not measured.
const UNKNOWN: i64 = -1;

/// Writes the archive.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut entries = Vec::new();
    let mut pages = Vec::new();
    for found in run.findings() {
        let exchanges = &found.counterexample.exchanges;
        let id = format!("finding_{}", found.number);
        if let Some(first) = exchanges.first() {
            pages.push(page(&id, &found, first));
            entries.extend(exchanges.iter().map(|exchange| entry(run, &id, exchange)));
        }
    }
    let version = run.info.as_ref().map_or("unknown", |info| info.version.as_str());
    let document = Document {
        log: Log {
            version: "1.2",
            creator: Creator { name: "avara-conformance", version: version.to_owned() },
            pages,
            entries,
            comment: comment(run),
        },
    };
    json::pretty(&document, out)
}

/// What a reader has to know about the connection to the target, and the edition that it follows.
fn comment(run: &Run) -> Option<String> {
    let warnings = run.info.iter().flat_map(|info| &info.warnings).map(|text| sentence(text));
    let edition = run.summary.as_ref().map(|summary| format!("edition: {}", summary.edition));
    let parts: Vec<String> = warnings.chain(edition.map(|text| sentence(&text))).collect();
    joined(&parts)
}

fn joined(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn page(id: &str, found: &FindingView<'_>, first: &Exchange) -> Page {
    let shown = found.counterexample;
    Page {
        started_date_time: started(first),
        id: id.to_owned(),
        title: sentence(&headline(shown)),
        timings: Empty {},
        comment: sentence(&format!("{}: {}", shown.finding.clause, shown.clause_says)),
    }
}

fn entry(run: &Run, page: &str, exchange: &Exchange) -> Entry {
    let millis = millis(exchange.micros);
    let (response, comment) = match &exchange.outcome {
        Ok(answer) => (response(answer), cuts(exchange)),
        Err(error) => (no_response(), Some(sentence(&format!("no response: {}", error.message)))),
    };
    Entry {
        pageref: page.to_owned(),
        started_date_time: started(exchange),
        time: millis,
        request: request(run.target(), exchange),
        response,
        cache: Empty {},
        timings: Timings { send: 0.0, wait: millis, receive: 0.0 },
        comment,
    }
}

/// Milliseconds as JSON has them, up to 71 minutes.
fn millis(micros: u64) -> f64 {
    f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1_000.0
}

fn started(exchange: &Exchange) -> String {
    let millis = i64::try_from(exchange.micros / 1_000).unwrap_or(0);
    time::text(exchange.finished_at.saturating_sub(millis))
}

fn request(target: &str, exchange: &Exchange) -> HarRequest {
    let request = &exchange.request;
    let mut headers = pairs(&request.headers);
    let authorization = |value| Pair { name: "Authorization".to_owned(), value };
    headers.extend(credentials(request).map(authorization));
    headers.push(Pair { name: "traceparent".into(), value: sentence(&exchange.traceparent) });
    HarRequest {
        method: sentence(&request.method),
        url: address::absolute(target, &request.path),
        http_version: "HTTP/1.1",
        cookies: [],
        headers,
        query_string: address::query(&request.path),
        post_data: request.body.as_deref().map(|body| {
            let (text, encoding) = text(body);
            let typed = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("content-type");
            let mime_type = request.headers.iter().find(typed);
            PostData {
                mime_type: mime_type.map_or("", |(_, value)| value).to_owned(),
                text,
                encoding,
            }
        }),
        headers_size: UNKNOWN,
        body_size: size(request.body.as_deref().unwrap_or_default()),
    }
}

/// The key is a variable here as in the `curl` lines.
fn credentials(request: &Request) -> Option<String> {
    match request.credentials {
        Credentials::Valid => Some("Bearer $AVARA_API_KEY".to_owned()),
        Credentials::Missing => None,
        Credentials::Wrong => Some(format!("Bearer {}", Credentials::WRONG_TOKEN)),
        Credentials::KeyInOtherScheme => Some("Digest $AVARA_API_KEY".to_owned()),
        Credentials::OtherScheme => {
            Some(format!("Basic {}", STANDARD.encode(Credentials::WRONG_USER)))
        }
    }
}

fn response(response: &Response) -> HarResponse {
    let (text, encoding) = text(&response.body);
    HarResponse {
        status: response.status,
        headers: pairs(&response.headers),
        content: Content {
            size: size(&response.body),
            mime_type: sentence(response.header("content-type").unwrap_or_default()),
            text,
            encoding,
        },
        redirect_url: sentence(response.header("location").unwrap_or_default()),
        body_size: size(&response.body),
        ..no_response()
    }
}

/// As browsers write a request that nothing came back for.
fn no_response() -> HarResponse {
    HarResponse {
        http_version: "HTTP/1.1",
        headers_size: UNKNOWN,
        body_size: UNKNOWN,
        ..HarResponse::default()
    }
}

/// Which of the bodies are not whole.
fn cuts(exchange: &Exchange) -> Option<String> {
    let sent = exchange.request.body.as_deref().unwrap_or_default();
    let came = exchange.outcome.as_ref().map_or(&[][..], |response| &response.body);
    let long = [("request", sent), ("response", came)].into_iter();
    let cut = long.filter(|(_, body)| body.len() > BODY).map(|(which, body)| {
        format!("{which} body cut: at most {BODY} of {} bytes shown", body.len())
    });
    joined(&cut.collect::<Vec<_>>())
}

/// A body as text, or in base64 where it is none.
fn text(body: &[u8]) -> (String, Option<&'static str>) {
    if let Ok(text) = str::from_utf8(body) {
        let end = (0..=BODY.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
        (text[..end.unwrap_or(0)].to_owned(), None)
    } else {
        (STANDARD.encode(body.get(..BODY).unwrap_or(body)), Some("base64"))
    }
}

fn size(body: &[u8]) -> i64 {
    i64::try_from(body.len()).unwrap_or(i64::MAX)
}

fn pairs(headers: &[(String, String)]) -> Vec<Pair> {
    let pair =
        |(name, value): &(String, String)| Pair { name: sentence(name), value: sentence(value) };
    headers.iter().map(pair).collect()
}

fn sentence(text: &str) -> String {
    visible::sentence(text, SENTENCE)
}
