//! NDJSON, gathered before it is written.

use std::io::{self, Write};

use serde::Serialize;

use super::literals::Literals;

/// How many bytes are written at once.
const FULL: usize = 1 << 16;

/// Why a line was not printed.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum PrintError {
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
    /// A value is longer than it may be.
    #[error("a value takes {0} bytes; --max-size allows longer ones")]
    TooLong(usize),
}

impl PrintError {
    /// Whether the reader has had enough.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self, Self::Write(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// JSON texts, one a line, gathered in memory first: serialising into a vector is faster than into
/// a writer, to which every quote is a call.
pub(super) struct Lines<'a, W> {
    buffer: Vec<u8>,
    out: &'a mut W,
    ascii: bool,
    longest: usize,
    literals: Literals,
}

impl<'a, W: Write> Lines<'a, W> {
    pub(super) fn new(out: &'a mut W, ascii: bool, longest: usize, literals: Literals) -> Self {
        Self { buffer: Vec::with_capacity(2 * FULL), out, ascii, longest, literals }
    }

    pub(super) fn print(&mut self, value: &impl Serialize) -> Result<(), PrintError> {
        let start = self.buffer.len();
        if self.literals.is_empty() {
            serde_json::to_writer(&mut self.buffer, value).map_err(io::Error::from)?;
        } else {
            self.literals.write(&mut self.buffer, value)?;
        }
        if self.ascii {
            self.escape(start);
        }
        let length = self.buffer.len() - start;
        if length > self.longest {
            self.buffer.truncate(start);
            self.flush()?;
            return Err(PrintError::TooLong(length));
        }
        self.buffer.push(b'\n');
        if self.buffer.len() >= FULL {
            self.flush()?;
        }
        Ok(())
    }

    /// Escapes what is not ASCII, which stands in strings only (RFC 8259, section 7).
    fn escape(&mut self, start: usize) {
        if self.buffer[start..].is_ascii() {
            return;
        }
        let text = String::from_utf8_lossy(&self.buffer[start..]).into_owned();
        self.buffer.truncate(start);
        for c in text.chars() {
            if c.is_ascii() {
                self.buffer.push(c as u8);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                self.buffer.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
        }
    }

    pub(super) fn flush(&mut self) -> Result<(), PrintError> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(self.out.flush()?)
    }
}
