//! What a run shows: the console with its progress bar, and the files.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{args::GateArgs, failure::Failure};
use crate::{
    model::Event,
    report::{
        Reporter, Run,
        console::{self, Console, Verbosity},
        file, json, junit,
    },
};

/// Follows a run: lines on standard output, a bar on standard error, files at the end.
pub(super) struct Output {
    console: Console<anstream::Stdout>,
    bar: ProgressBar,
    run: Run,
    files: Files,
}

/// Where the reports go.
struct Files {
    junit: PathBuf,
    json: PathBuf,
}

impl Files {
    /// Writes all reports, each whole or not at all.
    fn write(&self, run: &Run) -> Result<(), Failure> {
        let failed = |path: &Path| Failure::machine(format!("cannot write {}", path.display()));
        file::write_whole(&self.junit, |out| junit::write(run, out))
            .map_err(failed(&self.junit))?;
        file::write_whole(&self.json, |out| json::write(run, out)).map_err(failed(&self.json))
    }
}

impl Output {
    /// Prepares everything and leaves reports that say "unfinished", so that whatever happens to
    /// this process, no report of an earlier run is taken for this one's.
    pub(super) fn new(args: &GateArgs) -> Result<Self, Failure> {
        let folder = &args.reports_dir;
        fs::create_dir_all(folder).map_err(|error| {
            Failure::Usage(format!("--reports-dir {}: {error}", folder.display()))
        })?;
        let junit = args.junit.clone().unwrap_or_else(|| folder.join("junit.xml"));
        let files = Files { junit, json: folder.join("run.json") };
        files.write(&Run::default())?;
        let stdout = anstream::stdout();
        let verbosity = match (args.quiet, args.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        let options = console::Options {
            // anstream removes colour wherever it is not wanted.
            colour: true,
            width: width(),
            verbosity,
        };
        Ok(Self {
            console: Console::new(stdout, options),
            bar: bar(args.quiet),
            run: Run::default(),
            files,
        })
    }

    /// Takes note of an event.
    pub(super) fn event(&mut self, event: &Event) -> io::Result<()> {
        self.run.apply(event);
        if let Event::Progress { done, total, .. } = event {
            self.bar.set_length(*total as u64);
            self.bar.set_position(*done as u64);
            self.bar.set_message(console::progress_line(event).unwrap_or_default());
            return Ok(());
        }
        if let Event::RunFinished(_) = event {
            self.bar.finish_and_clear();
        }
        let console = &mut self.console;
        self.bar.suspend(|| console.event(event))
    }

    /// Ends the console and writes the files; a report that cannot be written is an error.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.bar.finish_and_clear();
        self.files.write(&self.run)?;
        let ended = self.console.finish();
        ended.or_else(broken_pipe).map_err(Failure::machine("cannot write to standard output"))
    }
}

/// Whoever reads our lines may stop reading, as `head` does; the verdict stands all the same.
pub(super) fn broken_pipe(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

/// Columns of the terminal; 80 where there is none.
fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).clamp(60, 160))
}

fn bar(quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    // The template is fixed; the plain style is only a fallback that the tests rule out.
    let style = ProgressStyle::with_template("{bar:20} {msg}, {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
