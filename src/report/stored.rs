//! A run that an earlier process wrote, read back from either of the formats that hold all of it.

use std::io::{self, BufRead, Cursor, Read};

use serde_json::Value;

use super::{
    Run,
    events::{self, EventsError},
    json,
};

/// Why a stored run cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// A stream of events is broken.
    #[error("{0}")]
    Events(#[from] EventsError),
    /// A JSON document is broken, or the bytes cannot be had.
    #[error("{0}")]
    Json(#[from] io::Error),
}

/// Reads `events.ndjson` or `run.json`, whichever it is. Nothing at all is a stream that broke
/// off before its first event.
///
/// # Errors
/// When it cannot be read or is neither.
pub fn read(input: &mut impl BufRead) -> Result<Run, StoredError> {
    let mut first = Vec::new();
    input.read_until(b'\n', &mut first)?;
    let lines = first.is_empty()
        || serde_json::from_slice(&first).is_ok_and(|line: Value| line.get("event").is_some())
        || first.starts_with(br#"{"format":1,"event""#);
    if first.trim_ascii_start().starts_with(b"<") {
        let wanted = "this is XML or HTML, made of a run; name its run.json or events.ndjson";
        return Err(io::Error::new(io::ErrorKind::InvalidData, wanted).into());
    }
    let mut whole = Cursor::new(first).chain(input);
    if lines { Ok(events::read(&mut whole)?) } else { Ok(json::read(&mut whole)?) }
}

#[cfg(test)]
mod tests {
    use super::super::{Reporter, fixtures};
    use super::*;

    fn of(bytes: &[u8]) -> Result<Run, String> {
        read(&mut &*bytes).map_err(|error| error.to_string())
    }

    #[test]
    fn either_format_is_recognised() {
        let events = fixtures::failing();
        let run = Run::of(&events);
        let mut document = Vec::new();
        json::write(&run, &mut document).unwrap();
        let mut recorder = events::Recorder::new(Vec::new());
        for event in &events {
            recorder.event(event).unwrap();
        }
        let stream = recorder.into_inner();
        let compact: Value = serde_json::from_slice(&document).unwrap();
        assert!(of(&document).unwrap() == run);
        assert!(of(compact.to_string().as_bytes()).unwrap() == run, "in one line");
        assert!(of(&stream).unwrap() == run);
        assert!(of(&stream[..40]).unwrap() == Run::default(), "cut off in its first line");
        assert!(of(b"").unwrap() == Run::default());
    }

    #[test]
    fn what_is_neither_is_refused() {
        assert!(of(b"<xml/>").is_err());
        assert!(of(b"{}\n").unwrap_err().contains("not a run of avara-conformance"));
    }
}
