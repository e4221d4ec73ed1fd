//! `avara-conformance report`: what a run wrote down is rendered later, byte for byte.

use std::fs;

use super::support::{Done, Gate, gate};

/// The reports that a run writes by itself.
fn usual(done: &Done) -> Vec<String> {
    let entries = fs::read_dir(done.folder.path().join("reports")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != "events.ndjson").collect();
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
        assert!(run.stdout.ends_with(&again.stdout), "{}\n{}", ending(&run), again.stdout);
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
    let mock =
        super::servers::Mock::start(&["--latency", "200ms", "--fault", "page-loses-last-row"]);
    let mut running = mock.gate(&["--seed", "7", "list::"]).start();
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
