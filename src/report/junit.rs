//! `JUnit` XML, valid against the Jenkins xUnit schema (`junit-10.xsd`).
//!
//! Its readers count failures and errors and nothing else, so it is red exactly when the run's
//! exit code is not 0: what is undecided is an `error`, and where no check is to blame for an
//! incomplete run, a test case of its own is.

use std::{
    io::{self, Write},
    time::Duration,
};

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use crate::model::{CheckResult, Conclusion, Verdict};

use super::{
    Run,
    layout::Pen,
    story::{self, Detail},
    visible,
};

/// The most bytes of a test case's text once escaped; with its message and its name it stays
/// below 1 MiB.
const TEXT: usize = 1_000_000;
/// The most bytes of a message or a name once escaped.
const SHORT: usize = 8 * 1024;
/// The family of what is not about a check but about the run.
const RUN: &str = "run";

/// Writes the report.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut report = Report::new("avara-conformance");
    if let Some(summary) = &run.summary {
        report.set_time(Duration::from_millis(summary.millis));
    }
    for suite in suites(run) {
        report.add_test_suite(suite);
    }
    let document = report.to_string().map_err(io::Error::other)?;
    out.write_all(without_skipped_root(&document).as_bytes())
}

/// The schema has no `skipped` at the root, and the crate always writes it.
fn without_skipped_root(document: &str) -> String {
    let skipped = || {
        let root = document.find("<testsuites ")?;
        let end = root + document.get(root..)?.find('>')?;
        let start = root + document.get(root..end)?.find(" skipped=\"")?;
        let value = start + " skipped=\"".len();
        let stop = value + document.get(value..end)?.find('"')? + 1;
        Some((start, stop))
    };
    match skipped() {
        Some((start, stop)) => format!("{}{}", &document[..start], &document[stop..]),
        None => document.to_owned(),
    }
}

/// A check's test case and where it belongs.
struct Entry {
    family: String,
    case: TestCase,
    micros: u64,
}

/// One suite for each family, in the order in which the checks were announced.
fn suites(run: &Run) -> Vec<TestSuite> {
    let entries = entries(run);
    let mut families: Vec<(String, u64, Vec<TestCase>)> = Vec::new();
    for entry in entries {
        match families.iter_mut().find(|(family, ..)| *family == entry.family) {
            Some((_, micros, cases)) => {
                *micros += entry.micros;
                cases.push(entry.case);
            }
            None => families.push((entry.family, entry.micros, vec![entry.case])),
        }
    }
    let properties = properties(run);
    let suite = |(family, micros, cases): (String, u64, Vec<TestCase>)| {
        let mut suite = TestSuite::new(class(&family));
        suite.add_test_cases(cases).set_time(Duration::from_micros(micros));
        suite.add_properties(properties.iter().cloned());
        if let Some(info) = &run.info {
            suite.extra.insert("timestamp".into(), short(&info.started_at).into());
        }
        suite
    };
    families.into_iter().map(suite).collect()
}

fn entries(run: &Run) -> Vec<Entry> {
    let announced = run.info.iter().flat_map(|info| &info.checks).map(|check| check.id.as_str());
    let order: Vec<_> = announced.collect();
    let place = |id: &str| order.iter().position(|known| *known == id).unwrap_or(order.len());
    let mut entries: Vec<_> =
        run.results.iter().map(|result| (place(&result.id), settled(run, result))).collect();
    entries.extend(run.missing().iter().map(|check| (place(&check.id), missing(run, &check.id))));
    entries.sort_by_key(|(place, _)| *place);
    let mut entries: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
    let red =
        entries.iter().any(|entry| matches!(entry.case.status, TestCaseStatus::NonSuccess { .. }));
    entries.extend(completion(run, red));
    entries
}

/// What to say about the run itself, if it did not come to a judgement.
fn completion(run: &Run, red: bool) -> Option<Entry> {
    let (kind, text) = match &run.summary {
        None => {
            let text = "the record of this run ends before its verdict; what is here is partial";
            ("unfinished", text.to_owned())
        }
        Some(summary) => {
            let cause = summary.reason.iter().map(String::as_str);
            let text = [summary.conclusion.sentence()].into_iter().chain(cause);
            let text = text.collect::<Vec<_>>().join(": ");
            match summary.conclusion {
                Conclusion::Interrupted | Conclusion::Terminated => ("interrupted", text),
                Conclusion::Conforming
                | Conclusion::Failed
                | Conclusion::Undecided
                | Conclusion::Incomplete
                | Conclusion::Nothing
                    if red || summary.conclusion == Conclusion::Conforming && began(run) =>
                {
                    return None;
                }
                Conclusion::Undecided => ("undecided", text),
                Conclusion::Incomplete => ("incomplete", text),
                Conclusion::Nothing => ("nothing", text),
                Conclusion::Failed => ("failed", text),
                Conclusion::Conforming => ("nothing", "no check has a verdict".to_owned()),
            }
        }
    };
    Some(entry("run::completes", 0, status(NonSuccessKind::Error, kind, &text, &text)))
}

/// Whether any check has a verdict.
fn began(run: &Run) -> bool {
    !run.results.is_empty()
}

/// A check that was announced and has no verdict. If none has one, what kept the run from
/// beginning is told once, and not again by every check.
fn missing(run: &Run, id: &str) -> Entry {
    if run.summary.is_some() && !began(run) {
        let mut status = TestCaseStatus::skipped();
        status.set_type("not-run").set_message("not run: no check of this run began");
        return entry(id, 0, status);
    }
    let sightings = run.unsettled.iter().filter(|sighting| sighting.check == id);
    let seen: Vec<_> = sightings.map(|sighting| sighting.summary.as_str()).collect();
    let message = "the run ended before this check had a verdict";
    let text = match seen.as_slice() {
        [] => message.to_owned(),
        seen => format!("{message}; seen until then:\n{}", seen.join("\n")),
    };
    entry(id, 0, status(NonSuccessKind::Error, "unfinished", message, &text))
}

fn settled(run: &Run, result: &CheckResult) -> Entry {
    let reason = result.reason.as_deref().unwrap_or("no reason was given");
    let told = || tell(run, result);
    let mut output = None;
    let status = match result.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Warn | Verdict::Waived => {
            output = Some(format!("{}: {reason}\n{}", result.verdict, told()));
            TestCaseStatus::success()
        }
        Verdict::Fail => {
            let first = result.counterexamples.first();
            let kind = first.map_or("contradiction", |first| first.finding.clause.as_str());
            let message = match (first, result.counterexamples.len()) {
                (None, _) => reason.to_owned(),
                (Some(first), 1) => story::headline(first),
                (Some(first), many) => format!("{} ({many} findings)", story::headline(first)),
            };
            status(NonSuccessKind::Failure, kind, &message, &format!("{message}\n{}", told()))
        }
        Verdict::Error => {
            let text = format!("{reason}\n{}", told());
            status(NonSuccessKind::Error, "error", reason, &text)
        }
        // Below the gate level it does not bind, and the run's exit code passes it over, too.
        Verdict::Inconclusive if result.level >= run.gate() => {
            let text = format!("{reason}\n{}", told());
            status(NonSuccessKind::Error, "inconclusive", reason, &text)
        }
        Verdict::Inconclusive | Verdict::Skip => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(result.verdict.to_string()).set_message(short(reason));
            status.set_description(short(reason));
            status
        }
    };
    let mut entry = entry(&result.id, result.micros, status);
    if let Some(output) = output {
        entry.case.set_system_out(long(&output));
    }
    entry
}

/// Every counterexample of a check in full.
fn tell(run: &Run, result: &CheckResult) -> String {
    let mut out = Vec::new();
    let mut pen = Pen::new(&mut out, false, 100);
    let seed = run.info.as_ref().map(|info| info.seed);
    let told = result.counterexamples.iter().enumerate().try_for_each(|(at, shown)| {
        pen.blank()?;
        pen.text(0, &format!("{}. {}", at + 1, story::headline(shown)))?;
        story::tell(&mut pen, shown, run.target(), seed, Detail::FULL)
    });
    // Writing to memory cannot fail; if it did, the message would still be there.
    told.map_or_else(|error| error.to_string(), |()| String::from_utf8_lossy(&out).into_owned())
}

fn status(kind: NonSuccessKind, name: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(short(name)).set_message(short(message)).set_description(long(text));
    status
}

fn entry(id: &str, micros: u64, status: TestCaseStatus) -> Entry {
    let (family, name) = id.split_once("::").unwrap_or((RUN, id));
    let named = |text: &str| if text.is_empty() { "unnamed".to_owned() } else { short(text) };
    let family = named(family);
    let mut case = TestCase::new(named(name), status);
    case.set_classname(class(&family)).set_time(Duration::from_micros(micros));
    Entry { family, case, micros }
}

fn class(family: &str) -> String {
    format!("avara.{family}")
}

fn properties(run: &Run) -> Vec<Property> {
    let mut pairs = Vec::new();
    if let Some(info) = &run.info {
        pairs.push(("avara.version", info.version.clone()));
        pairs.push(("avara.target", info.target.clone()));
        pairs.push(("avara.suite", info.suite.clone()));
        pairs.push(("avara.gate", info.gate.to_string()));
        pairs.push(("avara.seed", info.seed.to_string()));
    }
    if let Some(summary) = &run.summary {
        pairs.push(("avara.edition", summary.edition.clone()));
        pairs.push(("avara.exit-code", summary.conclusion.exit_code().to_string()));
    }
    pairs.into_iter().map(|(name, value)| Property::new(name, short(&value))).collect()
}

/// One line, visible and not overlong.
fn short(text: &str) -> String {
    visible::cut(&visible::line(&visible::cut(text, SHORT, char::len_utf8)), SHORT, escaped)
}

/// Several lines, visible, and short enough for a test case.
fn long(text: &str) -> String {
    visible::cut(&visible::block(text), TEXT, escaped)
}

/// The length of a character once it is escaped.
fn escaped(character: char) -> usize {
    match character {
        '<' | '>' => "&lt;".len(),
        '&' => "&amp;".len(),
        '\'' | '"' => "&quot;".len(),
        other => other.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use std::{env, path::PathBuf, process::Command};

    use quick_junit::NonSuccessKind::{Error, Failure};

    use super::super::fixtures;
    use super::*;
    use crate::model::{CheckInfo, Event, Level, RunInfo, conclude};

    fn written(run: &Run) -> String {
        let mut out = Vec::new();
        write(run, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn read(run: &Run) -> Report {
        Report::deserialize_from_str(&written(run)).unwrap()
    }

    fn case<'a>(report: &'a Report, class: &str, name: &str) -> &'a TestCase {
        let mut cases = report.test_suites.iter().flat_map(|suite| &suite.test_cases);
        let wanted = |case: &&TestCase| {
            case.classname.as_deref() == Some(class) && case.name.as_str() == name
        };
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
                let conclusion = conclude(&results, gate, None);
                let Event::RunStarted(info) = fixtures::started() else { panic!() };
                let announced = |result: &CheckResult| CheckInfo {
                    id: result.id.clone(),
                    ..CheckInfo::default()
                };
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
        let legal = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
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
}
