//! The stream of events as lines of JSON (NDJSON); `schemas/event.json` describes a line.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use super::{Reporter, Run, json::FORMAT};
use crate::model::Event;

/// Name of the file in the folder of the reports.
pub const FILE: &str = "events.ndjson";

/// Of the many events that only tell how far a run is, one is written after so many cases.
const PROGRESS: u64 = 100;

/// A line. The first one says which version of the format the stream has.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<u32>,
    #[serde(flatten)]
    event: &'a Event,
}

/// Writes every event as soon as it comes, so that a run that breaks off leaves what it found.
pub struct Recorder<W> {
    out: W,
    /// Cases at the last progress that was written.
    told: u64,
}

impl<W: Write> Recorder<W> {
    /// A recorder that hands each line to `out` in one piece.
    pub fn new(out: W) -> Self {
        Self { out, told: 0 }
    }

    /// What it has written to.
    pub fn into_inner(self) -> W {
        self.out
    }
}

impl<W: Write> Reporter for Recorder<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        if let Event::Progress(progress) = event {
            if progress.cases < self.told + PROGRESS {
                return Ok(());
            }
            self.told = progress.cases;
        }
        let format = matches!(event, Event::RunStarted(_)).then_some(FORMAT);
        let mut line = serde_json::to_vec(&Line { format, event })?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()
    }
}

/// Why a stream cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum EventsError {
    /// The bytes cannot be had.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// A line that is no event, although others follow it.
    #[error("line {line}: {problem}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// Reads a stream back, line by line, and keeps of it what a [`Run`] keeps. A last line that was
/// cut off while it was written is passed over: the run has no end then, which every report says.
///
/// # Errors
/// When it cannot be read, has another format, does not begin with the start of a run, goes on
/// after its end, or has a line that is no event.
pub fn read(input: &mut (impl BufRead + ?Sized)) -> Result<Run, EventsError> {
    let mut run = Run::default();
    let mut text = Vec::new();
    for line in 1.. {
        text.clear();
        input.read_until(b'\n', &mut text)?;
        if text.is_empty() {
            break;
        }
        let cut_off = text.last() != Some(&b'\n');
        if text.trim_ascii().is_empty() && line > 1 {
            // Editors and shells leave blank lines at the end.
            continue;
        }
        match event(&text, line == 1).and_then(|event| in_place(&run, event)) {
            Ok(event) => run.apply(&event),
            Err(_) if cut_off => break,
            Err(problem) => return Err(EventsError::Line { line, problem }),
        }
    }
    Ok(run)
}

/// What a line holds.
fn event(text: &[u8], first: bool) -> Result<Event, String> {
    #[derive(Deserialize)]
    struct Header {
        format: Option<u32>,
    }
    if first {
        let header: Header = serde_json::from_slice(text)
            .map_err(|error| format!("not an event of avara-conformance: {error}"))?;
        match header.format {
            Some(FORMAT) => {}
            Some(other) => {
                return Err(format!("format {other} is not known; this version reads {FORMAT}"));
            }
            None => return Err("not the beginning of a run of avara-conformance".to_owned()),
        }
    }
    serde_json::from_slice(text).map_err(|error| format!("not an event: {error}"))
}

/// Refuses an event that cannot come next.
fn in_place(run: &Run, event: Event) -> Result<Event, String> {
    match &event {
        Event::RunStarted(_) if run.info.is_some() => Err("a second run begins here".to_owned()),
        Event::RunStarted(_) => Ok(event),
        _ if run.info.is_none() => Err("not the beginning of a run".to_owned()),
        _ if run.summary.is_some() => Err("the run is over by then".to_owned()),
        _ => Ok(event),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use crate::model::Progress;

    fn recorded(events: &[Event]) -> Vec<u8> {
        let mut recorder = Recorder::new(Vec::new());
        for event in events {
            recorder.event(event).unwrap();
        }
        recorder.into_inner()
    }

    fn problem(text: &str) -> String {
        read(&mut text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_was_recorded_is_the_run_that_it_was() {
        for (name, events) in fixtures::all() {
            let back = read(&mut recorded(&events).as_slice()).unwrap();
            assert!(back == Run::of(&events), "{name}");
        }
    }

    #[test]
    fn every_line_is_handed_over_whole() {
        struct Lines(Vec<Vec<u8>>);
        impl Write for Lines {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(bytes.to_vec());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut recorder = Recorder::new(Lines(Vec::new()));
        for event in fixtures::failing() {
            recorder.event(&event).unwrap();
        }
        let lines = recorder.into_inner().0;
        assert!(
            lines.iter().all(|line| line.iter().position(|b| *b == b'\n') == Some(line.len() - 1))
        );
        assert!(lines[0].starts_with(b"{\"format\":1,\"event\":\"runStarted\""));
    }

    #[test]
    fn of_a_long_run_only_some_progress_is_written() {
        let progress = |cases| Event::Progress(Progress { cases, ..Progress::default() });
        let events: Vec<_> = (0..=1_000).map(progress).collect();
        assert_eq!(recorded(&events).split(|byte| *byte == b'\n').count(), 10 + 1);
    }

    #[test]
    fn a_stream_that_was_cut_off_anywhere_is_a_run_without_an_end() {
        let whole = recorded(&fixtures::failing());
        for length in (0..whole.len() - 1).step_by(97).chain([0, 1, whole.len() - 2]) {
            let run = read(&mut &whole[..length]).unwrap();
            assert!(run.summary.is_none(), "{length}");
        }
    }

    #[test]
    fn what_is_no_stream_is_refused_with_its_line() {
        let whole = String::from_utf8(recorded(&fixtures::passing())).unwrap();
        let line = |at: usize| whole.lines().nth(at).unwrap();
        assert!(problem("hello\n").starts_with("line 1: not an event of avara-conformance: "));
        assert_eq!(
            problem("{\"format\":9}\n"),
            "line 1: format 9 is not known; this version reads 1"
        );
        assert_eq!(
            problem(&format!("{}\n", line(1))),
            "line 1: not the beginning of a run of avara-conformance"
        );
        let broken = format!("{}\n{{\"event\":\"no\"}}\n{}\n", line(0), line(1));
        assert!(problem(&broken).starts_with("line 2: not an event: unknown variant `no`"));
        assert_eq!(
            problem(&format!("{whole}{whole}")),
            format!("line {}: a second run begins here", whole.lines().count() + 1)
        );
        assert!(problem(&format!("{whole}{}\n", line(1))).ends_with(": the run is over by then"));
    }
}
