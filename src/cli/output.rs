//! What a run shows: the console with its progress bar, and the files.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    args::{FormatArg, GateArgs},
    ci::Ci,
    failure::Failure,
    files::{self, Files},
    hints,
    terminal::{broken_pipe, options, printed},
};
use crate::{
    model::{Event, Progress},
    report::{
        Reporter, Run,
        console::Console,
        events::{self, Recorder},
        file,
        progress::{self, Heartbeat},
    },
};

/// Follows a run: lines on standard output, a bar on standard error, the events into their file as
/// they come, the other files at the end.
pub(super) struct Output {
    stdout: StdoutReporter,
    bar: ProgressBar,
    heartbeat: Option<Heartbeat<io::Stderr>>,
    run: Run,
    files: Files,
    step_summary: Option<PathBuf>,
    /// Whether the page is shown at the end.
    open: bool,
    events: PathBuf,
    recorder: Recorder<File>,
    /// The events until the end, where they go to a pipe or a device.
    held_back: Option<File>,
    written: Result<(), Failure>,
    refreshed: Instant,
}

/// What standard output says.
enum StdoutReporter {
    /// Lines for a person, and what the CI system makes annotations of, where there is one.
    Lines(Box<Lines>),
    /// The events.
    Events(Recorder<io::Stdout>),
}

/// Lines for a person.
struct Lines {
    console: Console<Box<dyn Write>>,
    /// Whether they go to standard error, since a report takes standard output.
    aside: bool,
    /// Where the reports are, unless nobody wants to know.
    hints: bool,
    ci: Option<Ci>,
    annotate_file: Option<String>,
}

/// Where lines for a person go.
fn lines_out(aside: bool) -> Box<dyn Write> {
    if aside { Box::new(anstream::stderr()) } else { Box::new(anstream::stdout()) }
}

impl StdoutReporter {
    fn new(args: &GateArgs, aside: bool) -> Self {
        let lines = |ci| {
            Self::Lines(Box::new(Lines {
                console: Console::new(lines_out(aside), options(args.quiet, args.verbose)),
                aside,
                hints: !args.quiet,
                ci,
                annotate_file: args.annotate_file.clone(),
            }))
        };
        match args.format {
            FormatArg::Human => lines(Ci::here()),
            FormatArg::Github => lines(Some(Ci::GitHub)),
            FormatArg::Json => Self::Events(Recorder::new(io::stdout())),
        }
    }

    fn event(&mut self, event: &Event) -> io::Result<()> {
        match self {
            Self::Lines(lines) => lines.console.event(event),
            Self::Events(recorder) => recorder.event(event),
        }
    }

    fn finish(&mut self, run: &Run, files: &Files) -> io::Result<()> {
        let Self::Lines(lines) = self else { return Ok(()) };
        lines.console.finish()?;
        let mut out = lines_out(lines.aside);
        if lines.hints {
            hints::write(run, files, &mut out)?;
        }
        match lines.ci {
            Some(ci) => ci.tell(run, files, lines.annotate_file.as_deref(), &mut out),
            None => Ok(()),
        }
    }
}

/// Time between two states of the bar; nobody could read more.
const REFRESH: Duration = Duration::from_millis(100);

impl Output {
    /// Prepares everything and leaves reports that say "unfinished", so that whatever happens to
    /// this process, no report of an earlier run is taken for this one's.
    pub(super) fn new(args: &GateArgs) -> Result<Self, Failure> {
        let folder = &args.reports_dir;
        files::create_folder(folder)?;
        let files = Files::new(&args.files, Some(folder));
        files.write_ahead(&Run::default())?;
        let events = args.events.clone().unwrap_or_else(|| folder.join(events::FILE));
        if let Some(parent) = events.parent() {
            fs::create_dir_all(parent).map_err(Failure::machine(unwritten(&events)))?;
        }
        // What cannot be replaced is written once, at the end.
        let special = file::is_special(&events);
        let file = if special { file::held_back() } else { File::create(&events) };
        let file = file.map_err(Failure::machine(unwritten(&events)))?;
        let held_back = special.then(|| file.try_clone()).transpose();
        let held_back = held_back.map_err(Failure::machine(unwritten(&events)))?;
        let aside = files.take_stdout() || file::is_stdout(&events);
        let bar = bar(args.quiet);
        let is_log = bar.is_hidden() && !args.quiet;
        Ok(Self {
            stdout: StdoutReporter::new(args, aside),
            bar,
            heartbeat: is_log.then(|| Heartbeat::new(io::stderr())),
            run: Run::default(),
            files,
            step_summary: args.step_summary.clone().filter(|path| !path.as_os_str().is_empty()),
            open: args.open,
            events,
            held_back,
            recorder: Recorder::new(file),
            written: Ok(()),
            refreshed: Instant::now(),
        })
    }

    /// Takes note of an event. What cannot be written once is not tried again, but the rest goes
    /// on; `finish` tells.
    pub(super) fn event(&mut self, event: &Event) {
        self.run.apply(event);
        if self.written.is_ok() {
            self.written = self.tell(event);
        }
    }

    fn tell(&mut self, event: &Event) -> Result<(), Failure> {
        self.recorder.event(event).map_err(Failure::machine(unwritten(&self.events)))?;
        match event {
            Event::Progress(progress) if self.refreshed.elapsed() >= REFRESH => {
                self.show(progress)?;
            }
            Event::RunFinished(_) => self.bar.finish_and_clear(),
            Event::Progress(_)
            | Event::RunStarted(_)
            | Event::FindingSeen { .. }
            | Event::Exchanged { .. }
            | Event::CheckFinished(_) => {}
        }
        let stdout = &mut self.stdout;
        let said = if matches!(event, Event::Progress(_)) {
            // Says nothing to a person, and a bar in its place would only flicker.
            stdout.event(event)
        } else {
            self.bar.suspend(|| stdout.event(event))
        };
        printed(said)
    }

    /// Draws the bar anew, or writes a line now and then where there is none.
    fn show(&mut self, progress: &Progress) -> Result<(), Failure> {
        self.refreshed = Instant::now();
        let (findings, elapsed) = (self.run.findings_so_far(), self.bar.elapsed());
        self.bar.set_length(progress.planned);
        self.bar.set_position(progress.played);
        self.bar.set_message(progress::line(progress, findings, elapsed));
        let Some(log) = &mut self.heartbeat else { return Ok(()) };
        let beat = log.beat(progress, findings, elapsed).or_else(broken_pipe);
        beat.map_err(Failure::machine("cannot write to standard error"))
    }

    /// Ends the console and writes the files; a report that cannot be written is an error.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.bar.finish_and_clear();
        self.files.write(&self.run)?;
        if let Some(path) = &self.step_summary {
            files::append_summary(path, &self.run)?;
        }
        self.written?;
        if let Some(mut file) = self.held_back {
            let mut bytes = Vec::new();
            let read = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
            read.and_then(|_| file::write_whole(&self.events, |out| out.write_all(&bytes)))
                .map_err(Failure::machine(unwritten(&self.events)))?;
        }
        printed(self.stdout.finish(&self.run, &self.files))?;
        if let (true, Some(page)) = (self.open, self.files.path("html"))
            && let Err(error) = hints::open(page)
        {
            anstream::eprintln!("warning: nothing here shows {}: {error}", page.display());
        }
        Ok(())
    }
}

fn unwritten(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

fn bar(quiet: bool) -> ProgressBar {
    // A dumb terminal cannot go back in its line.
    let dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
    let target =
        if quiet || dumb { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    // The template is fixed; the plain style is only a fallback that the tests rule out.
    let style = ProgressStyle::with_template("{bar:6} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
