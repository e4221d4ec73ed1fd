//! The schemas to draw from.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use avara_conformance::schema::{Documents, Location};
use serde_json::Value;

/// A schema with its name, and what is known about it.
pub struct Schema {
    pub name: String,
    pub documents: Documents,
    pub at: Location,
    /// Values with the verdict of whoever wrote the schema.
    pub known: Vec<(Value, bool)>,
}

/// The schemas of this project.
pub fn embedded() -> Vec<Schema> {
    let documents = Documents::embedded().unwrap();
    let names = documents.names().filter(|name| *name != "openapi.json");
    names
        .map(|name| Schema {
            name: name.to_owned(),
            documents: documents.clone(),
            at: Location::root(name),
            known: Vec::new(),
        })
        .collect()
}

/// Schemas that are hard to draw from.
pub fn extra() -> Vec<Schema> {
    listed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/extra.json"))
}

/// The schemas of the official test suite (github.com/json-schema-org/JSON-Schema-Test-Suite), or
/// where they were looked for. `AVARA_SCHEMA_SUITE` names the folder.
pub fn suite() -> Result<Vec<Schema>, PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/json-schema-test-suite");
    let folder = env::var_os("AVARA_SCHEMA_SUITE").map_or_else(|| default.into(), PathBuf::from);
    let Ok(entries) = fs::read_dir(&folder) else { return Err(folder) };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths.iter().flat_map(|path| listed(path)).collect())
}

/// The schemas of a file in the test suite's form.
fn listed(path: &Path) -> Vec<Schema> {
    let groups: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let file = path.file_name().unwrap().to_string_lossy();
    let one = |group: &Value| {
        let mut documents = Documents::default();
        documents.insert("schema.json", group["schema"].clone());
        let tests = group["tests"].as_array().into_iter().flatten();
        Schema {
            name: format!("{file}: {}", group["description"].as_str().unwrap()),
            documents,
            at: Location::root("schema.json"),
            known: tests.map(|t| (t["data"].clone(), t["valid"].as_bool().unwrap())).collect(),
        }
    };
    groups.iter().map(one).collect()
}
