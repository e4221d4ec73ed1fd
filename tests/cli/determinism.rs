//! The same seed gives the same cases, whatever the concurrency.

use serde_json::Value;

use super::support::{AT_ONCE, Done, gate};

/// What a run found, without what differs between two runs by design: its token, the ids that
/// the server gave out, and times.
fn essence(done: &Done) -> Vec<(String, Value, Value)> {
    let run = done.json();
    let token = run["info"]["token"].as_str().unwrap().to_owned();
    let neutral = |value: &Value| -> Value {
        serde_json::from_str(&value.to_string().replace(&token, "{token}")).unwrap()
    };
    let mut found = Vec::new();
    for result in run["results"].as_array().unwrap() {
        for example in result["counterexamples"].as_array().unwrap() {
            let key = ["clause", "operation", "place", "kind"].map(|k| &example["finding"][k]);
            let id = format!("{} {}", result["id"], Value::from(key.map(Clone::clone).to_vec()));
            found.push((id, neutral(&example["case"]), example["shrinkSteps"].clone()));
        }
    }
    found
}

fn verdicts(done: &Done) -> Vec<(Value, Value)> {
    let run = done.json();
    let results = run["results"].as_array().unwrap();
    results.iter().map(|result| (result["id"].clone(), result["verdict"].clone())).collect()
}

#[test]
fn concurrency_decides_nothing() {
    for fault in ["update-wipes-absent-suffix1", "invite-reply-drops-phone-number"] {
        let run = |concurrency: &str| {
            let args = ["--fault", fault, "--seed", "7", "--concurrency", concurrency];
            gate(&[&args[..], &AT_ONCE].concat()).expect(1)
        };
        let (one, many) = (run("1"), run("16"));
        assert_eq!(verdicts(&one), verdicts(&many), "{fault}");
        let (one, many) = (essence(&one), essence(&many));
        assert!(!one.is_empty());
        assert_eq!(one, many, "{fault}");
    }
}

#[test]
fn the_same_seed_sends_the_same_number_of_cases() {
    let cases = |seed: &str| gate(&["--seed", seed]).expect(0).json()["summary"]["cases"].clone();
    assert_eq!(cases("7"), cases("7"));
}

#[test]
fn a_run_without_a_seed_tells_the_one_it_took() {
    let done = gate(&["--suite", "smoke"]).expect(0);
    let seed = done.json()["info"]["seed"].to_string();
    let seed = seed.trim_matches('"');
    assert!(done.stdout.contains(&format!("seed {seed}")), "{seed}:\n{}", done.stdout);
    assert_ne!(gate(&["--suite", "smoke"]).json()["info"]["seed"].to_string(), seed);
}
