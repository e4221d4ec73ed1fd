//! The causes: a card each, the first one open, with the cards of what it explains folded below.

use maud::{Markup, html};

use super::{
    super::{
        numbers::{count, len},
        view::{Cause, FindingView, Row, RunView, Value},
    },
    exchange::exchanges,
    parts::{Section, badge, command, text},
};

/// Of the causes, so many are open from the beginning.
const OPEN: usize = 1;
/// The most bytes of all cards together.
const CARDS: usize = 3_000_000;
/// The most findings in a line each, where the cards are full.
const LINES: usize = 500;

/// So many causes are told in a line each before their cards.
const OVERVIEW: std::ops::RangeInclusive<usize> = 2..=8;

/// What is told beside the contradiction: before its requests, and behind them.
const FIRST: [Row; 2] = [Row::Since, Row::Turn];
const ABOUT: [Row; 6] = [Row::Level, Row::Checks, Row::Invalid, Row::Case, Row::Seed, Row::Trace];

pub(super) fn section(view: &RunView<'_>) -> Option<Section> {
    let many = view.findings().count();
    let mut spent = 0;
    let mut cards = Vec::new();
    for cause in &view.causes {
        let card = cause_card(cause, &mut spent);
        if spent > CARDS && !cards.is_empty() {
            break;
        }
        cards.push(card);
    }
    let rest = &view.causes[cards.len()..];
    let content = html! {
        @if view.causes.is_empty() { p { "Nothing contradicts the contract in what was observed." } }
        @if OVERVIEW.contains(&view.causes.len()) { (overview(&view.causes)) }
        @for card in &cards { (card) }
        @if !rest.is_empty() {
            p { strong { "Cut: " } (count(len(rest), "further cause")) " in a line each; in full in run.json." }
            (lines(rest.iter().map(|cause| &cause.root)))
        }
    };
    let causes = count(len(&view.causes), "cause");
    let title = format!("{causes}, {}", count(many as u64, "finding"));
    // A run that looked at nothing has nothing to say about findings.
    (!view.run.results.is_empty()).then_some(Section { id: "findings", title, content })
}

/// The causes at a glance: what is broken, and where.
fn overview(causes: &[Cause<'_>]) -> Markup {
    html! {
        ul.overview { @for cause in causes {
            @let finding = &cause.root.counterexample.finding;
            li {
                (badge(cause.state().word())) " "
                a href={ "#cause-" (cause.number) } { code { (text(&finding.clause)) } }
                span.where { (finding.operation) " " code { (text(&finding.place)) } " " (text(&finding.kind)) }
            }
        } }
    }
}

/// A cause with what it explains folded below it.
fn cause_card(cause: &Cause<'_>, spent: &mut usize) -> Markup {
    let root = inside(&cause.root);
    *spent += root.0.len();
    let mut cards = Vec::new();
    for found in &cause.explains {
        let card = card(found);
        if *spent + card.0.len() > CARDS {
            break;
        }
        *spent += card.0.len();
        cards.push(card);
    }
    let rest = &cause.explains[cards.len()..];
    html! {
        article.cause id={ "cause-" (cause.number) } data-find data-state=(cause.state()) {
            details open[cause.number <= OPEN] {
                summary { (heading(&cause.root)) @if let Some(follows) = cause.follows() { p.follows { "Explains " (text(&follows)) "." } } }
                (root)
            }
            @if !cause.explains.is_empty() {
                details.explains {
                    summary { "What it explains: " (count(len(&cause.explains), "finding")) }
                    @for card in &cards { (card) }
                    @if !rest.is_empty() {
                        p { strong { "Cut: " } (count(len(rest), "further finding")) " in a line each; in full in run.json." }
                        (lines(rest.iter()))
                    }
                }
            }
            @if !cause.undecided.is_empty() {
                details.explains {
                    summary { "What could not be judged for it: " (count(len(&cause.undecided), "check")) }
                    ul { @for check in cause.undecided.iter().take(LINES) {
                        li data-find data-state="not exercised" { code { (text(&check.id)) } " " (text(check.reason.as_deref().unwrap_or_default())) }
                    } }
                }
            }
        }
    }
}

/// Findings in a line each.
fn lines<'f, 'a: 'f>(found: impl ExactSizeIterator<Item = &'f FindingView<'a>>) -> Markup {
    let more = found.len().saturating_sub(LINES);
    html! {
        ul { @for shown in found.take(LINES) {
            li data-find data-state=(shown.state()) { (badge(shown.state().word())) " " (shown.number) ". " code { (text(&shown.counterexample.finding.key())) } }
        } }
        @if more > 0 { p { (count(more as u64, "more finding")) " left out." } }
    }
}

fn card(found: &FindingView<'_>) -> Markup {
    html! {
        article data-find data-state=(found.state()) {
            details { summary { (heading(found)) } (inside(found)) }
        }
    }
}

fn heading(found: &FindingView<'_>) -> Markup {
    let shown = found.counterexample;
    let finding = &shown.finding;
    html! {
        h3 {
            span.number { (found.number) "." } " " (badge(found.state().word())) " "
            code { (text(&finding.clause)) }
            span.where { (finding.operation) " " code { (text(&finding.place)) } " " (text(&finding.kind)) }
        }
        p.says { (text(&shown.clause_says)) }
    }
}

/// What a card holds when it is open.
fn inside(found: &FindingView<'_>) -> Markup {
    let row = |row| found.row(row);
    html! {
        dl.contradiction {
            @for (label, told) in [Row::Expected, Row::Actual].into_iter().filter_map(row) {
                div class=(label) { dt { (label) } dd { (value(&told)) } }
            }
        }
        dl.facts.first { @for (label, told) in FIRST.into_iter().filter_map(row) { div { dt { (label) } dd { (value(&told)) } } } }
        (exchanges(found))
        h4 { "About" }
        dl.facts {
            @for (label, told) in ABOUT.into_iter().filter_map(row) { div { dt { (label) } dd { (value(&told)) } } }
        }
        (again(found))
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
