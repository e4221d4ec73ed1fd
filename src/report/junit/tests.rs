use std::{env, path::PathBuf, process::Command};

use quick_junit::{
    NonSuccessKind::{self, Error, Failure},
    Report, TestCase, TestCaseStatus,
};

use super::super::{Run, fixtures, visible};
use super::write;
use crate::model::{CheckInfo, CheckResult, Conclusion, Event, Level, RunInfo, Verdict, conclude};

fn written(run: &Run) -> String {
    fixtures::rendered(run, write)
}

fn read(run: &Run) -> Report {
    Report::deserialize_from_str(&written(run)).unwrap()
}

fn case<'a>(report: &'a Report, class: &str, name: &str) -> &'a TestCase {
    let mut cases = report.test_suites.iter().flat_map(|suite| &suite.test_cases);
    let full = format!("{}::{name}", class.trim_start_matches("avara."));
    let wanted =
        |case: &&TestCase| case.classname.as_deref() == Some(class) && case.name.as_str() == full;
    cases.find(wanted).unwrap_or_else(|| panic!("no {class} {name}"))
}

fn kind(case: &TestCase) -> Option<(NonSuccessKind, String)> {
    match &case.status {
        TestCaseStatus::NonSuccess { kind, ty, .. } => {
            Some((*kind, ty.as_deref().unwrap_or_default().to_owned()))
        }
        TestCaseStatus::Success { .. } | TestCaseStatus::Skipped { .. } => None,
    }
}

#[test]
fn a_failing_run_reads_well() {
    insta::assert_snapshot!(written(&Run::of(&fixtures::failing())));
}

#[test]
fn each_verdict_has_its_element() {
    let report = read(&Run::of(&fixtures::mixed()));
    let of = |class, name| kind(case(&report, class, name));
    assert_eq!(of("avara.invite", "rejects_email"), Some((Error, "error".into())));
    assert_eq!(of("avara.list", "walks_partition"), Some((Error, "inconclusive".into())));
    let waived = case(&report, "avara.invite", "echoes_sent_fields");
    assert!(matches!(waived.status, TestCaseStatus::Success { .. }));
    assert!(waived.system_out.as_ref().unwrap().as_str().starts_with("waived: AV-17"));
    let skipped = &case(&report, "avara.protocol", "no_5xx").status;
    let TestCaseStatus::Skipped { message, .. } = skipped else { panic!("{skipped:?}") };
    assert_eq!(message.as_deref(), Some("read-only run"));
}

#[test]
fn a_run_that_never_began_is_one_error() {
    let run = Run::of(&fixtures::unreachable());
    insta::assert_snapshot!(written(&run));
    let report = read(&run);
    assert_eq!((report.errors, report.failures, report.tests), (1, 0, 5));
    for nothing in [Vec::new(), vec![fixtures::finished(Conclusion::Nothing, &[])]] {
        let report = read(&Run::of(&nothing));
        assert_eq!((report.errors, report.tests), (1, 1));
    }
}

#[test]
fn an_interrupted_or_broken_off_run_is_never_green() {
    for (events, name) in
        [(fixtures::interrupted(), "interrupted"), (fixtures::unfinished(), "unfinished")]
    {
        let report = read(&Run::of(&events));
        assert_eq!(kind(case(&report, "avara.run", "completes")), Some((Error, name.into())));
        let lost = case(&report, "avara.list", "walks_partition");
        assert_eq!(kind(lost), Some((Error, "unfinished".into())));
    }
}

/// Whatever the results: the document is red if and only if the exit code is not 0.
#[test]
fn red_means_the_same_as_the_exit_code() {
    let verdicts = [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::Warn,
        Verdict::Waived,
        Verdict::Skip,
        Verdict::Inconclusive,
        Verdict::Error,
    ];
    let levels = [Level::May, Level::Should, Level::Must];
    for (gate, level) in levels.iter().flat_map(|gate| levels.map(|level| (*gate, level))) {
        for (first, second) in verdicts.iter().flat_map(|a| verdicts.map(|b| (*a, b))) {
            let results = [(1, first), (2, second)].map(|(at, verdict)| CheckResult {
                level,
                ..fixtures::verdict(at, verdict, Some("because"))
            });
            let conclusion = conclude(&results, gate, false, None);
            let Event::RunStarted(info) = fixtures::started() else { panic!() };
            let announced =
                |result: &CheckResult| CheckInfo { id: result.id.clone(), ..CheckInfo::default() };
            let checks = results.iter().map(announced).collect();
            let mut events = vec![Event::RunStarted(RunInfo { gate, checks, ..info })];
            events.extend(results.map(Event::CheckFinished));
            events.push(fixtures::finished(conclusion, &[]));
            let report = read(&Run::of(&events));
            assert_eq!(
                report.errors + report.failures > 0,
                conclusion.exit_code() != 0,
                "{first} {second} of level {level} at gate {gate}"
            );
            let failed = [first, second].contains(&Verdict::Fail);
            assert_eq!(report.failures > 0, failed);
        }
    }
}

#[test]
fn what_a_server_sends_cannot_break_the_document_or_fill_the_disk() {
    let run = Run::of(&fixtures::hostile());
    let text = written(&run);
    let legal =
        |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(|c| legal(c) && !(c != '\n' && visible::hidden(c))));
    for part in text.split("<testcase ").skip(1) {
        assert!(part.len() < 1 << 20, "{} bytes", part.len());
    }
    assert!(text.contains("[cut: "));
    let report = read(&run);
    for case in report.test_suites.iter().flat_map(|suite| &suite.test_cases) {
        assert!(!case.name.as_str().is_empty() && case.classname.is_some());
    }
    let failure = report.test_suites[0].test_cases.iter().find_map(kind);
    assert!(failure.is_some_and(|(kind, _)| kind == Failure || kind == Error));
    let TestCaseStatus::NonSuccess { message, .. } = &report
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases)
        .find(|case| case.classname.as_deref().is_some_and(|class| class.contains("u{0}")))
        .unwrap()
        .status
    else {
        panic!("it failed")
    };
    let message = message.as_ref().unwrap().as_str();
    assert!(message.contains(r"]]><![CDATA[&amp;<b a=") && message.contains(r"\u{FFFE}"));
}

#[test]
fn names_are_stable_and_hold_neither_seed_nor_address() {
    let text = written(&Run::of(&fixtures::failing()));
    let names = text.split(['<', '>']).filter(|tag| tag.starts_with("testcase "));
    for tag in names {
        assert!(!tag.contains("42") && !tag.contains("example.com"), "{tag}");
        assert!(tag.contains("time=\"1.235\""), "{tag}");
    }
}

#[test]
fn every_document_is_valid_against_the_schema() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/formats/junit-10.xsd");
    let schema = env::var_os("AVARA_JUNIT_XSD").map_or(PathBuf::from(beside), PathBuf::from);
    if !schema.is_file() || Command::new("xmllint").arg("--version").output().is_err() {
        println!("skipped: needs xmllint and the schema; AVARA_JUNIT_XSD can name it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, events) in fixtures::all() {
        let file = folder.path().join(format!("{name}.xml"));
        std::fs::write(&file, written(&Run::of(&events))).unwrap();
        let mut xmllint = Command::new("xmllint");
        xmllint.args(["--noout", "--nonet", "--huge", "--schema"]).arg(&schema).arg(&file);
        let output = xmllint.output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

fn rich(run: &Run) -> String {
    fixtures::rendered(run, super::write_rich)
}

#[test]
fn a_failing_run_reads_well_in_the_rich_flavour() {
    insta::assert_snapshot!(rich(&Run::of(&fixtures::failing())));
}

/// The flavours differ in what they add, never in what is counted.
#[test]
fn the_rich_flavour_says_the_same_and_stays_within_bounds() {
    for (name, events) in fixtures::all() {
        let run = Run::of(&events);
        let text = rich(&run);
        for part in text.split("<testcase ").skip(1) {
            assert!(part.len() < 1 << 20, "{name}: {} bytes", part.len());
        }
        let (strict, rich) = (read(&run), Report::deserialize_from_str(&text).unwrap());
        let counts = |report: &Report| (report.tests, report.failures, report.errors);
        assert_eq!(counts(&strict), counts(&rich), "{name}");
    }
}

/// An intermittent finding fails like any other; that it did not show each time is told by
/// `flakyFailure`, that it did by `rerunFailure`.
#[test]
fn what_was_executed_again_is_told_in_the_rich_flavour() {
    let text = rich(&Run::of(&fixtures::failing()));
    let of = |name: &str| {
        let start = text.find(&format!("<testcase name=\"{name}\"")).unwrap();
        text[start..].split("</testcase>").next().unwrap().to_owned()
    };
    let (every, some) = (of("invite::echoes_sent_fields"), of("list::walks_partition"));
    assert_eq!(
        (every.matches("<rerunFailure").count(), every.matches("<flakyFailure").count()),
        (5, 0)
    );
    assert_eq!(
        (some.matches("<rerunFailure").count(), some.matches("<flakyFailure").count()),
        (0, 3)
    );
    assert!(some.contains(r#"file="schemas/clauses.toml" line="60""#), "{some}");
}
