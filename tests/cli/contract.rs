//! `contract`: what changed between two contracts, and what a service says otherwise.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::support::Gate;

/// The embedded contract as a folder, adapted.
fn adapted(change: impl FnOnce(&Path)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for entry in fs::read_dir(schemas).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    change(folder.path());
    folder
}

fn edit(folder: &Path, file: &str, change: impl FnOnce(&mut Value)) {
    let path = folder.join(file);
    let mut value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

fn diff(old: &Path, code: i32) -> String {
    Gate::new().args(&["contract", "diff", old.to_str().unwrap()]).run().expect(code).stdout
}

#[test]
fn what_an_older_contract_said_otherwise_is_told_as_it_changed() {
    assert_eq!(diff(adapted(|_| {}).path(), 0), "nothing changed\n");
    let older = adapted(|folder| {
        edit(folder, "invite-request.json", |schema| {
            schema["properties"]["firstName"]["maxLength"] = 50.into();
            schema["properties"]["nickname"] = json!({ "type": "string", "maxLength": 9 });
            schema["required"].as_array_mut().unwrap().pop();
        });
        edit(folder, "user-level.json", |schema| {
            schema["enum"].as_array_mut().unwrap().push("guest".into());
        });
        let clauses = folder.join("clauses.toml");
        let text = fs::read_to_string(&clauses).unwrap();
        let (head, entry) = text.split_once("id = \"invite.accepts\"\nlevel = \"must\"").unwrap();
        fs::write(clauses, format!("{head}id = \"invite.accepts\"\nlevel = \"should\"{entry}"))
            .unwrap();
    });
    let told = diff(older.path(), 1);
    for line in [
        "tightened  clause invite.accepts: should, now must\n",
        "tightened  invite request / required: with level\n",
        "loosened   invite request /firstName maxLength: 50, now not stated\n",
        "gone       invite request /nickname property\n",
        "tightened  list response /users/*/level enum: without \"guest\"\n",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
    assert!(!told.contains("/nickname maxLength"), "{told}");
}

/// A service as a framework describes it: the file says no more than it has to.
const SERVICE: &str = r##"
openapi: 3.0.3
paths:
  /api/v1/viewer/users:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Invite" }
      responses:
        "201":
          content:
            application/json:
              schema: { $ref: "#/components/schemas/User" }
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 500 } }
        - $ref: "#/components/parameters/Cursor"
      responses:
        "200": { description: a page }
components:
  parameters:
    Cursor: { name: cursor, in: query, schema: { type: string, nullable: true } }
  schemas:
    Invite:
      type: object
      required: [email, firstName, lastName, level, clinicRole, hasDashboardAccess]
      properties:
        email: { type: string }
        firstName: { type: string, minLength: 1, maxLength: 40 }
    User: { type: object }
"##;

#[test]
fn what_a_service_says_otherwise_is_told_with_the_clause() {
    let gate = Gate::new().file("service.yaml", SERVICE);
    let done = gate.args(&["contract", "check", "service.yaml"]).run().expect(1);
    for line in [
        "gone       update: PATCH /v1/viewer/users/{userId}\n",
        "gone       invite request /level property\n",
        "loosened   invite request / required: without canManageStudies",
        "loosened   invite request /email format: \"email\", now not stated [invite.email.format]\n",
        "tightened  invite request /firstName maxLength: not stated, now 40\n",
        "loosened   list request /limit maximum: 100, now 500 [list.limit.maximum]\n",
        "gone       list request /level property\n",
    ] {
        assert!(done.stdout.contains(line), "{line}{}", done.stdout);
    }
    assert!(!done.stdout.contains("/cursor type"), "{}", done.stdout);
    // The description that the contract is made of says what the contract says.
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/openapi.json");
    let done = Gate::new().args(&["contract", "check", own]).run().expect(0);
    assert_eq!(done.stdout, "the file says what the documentation says\n");
}

#[test]
fn a_file_that_describes_nothing_is_refused() {
    let run = |text: &str| {
        let gate = Gate::new().file("x.yaml", text).args(&["contract", "check", "x.yaml"]);
        gate.run().expect(2).complains(&["x.yaml"])
    };
    run("a: [1, 2").complains(&["line"]);
    run("a: 1").complains(&["no `paths`"]);
    run("paths: { /v1/viewer/users: { post: { requestBody: { $ref: \"#/nowhere\" } } } }")
        .complains(&["nowhere"]);
    let deep = format!("paths: {{}}\nx: &a [{}]\ny: {}", "1", "[*a]");
    let gate = Gate::new().file("x.yaml", &deep).args(&["contract", "check", "x.yaml"]);
    gate.run().expect(1);
}
