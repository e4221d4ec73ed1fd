//! What every response must keep to, whichever scenario asked for it.

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use serde_json::Value;

use super::{excerpt, finding, words};
use crate::{
    check::{
        reply::{Wish, rows},
        request,
    },
    model::{Exchange, Finding, JsonText, Oddity, Operation, Response},
    promise::{self, Promise},
    schema::Contract,
};

/// Marks of internals that an error must not show, each with what it gives away.
const INTERNALS: &[(&str, &str)] = &[
    ("Traceback (most recent call last)", "a Python stack trace"),
    ("thread '", "a Rust panic"),
    ("panicked at", "a Rust panic"),
    ("goroutine ", "a Go stack trace"),
    (".java:", "a Java stack trace"),
    ("node_modules", "a Node.js stack trace"),
    ("    at ", "a stack trace"),
    ("SELECT ", "a database query"),
    ("INSERT INTO ", "a database query"),
    ("UPDATE users", "a database query"),
    ("SQLSTATE", "a database error"),
    ("syntax error at or near", "a database error"),
];

/// Where a phone number stands in a row. What people have typed into the dashboard is not judged by
/// how a client has to write it.
const FOREIGN_PHONE: &str = "/users/*/phoneNumber";

/// The judgements of all watching checks on one response. `wish` says whether the sender wanted
/// the request to be accepted: only then must an accepted one keep to its schema. `is_ours` tells
/// the rows of users that the run made.
pub(in crate::check) fn watch(
    contract: &Contract,
    exchange: &Exchange,
    response: &Response,
    json: &Result<JsonText, serde_json::Error>,
    wish: Wish,
    is_ours: &dyn Fn(&Value) -> bool,
) -> Vec<(&'static Promise, Vec<Finding>)> {
    let operation = exchange.request.operation;
    let mut judged = vec![
        (&promise::protocol::NO_SERVER_ERRORS, server_error(operation, response)),
        (&promise::protocol::ANSWERS_IN_JSON, answers_in_json(operation, response, json)),
    ];
    if response.is_success() {
        judged.push((&promise::protocol::DECLARES_WHAT_IT_SENDS, undeclared(operation, response)));
    }
    if response.status >= 400 {
        judged.push((&promise::protocol::ERRORS_HIDE_INTERNALS, internals(exchange, response)));
    }
    let Ok(JsonText { value: json, oddities }) = json else { return judged };
    judged.push((&promise::protocol::JSON_THAT_EVERY_CLIENT_READS, odd(operation, oddities)));
    if response.is_success()
        && wish == Wish::Accepted
        && let Some(promise) = promise::of_response(operation)
    {
        let schema = matches_schema(contract, promise, operation, json, is_ours);
        let is_list = operation == Operation::List;
        // A list without a row does not show what rows are like.
        if !is_list || !rows(json).is_empty() || !schema.is_empty() {
            judged.push((promise, schema));
        }
        let path = &exchange.request.path;
        let bound = if is_list { upper_bound(contract, path, json) } else { Vec::new() };
        // Only where there are more rows than may be shown, too many could have been.
        if is_list && (json["hasMore"] == true || !bound.is_empty()) {
            judged.push((&promise::list::LIMIT_IS_AN_UPPER_BOUND, bound));
        }
    }
    judged
}

/// RFC 9110 section 15.6: a 5xx status says that the server, not the request, is at fault.
fn server_error(operation: Operation, response: &Response) -> Vec<Finding> {
    let actual = format!("{}: {}", response.status, excerpt(&response.body));
    (response.status >= 500)
        .then(|| {
            let seen = ("status", "server-error");
            finding(
                &promise::protocol::NO_SERVER_ERRORS,
                operation,
                seen,
                "a status below 500",
                actual,
            )
        })
        .into_iter()
        .collect()
}

/// A 2xx response has a JSON body and says nothing else; an error that says so has one too.
fn answers_in_json(
    operation: Operation,
    response: &Response,
    json: &Result<JsonText, serde_json::Error>,
) -> Vec<Finding> {
    let content_type = response.header("content-type");
    let declared = content_type.is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json")
    });
    let contradiction = |place: &str, kind: &str, expected: &str, actual: String| {
        vec![finding(
            &promise::protocol::ANSWERS_IN_JSON,
            operation,
            (place, kind),
            expected,
            actual,
        )]
    };
    if let (true, Some(other)) = (response.is_success() && !declared, content_type) {
        let expected = "Content-Type: application/json";
        return contradiction("content-type", "not-json", expected, other.to_owned());
    }
    match json {
        Err(error) if declared || response.is_success() => {
            let actual = format!("{error} in {}", excerpt(&response.body));
            contradiction("body", "not-json", "a body that is one JSON text", actual)
        }
        _ => Vec::new(),
    }
}

/// RFC 9110 section 8.3: who sends content should say of which type it is.
fn undeclared(operation: Operation, response: &Response) -> Vec<Finding> {
    let promise = &promise::protocol::DECLARES_WHAT_IT_SENDS;
    let silent = response.header("content-type").is_none() && !response.body.is_empty();
    let seen = ("content-type", "none");
    let expected = "Content-Type: application/json";
    silent
        .then(|| finding(promise, operation, seen, expected, "no content type"))
        .into_iter()
        .collect()
}

/// What is JSON by the grammar, and no JSON to many clients all the same.
fn odd(operation: Operation, oddities: &BTreeSet<Oddity>) -> Vec<Finding> {
    let told = |oddity: &Oddity| {
        let promise = &promise::protocol::JSON_THAT_EVERY_CLIENT_READS;
        let kind = match oddity {
            Oddity::LoneSurrogate => "lone-surrogate",
            Oddity::RepeatedName => "repeated-name",
            Oddity::HugeNumber => "huge-number",
            Oddity::DeepNesting => "deep-nesting",
        };
        finding(promise, operation, ("body", kind), "JSON that every client reads", oddity)
    };
    oddities.iter().map(told).collect()
}

/// Marks of internals that do not come from the request: an error may repeat what was sent.
fn internals(exchange: &Exchange, response: &Response) -> Vec<Finding> {
    let operation = exchange.request.operation;
    let text = String::from_utf8_lossy(&response.body);
    let sent = String::from_utf8_lossy(exchange.request.body.as_deref().unwrap_or_default());
    INTERNALS
        .iter()
        .find(|(mark, _)| text.contains(mark) && !sent.contains(mark))
        .map(|(mark, gives_away)| {
            let seen = ("body", "internals");
            let actual = format!("{gives_away}: the body contains `{}`", mark.trim());
            finding(
                &promise::protocol::ERRORS_HIDE_INTERNALS,
                operation,
                seen,
                "an error without internals",
                actual,
            )
        })
        .into_iter()
        .collect()
}

/// One finding for each place and keyword; rows of a list share their places.
fn matches_schema(
    contract: &Contract,
    promise: &Promise,
    operation: Operation,
    json: &Value,
    is_ours: &dyn Fn(&Value) -> bool,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let validator = contract.operation(operation).response_validator.as_ref();
    for error in validator.into_iter().flat_map(|validator| validator.iter_errors(json)) {
        let place = general_place(&error);
        if place == FOREIGN_PHONE && error.kind().keyword() == "pattern" {
            let row = error.instance_path().to_string();
            let row = row.rsplit_once('/').and_then(|(row, _)| json.pointer(row));
            if !row.is_some_and(is_ours) {
                continue;
            }
        }
        let (expected, actual) = words::of(&error);
        let found = finding(promise, operation, (&place, error.kind().keyword()), expected, actual);
        if findings.iter().all(|known| known.key() != found.key()) {
            findings.push(found);
        }
    }
    findings
}

/// The instance path with array indices replaced by `*`; for `required`, the missing member.
fn general_place(error: &ValidationError<'_>) -> String {
    let path = error.instance_path().to_string();
    let mut place: String = path
        .split('/')
        .skip(1)
        .map(|token| if token.parse::<usize>().is_ok() { "/*".into() } else { format!("/{token}") })
        .collect();
    if let jsonschema::error::ValidationErrorKind::Required { property } = error.kind() {
        place = format!("{place}/{}", property.as_str().unwrap_or_default());
    }
    place
}

fn upper_bound(contract: &Contract, path: &str, json: &Value) -> Vec<Finding> {
    let asked = request::parameters(path)
        .into_iter()
        .find(|(name, _)| name == "limit")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(contract.largest_page);
    let rows = rows(json).len();
    (rows > asked)
        .then(|| {
            let seen = ("/users", "too-many-rows");
            let expected = format!("at most {asked} rows");
            finding(
                &promise::list::LIMIT_IS_AN_UPPER_BOUND,
                Operation::List,
                seen,
                expected,
                format!("{rows} rows"),
            )
        })
        .into_iter()
        .collect()
}
