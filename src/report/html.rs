//! One HTML file for people: it needs no network, runs under a strict content security policy,
//! and can be read in full without its script, which only filters and copies.

mod clauses;
mod difference;
mod exchange;
mod findings;
mod latency;
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
    conclusion::{self, Tone},
    layout::{count, duration},
    visible,
};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The most bytes of a sentence.
const SENTENCE: usize = 1_024;

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
pub fn write(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    out.write_all(page(run).into_string().as_bytes())
}

/// Text from elsewhere: visible, on one line, not overlong. The markup escapes it.
fn text(text: &str) -> String {
    visible::line(&visible::cut(text, SENTENCE, char::len_utf8))
}

/// A part of the page.
struct Section {
    id: &'static str,
    title: String,
    content: Markup,
}

fn page(run: &Run) -> Markup {
    let parts = [
        findings::section(run),
        tables::undecided(run),
        clauses::section(run),
        latency::section(run),
        tables::checks(run),
        tables::constraints(run),
        tables::observed(run),
        tables::run(run),
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
                title { (conclusion::label(run)) ": " (text(run.target())) " - avara-conformance" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                (head(run))
                (bar(&parts))
                main #main tabindex="-1" {
                    @for part in &parts {
                        section id=(part.id) aria-labelledby={ (part.id) "-title" } {
                            h2 id={ (part.id) "-title" } { (part.title) }
                            (part.content)
                        }
                    }
                }
                footer { p { "Written by avara-conformance" @if let Some(info) = &run.info { " " (info.version) } "." } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// The verdict in one sentence, and what it is about.
fn head(run: &Run) -> Markup {
    let (tone, mark) = match conclusion::tone(run) {
        Tone::Good => ("good", "✓"),
        Tone::Bad => ("bad", "✕"),
        Tone::Open => ("open", "?"),
    };
    let summary = run.summary.as_ref();
    html! {
        header class=(tone) {
            p.brand { "avara-conformance" }
            h1 {
                span.mark aria-hidden="true" { (mark) }
                strong { (conclusion::label(run)) } ": " (conclusion::sentence(run)) "."
            }
            @if let Some(reason) = summary.and_then(|summary| summary.reason.as_deref()) {
                p { (text(reason)) }
            }
            @for warning in run.info.iter().flat_map(|info| &info.warnings) {
                p { strong { "Warning: " } (text(warning)) }
            }
            @if let Some(info) = &run.info {
                dl.facts {
                    div { dt { "target" } dd { code { (text(&info.target)) } @if info.embedded_mock { " (the embedded mock)" } } }
                    div { dt { "suite" } dd { (text(&info.suite)) ", fails from level " (info.gate) " on" } }
                    div { dt { "begun" } dd { (text(&info.started_at)) } }
                    div { dt { "seed" } dd { code { (info.seed) } } }
                    @if let Some(summary) = summary {
                        div { dt { "sent" } dd {
                            (count(summary.cases, "case")) ", " (count(summary.requests, "request")) ", "
                            (count(summary.invites, "user")) " created, in " (duration(summary.millis))
                        } }
                        div { dt { "edition" } dd { (text(&summary.edition)) } }
                        div { dt { "exit code" } dd { (summary.conclusion.exit_code()) } }
                    }
                }
            }
        }
    }
}

/// The way through the page; the filter shows itself where its script runs.
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

/// A table in a frame that scrolls by itself where the screen is narrow.
fn table(caption: &str, head: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Table: " (caption) } {
            table {
                caption.unseen { (caption) }
                thead { tr { @for title in head { th scope="col" { (title) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// The colour of a state goes with its word, never alone.
fn badge(state: &str) -> Markup {
    html! { span class={ "badge " (state.replace(' ', "-")) } { (state) } }
}
