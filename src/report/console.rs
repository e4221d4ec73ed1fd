//! Lines for a person, as the run goes and when it is over.

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::model::{CheckResult, Event, RunInfo, Verdict};

use super::{
    Reporter, Run, ending,
    layout::{DIM, GREEN, Pen, RED, YELLOW, count, duration, grouped, len},
    visible,
};

/// How the lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether labels have a colour.
    pub colour: bool,
    /// Columns; 80 when it is not a terminal.
    pub width: usize,
    /// How much is said.
    pub verbosity: Verbosity,
}

impl Default for Options {
    fn default() -> Self {
        Self { colour: false, width: 80, verbosity: Verbosity::Normal }
    }
}

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Only the end: failures and the summary.
    Quiet,
    /// Findings as they are seen, and every check that did not pass.
    #[default]
    Normal,
    /// Every check, longer bodies, every `curl` line.
    Verbose,
}

/// Follows a run and writes lines.
pub struct Console<W> {
    out: W,
    options: Options,
    run: Run,
}

/// The column in which the text of a line begins.
const INDENT: usize = 14;

impl<W: Write> Console<W> {
    /// A console that writes to `out`.
    pub fn new(out: W, options: Options) -> Self {
        Self { out, options, run: Run::default() }
    }

    /// What it has written to.
    pub fn into_inner(self) -> W {
        self.out
    }
}

impl<W: Write> Reporter for Console<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        let known = match event {
            Event::FindingSeen { .. } => self.run.findings_so_far(),
            _ => 0,
        };
        self.run.apply(event);
        let mut pen = Pen::new(&mut self.out, self.options.colour, self.options.width);
        let verbosity = self.options.verbosity;
        match event {
            Event::RunStarted(info) if verbosity > Verbosity::Quiet => began(&mut pen, info)?,
            // What several checks find is told once.
            Event::FindingSeen { check, summary, .. }
                if verbosity > Verbosity::Quiet && self.run.findings_so_far() > known =>
            {
                pen.row("finding", YELLOW, INDENT, &visible::line(&format!("{check}: {summary}")))?;
            }
            Event::CheckFinished(result)
                if verbosity == Verbosity::Verbose
                    || verbosity == Verbosity::Normal && result.verdict != Verdict::Pass =>
            {
                finished(&mut pen, result)?;
            }
            Event::RunFinished(_) => write_ending(&self.run, self.options, &mut self.out)?,
            Event::RunStarted(_)
            | Event::FindingSeen { .. }
            | Event::CheckFinished(_)
            | Event::Exchanged { .. }
            | Event::Progress(_) => {}
        }
        self.out.flush()
    }

    /// A stream without an end is told as such.
    fn finish(&mut self) -> io::Result<()> {
        if self.run.summary.is_none() {
            write_ending(&self.run, self.options, &mut self.out)?;
        }
        self.out.flush()
    }
}

/// Writes what stands at the end: failures in full, then the summary.
///
/// # Errors
/// When it cannot be written.
pub fn write_ending(run: &Run, options: Options, out: &mut impl Write) -> io::Result<()> {
    let mut pen = Pen::new(out, options.colour, options.width);
    ending::write(&mut pen, run, options.verbosity)
}

fn began(pen: &mut Pen<'_>, info: &RunInfo) -> io::Result<()> {
    let left_out = match info.deselected {
        0 => String::new(),
        many => format!(" ({} not selected)", grouped(many as u64)),
    };
    let text = format!(
        "avara-conformance {}: {} of suite {}{left_out} against {}, seed {}",
        info.version,
        count(len(&info.checks), "check"),
        info.suite,
        target(info),
        info.seed
    );
    pen.text(0, &visible::line(&text))?;
    warnings(pen, info)
}

/// What has to be known about the way to the target.
pub(super) fn warnings(pen: &mut Pen<'_>, info: &RunInfo) -> io::Result<()> {
    info.warnings
        .iter()
        .try_for_each(|warning| pen.row("WARNING", RED, INDENT, &visible::line(warning)))
}

/// The target, and whether it is our own.
pub(super) fn target(info: &RunInfo) -> String {
    if info.embedded_mock {
        format!("{} (the embedded mock)", info.target)
    } else {
        info.target.clone()
    }
}

fn finished(pen: &mut Pen<'_>, result: &CheckResult) -> io::Result<()> {
    let (label, style) = match result.verdict {
        Verdict::Pass => ("pass", GREEN),
        Verdict::Fail => ("FAIL", RED),
        Verdict::Warn => ("warn", YELLOW),
        Verdict::Waived => ("waived", YELLOW),
        Verdict::Skip => ("skip", DIM),
        Verdict::Inconclusive => ("inconclusive", YELLOW),
        Verdict::Error => ("ERROR", RED),
    };
    pen.row(label, style, INDENT, &format!("{}: {}", visible::line(&result.id), outcome(result)))
}

/// What a check came to in one line; the end has the rest.
fn outcome(result: &CheckResult) -> String {
    let told = match (&result.reason, result.counterexamples.first()) {
        (Some(reason), _) => reason.clone(),
        (None, Some(first)) => first.finding.actual.clone(),
        (None, None) => {
            let time = duration(result.micros / 1_000);
            format!("{} in {time}", count(result.observations, "observation"))
        }
    };
    let more = match result.counterexamples.len() {
        0 | 1 => String::new(),
        many => format!(" ({many} findings)"),
    };
    visible::line(&visible::cut(&told, 600, char::len_utf8)) + &more
}
