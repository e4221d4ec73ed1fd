//! `reports/samples/`: the reports of one failing run, for readers of the documentation. They are
//! made by this test; `UPDATE_SAMPLES=1 cargo test --test cli samples` writes them anew.

use std::{collections::BTreeMap, env, fs, path::Path};

use regex::{Captures, Regex};
use serde_json::{Value, json};

use super::support::{Gate, gate};

/// The reports that are kept, with the flag that writes each.
const SAMPLES: [(&str, &str); 7] = [
    ("html", "report.html"),
    ("junit", "junit.xml"),
    ("junit-rich", "junit-rich.xml"),
    ("markdown", "summary.md"),
    ("sarif", "findings.sarif"),
    ("har", "exchanges.har"),
    ("ctrf", "ctrf.json"),
];

/// What differs from run to run, in the order in which it is looked for.
const FLEETING: [(&str, &str); 6] = [
    (r"usr_[0-9a-f]{32}", "usr_"),
    (r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", "00-"),
    (r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:8080"),
    (
        r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT",
        "Sun, 22 Nov 2026 12:00:00 GMT",
    ),
    (r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-22T12:00:00Z"),
    (r"\d+ of \d+ users", "249 of 250 users"),
];

/// The same run with what is fleeting replaced: ids by their number of appearance, times by noon.
fn steady(run: &mut Value) {
    let token = run["info"]["token"].as_str().unwrap().to_owned();
    run["summary"]["latency"] = json!([{
        "operation": "list", "count": 700, "p50": 900, "p95": 3900, "p99": 7200, "max": 9000,
        "bins": [[512, 40], [1024, 420], [2048, 160], [4096, 60], [8192, 18], [16384, 2]],
    }]);
    for (field, value) in [("millis", 2_000), ("requests", 700), ("cases", 120)] {
        run["summary"][field] = json!(value);
    }
    replace(run);
    let mut text = run.to_string().replace(&token, "5a3b1e07");
    for (pattern, with) in FLEETING {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let numbered = |found: &Captures<'_>| {
            let next = known.len() + 1;
            let number = *known.entry(found[0].to_owned()).or_insert(next);
            match with {
                "usr_" if found[0].starts_with("usr_1234567890abcdef") => found[0].to_owned(),
                "usr_" => format!("usr_{number:032x}"),
                "00-" => format!("00-{number:032x}-{number:016x}-01"),
                with => with.to_owned(),
            }
        };
        text = Regex::new(pattern).unwrap().replace_all(&text, numbered).into_owned();
    }
    *run = serde_json::from_str(&text).unwrap();
}

/// Numbers that measure or count what depends on the machine.
fn replace(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match name.as_str() {
                    "micros" => *field = json!(1_000),
                    "finishedAt" | "firstSeen" => *field = json!(1_795_348_800_000_i64),
                    "observations" if field.as_u64() > Some(0) => *field = json!(10),
                    "seen" => *field = json!(2),
                    "spent" => *field = json!(1),
                    _ => replace(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(replace),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_samples_are_those_of_a_run() {
    let args = [
        "--fault",
        "page-loses-last-row",
        "--exact",
        "list::walk_is_a_partition",
        "list::limit_is_reached_while_more_follows",
        "--scenario",
        "list/walks",
        "--seed",
        "7",
        "--concurrency",
        "1",
    ];
    let mut run = gate(&args).expect(1).json();
    steady(&mut run);
    let flags: Vec<_> = SAMPLES.iter().map(|(flag, file)| (format!("--{flag}"), *file)).collect();
    let args: Vec<_> = flags.iter().flat_map(|(flag, file)| [flag.as_str(), file]).collect();
    let rendered = Gate::new().file("run.json", &run.to_string());
    let rendered = rendered.args(&["report", "run.json"]).args(&args).run().expect(1);

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/samples");
    let mut stale = Vec::new();
    for (_, file) in SAMPLES {
        let is = fs::read_to_string(rendered.folder.path().join(file)).unwrap();
        if env::var_os("UPDATE_SAMPLES").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(file), is).unwrap();
        } else if fs::read_to_string(folder.join(file)).ok() != Some(is) {
            stale.push(file);
        }
    }
    assert!(
        stale.is_empty(),
        "out of date: {stale:?}; `UPDATE_SAMPLES=1 cargo test --test cli samples` writes them anew"
    );
}
