//! `avara-conformance generate`: values of a schema as NDJSON, for fixtures and for other tools.

mod files;
mod lines;
mod literals;

use std::{collections::BTreeMap, io::Write};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use proptest_jsonschema::{Invalid, boundary, invalid, seeded_runner, valid};
use serde::Serialize;
use serde_json::Value;

use self::{
    files::{Found, find},
    lines::{Lines, PrintError},
};
use super::args::GenerateArgs;
use crate::{
    model::{Mutation, Seed},
    schema::{Location, SchemaError},
};

pub(super) use files::FileError;

/// Why nothing, or not everything, was printed.
#[derive(Debug, thiserror::Error)]
pub(super) enum GenerateError {
    /// The schema cannot be used.
    #[error(transparent)]
    Schema(SchemaError),
    /// The schema cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A value could not be drawn.
    #[error("cannot draw a value: {0}")]
    Draw(String),
    /// The output cannot be written.
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl From<SchemaError> for GenerateError {
    fn from(mut error: SchemaError) -> Self {
        if error.problem.contains("nothing is fetched") {
            error.problem.push_str("; --ref-dir adds a folder of schemas");
        }
        Self::Schema(error)
    }
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

/// Prints what the arguments ask for, and what is to be explained to `aside`. A reader that closes
/// the pipe has had enough, which is no error.
///
/// # Errors
/// When the schema cannot be found or used, or the output fails for another reason.
pub(super) fn run(
    args: &GenerateArgs,
    out: &mut impl Write,
    aside: &mut impl Write,
) -> Result<(), GenerateError> {
    let found = find(args)?;
    let mut lines = Lines::new(out, args.ascii, args.max_size, found.literals.clone());
    let printed = print(args, found, &mut lines, aside).and_then(|()| Ok(lines.flush()?));
    match printed {
        // What is left in the buffer has no reader.
        Err(GenerateError::Print(error)) if error.is_closed() => Ok(()),
        other => other,
    }
}

fn print<W: Write>(
    args: &GenerateArgs,
    Found { documents, at, .. }: Found,
    lines: &mut Lines<'_, W>,
    aside: &mut impl Write,
) -> Result<(), GenerateError> {
    if args.boundary {
        for case in boundary(&documents, &at)? {
            lines.print(&BoundaryLine { name: &case.name, value: &case.value })?;
        }
        return Ok(());
    }
    let mut runner = runner(args, &at);
    if args.invalid {
        let strategy = invalid(&documents, &at)?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for _ in 0..args.count {
            let drawn = draw(&strategy, &mut runner)?;
            lines.print(&InvalidLine { value: &drawn.value, mutation: &drawn.mutation })?;
            if args.explain {
                let Mutation { schema_pointer, .. } = drawn.mutation;
                *counts.entry(schema_pointer).or_default() += 1;
            }
        }
        if args.explain {
            explain(&strategy, &counts, aside).map_err(PrintError::from)?;
        }
    } else {
        let strategy = valid(&documents, &at)?;
        for _ in 0..args.count {
            lines.print(&draw(&strategy, &mut runner)?)?;
        }
        for lack in strategy.lacks().iter().filter(|_| args.explain) {
            writeln!(aside, "never drawn: {lack}").map_err(PrintError::from)?;
        }
    }
    Ok(())
}

/// Says how often each constraint was broken, and which ones never are.
fn explain(
    strategy: &Invalid,
    counts: &BTreeMap<String, u64>,
    aside: &mut impl Write,
) -> std::io::Result<()> {
    for (place, count) in counts {
        writeln!(aside, "broken {count} times: {place}")?;
    }
    for assertion in strategy.implied() {
        writeln!(aside, "no value was found that breaks it alone: {assertion}")?;
    }
    for lack in strategy.lacks() {
        writeln!(aside, "never drawn: {lack}")?;
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

#[cfg(test)]
mod tests {
    use std::{fs, io};

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
        run(&args, &mut out, &mut io::sink())?;
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
        run(&args, &mut Closed, &mut io::sink()).unwrap();
    }

    /// A file in a folder of its own.
    fn file(name: &str, text: &str) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap().to_owned();
        (folder, path)
    }

    #[test]
    fn a_part_of_an_api_description_in_yaml_is_a_schema() {
        let (_folder, path) = file(
            "openapi.yaml",
            "openapi: 3.0.3\ncomponents:\n  schemas:\n    User:\n      type: object\n      \
             required: [id, name]\n      properties:\n        id: {type: integer, readOnly: true}\n        \
             name: {type: string, nullable: true, maxLength: 3}\n",
        );
        let user = format!("{path}#/components/schemas/User");
        let lines = printed(&[&user, "--count", "50"]).unwrap();
        assert!(lines.iter().all(|user| user["id"].is_i64()), "{lines:?}");
        assert!(lines.iter().any(|user| user["name"].is_null()), "{lines:?}");
        let lines = printed(&[&user, "--direction", "request"]).unwrap();
        assert!(lines.iter().all(|user| user.get("id").is_none()), "{lines:?}");
    }

    #[test]
    fn a_constant_beyond_64_bits_is_printed_as_it_is_written() {
        let (_folder, path) = file("a.json", r#"{"const": 18446744073709551617}"#);
        let args = Program::parse_from(["generate", &path, "--count", "1"]).args;
        let mut out = Vec::new();
        run(&args, &mut out, &mut io::sink()).unwrap();
        assert_eq!(out, b"18446744073709551617\n");
    }

    #[test]
    fn a_folder_brings_schemas_by_their_ids() {
        let (folder, _) = file("x.json", r#"{"$id": "https://e.example/n", "type": "integer"}"#);
        let (_other, path) = file("a.json", r#"{"$ref": "https://e.example/n"}"#);
        let error = printed(&[&path]).unwrap_err().to_string();
        assert!(error.contains("https://e.example/n") && error.contains("--ref-dir"), "{error}");
        let lines = printed(&[&path, "--ref-dir", folder.path().to_str().unwrap()]).unwrap();
        assert!(lines.iter().all(Value::is_i64), "{lines:?}");
    }

    #[test]
    fn a_misspelt_keyword_is_refused_on_request() {
        let (_folder, path) = file("a.json", r#"{"type": "integer", "minimun": 1}"#);
        assert!(printed(&[&path]).is_ok());
        let error = printed(&[&path, "--strict-keywords"]).unwrap_err().to_string();
        assert!(error.contains("did you mean minimum?"), "{error}");
    }

    #[test]
    fn the_dialect_is_what_the_flag_says() {
        let (_folder, path) = file("a.json", r#"{"const": 1}"#);
        assert!(printed(&[&path]).unwrap().iter().all(|value| *value == 1));
        let lines = printed(&[&path, "--dialect", "draft-04", "--count", "50"]).unwrap();
        assert!(lines.iter().any(|value| *value != 1), "draft 04 has no `const`");
    }

    #[test]
    fn what_was_broken_and_what_cannot_be_is_explained() {
        let (_folder, path) = file("a.json", r#"{"enum": ["x", "y"], "type": "string"}"#);
        let args = Program::parse_from(["generate", &path, "--invalid", "--explain"]).args;
        let mut aside = Vec::new();
        run(&args, &mut io::sink(), &mut aside).unwrap();
        let text = String::from_utf8(aside).unwrap();
        assert!(text.contains("broken 10 times: a.json#/enum"), "{text}");
        assert!(text.contains("breaks it alone: a.json#/type"), "{text}");
    }

    #[test]
    fn lines_are_ascii_on_request_and_no_longer_than_allowed() {
        let (_folder, path) = file("a.json", r#"{"const": "\u2028é😀"}"#);
        let args = Program::parse_from(["generate", &path, "--ascii", "--count", "1"]).args;
        let mut out = Vec::new();
        run(&args, &mut out, &mut io::sink()).unwrap();
        assert_eq!(out, b"\"\\u2028\\u00e9\\ud83d\\ude00\"\n");
        let error = printed(&[&path, "--max-size", "5"]).unwrap_err().to_string();
        assert!(error.contains("--max-size"), "{error}");
    }
}
