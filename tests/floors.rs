//! The architecture, enforced: every folder of `src/` is a floor and imports lower floors only.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

#[path = "floors/circles.rs"]
mod circles;
#[path = "floors/paths.rs"]
mod paths;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use circles::circles;
use paths::{Kind, paths, test_modules};

/// One folder of `src/`, with everything it may reach.
struct Floor {
    folder: &'static str,
    level: u8,
    /// Other folders.
    imports: &'static [&'static str],
    /// Crates beside `std`; tests may use any.
    crates: &'static [&'static str],
}

/// The house, from the ground up. To widen a row is a decision: say why in the commit.
#[rustfmt::skip]
const HOUSE: &[Floor] = &[
    Floor { folder: "model", level: 0, imports: &[],
        crates: &["proptest_jsonschema", "serde", "serde_json", "thiserror"] },
    Floor { folder: "promise", level: 1, imports: &["model"], crates: &[] },
    Floor { folder: "schema", level: 1, imports: &["model"],
        crates: &["jsonschema", "proptest_jsonschema", "serde", "serde_json", "thiserror", "toml"] },
    Floor { folder: "generate", level: 2, imports: &["model", "schema"],
        crates: &["flate2", "jsonschema", "proptest", "proptest_jsonschema", "serde_json"] },
    Floor { folder: "check", level: 2, imports: &["model", "promise", "schema"],
        crates: &["base64", "chrono", "flate2", "futures_util", "jsonschema", "percent_encoding",
            "serde_json", "thiserror", "unicode_normalization"] },
    Floor { folder: "suite", level: 3, imports: &["model", "promise", "schema", "check"],
        crates: &["chrono", "humantime", "serde", "serde_json", "strsim", "thiserror", "toml", "toml_edit"] },
    Floor { folder: "target", level: 4, imports: &["model"],
        crates: &["aho_corasick", "base64", "chrono", "flate2", "governor", "hyper",
            "parking_lot", "percent_encoding", "reqwest", "rustls", "serde", "serde_json", "thiserror", "tokio",
            "url", "uuid"] },
    Floor { folder: "mock", level: 4, imports: &["model", "promise", "schema"],
        crates: &["axum", "base64", "chrono", "flate2", "futures_util", "http_body_util", "jsonschema",
            "percent_encoding", "rand_chacha", "serde_json", "thiserror", "tokio", "tokio_util",
            "unicode_normalization", "uuid"] },
    Floor { folder: "runner", level: 5,
        imports: &["model", "promise", "schema", "generate", "check", "suite", "target", "mock"],
        crates: &["chrono", "futures_util", "hdrhistogram", "parking_lot", "proptest",
            "proptest_jsonschema", "serde", "serde_json", "shlex", "thiserror", "tokio",
            "tokio_util", "uuid"] },
    Floor { folder: "report", level: 5, imports: &["model"],
        crates: &["anstyle", "base64", "chrono", "maud", "percent_encoding", "quick_junit", "unicode_width",
            "serde", "serde_json", "sha2", "tempfile", "thiserror"] },
    Floor { folder: "cli", level: 6,
        imports: &["model", "schema", "check", "suite", "target", "mock", "runner", "report"],
        crates: &["anstream", "chrono", "clap", "clap_complete", "clap_mangen", "humantime", "indicatif", "proptest", "proptest_jsonschema", "quick_junit", "serde",
            "serde_json", "serde_saphyr", "shlex", "strsim", "terminal_size", "thiserror", "tokio", "toml", "uuid"] },
];

/// Files that may be longer than `LONGEST` lines, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

const LONGEST: usize = 400;

/// The generators, a crate of their own.
const GENERATORS: &str = "crates/proptest-jsonschema";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The crates of `[dependencies]`, as code writes them.
fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let names = manifest["dependencies"].as_table().unwrap().keys();
    names.map(|name| name.replace('-', "_")).collect()
}

/// Every source file below `folder`: its path from there, with `/`, and its text.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The files that are modules for tests only, without `.rs`: `report/console/tests`.
fn test_files(sources: &[(String, String)]) -> BTreeSet<String> {
    let children = sources.iter().flat_map(|(file, text)| {
        let stem = file.trim_end_matches(".rs");
        let folder = stem.strip_suffix("/mod").unwrap_or(stem).to_owned();
        test_modules(text).into_iter().map(move |name| format!("{folder}/{name}"))
    });
    children.collect()
}

/// What a file reaches and may not, one line for each: `src/a/b.rs:7: ...`.
fn offences(file: &str, text: &str, dependencies: &BTreeSet<String>, is_test: bool) -> Vec<String> {
    let folder = file.split('/').next().unwrap_or_default();
    let floor = HOUSE.iter().find(|floor| floor.folder == folder);
    // `lib.rs` and `main.rs` stand in no folder; they hold the house together.
    let Some(floor) = floor else {
        let known = file == "lib.rs" || file == "main.rs";
        return if known { vec![] } else { vec![format!("src/{file}: its folder has no row")] };
    };
    let is_crate = |name: &str| dependencies.contains(name);
    let mut found = BTreeSet::new();
    for path in paths(file, text, &is_crate) {
        let name = path.name.as_str();
        let fault = match path.kind {
            Kind::Folder if name == folder || floor.imports.contains(&name) => continue,
            Kind::Folder if HOUSE.iter().any(|floor| floor.folder == name) => {
                format!("`{folder}` may not import `{name}`")
            }
            Kind::Folder => format!("`crate::{name}` is no folder of src/"),
            Kind::Crate if is_test || path.in_tests => continue,
            Kind::Crate if floor.crates.contains(&name) => continue,
            Kind::Crate => format!("`{folder}` may not use the crate `{name}`"),
            Kind::Outside => format!("`{name}` leaves the folder: write `crate::`"),
        };
        found.insert((path.line, fault));
    }
    found.into_iter().map(|(line, fault)| format!("src/{file}:{line}: {fault}")).collect()
}

#[test]
fn every_folder_imports_lower_floors_only() {
    let dependencies = dependencies();
    let sources = sources(&root().join("src"));
    let tests = test_files(&sources);
    assert!(tests.contains("report/console/tests"), "{tests:?}");
    let is_test = |file: &str| tests.contains(file.trim_end_matches(".rs"));
    let found: Vec<String> = sources
        .iter()
        .flat_map(|(file, text)| offences(file, text, &dependencies, is_test(file)))
        .collect();
    assert!(found.is_empty(), "the floors are broken:\n{}", found.join("\n"));
}

#[test]
fn the_table_is_a_house() {
    let level = |name: &str| HOUSE.iter().find(|floor| floor.folder == name).unwrap().level;
    for floor in HOUSE {
        for import in floor.imports {
            assert!(level(import) < floor.level, "{} may not import {import}", floor.folder);
        }
    }
    let folders: BTreeSet<&str> = HOUSE.iter().map(|floor| floor.folder).collect();
    let there: BTreeSet<String> = sources(&root().join("src"))
        .into_iter()
        .filter_map(|(file, _)| Some(file.split_once('/')?.0.to_owned()))
        .collect();
    assert_eq!(there.iter().map(String::as_str).collect::<BTreeSet<_>>(), folders);
}

#[test]
fn the_table_allows_no_crate_that_nobody_uses() {
    let dependencies = dependencies();
    let is_crate = |name: &str| dependencies.contains(name);
    let used: BTreeSet<(String, String)> = sources(&root().join("src"))
        .iter()
        .flat_map(|(file, text)| {
            let folder = file.split('/').next().unwrap_or_default().to_owned();
            paths(file, text, &is_crate).into_iter().map(move |path| (folder.clone(), path.name))
        })
        .collect();
    let pairs =
        HOUSE.iter().flat_map(|floor| floor.crates.iter().map(|name| (floor.folder, *name)));
    let idle: Vec<String> = pairs
        .filter(|(folder, name)| !used.contains(&((*folder).to_owned(), (*name).to_owned())))
        .map(|(folder, name)| format!("`{folder}` no longer uses the crate `{name}`"))
        .collect();
    assert!(idle.is_empty(), "{}", idle.join("\n"));
}

#[test]
fn an_offending_line_is_told_with_file_and_line() {
    let text = "//! Comment: crate::cli::x is only mentioned.\n\
                use std::fmt;\n\
                use crate::{\n    model::Finding,\n    target::{self, Target},\n};\n\
                fn f() { axum::serve(\"crate::cli\"); 'a'; }\n\
                #[cfg(test)]\nmod tests { use super::super::super::mock; use super::super::oracle; use clap::X; }\n";
    let found = offences("check/made_up.rs", text, &dependencies(), false);
    assert_eq!(
        found,
        [
            "src/check/made_up.rs:5: `check` may not import `target`",
            "src/check/made_up.rs:7: `check` may not use the crate `axum`",
            "src/check/made_up.rs:9: `super::super::super` leaves the folder: write `crate::`",
        ]
    );
    assert_eq!(
        offences("attic/mod.rs", "", &dependencies(), false),
        ["src/attic/mod.rs: its folder has no row"]
    );
}

/// The circles of imports below a folder of sources, test modules aside.
fn circles_below(folder: &str) -> Vec<String> {
    let sources = sources(&root().join(folder));
    let tests = test_files(&sources);
    let is_test = |file: &str| {
        tests.iter().any(|test| {
            file.strip_prefix(test.as_str()).is_some_and(|rest| rest.starts_with(['.', '/']))
        })
    };
    let kept: Vec<_> = sources.into_iter().filter(|(file, _)| !is_test(file)).collect();
    circles(&kept)
}

#[test]
fn no_file_imports_itself_by_way_of_others() {
    let found = circles_below("src");
    assert!(found.is_empty(), "circles of imports in src: {found:#?}");
    let found = circles_below(&format!("{GENERATORS}/src"));
    assert!(found.is_empty(), "circles of imports in {GENERATORS}: {found:#?}");
}

#[test]
fn a_circle_is_told_with_its_files() {
    let made_up = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
        circles(&files.collect::<Vec<_>>())
    };
    let parent = ("lib.rs", "mod room; pub use room::First;");
    let room = ("room/mod.rs", "mod one; mod two; mod three; pub use one::One as First;");
    let one = ("room/one.rs", "use super::two::{self, Two}; pub struct One;");
    let by_re_export = ("room/two.rs", "use std::fmt;\nuse super::{\n    First,\n};");
    let three =
        ("room/three.rs", "use super::First; // use super::two;\nfn f() { \"super::one\"; }");
    let found = made_up(&[parent, room, one, by_re_export, three]);
    assert_eq!(found, ["room/one.rs, room/two.rs"]);
    let inline = ("room/two.rs", "fn f() -> crate::room::one::One {}");
    assert_eq!(made_up(&[parent, room, one, inline, three]), found);
    let by_root = ("room/two.rs", "use crate::First;");
    assert_eq!(made_up(&[parent, room, one, by_root, three]), found);
    let by_test = ("room/two.rs", "#[cfg(test)]\nmod tests { use super::super::one::One; }");
    assert!(made_up(&[parent, room, one, by_test, three]).is_empty());
    let holder = ("room/mod.rs", "mod one; mod two; use one::One; pub struct Held(One);");
    let held = ("room/one.rs", "use super::Held; pub struct One;");
    assert_eq!(made_up(&[parent, holder, held]), ["room/mod.rs, room/one.rs"]);
}

#[test]
fn the_generators_know_nothing_of_this_api() {
    let folder = root().join(GENERATORS);
    let mut texts = sources(&folder);
    texts.extend(
        ["Cargo.toml", "README.md", "CHANGELOG.md"]
            .into_iter()
            .map(|file| (file.to_owned(), fs::read_to_string(folder.join(file)).unwrap())),
    );
    for (file, text) in texts {
        for word in ["avara", "clinic role", "invite", "/v1/"] {
            assert!(!text.to_lowercase().contains(word), "{GENERATORS}/{file} mentions {word}");
        }
    }
}

#[test]
fn no_file_is_long_without_a_reason() {
    let mut found = Vec::new();
    for folder in ["src".to_owned(), format!("{GENERATORS}/src")] {
        for (file, text) in sources(&root().join(&folder)) {
            let (file, lines) = (format!("{folder}/{file}"), text.lines().count());
            let listed = LONG_FILES.iter().any(|(name, _)| *name == file);
            match (lines > LONGEST, listed) {
                (true, false) => found.push(format!("{file} has {lines} lines: split it")),
                (false, true) => found.push(format!("{file} is short by now: unlist it")),
                _ => {}
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
