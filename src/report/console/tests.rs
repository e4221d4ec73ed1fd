use super::super::fixtures;
use super::*;
use crate::model::{Conclusion, ConstraintCount};

fn shown(events: &[Event], options: Options) -> String {
    let mut console = Console::new(Vec::new(), options);
    for event in events {
        console.event(event).unwrap();
    }
    console.finish().unwrap();
    String::from_utf8(console.into_inner()).unwrap()
}

fn plain(events: &[Event]) -> String {
    shown(events, Options::default())
}

#[test]
fn a_passing_run_is_short() {
    let text = plain(&fixtures::passing());
    assert!(text.lines().count() < 24);
    insta::assert_snapshot!(text);
}

#[test]
fn a_failing_run_can_be_acted_on() {
    insta::assert_snapshot!(plain(&fixtures::failing()));
}

#[test]
fn a_failing_run_in_detail() {
    let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    insta::assert_snapshot!(shown(&fixtures::failing(), options));
}

#[test]
fn an_unreachable_target_is_one_clear_line() {
    insta::assert_snapshot!(plain(&fixtures::unreachable()));
}

#[test]
fn an_interrupted_run_says_so() {
    insta::assert_snapshot!(plain(&fixtures::interrupted()));
}

#[test]
fn what_is_partial_is_told_before_its_findings() {
    let mut events = fixtures::failing();
    events.pop();
    events.push(fixtures::finished(Conclusion::Terminated, &[Verdict::Fail]));
    let text = plain(&events);
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
    assert!(at("INTERRUPTED: ") < at("1. failed "));
    assert!(text.contains("exit code  143"));
}

#[test]
fn a_run_that_broke_off_says_so() {
    insta::assert_snapshot!(plain(&fixtures::unfinished()));
}

#[test]
fn undecided_checks_are_told_with_their_reasons() {
    insta::assert_snapshot!(plain(&fixtures::mixed()));
}

#[test]
fn what_the_baseline_knows_is_listed_and_what_is_gone_is_said() {
    insta::assert_snapshot!(plain(&fixtures::with_baseline()));
}

#[test]
fn the_text_fits_in_80_columns() {
    for (name, events) in fixtures::all() {
        let text = plain(&events);
        let long = |line: &&str| line.chars().count() > 80;
        let found = text.lines().filter(long).find(|_| name != "hostile");
        assert_eq!(found, None, "{name}");
    }
}

#[test]
fn a_server_cannot_write_to_the_terminal() {
    for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::Verbose] {
        let options = Options { verbosity, ..Options::default() };
        let text = shown(&fixtures::hostile(), options);
        assert!(!text.contains(|c| c != '\n' && visible::hidden(c)), "{verbosity:?}");
    }
}

#[test]
fn quiet_is_quiet_until_the_end() {
    let quiet = Options { verbosity: Verbosity::Quiet, ..Options::default() };
    let events = fixtures::failing();
    assert_eq!(
        shown(&events, quiet).trim_start().lines().next(),
        Some("FAILED: the target breaks 2 promises: 2 causes, 2 findings")
    );
    let run = Run::of(&events);
    let mut later = Vec::new();
    write_ending(&run, quiet, &mut later).unwrap();
    assert_eq!(later, shown(&events, quiet).into_bytes(), "rendered later it is the same");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let colour = Options { colour: true, ..Options::default() };
    for (_, events) in fixtures::all() {
        let text = shown(&events, colour);
        assert!(text.contains("\u{1b}["));
        let bare = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(bare, plain(&events));
    }
}

#[test]
fn what_several_checks_find_is_told_once() {
    let seen = |check: &str, key: &str| Event::FindingSeen {
        check: check.into(),
        key: key.into(),
        summary: "gone".into(),
    };
    let events = [seen("a::b", "one"), seen("c::d", "one"), seen("c::d", "two")];
    assert!(!plain(&events).contains("finding  "), "the end tells it");
    let verbose = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    let text = shown(&events, verbose);
    assert_eq!(text.matches("finding  ").count(), 2, "{text}");
}

#[test]
fn a_server_that_breaks_everything_does_not_fill_the_screen() {
    let many = (0..30).map(|number| {
        let mut shown = fixtures::dropped_field();
        shown.finding.clause = format!("invite.{number}");
        shown
    });
    let result = CheckResult {
        counterexamples: many.collect(),
        ..fixtures::verdict(0, Verdict::Fail, None)
    };
    let text = plain(&[fixtures::started(), Event::CheckFinished(result)]);
    assert_eq!(text.matches("   expected  ").count(), 5);
    assert!(text.contains("\n6. failed invite.5: "), "{text}");
    assert!(text.contains("\n30. failed invite.29: "), "{text}");
}

#[test]
fn curl_lines_to_the_embedded_mock_come_with_a_way_to_start_it() {
    let mut events = fixtures::failing();
    let Event::RunStarted(info) = &mut events[0] else { panic!("it began") };
    info.embedded_mock = true;
    let text = plain(&events);
    assert!(text.contains("(the embedded mock)"));
    assert!(text.contains("`avara-conformance mock --port 8080`"), "{text}");
}

/// A run that exercised one constraint on both sides and another one on neither.
fn half_covered() -> Vec<Event> {
    let bound = |constraint: &str, kept, broken| ConstraintCount {
        constraint: constraint.into(),
        kept,
        broken,
    };
    let mut events = fixtures::passing();
    let Some(Event::RunFinished(summary)) = events.last_mut() else { panic!("it ends") };
    summary.constraints = vec![bound("a minLength", 3, 2), bound("b pattern", 0, 0)];
    events
}

#[test]
fn a_bound_that_was_not_exercised_is_named() {
    let text = plain(&half_covered());
    assert!(text.contains("bounds     1 of 2 exercised on both sides\n"), "{text}");
    assert!(text.contains("not b pattern\n"), "{text}");
    let junit = fixtures::rendered(&Run::of(&half_covered()), super::super::junit::write);
    assert!(junit.contains(r#"name="avara.bounds.missing" value="b pattern""#), "{junit}");
}
