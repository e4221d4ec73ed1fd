//! The summary of a CI job: appended where GitHub Actions wants it.

use std::fs;

use super::support::{Gate, gate};

#[test]
fn it_is_appended_to_what_other_steps_said() {
    let run = Gate::new()
        .file("summary", "# Build\n")
        .env("GITHUB_STEP_SUMMARY", "summary")
        .args(&["--suite", "smoke"])
        .run()
        .expect(0);
    let summary = fs::read_to_string(run.folder.path().join("summary")).unwrap();
    let markdown = fs::read_to_string(run.path("summary.md")).unwrap();
    assert_eq!(summary, format!("# Build\n{markdown}"));
    assert!(markdown.starts_with("## ✅ avara-conformance: conforming\n"), "{markdown}");
}

#[test]
fn one_that_cannot_be_written_is_an_error() {
    let run = Gate::new().env("GITHUB_STEP_SUMMARY", "no/such/folder");
    let run = run.args(&["--suite", "smoke"]).run().expect(3);
    assert!(run.stderr.contains("cannot append to no/such/folder"), "{}", run.stderr);
}

#[test]
fn the_other_formats_are_written_when_asked_for() {
    let flags = ["junit-rich", "sarif", "har", "ctrf"];
    let paths = flags.map(|flag| (format!("--{flag}"), format!("x/{flag}")));
    let mut args = vec!["--fault", "page-loses-last-row", "list::"];
    args.extend(paths.iter().flat_map(|(flag, path)| [flag.as_str(), path]));
    let run = gate(&args).expect(1);
    for flag in flags {
        let text = fs::read_to_string(run.folder.path().join("x").join(flag)).unwrap();
        assert!(text.contains("list.walk"), "{flag}");
    }
}
