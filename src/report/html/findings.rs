//! The findings: one card each, the first ones open.

use maud::{Markup, html};

use crate::model::{Counterexample, Verdict};

use super::{
    super::{
        Run,
        clauses::ClauseState,
        curl::curl,
        layout::count,
        story::{self, Found},
        visible,
    },
    Section, badge,
    exchange::exchanges,
    text,
};

/// So many cards are open from the beginning.
const OPEN: usize = 2;
/// The most bytes of all cards together.
const CARDS: usize = 3_000_000;
/// The most findings in a line each, where the cards are full.
const LINES: usize = 500;
/// The most bytes of a line that is there to be copied.
const COMMAND: usize = 24 * 1024;

pub(super) fn section(run: &Run) -> Option<Section> {
    let found = story::findings(run);
    let mut spent = 0;
    let mut cards = Vec::new();
    for (at, shown) in found.iter().enumerate() {
        let card = card(run, at, shown);
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
            p { strong { "Cut: " } (count(rest.len() as u64, "further finding")) " in a line each; in full in run.json." }
            ul { @for shown in rest.iter().take(LINES) {
                li data-find data-state=(state(shown)) { (badge(state(shown))) " " code { (text(&shown.counterexample.finding.key())) } }
            } }
            @if rest.len() > LINES { p { (count((rest.len() - LINES) as u64, "more finding")) " left out." } }
        }
    };
    let title = count(found.len() as u64, "finding");
    // A run that looked at nothing has nothing to say about findings.
    (!run.results.is_empty()).then_some(Section { id: "findings", title, content })
}

/// The state that a finding gives its clause.
fn state(found: &Found<'_>) -> &'static str {
    let state = match found.verdict() {
        Verdict::Fail => ClauseState::Failed,
        Verdict::Waived => ClauseState::Waived,
        _ => ClauseState::Warned,
    };
    state.word()
}

fn card(run: &Run, at: usize, found: &Found<'_>) -> Markup {
    let shown = found.counterexample;
    let finding = &shown.finding;
    html! {
        article data-find data-state=(state(found)) {
            details open[at < OPEN] {
                summary {
                    h3 {
                        span.number { (at + 1) "." } " " (badge(state(found))) " "
                        code { (text(&finding.clause)) }
                        span.where { (finding.operation) " " code { (text(&finding.place)) } " " (text(&finding.kind)) }
                    }
                    p.says { (text(&shown.clause_says)) }
                }
                dl.contradiction {
                    div.expected { dt { "expected" } dd { (text(&finding.expected)) } }
                    div.actual { dt { "actual" } dd { (text(&finding.actual)) } }
                }
                (exchanges(run, shown))
                (about(run, found))
                (again(run, shown))
            }
        }
    }
}

fn about(run: &Run, found: &Found<'_>) -> Markup {
    let shown = found.counterexample;
    html! {
        h4 { "About" }
        dl.facts {
            div { dt { "page" } dd { (text(&shown.pages.join("; "))) } }
            div { dt { "level" } dd { (shown.level) } }
            div { dt { "checks" } dd { @for check in &found.checks { code { (text(&check.id)) } " " } } }
            @if let Some(mutation) = &shown.case.mutation { div { dt { "invalid" } dd { (text(&mutation.sentence)) } } }
            @if !shown.case.name.is_empty() { div { dt { "case" } dd { (text(&shown.case.name)) } } }
            div { dt { "stability" } dd {
                (shown.stability()) "; seen in " (count(shown.seen as u64, "case")) "; "
                (count(shown.shrink_steps as u64, "smaller case")) " tried"
            } }
            @if let Some(info) = &run.info { div { dt { "seed" } dd { code { (info.seed) } } } }
            @if let Some(last) = shown.exchanges.last() { div { dt { "trace" } dd { code { (text(&last.traceparent)) } } } }
        }
    }
}

/// What to paste into a terminal.
fn again(run: &Run, shown: &Counterexample) -> Markup {
    let last = shown.exchanges.last().map(|last| curl(run.target(), &last.request));
    let cut = |line: &str| visible::line(&visible::cut(line, COMMAND, char::len_utf8));
    html! {
        h4 { "Reproduce" }
        p { "By this program; the API key is read from " code { "AVARA_API_KEY" } ":" }
        pre.command tabindex="0" { code { (cut(&shown.replay)) } }
        @if let Some(last) = last {
            p { "By hand, the " @if shown.exchanges.len() > 1 { "last " } "request:" }
            pre.command tabindex="0" { code { (cut(&last)) } }
        }
    }
}
