//! Plays every row of the table, and keeps what is written of it true.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    rows::{Behaviour, TABLE},
    run::{Done, MOST_MEMORY, MOST_TIME, run},
};

/// Runs at the same time. Most of them wait.
const AT_ONCE: usize = 6;

/// Plays one behaviour; says what is wrong, if anything is.
fn play(behaviour: &Behaviour) -> (Done, Vec<String>) {
    let target = behaviour.target();
    let own = target.args.iter().map(String::as_str);
    let args: Vec<&str> = behaviour.args.iter().copied().chain(own).collect();
    let done = run(&target.url, &args, &[]);
    let mut faults = done.faults();
    if done.code != Some(behaviour.code) {
        let lines: Vec<&str> = done.stdout.lines().rev().take(30).collect();
        let end: Vec<&str> = lines.into_iter().rev().collect();
        faults.push(format!(
            "exit code {:?}, not {}\n{}",
            done.code,
            behaviour.code,
            end.join("\n")
        ));
    }
    if target.server.is_some_and(|server| !server.heard_elsewhere().is_empty()) {
        faults.push("another origin was spoken to".to_owned());
    }
    (done, faults)
}

#[test]
fn every_run_ends_soon_and_tells_no_secret() {
    let only = std::env::var("HOSTILE").unwrap_or_default();
    let chosen: Vec<&Behaviour> = TABLE.iter().filter(|b| b.name.contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let lines = Mutex::new(vec![String::new(); chosen.len()]);
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(behaviour) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (done, wrong) = play(behaviour);
                    let index = chosen.iter().position(|b| std::ptr::eq(*b, *behaviour)).unwrap();
                    lines.lock().unwrap()[index] = line(behaviour, &done);
                    let named =
                        |fault| format!("{} ({}): {fault}", behaviour.name, behaviour.when());
                    faults.lock().unwrap().extend(wrong.into_iter().map(named));
                }
            });
        }
    });
    let lines = lines.into_inner().unwrap();
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}\n\n{}", lines.join(""), faults.join("\n\n"));
    if only.is_empty() {
        keep(&lines);
    }
}

fn line(behaviour: &Behaviour, done: &Done) -> String {
    let mut line = String::new();
    let Behaviour { name, code, .. } = behaviour;
    let requests = &done.json()["summary"]["requests"];
    let (seconds, memory) = (done.time.as_secs_f64(), done.memory / 1024);
    let begins = behaviour.when();
    writeln!(line, "| {name} | {begins} | {code} | {requests} | {seconds:.1} | {memory} |")
        .unwrap();
    line
}

/// The reasons for exit codes, a line of a list for each.
fn reasons() -> String {
    let mut text = String::new();
    for behaviour in TABLE.iter().filter(|behaviour| !behaviour.why.is_empty()) {
        let Behaviour { name, code, why, .. } = behaviour;
        writeln!(text, "- {name}, {} ({code}): {why}.", behaviour.when()).unwrap();
    }
    text
}

/// Writes the table when it is asked for; else holds what is written against it, but for what
/// depends on the machine.
fn keep(lines: &[String]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hostile-servers.md");
    if std::env::var_os("UPDATE_HOSTILE").is_some() {
        let most = (MOST_TIME.as_secs(), MOST_MEMORY >> 10);
        let head = format!(
            "# Hostile servers\n\n\
             What a run comes to against servers that keep no rule. Written by\n\
             `UPDATE_HOSTILE=1 cargo test --test hostile`; `cargo test` plays every row and wants\n\
             the exit code, at most {} seconds and {} MiB, reports of every kind that can be read,\n\
             and no trace of the API key anywhere. Where a server makes a client wait, `--timeout`\n\
             is 1 s. Measured with {AT_ONCE} runs at a time on two cores.\n\n\
             Exit code 1 means that what came back broke a promise, 3 that too little came back to\n\
             tell, 5 that too little was seen; 1 wins. A server that gives every request the same\n\
             answer accepts what it must refuse, which is 1 for that alone.\n\n\
             | server | begins | exit | requests | seconds | MiB |\n\
             | --- | --- | --- | --- | --- | --- |\n",
            most.0, most.1
        );
        let why = format!("\n## Why these exit codes\n\n{}", reasons());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, head + &lines.join("") + &why).unwrap();
        return;
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    let told = |line: &str| line.splitn(5, '|').take(4).collect::<Vec<_>>().join("|");
    let written: Vec<String> =
        text.lines().filter(|l| l.starts_with("| ")).skip(2).map(told).collect();
    let expected: Vec<String> = lines.iter().map(|line| told(line)).collect();
    let same = written == expected && text.ends_with(&reasons());
    assert!(same, "UPDATE_HOSTILE=1 writes {} anew", path.display());
}
