//! `--schemas DIR`: another contract, or a broken one that is told with its place.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{Done, gate};

/// A copy of `schemas/`.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn run(schemas: &TempDir) -> Done {
    let folder = schemas.path().to_str().unwrap();
    gate(&["--schemas", folder, "--seed", "7", "--suite", "smoke"])
}

/// A copy in which one schema is changed.
fn changed(file: &str, change: impl FnOnce(&mut Value)) -> TempDir {
    let schemas = copy();
    let path = schemas.path().join(file);
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut schema);
    fs::write(&path, schema.to_string()).unwrap();
    schemas
}

#[test]
fn a_copy_of_the_contract_works_like_the_embedded_one() {
    run(&copy()).expect(0);
}

#[test]
fn a_changed_contract_is_the_one_that_counts() {
    let schemas = copy();
    let path = schemas.path().join("clauses.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("Only the provided fields change.", "This was changed."))
        .unwrap();
    let folder = schemas.path().to_str().unwrap();
    let done = gate(&["explain", "update.partial", "--schemas", folder]).expect(0);
    assert!(done.stdout.contains("This was changed."), "{}", done.stdout);
}

#[test]
fn a_folder_that_is_not_there() {
    let done = gate(&["--schemas", "no-such-folder"]).expect(2);
    done.complains(&["no-such-folder"]).leaves_no_report();
}

#[test]
fn a_file_that_is_no_json() {
    let schemas = copy();
    fs::write(schemas.path().join("user.json"), "{\"type\": ").unwrap();
    run(&schemas).expect(2).complains(&["user.json", "line 1"]).leaves_no_report();
}

#[test]
fn a_broken_schema() {
    let schemas = changed("invite-request.json", |schema| {
        schema["properties"]["firstName"]["minLength"] = json!("one");
    });
    let done = run(&schemas).expect(2).leaves_no_report();
    done.complains(&["invite-request.json", "/properties/firstName/minLength", "integer"]);
}

#[test]
fn a_reference_that_leads_nowhere() {
    let schemas = changed("invite-request.json", |schema| {
        schema["properties"]["phoneNumber"]["$ref"] = json!("no-such-file.json");
    });
    run(&schemas).expect(2).complains(&["no-such-file.json"]).leaves_no_report();
}

/// A constraint that nothing would check is not passed over, whether or not a suite draws.
#[test]
fn a_constraint_without_a_clause() {
    let schemas = changed("invite-request.json", |schema| {
        schema["unevaluatedProperties"] = json!(false);
    });
    let folder = schemas.path().to_str().unwrap();
    for suite in ["full", "smoke"] {
        let done = gate(&["--schemas", folder, "--suite", suite]).expect(2).leaves_no_report();
        done.complains(&[
            "invite-request.json#/unevaluatedProperties",
            "no clause states the constraint",
        ]);
    }
}

#[test]
fn a_broken_list_of_clauses() {
    let schemas = copy();
    let path = schemas.path().join("clauses.toml");
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().position(|line| line.starts_with("level = ")).unwrap() + 1;
    fs::write(&path, text.replacen("level = \"", "level = \"sometimes-", 1)).unwrap();
    let done = run(&schemas).expect(2).leaves_no_report();
    done.complains(&["clauses.toml", &format!("line {line}"), "sometimes-"]);
}

#[test]
fn a_clause_without_its_reason() {
    let schemas = copy();
    let path = schemas.path().join("clauses.toml");
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().position(|line| line == "[[clause]]").unwrap() + 1;
    fs::write(&path, text.replacen("why = \"", "# why = \"", 1)).unwrap();
    let done = run(&schemas).expect(2).leaves_no_report();
    done.complains(&["clauses.toml", "`invite.accepts`", &format!("line {line}"), "`why`"]);
}

#[test]
fn a_clause_without_its_check() {
    let schemas = copy();
    let path = schemas.path().join("clauses.toml");
    let text = fs::read_to_string(&path).unwrap();
    let name = "update::changes_only_provided_fields";
    fs::write(&path, text.replace(name, "update::no_such_check")).unwrap();
    let done = run(&schemas).expect(2).leaves_no_report();
    done.complains(&["clauses.toml", "update::no_such_check"]);
}
