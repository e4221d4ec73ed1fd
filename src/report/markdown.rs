//! Markdown for the summary of a CI job, in GitHub's dialect: the verdict, the findings, what is
//! undecided, and the numbers. Below 1 MiB, because a longer summary is dropped as a whole.

mod escape;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::model::{Budget, Exchange, RunSummary, Verdict};

use super::{
    Run,
    cases::{Outcome, cases},
    clauses::ClauseState,
    conclusion::{self, Tone},
    curl::curl,
    layout::{count, duration, grouped, len},
    story::{self, Found},
    visible,
};
use escape::{code, fenced, html, plain};

/// The most bytes of the findings together; what stands around them is bounded by itself.
const FINDINGS: usize = 800_000;
/// The most bytes of a body.
const BODY: usize = 4 * 1024;
/// The most bytes of a sentence.
const SENTENCE: usize = 1_024;
/// The most bytes of a line that is there to be copied.
const COMMAND: usize = 16 * 1024;
/// The longest list.
const LIST: usize = 50;
/// Of the findings, so many are open from the beginning.
const OPEN: usize = 3;

/// Writes the summary.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mark = match conclusion::tone(run) {
        Tone::Good => "✅",
        Tone::Bad => "❌",
        Tone::Open => "⚠️",
    };
    let (label, sentence) = (conclusion::label(run), conclusion::sentence(run));
    writeln!(out, "## {mark} avara-conformance: {label}\n")?;
    writeln!(out, "**{}.**\n", plain(&sentence))?;
    if let Some(reason) = run.summary.as_ref().and_then(|summary| summary.reason.as_deref()) {
        writeln!(out, "{}\n", code(reason, SENTENCE))?;
    }
    for warning in run.info.iter().flat_map(|info| &info.warnings) {
        writeln!(out, "> ⚠️ **{}**\n", plain(warning))?;
    }
    facts(run, out)?;
    findings(run, out)?;
    undecided(run, out)?;
    clauses(run, out)?;
    if let Some(summary) = &run.summary {
        numbers(summary, out)?;
    }
    Ok(())
}

fn facts(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let Some(info) = &run.info else { return Ok(()) };
    writeln!(out, "| | |\n| --- | --- |")?;
    let mut row = |label: &str, text: &str| writeln!(out, "| {label} | {text} |");
    row("target", &code(&info.target, SENTENCE))?;
    let suite = format!("{}, fails from level {} on", code(&info.suite, SENTENCE), info.gate);
    row("suite", &suite)?;
    row("checks", &checks(run))?;
    row("seed", &code(&info.seed.to_string(), SENTENCE))?;
    if let Some(summary) = &run.summary {
        let sent = format!(
            "{}, {}, {} created, in {}",
            count(summary.cases, "case"),
            count(summary.requests, "request"),
            count(summary.invites, "user"),
            duration(summary.millis)
        );
        row("sent", &sent)?;
        row("edition", &plain(&summary.edition))?;
        let budgets: Vec<String> = summary.budgets.iter().filter_map(Budget::used).collect();
        if !budgets.is_empty() {
            row("budgets", &plain(&budgets.join(", ")))?;
        }
        if summary.neutralised > 0 {
            row("cleaned up", &count(summary.neutralised, "user"))?;
        }
        for user in summary.left.iter().take(LIST) {
            row("left", &code(&user.to_string(), SENTENCE))?;
        }
        if let Some(command) = &summary.cleanup {
            let more = count(len(&summary.left), "user");
            row("clean with", &format!("{} ({more})", code(command, SENTENCE)))?;
        }
        row("exit code", &summary.conclusion.exit_code().to_string())?;
    }
    writeln!(out)
}

fn checks(run: &Run) -> String {
    let tally = run.tally();
    let mut parts: Vec<_> =
        tally.iter().map(|(verdict, many)| format!("{many} {verdict}")).collect();
    match run.missing().len() {
        0 => {}
        missing => parts.push(format!("{missing} without a verdict")),
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn findings(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let found = story::findings(run);
    if found.is_empty() {
        return Ok(());
    }
    let order = if found.len() > 1 { ", the most telling first" } else { "" };
    writeln!(out, "### {}{order}\n", count(len(&found), "finding"))?;
    let mut spent = 0;
    for (at, shown) in found.iter().enumerate() {
        let mut text = Vec::new();
        finding(&mut text, run, at, shown)?;
        spent += text.len();
        if spent > FINDINGS {
            let left = count((found.len() - at) as u64, "further finding");
            return writeln!(out, "*Cut: {left} in the other reports of this run.*\n");
        }
        out.write_all(&text)?;
    }
    Ok(())
}

fn finding(out: &mut Vec<u8>, run: &Run, at: usize, found: &Found<'_>) -> io::Result<()> {
    let shown = found.counterexample;
    let verdict = found.verdict();
    let open = if at < OPEN && verdict == Verdict::Fail { " open" } else { "" };
    writeln!(
        out,
        "<details{open}><summary><b>{}. {verdict}: {}</b> {}</summary>\n",
        at + 1,
        html(&shown.finding.clause, SENTENCE),
        html(&format!("{} {}", shown.finding.place, shown.finding.kind), SENTENCE),
    )?;
    writeln!(out, "| | |\n| --- | --- |")?;
    let mut row = |label: &str, text: String| writeln!(out, "| {label} | {text} |");
    row("clause", format!("{} ({})", plain(&shown.clause_says), shown.level))?;
    row("page", plain(&shown.pages.join("; ")))?;
    row("expected", code(&shown.finding.expected, SENTENCE))?;
    row("actual", code(&shown.finding.actual, SENTENCE))?;
    if let Some(mutation) = &shown.case.mutation {
        row("invalid", code(&mutation.sentence, SENTENCE))?;
    }
    let ids: Vec<_> = found.checks.iter().map(|check| code(&check.id, SENTENCE)).collect();
    row("checks", ids.join(", "))?;
    let seen = count(shown.seen as u64, "case");
    row("stability", format!("{}; seen in {seen}", shown.stability()))?;
    if let Some(last) = shown.exchanges.last() {
        row("trace", code(&last.traceparent, SENTENCE))?;
    }
    writeln!(out)?;
    exchanges(out, run, &shown.exchanges)?;
    writeln!(out, "Again, by this program:\n")?;
    writeln!(out, "{}", fenced("sh", &visible::line(&shown.replay), COMMAND))?;
    writeln!(out, "</details>\n")
}

/// All requests in a line each; the last one, which shows the contradiction, in full.
fn exchanges(out: &mut Vec<u8>, run: &Run, exchanges: &[Exchange]) -> io::Result<()> {
    let Some((last, before)) = exchanges.split_last() else { return Ok(()) };
    let line = |exchange: &Exchange| {
        let came = match &exchange.outcome {
            Ok(response) => response.status.to_string(),
            Err(_) => "no response".to_owned(),
        };
        let request = &exchange.request;
        code(&format!("{} {} → {came}", request.method, request.path), SENTENCE)
    };
    for (at, exchange) in before.iter().enumerate().take(LIST) {
        writeln!(out, "{}. {}", at + 1, line(exchange))?;
    }
    if before.len() > LIST {
        writeln!(out, "\n*{} left out.*\n", count((before.len() - LIST) as u64, "request"))?;
    }
    writeln!(out, "{}. {}\n", exchanges.len(), line(last))?;
    let mut lines = Vec::new();
    if let Some(body) = &last.request.body {
        lines.push(format!("> {}", story::body(body, BODY)));
    }
    match &last.outcome {
        Ok(response) => lines.push(format!("< {}", story::body(&response.body, BODY))),
        Err(error) => lines.push(format!("< no response: {}", visible::line(&error.message))),
    }
    writeln!(out, "{}", fenced("text", &lines.join("\n"), COMMAND))?;
    writeln!(out, "{}", fenced("sh", &curl(run.target(), &last.request), COMMAND))
}

/// What is red without a finding, and what could not be looked at.
fn undecided(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let cases = cases(run);
    let lines: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            match &case.outcome {
                Outcome::Broken(why) | Outcome::Skipped(why) => Some(why),
                Outcome::Failed(why)
                    if case.result.is_none_or(|r| r.counterexamples.is_empty()) =>
                {
                    Some(why)
                }
                Outcome::Failed(_) | Outcome::Passed(_) => None,
            }
            .map(|why| {
                let message = code(&why.message, SENTENCE);
                format!("- {} ({}): {message}", code(case.id, SENTENCE), plain(&why.kind))
            })
        })
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", count(len(&lines), "undecided check"))?;
    list(&lines, out)
}

fn clauses(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let clauses = run.clauses();
    if clauses.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Clauses\n\n| state | clauses | which |\n| --- | ---: | --- |")?;
    for state in ClauseState::ALL {
        let ids: Vec<_> = clauses.iter().filter(|(_, of)| *of == state).collect();
        let shown = if state == ClauseState::Kept { 0 } else { LIST };
        let which: Vec<_> =
            ids.iter().take(shown).map(|(clause, _)| code(&clause.id, SENTENCE)).collect();
        if !ids.is_empty() {
            writeln!(out, "| {state} | {} | {} |", ids.len(), which.join(", "))?;
        }
    }
    writeln!(out)
}

fn numbers(summary: &RunSummary, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    if !summary.latency.is_empty() {
        writeln!(out, "### Latency\n\n| operation | answers | p50 | p95 | p99 | longest |")?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
        for latency in &summary.latency {
            let [p50, p95, p99, max] =
                [latency.p50, latency.p95, latency.p99, latency.max].map(story::millis);
            let (operation, many) = (latency.operation, grouped(latency.count));
            writeln!(out, "| {operation} | {many} | {p50} | {p95} | {p99} | {max} |")?;
        }
        writeln!(out)?;
    }
    if !summary.observed.is_empty() {
        let many = count(len(&summary.observed), "observation");
        writeln!(out, "<details><summary>{many} where the documentation is silent</summary>\n")?;
        let lines: Vec<_> =
            summary.observed.iter().map(|text| format!("- {}", code(text, SENTENCE))).collect();
        list(&lines, out)?;
        writeln!(out, "</details>")?;
    }
    Ok(())
}

fn list(lines: &[String], out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    lines.iter().take(LIST).try_for_each(|line| writeln!(out, "{line}"))?;
    if lines.len() > LIST {
        writeln!(out, "- and {} more", lines.len() - LIST)?;
    }
    writeln!(out)
}
