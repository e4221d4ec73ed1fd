//! Validators of the published formats, for the tests inside and outside of the library.

use std::{fs, path::Path};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

const HAR: &str = "json-schema:///har/";

fn read(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/published");
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(true);
    options.offline().build(schema).unwrap()
}

/// CTRF.
pub fn ctrf() -> Validator {
    validator(&read("ctrf.json"))
}

/// SARIF 2.1.0. The published schema has a pattern that is no regular expression, for a field that
/// no report of ours has.
pub fn sarif() -> Validator {
    let mut schema = read("sarif-2.1.0.json");
    for object in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][object]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    validator(&schema)
}

/// HAR 1.2, whose schema is made of files that name each other.
pub fn har() -> Validator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/published/har");
    let mut documents = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let mut document = read(&format!("har/{name}"));
        document.as_object_mut().unwrap().remove("$id");
        documents.push((format!("{HAR}{name}"), document));
    }
    let mut registry = Registry::new().draft(Draft::Draft6);
    for (name, document) in &documents {
        registry = registry.add(name, document).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let options = jsonschema::options().with_draft(Draft::Draft6).should_validate_formats(true);
    let whole = json!({ "$ref": format!("{HAR}har.json") });
    options.with_registry(&registry).offline().build(&whole).unwrap()
}

/// Asserts that a document is valid, and says what is wrong with it.
#[track_caller]
pub fn valid(validator: &Validator, what: &str, document: &Value) {
    let errors = validator.iter_errors(document);
    let told = errors.map(|error| format!("{}: {error:.300}", error.instance_path()));
    let told: Vec<_> = told.take(5).collect();
    assert!(told.is_empty(), "{what}:\n{}", told.join("\n"));
}
