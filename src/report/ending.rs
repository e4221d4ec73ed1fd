//! What a console says when the run is over: failures in full, then the summary.

use std::{cmp::Reverse, collections::BTreeMap, io};

use crate::model::{Budget, CheckResult, Conclusion, RunSummary, Verdict};

use super::{
    Run,
    conclusion::{self, Tone},
    console::{self, Verbosity},
    layout::{BOLD, GREEN, PLAIN, Pen, RED, YELLOW, count, duration, grouped, len},
    story::{self, Detail, Found},
    visible,
};

const LABEL: usize = 13;

/// Of a list that could fill the screen, so many lines.
const SHORT_LIST: usize = 5;

/// Of a server that breaks everything, so many findings in full.
const IN_FULL: usize = 10;

pub(super) fn write(pen: &mut Pen<'_>, run: &Run, verbosity: Verbosity) -> io::Result<()> {
    let found = story::findings(run);
    let told: Vec<_> = found.iter().filter(|found| !found.excused).collect();
    pen.blank()?;
    if !told.is_empty() {
        if !settled(run) {
            verdict(pen, run)?;
            pen.blank()?;
        }
        findings(pen, run, &told, verbosity)?;
    }
    verdict(pen, run)?;
    pen.blank()?;
    facts(pen, run, verbosity)
}

/// The most telling ones in full. The others in one line each, unless more was asked for.
fn findings(
    pen: &mut Pen<'_>,
    run: &Run,
    told: &[&Found<'_>],
    verbosity: Verbosity,
) -> io::Result<()> {
    let heading = format!("{}, the most telling first", count(len(told), "finding"));
    pen.row(&heading, BOLD, 0, "")?;
    let full = if verbosity == Verbosity::Verbose { told.len() } else { IN_FULL };
    for (number, found) in (1..).zip(told).take(full) {
        pen.blank()?;
        finding(pen, run, number, found, verbosity)?;
    }
    pen.blank()?;
    if told.len() > full {
        pen.text(0, "In one line each; in full with -v and in the report files:")?;
        for (number, found) in (1..).zip(told).skip(full) {
            let headline = story::headline(found.counterexample);
            pen.row(&format!("{number}."), BOLD, 4, &headline)?;
        }
        pen.blank()?;
    }
    Ok(())
}

/// Whether the run came to its end and to a judgement.
fn settled(run: &Run) -> bool {
    let summary = run.summary.as_ref();
    summary.is_some_and(|summary| {
        summary.reason.is_none()
            && matches!(summary.conclusion, Conclusion::Conforming | Conclusion::Failed)
    })
}

/// The verdict on the target, and whether the run ended early.
fn verdict(pen: &mut Pen<'_>, run: &Run) -> io::Result<()> {
    let style = match conclusion::tone(run) {
        Tone::Good => GREEN,
        Tone::Bad => RED,
        Tone::Open => YELLOW,
    };
    let label = format!("{}:", conclusion::label(run).to_uppercase());
    pen.row(&label, style, label.len() + 1, &conclusion::sentence(run))?;
    let Some(summary) = &run.summary else { return Ok(()) };
    if let Some(reason) = &summary.reason {
        pen.text(0, &visible::line(reason))?;
    }
    run.info.iter().try_for_each(|info| console::warnings(pen, info))
}

fn finding(
    pen: &mut Pen<'_>,
    run: &Run,
    number: usize,
    found: &Found<'_>,
    verbosity: Verbosity,
) -> io::Result<()> {
    let mut checks = found.checks.iter();
    if let Some(check) = checks.next() {
        let title = visible::line(&format!("{} ({}): {}", check.id, check.verdict, check.title));
        pen.row(&format!("{number}."), BOLD, 3, &title)?;
    }
    let others: Vec<_> = checks.map(|check| visible::line(&check.id)).collect();
    if !others.is_empty() {
        pen.row("   also seen", PLAIN, LABEL, &others.join(", "))?;
    }
    let detail = if verbosity == Verbosity::Verbose { Detail::FULL } else { Detail::SHORT };
    let seed = run.info.as_ref().map(|info| info.seed);
    story::tell(pen, found.counterexample, run.target(), seed, detail)
}

fn facts(pen: &mut Pen<'_>, run: &Run, verbosity: Verbosity) -> io::Result<()> {
    if let Some(info) = &run.info {
        fact(pen, "target", &console::target(info))?;
        let gate = format!("{}, fails from level `{}` on", info.suite, info.gate);
        fact(pen, "suite", &gate)?;
    }
    fact(pen, "checks", &checks(run))?;
    let most = if verbosity == Verbosity::Verbose { usize::MAX } else { SHORT_LIST };
    let undecided = [Verdict::Skip, Verdict::Inconclusive, Verdict::Error];
    list(pen, "undecided", &reasons(run, &undecided), most)?;
    list(pen, "waived", &reasons(run, &[Verdict::Waived]), most)?;
    if let Some(baseline) = run.summary.as_ref().and_then(|summary| summary.baseline.as_ref()) {
        list(pen, "known", &baseline.still_failing, most)?;
        list(pen, "gone", &baseline.fixed, most)?;
        list(pen, "not seen", &baseline.not_exercised, most)?;
    }
    // A failure that nothing shows has no place above.
    list(pen, "not shown", &reasons(run, &[Verdict::Fail, Verdict::Warn]), usize::MAX)?;
    if let Some(summary) = &run.summary {
        work(pen, summary, most)?;
    }
    if let Some(info) = &run.info {
        fact(pen, "seed", &info.seed.to_string())?;
    }
    let sightings: Vec<_> = run
        .unsettled
        .iter()
        .map(|sighting| format!("{}: {}", sighting.check, sighting.summary))
        .collect();
    list(pen, "unsettled", &sightings, usize::MAX)?;
    if let Some(summary) = &run.summary {
        fact(pen, "exit code", &summary.conclusion.exit_code().to_string())?;
    }
    let embedded = run.info.as_ref().is_some_and(|info| info.embedded_mock);
    let mut shown = run.results.iter().flat_map(|result| &result.counterexamples);
    if embedded && shown.any(|shown| !shown.exchanges.is_empty()) {
        pen.blank()?;
        pen.text(
            0,
            "The embedded mock is gone by now. To send a curl line, start it with \
            `avara-conformance mock --port 8080` and put http://127.0.0.1:8080 in its place.",
        )?;
    }
    Ok(())
}

/// What was done, and what was learned on the way.
fn work(pen: &mut Pen<'_>, summary: &RunSummary, most: usize) -> io::Result<()> {
    let cases = count(summary.cases, "case");
    fact(
        pen,
        "sent",
        &format!(
            "{cases}, {}, {} created",
            count(summary.requests, "request"),
            count(summary.invites, "user")
        ),
    )?;
    let (covered, total) = (summary.clauses_covered as u64, summary.clauses_total as u64);
    let unchecked = match total.saturating_sub(covered) {
        0 => String::new(),
        left => format!(", {} left unchecked", grouped(left)),
    };
    let (covered, total) = (grouped(covered), grouped(total));
    fact(pen, "clauses", &format!("{covered} of {total} covered{unchecked}"))?;
    if !summary.constraints.is_empty() {
        let both = summary.constraints.iter().filter(|count| count.is_covered()).count() as u64;
        let all = summary.constraints.len() as u64;
        let text = format!("{} of {} exercised on both sides", grouped(both), grouped(all));
        fact(pen, "bounds", &text)?;
        let open: Vec<String> =
            summary.uncovered().map(|constraint| format!("not {constraint}")).collect();
        // A run without cases of its own, such as a smoke test, covers none and need not list all.
        if both > 0 {
            list(pen, "", &open, most)?;
        }
    }
    fact(pen, "edition", &summary.edition)?;
    list(pen, "observed", &summary.observed, most)?;
    let budgets: Vec<String> = summary.budgets.iter().filter_map(Budget::used).collect();
    list(pen, "budgets", &budgets, usize::MAX)?;
    users(pen, summary, most)?;
    fact(pen, "time", &duration(summary.millis))
}

/// What became of the users of the run.
fn users(pen: &mut Pen<'_>, summary: &RunSummary, most: usize) -> io::Result<()> {
    if summary.neutralised > 0 {
        let users = count(summary.neutralised, "user");
        fact(pen, "cleaned up", &format!("{users} of this run: no access any more"))?;
    }
    let left: Vec<String> = summary.left.iter().map(ToString::to_string).collect();
    list(pen, "left", &left, most)?;
    let mut command = summary.cleanup.iter().map(|command| visible::line(command));
    command.try_for_each(|line| pen.verbatim(2, &format!("clean with {line}")))
}

fn fact(pen: &mut Pen<'_>, label: &str, text: &str) -> io::Result<()> {
    let text = visible::line(&visible::cut(text, 600, char::len_utf8));
    pen.row(&format!("  {label}"), PLAIN, LABEL, &text)
}

fn list(pen: &mut Pen<'_>, label: &str, items: &[String], most: usize) -> io::Result<()> {
    for (at, item) in items.iter().take(most).enumerate() {
        fact(pen, if at == 0 { label } else { "" }, item)?;
    }
    match items.len().saturating_sub(most) {
        0 => Ok(()),
        more => fact(pen, "", &format!("... and {more} more")),
    }
}

/// `87: 85 pass, 1 fail, 1 without a verdict`
fn checks(run: &Run) -> String {
    let tally = run.tally();
    let total: usize = tally.values().fold(0, |sum, many| sum.saturating_add(*many));
    let mut parts: Vec<_> = tally
        .iter()
        .filter(|(_, many)| **many > 0)
        .map(|(verdict, many)| format!("{many} {verdict}"))
        .collect();
    let missing = run.missing().len();
    if missing > 0 {
        parts.push(format!("{missing} without a verdict"));
    }
    match parts.len() {
        0 => "none".to_owned(),
        _ => format!("{}: {}", total.max(run.results.len() + missing), parts.join(", ")),
    }
}

/// Why checks came to these verdicts, each reason once with the number of checks.
fn reasons(run: &Run, verdicts: &[Verdict]) -> Vec<String> {
    let mut reasons: BTreeMap<(Verdict, &str), Vec<&str>> = BTreeMap::new();
    let shown = |result: &CheckResult| match result.verdict {
        Verdict::Fail | Verdict::Warn => !result.counterexamples.is_empty(),
        Verdict::Pass
        | Verdict::Waived
        | Verdict::Skip
        | Verdict::Inconclusive
        | Verdict::Error => false,
    };
    for result in &run.results {
        if verdicts.contains(&result.verdict) && !shown(result) {
            let reason = result.reason.as_deref().unwrap_or("no reason was given");
            reasons.entry((result.verdict, reason)).or_default().push(&result.id);
        }
    }
    let mut lines: Vec<_> = reasons.into_iter().collect();
    lines.sort_by_key(|((verdict, _), ids)| (Reverse(*verdict), Reverse(ids.len())));
    let line = |((verdict, reason), ids): ((Verdict, &str), Vec<&str>)| match ids.as_slice() {
        [only] => format!("{only} ({verdict}): {reason}"),
        _ => format!("{} ({verdict}): {reason}", count(len(&ids), "check")),
    };
    lines.into_iter().map(line).collect()
}
