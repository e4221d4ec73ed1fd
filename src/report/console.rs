//! Lines for a person, as the run goes and when it is over.

use std::io::{self, Write};

use crate::model::{CheckResult, Event, RunInfo, Verdict};

use super::{
    Reporter, Run, ending,
    layout::{DIM, GREEN, Pen, RED, YELLOW, count, duration, grouped, len},
    story, visible,
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
        self.run.apply(event);
        let mut pen = Pen::new(&mut self.out, self.options.colour, self.options.width);
        let verbosity = self.options.verbosity;
        match event {
            Event::RunStarted(info) if verbosity > Verbosity::Quiet => began(&mut pen, info)?,
            Event::FindingSeen { check, summary } if verbosity > Verbosity::Quiet => {
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
            | Event::Progress { .. } => {}
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

/// What a progress bar says beside its picture; nothing for other events.
#[must_use]
pub fn progress_line(event: &Event) -> Option<String> {
    match event {
        Event::Progress { cases, requests, done, total } => Some(format!(
            "{done} of {total} scenarios, {}, {}",
            count(*cases, "case"),
            count(*requests, "request")
        )),
        Event::RunStarted(_)
        | Event::FindingSeen { .. }
        | Event::CheckFinished(_)
        | Event::RunFinished(_) => None,
    }
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
    pen.text(0, &visible::line(&text))
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

/// What a check came to in one line.
pub(super) fn outcome(result: &CheckResult) -> String {
    let findings = result.counterexamples.len();
    match (&result.reason, result.counterexamples.first()) {
        (Some(reason), _) => visible::line(&visible::cut(reason, 600, char::len_utf8)),
        (None, Some(first)) if findings == 1 => story::headline(first),
        (None, Some(first)) => format!("{findings} findings, first: {}", story::headline(first)),
        (None, None) => format!(
            "{} in {}",
            count(result.observations, "observation"),
            duration(result.micros / 1_000)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    fn shown(events: &[Event], options: Options) -> String {
        let mut console = Console::new(Vec::new(), options);
        for event in events {
            console.event(event).unwrap();
        }
        console.finish().unwrap();
        String::from_utf8(console.into_inner()).unwrap()
    }

    fn plain(events: &[Event]) -> String {
        shown(events, Options::default())
    }

    #[test]
    fn a_passing_run_is_short() {
        let text = plain(&fixtures::passing());
        assert!(text.lines().count() < 24);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_failing_run_can_be_acted_on() {
        insta::assert_snapshot!(plain(&fixtures::failing()));
    }

    #[test]
    fn a_failing_run_in_detail() {
        let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
        insta::assert_snapshot!(shown(&fixtures::failing(), options));
    }

    #[test]
    fn an_unreachable_target_is_one_clear_line() {
        insta::assert_snapshot!(plain(&fixtures::unreachable()));
    }

    #[test]
    fn an_interrupted_run_says_so() {
        insta::assert_snapshot!(plain(&fixtures::interrupted()));
    }

    #[test]
    fn a_run_that_broke_off_says_so() {
        insta::assert_snapshot!(plain(&fixtures::unfinished()));
    }

    #[test]
    fn undecided_checks_are_told_with_their_reasons() {
        insta::assert_snapshot!(plain(&fixtures::mixed()));
    }

    /// Lines that are there to be copied may be longer, and only those.
    #[test]
    fn the_text_fits_in_80_columns() {
        for (name, events) in fixtures::all() {
            let text = plain(&events);
            let long = |line: &&str| line.chars().count() > 80;
            let copied = |line: &str| line.starts_with("   avara-") || line.contains("curl -i");
            let found = text.lines().filter(long).find(|line| name != "hostile" && !copied(line));
            assert_eq!(found, None, "{name}");
        }
    }

    #[test]
    fn a_server_cannot_write_to_the_terminal() {
        for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::Verbose] {
            let options = Options { verbosity, ..Options::default() };
            let text = shown(&fixtures::hostile(), options);
            assert!(!text.contains(|c| c != '\n' && visible::hidden(c)), "{verbosity:?}");
        }
    }

    #[test]
    fn quiet_is_quiet_until_the_end() {
        let quiet = Options { verbosity: Verbosity::Quiet, ..Options::default() };
        let events = fixtures::failing();
        assert_eq!(
            shown(&events, quiet).trim_start().lines().next(),
            Some("2 findings, the most telling first")
        );
        let run = Run::of(&events);
        let mut later = Vec::new();
        write_ending(&run, quiet, &mut later).unwrap();
        assert_eq!(later, shown(&events, quiet).into_bytes(), "rendered later it is the same");
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let colour = Options { colour: true, ..Options::default() };
        for (_, events) in fixtures::all() {
            let text = shown(&events, colour);
            assert!(text.contains("\u{1b}["));
            let bare = anstream::adapter::strip_str(&text).to_string();
            assert_eq!(bare, plain(&events));
        }
    }

    #[test]
    fn progress_is_a_line_of_its_own() {
        let lines: Vec<_> = fixtures::passing().iter().filter_map(progress_line).collect();
        assert_eq!(lines, ["3 of 17 scenarios, 512 cases, 1,024 requests"]);
    }
}
