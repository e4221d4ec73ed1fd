//! What a console says when the run is over: failures in full, then the summary.

use std::io;

use super::{
    super::{
        numbers::grouped,
        text::{BOLD, COLUMN, GREEN, PLAIN, RED, TextWriter, YELLOW, finding},
        view::{FindingView, MOCK, RunView, Tone, Work, target},
        visible,
    },
    cause,
    options::Verbosity,
};

/// The column in which the text of a line begins that is told as the run goes.
pub(super) const INDENT: usize = 14;

/// Of a list that could fill the screen, so many lines.
const SHORT_LIST: usize = 3;

/// Of a server that breaks everything, so many causes in more than one line.
const IN_BRIEF: usize = 5;

pub(super) fn write(
    out: &mut TextWriter<'_>,
    view: &RunView<'_>,
    verbosity: Verbosity,
) -> io::Result<()> {
    out.blank()?;
    verdict(out, view)?;
    out.blank()?;
    causes(out, view, verbosity)?;
    facts(out, view, verbosity)
}

/// The first ones in a few lines each and the others in one, or all of them in full.
fn causes(out: &mut TextWriter<'_>, view: &RunView<'_>, verbosity: Verbosity) -> io::Result<()> {
    let told = view.causes.iter().filter(|cause| cause.findings().any(|found| !found.excused));
    let told: Vec<_> = told.collect();
    if verbosity == Verbosity::Verbose {
        let findings = told.iter().flat_map(|cause| cause.findings());
        return findings.filter(|found| !found.excused).try_for_each(|found| {
            in_full(out, found, verbosity)?;
            out.blank()
        });
    }
    for cause in told.iter().take(IN_BRIEF) {
        cause::write(out, cause)?;
        out.blank()?;
    }
    let rest = told.get(IN_BRIEF..).unwrap_or_default();
    if !rest.is_empty() {
        out.text(0, "In one line each; more with -v and in the report files:")?;
        rest.iter().try_for_each(|cause| cause::title(out, cause))?;
        out.blank()?;
    }
    Ok(())
}

/// The verdict on the target, and whether the run ended early.
fn verdict(out: &mut TextWriter<'_>, view: &RunView<'_>) -> io::Result<()> {
    let style = match view.tone {
        Tone::Good => GREEN,
        Tone::Bad => RED,
        Tone::Open => YELLOW,
    };
    let label = format!("{}:", view.word.to_uppercase());
    out.row(&label, style, label.len() + 1, &view.sentence)?;
    view.reason.iter().try_for_each(|reason| out.text(0, &visible::line(reason)))?;
    if view.work.is_some() { warnings(out, view.warnings) } else { Ok(()) }
}

/// What has to be known about the connection to the target.
pub(super) fn warnings(out: &mut TextWriter<'_>, warnings: &[String]) -> io::Result<()> {
    warnings.iter().try_for_each(|warning| out.row("WARNING", RED, INDENT, &visible::line(warning)))
}

fn in_full(
    out: &mut TextWriter<'_>,
    found: &FindingView<'_>,
    verbosity: Verbosity,
) -> io::Result<()> {
    let mut checks = found.checks.iter();
    if let Some(check) = checks.next() {
        let title = visible::line(&format!("{} ({}): {}", check.id, check.verdict, check.title));
        out.row(&format!("{}.", found.number), BOLD, 3, &title)?;
    }
    let others: Vec<_> = checks.map(|check| visible::line(&check.id)).collect();
    if !others.is_empty() {
        out.row("   also seen", PLAIN, COLUMN, &others.join(", "))?;
    }
    finding(out, found, verbosity.detail())
}

fn facts(out: &mut TextWriter<'_>, view: &RunView<'_>, verbosity: Verbosity) -> io::Result<()> {
    let RunView { run, checks, .. } = view;
    let summary = run.summary.as_ref();
    if let Some(info) = &run.info {
        fact(out, "target", &target(info))?;
        let gate = format!("{}, fails from level `{}` on", info.suite, info.gate);
        fact(out, "suite", &gate)?;
    }
    fact(
        out,
        "checks",
        &match checks.counts.len() {
            0 => checks.counted(),
            _ => format!("{}: {}", checks.total, checks.counted()),
        },
    )?;
    let most = if verbosity == Verbosity::Verbose { usize::MAX } else { SHORT_LIST };
    list(out, "undecided", &checks.undecided, most)?;
    list(out, "waived", &checks.waived, most)?;
    if let Some(baseline) = summary.and_then(|summary| summary.baseline.as_ref()) {
        list(out, "known", &baseline.still_failing, most)?;
        list(out, "gone", &baseline.fixed, most)?;
        list(out, "not seen", &baseline.not_exercised, most)?;
    }
    // A failure that nothing shows has no place above.
    list(out, "not shown", &checks.not_shown, usize::MAX)?;
    view.work.iter().try_for_each(|done| work(out, done, most))?;
    run.info.iter().try_for_each(|info| fact(out, "seed", &info.seed.to_string()))?;
    let unsettled = run.unsettled.iter().map(|seen| format!("{}: {}", seen.check, seen.summary));
    list(out, "unsettled", &unsettled.collect::<Vec<_>>(), usize::MAX)?;
    let code = summary.map(|summary| summary.conclusion.exit_code());
    code.iter().try_for_each(|code| fact(out, "exit code", &code.to_string()))?;
    let embedded = run.info.as_ref().is_some_and(|info| info.embedded_mock);
    if embedded && view.findings().any(|found| !found.counterexample.exchanges.is_empty()) {
        out.blank()?;
        out.text(
            0,
            &format!(
                "The embedded mock is gone by now. To send a curl line, start it with `{MOCK}` \
                 and put http://127.0.0.1:8080 in its place."
            ),
        )?;
    }
    Ok(())
}

/// What was done, and what was learned on the way.
fn work(out: &mut TextWriter<'_>, work: &Work<'_>, most: usize) -> io::Result<()> {
    fact(out, "sent", &work.sent)?;
    fact(out, "clauses", &work.coverage)?;
    if let Some((covered, total, open)) = &work.bounds {
        let open: Vec<_> = open.iter().map(|bound| format!("not {bound}")).collect();
        let [both, all] = [*covered, *total].map(|many| grouped(many as u64));
        fact(out, "bounds", &format!("{both} of {all} exercised on both sides"))?;
        // A run without cases of its own, such as a smoke test, covers none and need not list all.
        if *covered > 0 {
            list(out, "", &open, most)?;
        }
    }
    fact(out, "edition", &work.summary.edition)?;
    list(out, "observed", &work.summary.observed, most)?;
    list(out, "budgets", &work.budgets, usize::MAX)?;
    if let Some(users) = &work.cleaned_up {
        fact(out, "cleaned up", &format!("{users} of this run: no access any more"))?;
    }
    list(out, "left", &work.left, most)?;
    if let Some(command) = &work.summary.cleanup {
        out.verbatim(2, &format!("clean with {}", visible::line(command)))?;
    }
    fact(out, "time", &work.time)
}

fn fact(out: &mut TextWriter<'_>, label: &str, text: &str) -> io::Result<()> {
    out.row(&format!("  {label}"), PLAIN, COLUMN, &visible::sentence(text, 600))
}

/// A list in a line each, so that it does not fill the screen; in full where all of it is told.
fn list(out: &mut TextWriter<'_>, label: &str, items: &[String], most: usize) -> io::Result<()> {
    let lines = if most == SHORT_LIST { 1 } else { usize::MAX };
    for (at, item) in items.iter().take(most).enumerate() {
        let label = if at == 0 { format!("  {label}") } else { String::new() };
        out.brief(&label, PLAIN, COLUMN, &visible::sentence(item, 600), lines)?;
    }
    match items.len().saturating_sub(most) {
        0 => Ok(()),
        more => fact(out, "", &format!("... and {more} more")),
    }
}
