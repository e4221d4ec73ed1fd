//! The published schemas of the formats: every report of every run is valid by its own.

use std::{fs, path::Path};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use super::{Run, ctrf, fixtures, har, sarif};

const HAR: &str = "json-schema:///har/";

fn read(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/published");
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(true);
    options.offline().build(schema).unwrap()
}

/// The published schema has a pattern that is no regular expression, for a field that no report
/// of ours has.
fn sarif_validator() -> Validator {
    let mut schema = read("sarif-2.1.0.json");
    for object in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][object]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    validator(&schema)
}

/// The HAR schema is made of files that name each other.
fn har_validator() -> Validator {
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
    options
        .with_registry(&registry)
        .offline()
        .build(&json!({ "$ref": format!("{HAR}har.json") }))
        .unwrap()
}

fn valid(validator: &Validator, what: &str, document: &Value) {
    let errors = validator.iter_errors(document);
    let told = errors.map(|error| format!("{}: {error:.300}", error.instance_path()));
    let told: Vec<_> = told.take(5).collect();
    assert!(told.is_empty(), "{what}:\n{}", told.join("\n"));
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut out = Vec::new();
    write(&mut out);
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn every_document_is_valid_by_the_published_schema() {
    let (of_sarif, of_ctrf) = (sarif_validator(), validator(&read("ctrf.json")));
    let of_har = har_validator();
    for (name, events) in fixtures::all() {
        let run = Run::of(&events);
        valid(&of_sarif, name, &written(|out| sarif::write(&run, out).unwrap()));
        valid(&of_ctrf, name, &written(|out| ctrf::write(&run, out).unwrap()));
        valid(&of_har, name, &written(|out| har::write(&run, out).unwrap()));
    }
}

/// A validator that let everything pass would show nothing.
#[test]
fn the_schemas_refuse_what_is_wrong() {
    assert!(!sarif_validator().is_valid(&json!({"version": "2.1.0"})));
    assert!(!validator(&read("ctrf.json")).is_valid(&json!({"reportFormat": "CTRF"})));
    let run = Run::of(&fixtures::failing());
    let mut archive = written(|out| har::write(&run, out).unwrap());
    let of_har = har_validator();
    assert!(of_har.is_valid(&archive));
    archive["log"]["entries"][0]["request"]["url"] = json!("not an address");
    assert!(!of_har.is_valid(&archive));
}

#[test]
fn the_failing_run_reads_well_in_every_format() {
    let run = Run::of(&fixtures::failing());
    let text = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!("sarif", text(&|out| sarif::write(&run, out).unwrap()));
    insta::assert_snapshot!("har", text(&|out| har::write(&run, out).unwrap()));
    insta::assert_snapshot!("ctrf", text(&|out| ctrf::write(&run, out).unwrap()));
}

/// The counts of the formats that count, for every run.
#[test]
fn formats_agree_on_what_is_red() {
    for (name, events) in fixtures::all() {
        let run = Run::of(&events);
        let ctrf = written(|out| ctrf::write(&run, out).unwrap());
        let mut junit = Vec::new();
        super::junit::write(&run, &mut junit).unwrap();
        let junit =
            quick_junit::Report::deserialize_from_str(&String::from_utf8(junit).unwrap()).unwrap();
        let summary = &ctrf["results"]["summary"];
        assert_eq!(summary["tests"], json!(junit.tests), "{name}");
        assert_eq!(summary["failed"], json!(junit.failures + junit.errors), "{name}");
    }
}

#[test]
fn fingerprints_are_those_of_the_findings() {
    let run = Run::of(&fixtures::failing());
    let sarif = written(|out| sarif::write(&run, out).unwrap());
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found = super::story::findings(&run);
    assert_eq!(results.len(), found.len());
    for (result, found) in results.iter().zip(found) {
        let key = found.counterexample.finding.key();
        assert_eq!(result["partialFingerprints"]["avaraFinding/v1"], json!(key));
        let rule = &sarif["runs"][0]["tool"]["driver"]["rules"]
            [usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}
