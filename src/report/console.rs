//! Lines for a person, as the run goes and when it is over.

mod cause;
mod ending;
mod options;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::model::{CheckResult, Event, RunInfo, Verdict};

pub use options::{Options, Verbosity};

use super::{
    Reporter, Run,
    numbers::{count, duration, grouped, len},
    text::{DIM, GREEN, RED, TextWriter, YELLOW},
    view::{RunView, target},
    visible,
};

/// Follows a run and writes lines.
pub struct Console<W> {
    out: W,
    options: Options,
    run: Run,
}

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
        let mut lines = TextWriter::new(&mut self.out, self.options.colour, self.options.width);
        let verbosity = self.options.verbosity;
        match event {
            Event::RunStarted(info) if verbosity > Verbosity::Quiet => began(&mut lines, info)?,
            // What several checks find is told once.
            Event::FindingSeen { check, summary, .. }
                if verbosity == Verbosity::Verbose && self.run.findings_so_far() > known =>
            {
                lines.row(
                    "finding",
                    YELLOW,
                    ending::INDENT,
                    &visible::line(&format!("{check}: {summary}")),
                )?;
            }
            Event::CheckFinished(result) if verbosity == Verbosity::Verbose => {
                finished(&mut lines, result)?;
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
pub fn write_ending(run: &Run, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = TextWriter::new(out, options.colour, options.width);
    ending::write(&mut lines, &RunView::of(run), options.verbosity)
}

fn began(out: &mut TextWriter<'_>, info: &RunInfo) -> io::Result<()> {
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
    out.text(0, &visible::line(&text))?;
    ending::warnings(out, &info.warnings)
}

fn finished(out: &mut TextWriter<'_>, result: &CheckResult) -> io::Result<()> {
    let (label, style) = match result.verdict {
        Verdict::Pass => ("pass", GREEN),
        Verdict::Fail => ("FAIL", RED),
        Verdict::Warn => ("warn", YELLOW),
        Verdict::Waived => ("waived", YELLOW),
        Verdict::Skip => ("skip", DIM),
        Verdict::Inconclusive => ("inconclusive", YELLOW),
        Verdict::Error => ("ERROR", RED),
    };
    out.row(
        label,
        style,
        ending::INDENT,
        &format!("{}: {}", visible::line(&result.id), outcome(result)),
    )
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
    visible::sentence(&told, 600) + &more
}
