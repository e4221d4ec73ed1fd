//! The findings: one card each, the first ones open.

use maud::{Markup, html};

use super::{
    super::{
        numbers::{count, len},
        view::{FindingView, Row, RunView, Value},
    },
    exchange::exchanges,
    parts::{Section, badge, command, text},
};

/// So many cards are open from the beginning.
const OPEN: usize = 2;
/// The most bytes of all cards together.
const CARDS: usize = 3_000_000;
/// The most findings in a line each, where the cards are full.
const LINES: usize = 500;

/// What is told beside the contradiction and its requests.
const ABOUT: [Row; 8] = [
    Row::Page,
    Row::Level,
    Row::Checks,
    Row::Invalid,
    Row::Case,
    Row::Stability,
    Row::Seed,
    Row::Trace,
];

pub(super) fn section(view: &RunView<'_>) -> Option<Section> {
    let found = &view.findings;
    let mut spent = 0;
    let mut cards = Vec::new();
    for shown in found {
        let card = card(shown);
        spent += card.0.len();
        if spent > CARDS {
            break;
        }
        cards.push(card);
    }
    let rest = &found[cards.len()..];
    let content = html! {
        @if found.is_empty() { p { "Nothing contradicts the contract in what was observed." } }
        @for card in &cards { (card) }
        @if !rest.is_empty() {
            p { strong { "Cut: " } (count(len(rest), "further finding")) " in a line each; in full in run.json." }
            ul { @for shown in rest.iter().take(LINES) {
                li data-find data-state=(shown.state()) { (badge(shown.state().word())) " " code { (text(&shown.counterexample.finding.key())) } }
            } }
            @if rest.len() > LINES { p { (count((rest.len() - LINES) as u64, "more finding")) " left out." } }
        }
    };
    let title = count(len(found), "finding");
    // A run that looked at nothing has nothing to say about findings.
    (!view.run.results.is_empty()).then_some(Section { id: "findings", title, content })
}

fn card(found: &FindingView<'_>) -> Markup {
    let shown = found.counterexample;
    let finding = &shown.finding;
    let row = |row| found.row(row);
    html! {
        article data-find data-state=(found.state()) {
            details open[found.number <= OPEN] {
                summary {
                    h3 {
                        span.number { (found.number) "." } " " (badge(found.state().word())) " "
                        code { (text(&finding.clause)) }
                        span.where { (finding.operation) " " code { (text(&finding.place)) } " " (text(&finding.kind)) }
                    }
                    p.says { (text(&shown.clause_says)) }
                }
                dl.contradiction {
                    @for (label, told) in [Row::Expected, Row::Actual].into_iter().filter_map(row) {
                        div class=(label) { dt { (label) } dd { (value(&told)) } }
                    }
                }
                (exchanges(found))
                h4 { "About" }
                dl.facts {
                    @for (label, told) in ABOUT.into_iter().filter_map(row) { div { dt { (label) } dd { (value(&told)) } } }
                }
                (again(found))
            }
        }
    }
}

fn value(value: &Value<'_>) -> Markup {
    html! {
        @match value {
            Value::Words(told) => (text(told)),
            Value::Quote(told) => (text(told)),
            Value::Code(told) => code { (text(told)) },
            Value::Codes(ids) => @for id in ids { code { (text(id)) } " " },
        }
    }
}

/// What to paste into a terminal.
fn again(found: &FindingView<'_>) -> Markup {
    let all = found.requests();
    html! {
        h4 { "Reproduce" }
        p { "By this program; the API key is read from " code { "AVARA_API_KEY" } ":" }
        (command(&found.counterexample.replay))
        @if let Some(last) = all.last() {
            p { "By hand, the " @if all.len() > 1 { "last " } "request:" }
            (command(&last.curl()))
        }
    }
}
