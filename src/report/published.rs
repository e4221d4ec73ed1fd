//! The published schemas of the formats: every report of every run is valid by its own.

#[path = "../../tests/schemas/validators.rs"]
mod validators;

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{
    Run, ctrf, file, fixtures,
    formats::{FORMATS, Render},
    har, junit, sarif,
};
use validators::valid;

fn written(run: &Run, write: Render) -> Value {
    serde_json::from_str(&fixtures::rendered(run, write)).unwrap()
}

#[test]
fn every_document_is_valid_by_the_published_schema() {
    let (of_sarif, of_ctrf, of_har) = (validators::sarif(), validators::ctrf(), validators::har());
    for (name, events) in fixtures::all() {
        let run = Run::of(&events);
        valid(&of_sarif, name, &written(&run, sarif::write));
        valid(&of_ctrf, name, &written(&run, ctrf::write));
        valid(&of_har, name, &written(&run, har::write));
    }
}

/// A validator that let everything pass would show nothing.
#[test]
fn the_schemas_refuse_what_is_wrong() {
    assert!(!validators::sarif().is_valid(&json!({"version": "2.1.0"})));
    assert!(!validators::ctrf().is_valid(&json!({"reportFormat": "CTRF"})));
    let run = Run::of(&fixtures::failing());
    let mut archive = written(&run, har::write);
    let of_har = validators::har();
    assert!(of_har.is_valid(&archive));
    archive["log"]["entries"][0]["request"]["url"] = json!("not an address");
    assert!(!of_har.is_valid(&archive));
}

#[test]
fn the_failing_run_reads_well_in_every_format() {
    let run = Run::of(&fixtures::failing());
    insta::assert_snapshot!("sarif", fixtures::rendered(&run, sarif::write));
    insta::assert_snapshot!("har", fixtures::rendered(&run, har::write));
    insta::assert_snapshot!("ctrf", fixtures::rendered(&run, ctrf::write));
}

/// The counts of the formats that count, for every run.
#[test]
fn formats_agree_on_what_is_red() {
    for (name, events) in fixtures::all() {
        let run = Run::of(&events);
        let ctrf = written(&run, ctrf::write);
        let junit = fixtures::rendered(&run, junit::write);
        let junit = quick_junit::Report::deserialize_from_str(&junit).unwrap();
        let summary = &ctrf["results"]["summary"];
        assert_eq!(summary["tests"], json!(junit.tests), "{name}");
        assert_eq!(summary["failed"], json!(junit.failures + junit.errors), "{name}");
    }
}

#[test]
fn fingerprints_are_those_of_the_findings() {
    let run = Run::of(&fixtures::failing());
    let sarif = written(&run, sarif::write);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found = run.findings();
    assert_eq!(results.len(), found.len());
    for (result, found) in results.iter().zip(found) {
        let key = found.counterexample.finding.key();
        assert_eq!(result["partialFingerprints"]["avaraFinding/v1"], json!(key));
        let rule = &sarif["runs"][0]["tool"]["driver"]["rules"]
            [usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}

/// All reports of all fixtures as files, for other programs to read: `AVARA_FIXTURES` names the
/// folder to leave them in.
#[test]
fn reports_are_left_for_other_readers() {
    let folder = tempfile::tempdir().unwrap();
    let root = std::env::var_os("AVARA_FIXTURES").map_or(folder.path().into(), PathBuf::from);
    for (name, events) in fixtures::all() {
        let run = Run::of(&events);
        for format in FORMATS {
            let file = match (format.name, format.file) {
                (_, Some(file)) => file.to_owned(),
                ("junit-rich", None) => "junit-rich.xml".to_owned(),
                (name, None) => format!("{name}.json"),
            };
            let path = root.join(name).join(file);
            file::write_whole(&path, |out| (format.write)(&run, out)).unwrap();
            assert!(path.metadata().unwrap().len() > 0, "{}", path.display());
        }
    }
}
