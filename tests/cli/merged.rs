//! `avara-conformance merge`: several runs as one.

use std::{fs, path::Path};

use super::{
    servers::Mock,
    support::{Done, Gate, gate},
};

const LIST: &str = "list::walk_is_a_partition";
const INVITE: &str = "invite::echoes_sent_fields";

fn shard(check: &str, more: &[&str]) -> Done {
    gate(&[&["--seed", "7", "--exact", check], more].concat())
}

fn merge(runs: &[&Path]) -> Done {
    let runs: Vec<&str> = runs.iter().map(|path| path.to_str().unwrap()).collect();
    Gate::new().args(&["merge", "--reports-dir", "reports"]).args(&runs).run()
}

#[test]
fn shards_make_one_report() {
    let fault = ["--fault", "page-loses-last-row"];
    let [list, invite] = [shard(LIST, &fault).expect(1), shard(INVITE, &fault).expect(0)];
    let done = merge(&[&list.path("events.ndjson"), &invite.path("run.json")]).expect(1);
    assert_eq!(done.check(LIST)["verdict"], "fail");
    assert_eq!(done.check(INVITE)["verdict"], "pass");
    assert_eq!(done.junit_counts(), (2, 1, 0));
    let sum = |field: &str| {
        [&list, &invite]
            .map(|run| run.json()["summary"][field].as_u64())
            .map(Option::unwrap)
            .iter()
            .sum::<u64>()
    };
    for field in ["cases", "requests", "invites"] {
        assert_eq!(done.json()["summary"][field], sum(field), "{field}");
    }
    assert!(done.path("report.html").exists() && done.path("summary.md").exists());
}

#[test]
fn a_shard_that_broke_off_leaves_the_whole_incomplete() {
    let [one, other] = [shard(LIST, &[]).expect(0), shard(INVITE, &[]).expect(0)];
    merge(&[&one.path("run.json"), &other.path("run.json")]).expect(0);
    let events = fs::read_to_string(one.path("events.ndjson")).unwrap();
    let (head, _) = events.trim_end().rsplit_once('\n').unwrap();
    fs::write(one.path("events.ndjson"), format!("{head}\n")).unwrap();
    let done = merge(&[&other.path("run.json"), &one.path("events.ndjson")]).expect(5);
    assert!(done.stdout.contains("UNFINISHED:"), "{}", done.stdout);
}

#[test]
fn runs_that_have_nothing_to_do_with_each_other_are_refused() {
    let mock = Mock::start(&[]);
    let one = shard(LIST, &[]).expect(0);
    let elsewhere = mock.gate(&["--seed", "7", "--exact", INVITE]).run().expect(0);
    let older = shard(INVITE, &["--edition", "older"]);
    for (other, what) in [(elsewhere, "differ in their target"), (older, "differ in their edition")]
    {
        let done = merge(&[&one.path("run.json"), &other.path("run.json")]).expect(2);
        done.complains(&[what]).leaves_no_report();
    }
    gate(&["merge", "run.json"]).expect(2);
}
