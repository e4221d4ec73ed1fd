//! Settings: flags over `AVARA_*` variables over a profile over the rest of the file.

use std::fs;

use super::support::{AT_ONCE, Gate};

const FILE: &str = "suite = \"smoke\"\nreports-dir = \"out\"\n\n[profile.strict]\nstrict = true\n";

#[test]
fn a_run_is_what_the_file_and_the_variables_say() {
    let gate = Gate::new().file("avara-conformance.toml", FILE).env("AVARA_PROFILE", "strict");
    let done = gate.env("AVARA_SEED", "7").args(&AT_ONCE).run().expect(0);
    let done = done.complains(&["note: settings from", "profile strict", "AVARA_SEED"]);
    let run = fs::read_to_string(done.folder.path().join("out/run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&run).unwrap();
    assert_eq!((&run["info"]["suite"], &run["info"]["seed"]), (&"smoke".into(), &7.into()));
    // The file has no say any more where the run is repeated.
    let again = run["info"]["replay"].as_str().unwrap();
    assert_eq!(
        again,
        "avara-conformance --suite smoke --seed 7 --no-config --settle 50ms --strict"
    );
    assert!(!done.types(again).run().expect(0).stderr.contains("settings from"));
}

/// A text with one space between its words.
fn words_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn config_tells_each_value_and_who_says_it() {
    let gate = Gate::new().file("avara-conformance.toml", FILE);
    let gate = gate.env("AVARA_CASES", "3").env("AVARA_API_KEY", "hunter2");
    let words = ["config", "--profile", "strict", "--rate", "5", "-H", "X-Key: hunter2"];
    let words = [&words[..], &["--target", "https://me:hunter2@a.test"]].concat();
    let done = gate.args(&words).run().expect(0).leaves_no_report();
    for line in [
        "target https://a.test the command line",
        "suite smoke",
        "cases 3 AVARA_CASES",
        "strict true",
        "edition auto default",
    ] {
        assert!(words_of(&done.stdout).contains(line), "{line}\n{}", done.stdout);
    }
    assert!(done.stdout.contains("avara-conformance.toml:5"), "{}", done.stdout);
    assert!(!done.stdout.contains("hunter2"), "{}", done.stdout);
    let json = done.types("avara-conformance config --format json").run().expect(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["profiles"], serde_json::json!(["strict"]));
    assert!(json["settings"].as_array().unwrap().len() > 10);
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_place_and_nothing_is_sent() {
    let run = |text: &str, words: &[&str]| {
        let gate = Gate::new().file("avara-conformance.toml", text).args(words);
        gate.run().expect(2).leaves_no_report()
    };
    run("suit = \"smoke\"\n", &[]).complains(&["line 1", "suit", "did you mean `suite`?"]);
    run("timeout = \"soon\"\n", &[]).complains(&["soon", "avara-conformance.toml:1"]);
    run(FILE, &["--profile", "strickt"]).complains(&["strickt", "there are: strict"]);
    run("allow-production = true\n", &[]).complains(&["--allow-production"]);
    let both = "target = \"https://a.test\"\nfault = \"list-drops-suffix2\"\n";
    run(both, &[]).complains(&["--target comes from", "avara-conformance.toml:1"]);
    Gate::new().args(&["--config", "no-such.toml"]).run().expect(2).complains(&["no-such.toml"]);
}

/// A pipeline whose variable is misspelt or came out empty must not check the mock and be green.
#[test]
fn a_server_that_was_meant_is_never_the_mock() {
    let run = |name: &str, value: &str| Gate::new().env(name, value).run().expect(2);
    run("AVARA_TARGT", "https://a.test").complains(&["AVARA_TARGT", "AVARA_TARGET"]);
    run("AVARA_TARGET", "").complains(&["AVARA_TARGET", "empty"]);
    let gate = Gate::new().env("AVARA_TARGET", "http://127.0.0.1:9");
    gate.args(&["--suite", "smoke"]).run().expect(3).complains(&["AVARA_TARGET"]);
}

#[test]
fn an_expression_selects_checks() {
    let ids = |words: &[&str]| {
        let list = Gate::new().args(&["--list"]).args(words).run().expect(0).stdout;
        let lines = list.lines().take_while(|line| !line.contains(" checks, "));
        lines
            .filter_map(|line| line.split_whitespace().nth(1).map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let update = ids(&["-E", "operation(update) and not check(rejects)"]);
    assert!(update.len() > 10 && update.iter().all(|id| !id.contains("rejects")), "{update:?}");
    let echoes = ids(&["-E", "operation(update)", "-E", "operation(invite)", "echoes"]);
    assert_eq!(echoes, ["invite::echoes_sent_fields:", "update::echoes_sent_fields:"]);
    let wrong = Gate::new().args(&["-E", "level(must) and operation(updat)"]).run().expect(2);
    wrong.complains(&["level(must) and operation(updat)", "^ an operation is one of"]);
    Gate::new().args(&["-E", "none()"]).run().expect(4).complains(&["--filterset"]);
}

/// A defect that is found early, in a part of the suite that is played quickly.
const FAULT: [&str; 5] = ["--fault", "invite-without-level", "--seed", "1", "rejects::level"];

#[test]
fn a_run_ends_when_enough_was_found() {
    let run = |words: &[&str]| {
        let words =
            [&["--fault", "invite-without-level", "--seed", "1"], &AT_ONCE[..], words].concat();
        Gate::new().args(&words).run().expect(1).json()
    };
    let summary = |run: &serde_json::Value, verdict: &str| {
        run["summary"]["tally"][verdict].as_u64().unwrap_or_default()
    };
    let first = run(&["--fail-fast"]);
    assert!(summary(&first, "skip") > 0 && summary(&first, "inconclusive") == 0, "{first:#}");
    let reason = first["summary"]["reason"].as_str().unwrap();
    assert!(reason.contains("--fail-fast"), "{reason}");
    let all = run(&["--max-findings", "100000"]);
    assert_eq!(summary(&all, "skip"), 0);
    assert!(all["summary"]["requests"].as_u64() > first["summary"]["requests"].as_u64());
    // One that is known does not end it.
    let known = Gate::new().file("earlier.json", &all.to_string());
    let words = ["--fail-fast", "--baseline", "earlier.json"];
    let done = known.args(&FAULT).args(&words).args(&AT_ONCE).run().expect(0);
    assert_eq!(summary(&done.json(), "skip"), 0);
}
