//! `avara-conformance generate`: values of a schema as NDJSON, for fixtures and for other tools.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use proptest_jsonschema::{boundary, invalid, seeded_runner, valid};
use serde::Serialize;
use serde_json::Value;

use super::args::GenerateArgs;
use crate::{
    model::{Mutation, Seed},
    schema::{self, Documents, Location, SchemaError},
};

/// Why nothing, or not everything, was printed.
#[derive(Debug, thiserror::Error)]
pub(super) enum GenerateError {
    /// The schema cannot be used.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// There is no such schema.
    #[error("no file and no embedded schema is called {name}; embedded are {embedded}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        embedded: String,
    },
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A value could not be drawn.
    #[error("cannot draw a value: {0}")]
    Draw(String),
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

#[derive(Serialize)]
struct InvalidLine<'a> {
    value: &'a Value,
    mutation: &'a Mutation,
}

#[derive(Serialize)]
struct BoundaryLine<'a> {
    name: &'a str,
    value: &'a Value,
}

/// Prints what the arguments ask for. A reader that closes the pipe has had enough, which is no
/// error.
///
/// # Errors
/// When the schema cannot be found or used, or the output fails for another reason.
pub(super) fn run(args: &GenerateArgs, out: &mut impl Write) -> Result<(), GenerateError> {
    let mut lines = Lines { buffer: Vec::with_capacity(2 * FULL), out };
    match print(args, &mut lines).and_then(|()| Ok(lines.flush()?)) {
        // What is left in the buffer has no reader.
        Err(GenerateError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// How many bytes are written at once.
const FULL: usize = 1 << 16;

/// JSON texts, one a line, gathered in memory first: serialising into a vector is faster than into
/// a writer, to which every quote is a call.
struct Lines<'a, W> {
    buffer: Vec<u8>,
    out: &'a mut W,
}

impl<W: Write> Lines<'_, W> {
    fn print(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.buffer, value)?;
        self.buffer.push(b'\n');
        if self.buffer.len() >= FULL {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        self.out.flush()
    }
}

fn print<W: Write>(args: &GenerateArgs, lines: &mut Lines<'_, W>) -> Result<(), GenerateError> {
    let (documents, at) = find(&args.schema)?;
    if args.boundary {
        for case in boundary(&documents, &at)? {
            lines.print(&BoundaryLine { name: &case.name, value: &case.value })?;
        }
        return Ok(());
    }
    let mut runner = runner(args, &at);
    if args.invalid {
        let strategy = invalid(&documents, &at)?;
        for _ in 0..args.count {
            let drawn = draw(&strategy, &mut runner)?;
            lines.print(&InvalidLine { value: &drawn.value, mutation: &drawn.mutation })?;
        }
    } else {
        let strategy = valid(&documents, &at)?;
        for _ in 0..args.count {
            lines.print(&draw(&strategy, &mut runner)?)?;
        }
    }
    Ok(())
}

/// One runner for all values: the first ones are the same however many are asked for, and nothing
/// is set up anew for each. The strategies reject nothing, so it does not wear out.
fn runner(args: &GenerateArgs, at: &Location) -> TestRunner {
    let scenario = format!("{at} {}", if args.invalid { "invalid" } else { "valid" });
    seeded_runner(&Seed(args.seed).for_case(&scenario, 0))
}

fn draw<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> Result<S::Value, GenerateError> {
    let tree = strategy.new_tree(runner);
    tree.map(|tree| tree.current()).map_err(|reason| GenerateError::Draw(reason.to_string()))
}

/// Loads the schema: a file with the files of its folder that it refers to, or an embedded one.
fn find(name: &str) -> Result<(Documents, Location), GenerateError> {
    let (document, pointer) = name.split_once('#').unwrap_or((name, ""));
    let path = Path::new(document);
    if path.is_file() {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let documents = load(path.parent().unwrap_or(Path::new("")), &file)?;
        return Ok((documents, Location { document: file, pointer: pointer.to_owned() }));
    }
    let documents = schema::embedded()?;
    let full = format!("{}.json", document.trim_end_matches(".json"));
    if !documents.names().any(|known| known == full) {
        let names: Vec<&str> = documents.names().map(|n| n.trim_end_matches(".json")).collect();
        return Err(GenerateError::Unknown {
            name: document.to_owned(),
            embedded: names.join(", "),
        });
    }
    Ok((documents, Location { document: full, pointer: pointer.to_owned() }))
}

fn load(folder: &Path, file: &str) -> Result<Documents, GenerateError> {
    let mut documents = Documents::default();
    let mut open = vec![file.to_owned()];
    while let Some(name) = open.pop() {
        if documents.names().any(|known| known == name) {
            continue;
        }
        let path = folder.join(&name);
        let text =
            fs::read_to_string(&path).map_err(|source| GenerateError::Read { path, source })?;
        let schema: Value = serde_json::from_str(&text)
            .map_err(|e| SchemaError::new(Location::root(&name), format!("not JSON: {e}")))?;
        references(&schema, &mut open);
        documents.insert(&name, schema);
    }
    Ok(documents)
}

/// The documents that a schema refers to by file name.
fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| name == "$ref") {
                    Some(text) => {
                        let document = text.split('#').next().unwrap_or_default();
                        found.extend((!document.is_empty()).then(|| document.to_owned()));
                    }
                    None => references(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        args: GenerateArgs,
    }

    fn printed(args: &[&str]) -> Result<Vec<Value>, GenerateError> {
        let args = Program::parse_from([&["generate"], args].concat()).args;
        let mut out = Vec::new();
        run(&args, &mut out)?;
        let text = String::from_utf8(out).unwrap();
        Ok(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn prints_as_many_values_as_asked_and_the_same_ones_again() {
        let once = printed(&["invite-request", "--count", "5", "--seed", "7"]).unwrap();
        assert_eq!(once.len(), 5);
        assert_eq!(once, printed(&["invite-request.json", "--count", "5", "--seed", "7"]).unwrap());
        assert_ne!(once, printed(&["invite-request", "--count", "5", "--seed", "8"]).unwrap());
        assert_eq!(once[..3], printed(&["invite-request", "--count", "3", "--seed", "7"]).unwrap());
    }

    #[test]
    fn invalid_lines_carry_their_mutation() {
        for line in printed(&["update-request", "--invalid", "--count", "20"]).unwrap() {
            assert!(line["mutation"]["sentence"].is_string() && line.get("value").is_some());
        }
    }

    #[test]
    fn a_file_brings_the_files_it_refers_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, r#"{"$ref": "b.json#/$defs/n"}"#).unwrap();
        fs::write(folder.path().join("b.json"), r#"{"$defs": {"n": {"type": "integer"}}}"#)
            .unwrap();
        let lines = printed(&[path.to_str().unwrap(), "--boundary"]).unwrap();
        assert!(!lines.is_empty() && lines.iter().all(|line| line["value"].is_i64()), "{lines:?}");
    }

    #[test]
    fn an_unknown_name_says_what_there_is() {
        let error = printed(&["invite-reqest"]).unwrap_err().to_string();
        assert!(error.contains("invite-request, ") && error.contains("invite-reqest"), "{error}");
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let args = Program::parse_from(["generate", "invite-request", "--count", "5000"]).args;
        run(&args, &mut Closed).unwrap();
    }
}
