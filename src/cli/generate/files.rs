//! The schema that is asked for, and those that it refers to.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use proptest_jsonschema::{Dialect, Direction};
use serde_json::Value;

use super::{
    super::args::{GenerateArgs, Way},
    literals::Literals,
};
use crate::schema::{self, Documents, Location, SchemaError};

/// Why a schema cannot be read.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum FileError {
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
    /// A file is not what it should be.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// A schema with all that it refers to.
pub(super) struct Found {
    pub(super) documents: Documents,
    pub(super) at: Location,
    /// Its numbers that no 64 bits hold.
    pub(super) literals: Literals,
}

/// Loads the schema: a file with those that it refers to, or an embedded one.
pub(super) fn find(args: &GenerateArgs) -> Result<Found, FileError> {
    let (document, pointer) = args.schema.split_once('#').unwrap_or((&args.schema, ""));
    let path = Path::new(document);
    let at = |document: String| Location { document, pointer: pointer.to_owned() };
    if path.is_file() {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (mut documents, mut literals) = (Documents::default(), Literals::default());
        for folder in &args.ref_dir {
            add_folder(folder, &mut documents, &mut literals)?;
        }
        add_file(path.parent().unwrap_or(Path::new("")), &file, &mut documents, &mut literals)?;
        return Ok(Found { documents: read(documents, args), at: at(file), literals });
    }
    let documents = schema::embedded()?;
    let full = format!("{}.json", document.trim_end_matches(".json"));
    if !documents.names().any(|known| known == full) {
        let names: Vec<&str> = documents.names().map(|n| n.trim_end_matches(".json")).collect();
        return Err(FileError::Unknown { name: document.to_owned(), embedded: names.join(", ") });
    }
    Ok(Found { documents: read(documents, args), at: at(full), literals: Literals::default() })
}

/// How the flags say that documents are to be read.
fn read(mut documents: Documents, args: &GenerateArgs) -> Documents {
    if let Some(dialect) = args.dialect.as_deref().and_then(Dialect::named) {
        documents = documents.with_dialect(dialect);
    }
    if args.strict_keywords {
        documents = documents.strict();
    }
    match args.direction {
        Some(Way::Request) => documents.towards(Direction::Request),
        Some(Way::Response) => documents.towards(Direction::Response),
        None => documents,
    }
}

/// A file, with the files of its folder that it refers to. One that is not there may be known by
/// another name, so that what is missing shows when it is needed.
fn add_file(
    folder: &Path,
    file: &str,
    documents: &mut Documents,
    literals: &mut Literals,
) -> Result<(), FileError> {
    let mut open = vec![file.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        let path = folder.join(&name);
        let known = documents.names().any(|known| known == name);
        if !seen.insert(name.clone()) || name != file && (known || !path.is_file()) {
            continue;
        }
        let schema = parse(&path, &name, literals)?;
        let mut found = Vec::new();
        references(&schema, &mut found);
        open.extend(found.into_iter().filter_map(|reference| beside(&name, &reference)));
        documents.insert(&name, schema);
    }
    Ok(())
}

/// The name of a file that another one refers to, both seen from the same folder.
fn beside(name: &str, reference: &str) -> Option<String> {
    let mut steps: Vec<&str> = name.split('/').collect();
    steps.pop();
    for step in reference.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// Every schema in a folder and below, by its path from there.
fn add_folder(
    folder: &Path,
    documents: &mut Documents,
    literals: &mut Literals,
) -> Result<(), FileError> {
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        let failed = |source| FileError::Read { path: at.clone(), source };
        for entry in fs::read_dir(&at).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
            if path.is_dir() {
                open.push(path);
            } else if ["json", "yaml", "yml"].contains(&extension) {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy();
                documents.insert(&name, parse(&path, &name, literals)?);
            }
        }
    }
    Ok(())
}

fn parse(path: &Path, name: &str, literals: &mut Literals) -> Result<Value, FileError> {
    let read = |source| FileError::Read { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(read)?;
    let failed = |problem: String| SchemaError::new(Location::root(name), problem);
    let yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml");
    Ok(if yaml {
        serde_saphyr::from_str(&text).map_err(|e| failed(format!("not YAML: {e}")))?
    } else {
        literals.add(&text);
        serde_json::from_str(&text).map_err(|e| failed(format!("not JSON: {e}")))?
    })
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
