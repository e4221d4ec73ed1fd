//! The schemas to draw from.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use proptest_jsonschema::{Documents, Location};
use serde_json::Value;

use crate::shared::Schema;

/// A folder of this crate's tests.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas")
}

/// The documents of an imagined shop, which refer to each other.
pub fn shop() -> Documents {
    Documents::read_dir(&folder()).unwrap()
}

/// The schemas of the shop.
pub fn own() -> Vec<Schema> {
    Schema::all(&shop())
}

/// Schemas that are hard to draw from.
pub fn hard() -> Vec<Schema> {
    listed(&folder().join("../hard-schemas.json"))
}

/// The schemas of the official test suite (github.com/json-schema-org/JSON-Schema-Test-Suite), or
/// where they were looked for. `JSON_SCHEMA_TEST_SUITE` names the folder.
pub fn suite() -> Result<Vec<Schema>, PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/json-schema-test-suite");
    let folder =
        env::var_os("JSON_SCHEMA_TEST_SUITE").map_or_else(|| default.into(), PathBuf::from);
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
