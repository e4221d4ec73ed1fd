//! Markdown for the summary of a CI job, in GitHub's dialect: the verdict, the findings, what is
//! undecided, and the numbers. Below 1 MiB, because a longer summary is dropped as a whole.

mod escape;
mod findings;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::{
    Run,
    clauses::ClauseState,
    numbers::{count, grouped, len},
    view::{RunView, TIMES, TestCase, Tone, times},
};
use crate::model::RunSummary;
use escape::{code, plain};

/// The longest list.
const LIST: usize = 50;

/// Writes the summary.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let view = RunView::of(run);
    let mark = match view.tone {
        Tone::Good => "✅",
        Tone::Bad => "❌",
        Tone::Open => "⚠️",
    };
    writeln!(out, "## {mark} avara-conformance: {}\n", view.word)?;
    writeln!(out, "**{}.**\n", plain(&view.sentence))?;
    if let Some(reason) = view.reason {
        writeln!(out, "{}\n", code(reason))?;
    }
    for warning in view.warnings {
        writeln!(out, "> ⚠️ **{}**\n", plain(warning))?;
    }
    facts(&view, out)?;
    findings::write(&view.causes, out)?;
    undecided(&view, out)?;
    clauses(&view, out)?;
    run.summary.iter().try_for_each(|summary| numbers(summary, out))
}

fn facts(view: &RunView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(info) = &view.run.info else { return Ok(()) };
    writeln!(out, "| | |\n| --- | --- |")?;
    let mut row = |label: &str, text: &str| writeln!(out, "| {label} | {text} |");
    row("target", &code(&info.target))?;
    row("suite", &format!("{}, fails from level {} on", code(&info.suite), info.gate))?;
    row("checks", &view.checks.counted())?;
    row("seed", &code(&info.seed.to_string()))?;
    if let Some(work) = &view.work {
        row("sent", &format!("{}, in {}", work.sent, work.time))?;
        row("edition", &plain(&work.summary.edition))?;
        if !work.budgets.is_empty() {
            row("budgets", &plain(&work.budgets.join(", ")))?;
        }
        work.cleaned_up.iter().try_for_each(|users| row("cleaned up", users))?;
        work.left.iter().take(LIST).try_for_each(|user| row("left", &code(user)))?;
        if let Some(command) = &work.summary.cleanup {
            let more = count(len(&work.left), "user");
            row("clean with", &format!("{} ({more})", code(command)))?;
        }
        row("exit code", &work.summary.conclusion.exit_code().to_string())?;
    }
    writeln!(out)
}

/// What is red without a finding, and what could not be looked at.
fn undecided(view: &RunView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let line = |case: &TestCase<'_>| {
        format!("- {} ({}): {}", code(case.id), plain(&case.kind), code(&case.message))
    };
    let lines: Vec<_> = view.undecided().into_iter().map(line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", count(len(&lines), "undecided check"))?;
    list(&lines, out)
}

fn clauses(view: &RunView<'_>, out: &mut dyn Write) -> io::Result<()> {
    if view.clauses.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Clauses\n\n| state | clauses | which |\n| --- | ---: | --- |")?;
    for state in ClauseState::ALL {
        let ids = view.clauses_in(state);
        let shown = if state == ClauseState::Kept { 0 } else { LIST };
        let which: Vec<_> = ids.iter().take(shown).map(|id| code(id)).collect();
        if !ids.is_empty() {
            writeln!(out, "| {state} | {} | {} |", ids.len(), which.join(", "))?;
        }
    }
    writeln!(out)
}

fn numbers(summary: &RunSummary, out: &mut dyn Write) -> io::Result<()> {
    if !summary.latency.is_empty() {
        writeln!(out, "### Latency\n\n| operation | answers | {} |", TIMES.join(" | "))?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
        for latency in &summary.latency {
            let (operation, answers) = (latency.operation, grouped(latency.count));
            writeln!(out, "| {operation} | {answers} | {} |", times(latency).join(" | "))?;
        }
        writeln!(out)?;
    }
    if !summary.observed.is_empty() {
        let many = count(len(&summary.observed), "observation");
        writeln!(out, "<details><summary>{many} where the documentation is silent</summary>\n")?;
        let lines: Vec<_> =
            summary.observed.iter().map(|text| format!("- {}", code(text))).collect();
        list(&lines, out)?;
        writeln!(out, "</details>")?;
    }
    Ok(())
}

fn list(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().take(LIST).try_for_each(|line| writeln!(out, "{line}"))?;
    if lines.len() > LIST {
        writeln!(out, "- and {} more", lines.len() - LIST)?;
    }
    writeln!(out)
}
