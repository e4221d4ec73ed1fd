//! Every command of README.md and of the guides, typed into a shell as it stands there.
//!
//! A block of a page is marked `sh`; `sh exit=1` says what its last command ends with. The blocks of
//! a page are typed in order, in one folder of their own. Only what installs is not typed: a release
//! is built by `.ci/run`.

use std::{fs, path::PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::{
    servers::Mock,
    support::{Gate, KEY},
};

/// The server of all pages.
const STAGING: &str = "https://staging.example.net";

/// What a line of a block that installs begins with.
const INSTALLS: [&str; 5] =
    ["cargo install", "cargo binstall", "docker build", "cargo test", "git clone"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The blocks of shell commands of a page, each with the exit code that it promises.
fn blocks(text: &str) -> Vec<(String, i32)> {
    let mut found = Vec::new();
    let mut block: Option<(String, i32)> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut words = info.split_whitespace();
                let shell = matches!(words.next(), Some("sh" | "bash" | "shell" | "console"));
                let code = words.find_map(|word| word.strip_prefix("exit=")?.parse().ok());
                block = shell.then(|| (String::new(), code.unwrap_or(0)));
            }
            Event::Text(text) => {
                if let Some((script, _)) = &mut block {
                    script.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(block.take()),
            _ => {}
        }
    }
    found
}

/// Types the blocks of a page.
fn type_all(page: &str) {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let blocks = blocks(&text);
    assert!(!blocks.is_empty(), "{page} has no commands");
    let server = Mock::start(&[]);
    // `cargo run` is the program that is there.
    let programs =
        "cargo() { shift; if [ \"${1-}\" = -- ]; then shift; fi; avara-conformance \"$@\"; }\n";
    let mut done = Gate::new().file("of-the-page", "").args(&["--version"]).run();
    for (script, code) in blocks {
        let installs = |line: &str| INSTALLS.iter().any(|word| line.trim().starts_with(word));
        let typed: Vec<&str> = script.lines().filter(|line| !installs(line)).collect();
        let typed = typed.join("\n").replace(STAGING, &server.url);
        if typed.trim().is_empty() {
            continue;
        }
        let typed = typed.replace("AVARA_API_KEY=…", &format!("AVARA_API_KEY='{KEY}'"));
        let gate = done.types(&format!("set -eu\n{programs}{typed}"));
        done = gate.env("AVARA_API_KEY", KEY).env("SOURCES", env!("CARGO_MANIFEST_DIR")).run();
        let (out, error) = (&done.stdout, &done.stderr);
        assert_eq!(done.code, Some(code), "{page}:\n{script}\n{out}\n{error}");
    }
}

#[test]
fn the_commands_of_the_readme_work() {
    type_all("README.md");
}

macro_rules! guides {
    ($($name:ident: $page:literal),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                type_all(concat!("docs/guide/", $page));
            }
        )*

        const TYPED: &[&str] = &[$($page),*];
    };
}

guides! {
    start_here: "start.md",
    a_tenant_and_a_key: "tenant.md",
    reading_a_failure: "failure.md",
    against_staging: "staging.md",
    settings: "settings.md",
    the_reports: "reports.md",
    selecting: "selecting.md",
    waivers_and_baselines: "waivers.md",
    writing_a_suite: "suite.md",
    exit_codes: "exit-codes.md",
    how_the_checks_are_proven: "proven.md",
    the_contract: "contract.md",
    when_the_documentation_changes: "changes.md",
    the_generators: "generators.md",
}

/// A page with commands that nobody types would be wrong one day.
#[test]
fn no_page_with_commands_is_forgotten() {
    for entry in fs::read_dir(root().join("docs/guide")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let has_commands = !blocks(&text).is_empty();
        assert_eq!(has_commands, TYPED.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn the_readme_is_short() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(text.lines().count() <= 150, "{} lines", text.lines().count());
}

#[test]
fn what_a_page_promises_is_held_against_what_comes() {
    let page = "```sh\ntrue\n```\n\n```sh exit=1\nfalse\n```\n\n```toml\nx = 1\n```\n";
    assert_eq!(blocks(page), [("true\n".to_owned(), 0), ("false\n".to_owned(), 1)]);
}
