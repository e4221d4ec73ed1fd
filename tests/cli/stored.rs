//! `avara-conformance report`: what a run wrote down is rendered later, byte for byte.

use std::{fs, path::Path};

use avara_conformance::schema::{Documents, Location};

use super::{
    servers::Mock,
    support::{Done, Gate, gate},
};

const FAULT: &str = "invite-reply-drops-phone-number";
const CHECK: &str = "invite::echoes_sent_fields";

/// The reports that a run writes by itself.
fn usual(done: &Done) -> Vec<String> {
    let entries = fs::read_dir(done.folder.path().join("reports")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_report = |name: &String| name != "events.ndjson" && name != "journal.ndjson";
    let mut names: Vec<_> = names.filter(is_report).collect();
    names.sort();
    names
}

fn events(done: &Done) -> String {
    fs::read_to_string(done.path("events.ndjson")).unwrap()
}

/// Renders what stands in `events.ndjson`.
fn rendered(events: &str) -> Done {
    let args = ["report", "events.ndjson", "--reports-dir", "reports"];
    Gate::new().file("events.ndjson", events).args(&args).run()
}

/// What the console said when the run was over.
fn ending(done: &Done) -> &str {
    let at = done.stdout.find("\n\n").unwrap();
    &done.stdout[at..]
}

#[test]
fn every_report_comes_out_as_the_run_wrote_it() {
    for args in [&["--suite", "smoke"][..], &["--fault", "page-loses-last-row", "list::"]] {
        let run = gate(args);
        let again = rendered(&events(&run)).expect(run.code.unwrap());
        let names = usual(&run);
        assert!(names.contains(&"junit.xml".to_owned()));
        assert_eq!(usual(&again), names);
        for name in names {
            let (was, is) = (fs::read(run.path(&name)), fs::read(again.path(&name)));
            assert!(was.unwrap() == is.unwrap(), "{name}");
        }
        // Where the reports are and what to do next belongs to the run alone.
        let told = ending(&run).split("\n\n  reports ").next().unwrap().trim();
        assert!(again.stdout.contains(told), "{told}\n{}", again.stdout);
    }
}

#[test]
fn run_json_is_rendered_as_well() {
    let run = gate(&["--suite", "smoke"]).expect(0);
    let json = fs::read_to_string(run.path("run.json")).unwrap();
    let args = ["report", "-", "--junit", "x/junit.xml"];
    let again = Gate::new().input(&json).args(&args).run().expect(0);
    let junit = fs::read_to_string(again.folder.path().join("x/junit.xml")).unwrap();
    assert_eq!(junit, run.junit());
    again.leaves_no_report();
}

#[test]
fn a_stream_without_an_end_is_unfinished() {
    let events = events(&gate(&["--suite", "smoke"]));
    let lines: Vec<&str> = events.split_inclusive('\n').collect();
    let most = lines[..lines.len() - 1].concat();
    for cut in [String::new(), lines[0][..99].to_owned(), most.clone(), most + "{\"event\":\"r"] {
        let done = rendered(&cut).expect(5);
        assert!(done.stdout.contains("UNFINISHED"), "{}", done.stdout);
        let (_, _, errors) = done.junit_counts();
        assert!(errors > 0, "{}", done.junit());
    }
}

#[test]
fn what_is_no_run_is_told_with_its_line() {
    let refused = |text: &str, words: &[&str]| {
        rendered(text).expect(2).complains(&["events.ndjson"]).complains(words).leaves_no_report()
    };
    refused("hello\nworld\n", &["expected value"]);
    refused("{\"format\":7,\"event\":\"runStarted\"}\n", &["line 1", "format 7 is not known"]);
    let events = events(&gate(&["--suite", "smoke"]));
    refused(&events.replacen("checkFinished", "checkDone", 1), &["line ", "checkDone"]);
    refused(&format!("{events}{events}"), &["a second run begins here"]);
    gate(&["report", "no-such-file"]).expect(2).complains(&["no-such-file"]);
}

/// A run that is killed leaves every event that came before.
#[test]
fn the_events_are_written_as_the_run_goes() {
    let mock = Mock::start(&["--latency", "200ms", "--fault", "page-loses-last-row"]);
    let mut running = mock.gate(&["-v", "--seed", "7", "list::"]).start();
    running.wait_for_line("finding");
    running.signal("KILL");
    let run = running.finish();
    let again = rendered(&events(&run)).expect(5);
    assert!(again.stdout.contains("unsettled  list::"), "{}", again.stdout);
}

#[test]
fn events_go_where_they_are_wanted() {
    let done = gate(&["--suite", "smoke", "--events", "there/stream"]).expect(0);
    let text = fs::read_to_string(done.folder.path().join("there/stream")).unwrap();
    assert!(text.lines().last().unwrap().contains("runFinished"));
    assert!(!done.path("events.ndjson").exists());
}

/// Every line of a real run is described, and so is its `run.json`.
#[test]
fn what_a_run_writes_is_valid_by_the_published_schemas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let documents = Documents::read_dir(&folder).unwrap();
    let validator = |name| documents.validator(&Location::root(name)).unwrap();
    let (line, document) = (validator("event.json"), validator("run.json"));
    let run = gate(&[
        "--fault",
        FAULT,
        "--keep",
        "all",
        "--alternative",
        "invite-answers-200",
        "invite::",
    ]);
    for text in events(&run).lines() {
        let problem =
            line.iter_errors(&serde_json::from_str(text).unwrap()).next().map(|e| e.to_string());
        assert_eq!(problem, None, "{text}");
    }
    assert!(document.is_valid(&run.json()));
}

#[test]
fn what_is_kept_is_a_choice() {
    let run =
        |keep: &str| gate(&["--fault", FAULT, "--seed", "7", "--keep", keep, CHECK]).expect(1);
    let exchanged = |done: &Done| events(done).matches("\"event\":\"exchanged\"").count() as u64;
    let shown = |done: &Done| {
        let examples = done.check(CHECK)["counterexamples"].clone();
        examples[0]["exchanges"].as_array().unwrap().len()
    };
    let [all, failures, none] = ["all", "failures", "none"].map(run);
    // The one that looks whether anybody is there, and two of the cleaning up, belong to no case.
    assert_eq!(exchanged(&all) + 3, all.json()["summary"]["requests"].as_u64().unwrap());
    assert_eq!((exchanged(&failures), exchanged(&none)), (0, 0));
    assert_eq!((shown(&all), shown(&failures), shown(&none)), (1, 1, 0));
    assert!(!none.stdout.contains("curl"), "{}", none.stdout);
    assert!(!none.stdout.contains("curl"), "{}", none.stdout);
}
