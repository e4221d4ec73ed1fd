//! The whole run as one JSON document, for tools and for reading back.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::Run;

/// The version of the document. It changes when a reader of the old one would go wrong.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    #[serde(flatten)]
    run: &'a Run,
}

#[derive(Deserialize)]
struct Header {
    format: u32,
}

/// Writes the document: `format`, `info`, `results`, `summary`. A run that did not end has
/// `null` for a summary.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    pretty(&Written { format: FORMAT, run }, out)
}

/// A document of any format on lines that a person can read.
pub(super) fn pretty(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    out.write_all(b"\n")
}

/// Reads a document back.
///
/// # Errors
/// When it cannot be read, is not JSON, or has another format.
pub fn read(input: &mut (impl Read + ?Sized)) -> io::Result<Run> {
    let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
    let mut document: serde_json::Value = serde_json::from_reader(input)?;
    let Header { format } = Header::deserialize(&document)
        .map_err(|error| invalid(format!("not a run of avara-conformance: {error}")))?;
    if format != FORMAT {
        return Err(invalid(format!("format {format} is not known; this version reads {FORMAT}")));
    }
    if let Some(fields) = document.as_object_mut() {
        fields.remove("format");
    }
    serde_json::from_value(document).map_err(|error| invalid(format!("a broken run: {error}")))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    fn written(run: &Run) -> String {
        fixtures::rendered(run, write)
    }

    #[test]
    fn every_run_comes_back_as_it_was() {
        for (name, events) in fixtures::all() {
            let run = Run::of(&events);
            let document = written(&run);
            let back = read(&mut document.as_bytes()).unwrap();
            assert!(written(&back) == document, "{name}");
            assert!(back == run, "{name}");
        }
    }

    #[test]
    fn the_document_has_the_agreed_keys() {
        let text = written(&Run::of(&fixtures::passing()));
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let keys: Vec<_> = document.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["format", "info", "results", "summary"]);
        assert_eq!(document["format"], 1);
    }

    #[test]
    fn a_run_without_an_end_says_so() {
        let text = written(&Run::of(&fixtures::unfinished()));
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(document["summary"].is_null());
        assert_eq!(document["unsettled"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn another_format_is_refused_with_the_reason() {
        let refused = |text: &str| read(&mut text.as_bytes()).unwrap_err().to_string();
        assert_eq!(refused(r#"{"format":2}"#), "format 2 is not known; this version reads 1");
        assert!(refused("[]").contains("not a run"));
        assert!(refused(r#"{"format":1}"#).contains("a broken run"));
        assert!(read(&mut "{".as_bytes()).is_err());
    }
}
