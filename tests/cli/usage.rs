//! Wrong usage: nothing is sent, exit 2 (4 where nothing is selected), and a way out is named.

use std::fs;

use super::support::{Done, Gate, gate};

#[track_caller]
fn refused(args: &[&str], words: &[&str]) -> Done {
    gate(args).expect(2).complains(words).leaves_no_report()
}

#[test]
fn an_unknown_flag() {
    refused(&["--targt", "http://x.test"], &["--targt", "--target"]);
}

#[test]
fn a_value_that_is_none() {
    refused(&["--timeout", "soon"], &["--timeout", "soon"]);
    refused(&["--cases", "0"], &["--cases"]);
    refused(&["--concurrency", "0"], &["--concurrency"]);
    refused(&["--seed", "lucky"], &["--seed", "lucky"]);
    refused(&["--edition", "ancient"], &["older", "modern"]);
}

#[test]
fn a_target_without_a_scheme() {
    refused(&["--target", "staging.test"], &["staging.test", "https://staging.test"]);
    refused(&["--target", "ftp://staging.test"], &["https://staging.test"]);
    refused(&["--target", "https://staging.test?x=1"], &["?x=1", "https://staging.test"]);
}

#[test]
fn an_unknown_suite() {
    refused(&["--suite", "fulll"], &["fulll", "full, nightly, read-only, staging, smoke"]);
}

#[test]
fn a_broken_suite_file() {
    let text = "description = \"x\"\nchecks = [\"*\"]\ncase = 3\n";
    let done = Gate::new().file("my.toml", text).args(&["--suite", "my.toml"]).run();
    done.expect(2).complains(&["my.toml", "line 3", "case"]).leaves_no_report();
}

#[test]
fn an_unknown_fault() {
    refused(&["--fault", "gremlins"], &["gremlins", "mock --list-faults"]);
    let mock = gate(&["mock", "--fault", "gremlins"]).expect(2);
    mock.complains(&["gremlins", "mock --list-faults"]);
}

#[test]
fn a_filter_that_matches_nothing() {
    let done = gate(&["nothing::here"]).expect(4);
    done.complains(&["nothing::here", "invite", "--list"]).leaves_no_report();
}

#[test]
fn a_part_of_an_id_with_exact() {
    let done = gate(&["--exact", "invite::echo"]).expect(4);
    done.complains(&["invite::echo", "without --exact"]).leaves_no_report();
}

#[test]
fn a_filter_that_the_suite_excludes() {
    let done = gate(&["--suite", "smoke", "update::repeating_changes_nothing_more"]).expect(4);
    done.complains(&["update::repeating_changes_nothing_more", "smoke"]).leaves_no_report();
}

#[test]
fn no_key_or_an_unreadable_one() {
    let target = ["--target", "https://staging.test"];
    let run = |more: &[&str]| Gate::new().args(&target).args(more).run().expect(2);
    run(&[]).complains(&["AVARA_API_KEY", "--api-key-file"]).leaves_no_report();
    run(&["--api-key-file", "no-such-file"]).complains(&["no-such-file"]).leaves_no_report();
    let empty = Gate::new().file("key", " \n").args(&target).args(&["--api-key-file", "key"]);
    empty.run().expect(2).complains(&["empty"]).leaves_no_report();
}

#[test]
fn a_header_that_is_none() {
    let run = |header: &str| {
        let args = ["--target", "http://127.0.0.1:9", "-H", header];
        gate(&args).expect(2).leaves_no_report()
    };
    run("no colon").complains(&["no colon", "Name: value"]);
    run("bad name: x").complains(&["bad name"]);
}

/// An address outside the reserved domains could reach a person, whatever the target is.
#[test]
fn what_is_for_a_server_needs_one() {
    for args in [["-H", "X-Tenant: of the tests"], ["--api-key-file", "key"]] {
        gate(&args).expect(2).complains(&["--target"]).leaves_no_report();
    }
}

#[test]
fn a_domain_that_could_be_somebodys() {
    let words = ["hospital.org", "example.com", "--i-own-this-domain"];
    refused(&["--target", "http://127.0.0.1:9", "--email-domain", "hospital.org"], &words);
    refused(&["--email-domain", "hospital.org"], &words);
}

#[test]
fn a_domain_of_ones_own_works() {
    let args = ["--suite", "smoke", "--email-domain", "hospital.org", "--i-own-this-domain"];
    gate(&args).expect(0);
}

#[test]
fn production_without_being_asked_for() {
    for url in [
        "https://api.avarasoftware.com",
        "https://API.AvaraSoftware.com:443/",
        "https://api.avarasoftware.com.",
        "https://user@api.avarasoftware.com/v0",
    ] {
        // With a key, so that nothing but the guard stands in the way.
        let run = |more: &[&str]| {
            let gate = Gate::new().args(&["--target", url]).args(more);
            gate.env("AVARA_API_KEY", "some-key").env("https_proxy", "http://127.0.0.1:1").run()
        };
        run(&[]).expect(2).complains(&["production", "--allow-production"]).leaves_no_report();
        let done = run(&["--allow-production"]).expect(2);
        done.complains(&["read-only", "--allow-writes"]).leaves_no_report();
    }
}

#[test]
fn flags_that_exclude_each_other() {
    refused(&["--quiet", "--verbose"], &["--quiet", "--verbose"]);
    refused(&["--allow-writes"], &["--allow-production"]);
    let fault = "update-wipes-absent-suffix1";
    refused(&["--target", "http://127.0.0.1:9", "--fault", fault], &["--fault", "--target"]);
}

#[test]
fn a_folder_for_reports_that_is_a_file() {
    let run = |flag: &str, path: &str| Gate::new().file("file", "kept").args(&[flag, path]).run();
    let done = run("--reports-dir", "file").expect(2).complains(&["--reports-dir", "file"]);
    assert_eq!(fs::read_to_string(done.folder.path().join("file")).unwrap(), "kept");
    let done = run("--junit", "file/junit.xml");
    assert!(matches!(done.code, Some(2 | 3)), "{:?}", done.code);
    done.complains(&["file/junit.xml"]);
}

/// Wrong usage runs nothing, so it leaves an earlier report alone; it makes no new one.
#[test]
fn an_earlier_report_is_neither_renewed_nor_touched() {
    let mut gate = Gate::new();
    gate = gate.folder("reports").file("reports/junit.xml", "<earlier/>");
    let done = gate.args(&["--suite", "fulll"]).run().expect(2);
    assert_eq!(done.junit(), "<earlier/>");
    assert!(!done.path("run.json").exists());
}
