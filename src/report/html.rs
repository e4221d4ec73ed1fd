//! One HTML file for people: it needs no network, runs under a strict content security policy,
//! and can be read in full without its script, which only filters and copies.

mod clauses;
mod difference;
mod exchange;
mod findings;
mod latency;
mod parts;
mod tables;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write},
    sync::LazyLock,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{
    Run,
    clauses::ClauseState,
    view::{RunView, Tone},
};
use parts::{Section, text};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// Nothing is loaded, and no other style and no other script than ours is taken.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
});

/// Writes the page.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(&RunView::of(run)).into_string().as_bytes())
}

fn page(view: &RunView<'_>) -> Markup {
    let parts = [
        findings::section(view),
        tables::undecided(view),
        clauses::section(view),
        latency::section(view),
        tables::checks(view),
        tables::constraints(view),
        tables::observed(view),
        tables::run(view),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(*POLICY);
                title { (view.word) ": " (text(view.run.target())) " - avara-conformance" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                (head(view))
                (bar(&parts))
                main #main tabindex="-1" {
                    @for part in &parts {
                        section id=(part.id) aria-labelledby={ (part.id) "-title" } {
                            h2 id={ (part.id) "-title" } { (part.title) }
                            (part.content)
                        }
                    }
                }
                footer { p { "Written by avara-conformance" @if let Some(info) = &view.run.info { " " (info.version) } "." } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// The verdict in one sentence, and what it is about.
fn head(view: &RunView<'_>) -> Markup {
    let (tone, mark) = match view.tone {
        Tone::Good => ("good", "✓"),
        Tone::Bad => ("bad", "✕"),
        Tone::Open => ("open", "?"),
    };
    html! {
        header class=(tone) {
            p.brand { "avara-conformance" }
            h1 {
                span.mark aria-hidden="true" { (mark) }
                strong { (view.word) } ": " (view.sentence) "."
            }
            @if let Some(reason) = view.reason { p { (text(reason)) } }
            @for warning in view.warnings { p { strong { "Warning: " } (text(warning)) } }
            @if let Some(info) = &view.run.info {
                dl.facts {
                    div { dt { "target" } dd { code { (text(&info.target)) } @if info.embedded_mock { " (the embedded mock)" } } }
                    div { dt { "suite" } dd { (text(&info.suite)) ", fails from level " (info.gate) " on" } }
                    div { dt { "begun" } dd { (text(&info.started_at)) } }
                    div { dt { "seed" } dd { code { (info.seed) } } }
                    @if let Some(work) = &view.work {
                        div { dt { "sent" } dd { (work.sent) ", in " (work.time) } }
                        div { dt { "edition" } dd { (text(&work.summary.edition)) } }
                        div { dt { "exit code" } dd { (work.summary.conclusion.exit_code()) } }
                    }
                }
            }
        }
    }
}

/// The navigation; the filter shows itself where its script runs.
fn bar(parts: &[Section]) -> Markup {
    html! {
        div.bar {
            nav aria-label="Sections" {
                ul { @for part in parts { li { a href={ "#" (part.id) } { (part.title) } } } }
            }
            form #filter role="search" hidden {
                label { span { "Search" } input type="search" name="text" autocomplete="off" placeholder="clause, field, check"; }
                label { span { "State" } select name="state" {
                    option value="" { "all" }
                    @for state in ClauseState::ALL { option value=(state) { (state) } }
                } }
                button type="button" name="open" { "Expand all" }
                button type="button" name="close" { "Collapse all" }
                output name="count" aria-live="polite" {}
            }
        }
    }
}
