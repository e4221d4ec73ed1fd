//! SARIF 2.1.0, the OASIS format of findings that code hosts show as alerts. A rule is a clause, a
//! result is a finding, and its place is the line of `clauses.toml` that states the promise,
//! because the code that breaks it is on the other side of the wire.

mod document;

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use crate::model::{Conclusion, Exchange, Level, Verdict};

use super::{
    Run,
    clauses::{self, ClauseState},
    json,
    numbers::{count, len},
    time,
    view::{FindingView, Outcome, RunView, headline},
    visible,
};
use document::{
    Artifact, AutomationDetails, Body, Configuration, Document, Driver, Invocation, Location,
    Logical, Notification, Physical, Region, ResultBag, Results, Rule, RuleBag, SarifRun,
    Suppression, Text, Tool, WebRequest, WebResponse,
};

/// The most bytes of a body.
const BODY: usize = 16 * 1024;
/// The most bytes of a sentence.
const SENTENCE: usize = 4 * 1024;

/// Writes the document.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let view = RunView::of(run);
    let rules = rules(&view);
    let results = view.findings().map(|found| result(run, found, &rules)).collect();
    let document = Document {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [SarifRun {
            tool: Tool {
                driver: Driver {
                    name: "avara-conformance",
                    version: run.info.as_ref().map(|info| info.version.clone()),
                    rules,
                },
            },
            automation_details: run.info.as_ref().map(|info| AutomationDetails {
                id: format!("avara-conformance/{}/", sentence(&info.suite)),
            }),
            invocations: [invocation(&view)],
            column_kind: "utf16CodeUnits",
            results,
        }],
    };
    json::pretty(&document, out)
}

/// Every clause, and what findings contradict beside them.
fn rules(view: &RunView<'_>) -> Vec<Rule> {
    let mut rules: Vec<_> = view
        .clauses
        .iter()
        .map(|(clause, state)| {
            let help = format!(
                "{} Stated by: {}. Checked by: {}.",
                clause.says,
                listed(&clause.pages),
                clause.gap.clone().unwrap_or_else(|| listed(&clause.checks)),
            );
            let rule = rule(&clause.id, (&clause.says, &help), clause.level, &clause.pages, *state);
            let link = clause.links.iter().find(|link| link.starts_with("https://"));
            Rule { help_uri: link.map(|link| sentence(link)), ..rule }
        })
        .collect();
    for found in view.findings() {
        let shown = found.counterexample;
        let (id, says) = (&shown.finding.clause, &shown.clause_says);
        if !rules.iter().any(|rule| rule.id == sentence(id)) {
            rules.push(rule(id, (says, says), shown.level, &shown.pages, ClauseState::Failed));
        }
    }
    rules
}

fn rule(
    id: &str,
    (says, help): (&str, &str),
    binding: Level,
    pages: &[String],
    state: ClauseState,
) -> Rule {
    Rule {
        id: sentence(id),
        short_description: Text::new(sentence(says)),
        help: Text::new(sentence(help)),
        help_uri: None,
        default_configuration: Configuration { level: level(binding) },
        properties: RuleBag {
            tags: [binding.to_string()],
            pages: pages.iter().map(|page| sentence(page)).collect(),
            state: state.to_string(),
        },
    }
}

fn result(run: &Run, found: &FindingView<'_>, rules: &[Rule]) -> Results {
    let shown = found.counterexample;
    let finding = &shown.finding;
    let rule_id = sentence(&finding.clause);
    let line = found.line.map_or(1, |line| line.max(1));
    let key = sentence(&finding.key());
    let last = shown.exchanges.last();
    let reason = found.checks.iter().find_map(|check| check.reason.as_deref());
    Results {
        rule_index: rules.iter().position(|rule| rule.id == rule_id),
        rule_id,
        level: match found.verdict() {
            Verdict::Fail => "error",
            _ => level(shown.level.min(Level::Should)),
        },
        message: Text::new(sentence(&headline(shown))),
        locations: [Location {
            physical_location: Physical {
                artifact_location: Artifact { uri: clauses::FILE, uri_base_id: "%SRCROOT%" },
                region: Region { start_line: line },
            },
            logical_locations: [Logical {
                fully_qualified_name: sentence(&format!("{} {}", finding.operation, finding.place)),
                kind: "member",
            }],
        }],
        // Code hosts tell alerts apart by the line's hash, and several findings share a line.
        partial_fingerprints: BTreeMap::from([
            ("avaraFinding/v1", key.clone()),
            ("primaryLocationLineHash", key),
        ]),
        suppressions: (found.verdict() == Verdict::Waived).then(|| {
            let justification = sentence(reason.unwrap_or("waived"));
            [Suppression { kind: "external", justification }]
        }),
        web_request: last.map(|exchange| web_request(run, exchange)),
        web_response: last.map(web_response),
        properties: ResultBag {
            checks: found.checks.iter().map(|check| sentence(&check.id)).collect(),
            stability: found.stability(),
            seen: shown.seen,
            replay: sentence(&shown.replay),
            traceparent: last.map(|exchange| sentence(&exchange.traceparent)),
        },
    }
}

fn web_request(run: &Run, exchange: &Exchange) -> WebRequest {
    let request = &exchange.request;
    WebRequest {
        method: sentence(&request.method),
        target: sentence(&format!("{}{}", run.target().trim_end_matches('/'), request.path)),
        headers: headers(&request.headers),
        body: request.body.as_deref().map(body),
    }
}

fn web_response(exchange: &Exchange) -> WebResponse {
    match &exchange.outcome {
        Ok(response) => WebResponse {
            status_code: Some(response.status),
            headers: headers(&response.headers),
            body: Some(body(&response.body)),
            no_response_received: false,
        },
        Err(_) => WebResponse { no_response_received: true, ..WebResponse::default() },
    }
}

fn headers(pairs: &[(String, String)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| (sentence(name), sentence(value))).collect()
}

fn body(bytes: &[u8]) -> Body {
    Body { text: visible::body(bytes, BODY) }
}

/// How the run went as a program: a target that breaks promises is no failure of it.
fn invocation(view: &RunView<'_>) -> Invocation {
    let run = view.run;
    let conclusion = run.summary.as_ref().map(|summary| summary.conclusion);
    let judged = matches!(conclusion, Some(Conclusion::Conforming | Conclusion::Failed));
    let notification =
        |level, text: &str| Notification { level, message: Text::new(sentence(text)) };
    let undecided: Vec<_> = view
        .cases
        .iter()
        .filter(|case| case.outcome == Outcome::Broken)
        .map(|case| notification("error", &format!("{}: {}", case.id, case.message)))
        .collect();
    let warnings = view.warnings.iter().map(|warning| notification("warning", warning));
    let edition = run.summary.as_ref().map(|summary| format!("edition: {}", summary.edition));
    let edition = edition.map(|edition| notification("note", &edition));
    let start = run.info.as_ref().and_then(|info| time::millis(&info.started_at));
    let millis = run.summary.as_ref().map(|summary| summary.millis);
    let end = start.zip(millis).map(|(start, millis)| start.saturating_add_unsigned(millis));
    Invocation {
        execution_successful: judged && undecided.is_empty(),
        exit_code: conclusion.map(Conclusion::exit_code),
        exit_code_description: format!(
            "{}: {}; {}",
            view.word,
            view.sentence,
            count(len(&undecided), "undecided check")
        ),
        start_time_utc: start.map(time::text),
        end_time_utc: end.map(time::text),
        tool_execution_notifications: warnings.chain(edition).chain(undecided).collect(),
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "note",
    }
}

fn listed(items: &[String]) -> String {
    if items.is_empty() { "nothing".to_owned() } else { items.join("; ") }
}

fn sentence(text: &str) -> String {
    visible::sentence(text, SENTENCE)
}
