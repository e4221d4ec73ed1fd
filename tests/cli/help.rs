//! What `--help` says, at 80 columns.

use super::support::gate;

fn help(args: &[&str]) -> String {
    let text = gate(args).expect(0).leaves_no_report().stdout;
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
    }
    text
}

#[test]
fn help_of_the_gate() {
    insta::assert_snapshot!(help(&["--help"]));
}

#[test]
fn help_of_the_mock() {
    insta::assert_snapshot!(help(&["mock", "--help"]));
}

#[test]
fn the_short_help_fits_on_a_page() {
    assert!(help(&["-h"]).lines().count() < 90);
}

#[test]
fn the_version_is_the_package_s() {
    let expected = concat!("avara-conformance ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(help(&["--version"]), expected);
}
