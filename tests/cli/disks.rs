//! Disks that are full, or that nobody may write to, and a process that dies while it writes.

use std::{fs, process::Command};

use super::{
    servers::{Mock, Recorder, Tap},
    support::{Gate, KEY},
};

#[test]
fn a_report_that_cannot_be_written_is_told_before_anything_is_sent() {
    let server = Recorder::start("200 OK", "", r#"{"users":[],"hasMore":false}"#);
    let refused = |args: &[&str]| {
        let gate = Gate::new().file("file", "kept").args(&["--target", &server.url]).args(args);
        gate.env("AVARA_API_KEY", KEY).run().expect(2).complains(&[args[1]])
    };
    let run = |args: &[&str]| refused(args).complains(&["nothing was sent"]);
    run(&["--junit", "file/junit.xml"]);
    run(&["--json", "/proc/no-such/run.json"]);
    // Where nobody may create anything, not even root.
    refused(&["--reports-dir", "/sys/reports"]);
    refused(&["--reports-dir", "file"]);
    refused(&["--reports-dir", "file/reports"]);
    run(&["--events", "/dev/full/events.ndjson"]);
    let done = Gate::new().args(&["--target", &server.url]).folder("reports");
    let done = done.folder("reports/journal.ndjson").env("AVARA_API_KEY", KEY).run().expect(2);
    done.complains(&["journal.ndjson"]);
    assert_eq!(server.requests(), Vec::<String>::new());
}

/// Pipes and devices are written once, at the end, and standard output is one of them.
#[test]
fn a_report_may_go_to_a_pipe_or_to_standard_output() {
    let args = ["--suite", "smoke", "--seed", "7", "--junit", "pipe", "--events", "more"];
    let gate = Gate::new().args(&args);
    let readers = ["pipe", "more"].map(|name| {
        let pipe = gate.path(name);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
    });
    gate.run().expect(0);
    let [junit, events] = readers.map(|reader| reader.join().unwrap());
    assert!(junit.starts_with("<?xml") && junit.ends_with("</testsuites>\n"), "{junit}");
    assert!(events.lines().last().unwrap().contains("runFinished"), "{events}");

    for stdout in ["-", "/dev/stdout"] {
        let done = Gate::new().args(&["--suite", "smoke", "--markdown", stdout]).run().expect(0);
        assert!(done.stdout.starts_with('#'), "{}", done.stdout);
        assert!(!done.stdout.contains("  exit code  0"), "{}", done.stdout);
        assert!(done.stderr.contains("exit code  0"), "{}", done.stderr);
    }
    let full = Gate::new().args(&["--suite", "smoke", "--junit", "/dev/full"]).run();
    full.expect(3).complains(&["no junit report"]);
}

/// The journal is there before the write is, and what it cannot take down is not sent.
#[test]
fn a_journal_that_cannot_grow_stops_the_writes() {
    let mock = Mock::start(&[]);
    let tap = Tap::start(&mock.url);
    // Enough for the events and for a part of the journal.
    let done = tap.gate(&["--seed", "7"]).largest_file(100 << 10).run().expect(3);
    done.junit_counts();
    let journal = fs::read_to_string(done.path("journal.ndjson")).unwrap();
    let is_counted = |line: &&str| line.contains("\"intent\"") && !line.contains("revoke-access");
    let intents = journal.lines().filter(|line| is_counted(line) && line.ends_with('}'));
    let writes = tap.count("POST /v1/viewer/users HTTP") + tap.count("PATCH /");
    assert!(writes > 20, "{writes}");
    assert_eq!(writes, intents.count());
}

/// What was to be said and could not be is an error, and the reports are there all the same.
#[test]
fn a_console_that_takes_nothing_is_an_error() {
    let done = Gate::new().args(&["--suite", "smoke"]).shell("exec \"$0\" \"$@\" >/dev/full").run();
    let done = done.expect(3).complains(&["cannot write to standard output"]);
    let (tests, failures, errors) = done.junit_counts();
    assert!(tests > 0 && failures + errors == 0);
}

/// The last report is held up by a pipe that nobody reads, and the process is killed there: what
/// it has written by then is whole, and what it has not still says "unfinished".
#[test]
fn a_process_killed_while_it_writes_leaves_no_half_report() {
    let fault = "invite-reply-drops-phone-number";
    let args = ["--fault", fault, "--seed", "7", "invite::echoes", "--html", "pipe"];
    let gate = Gate::new().args(&args);
    let pipe = gate.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut running = gate.start();
    running.wait_for_line("exit code");
    running.signal("KILL");
    let done = running.finish();
    assert_eq!(done.code, None, "ended by a signal");
    let (_, failures, errors) = done.junit_counts();
    assert!(failures + errors > 0);
    assert!(done.json().is_object());
}
