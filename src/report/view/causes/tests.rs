use super::{super::super::fixtures, *};
use crate::model::{Counterexample, Event, Finding, Operation};

/// A finding as it would be seen in one exchange, beside others.
fn shown(
    (clause, operation): (&str, Operation),
    (place, kind): (&str, &str),
    with: &[&Counterexample],
) -> Counterexample {
    let finding = Finding {
        clause: clause.into(),
        operation,
        place: place.into(),
        kind: kind.into(),
        ..fixtures::dropped_field().finding
    };
    let shown_with = with.iter().map(|other| other.finding.key()).collect();
    Counterexample { finding, shown_with, ..fixtures::dropped_field() }
}

fn failed(place: usize, shown: &[&Counterexample]) -> CheckResult {
    let counterexamples = shown.iter().map(|one| (*one).clone()).collect();
    CheckResult { counterexamples, ..fixtures::verdict(place, Verdict::Fail, None) }
}

/// The causes as clauses, each with what it explains.
fn told(results: &[CheckResult]) -> Vec<(String, Vec<String>)> {
    let events: Vec<_> = results.iter().cloned().map(Event::CheckFinished).collect();
    let run = Run::of(&events);
    let clause = |found: &FindingView<'_>| found.counterexample.finding.clause.clone();
    let of = |cause: &Cause<'_>| (clause(&cause.root), cause.explains.iter().map(clause).collect());
    run.causes().iter().map(of).collect()
}

fn cause(root: &str, explains: &[&str]) -> (String, Vec<String>) {
    (root.to_owned(), explains.iter().map(|&clause| clause.to_owned()).collect())
}

const INVITE: Operation = Operation::Invite;
const LIST: Operation = Operation::List;
const UPDATE: Operation = Operation::Update;

#[test]
fn what_shows_only_where_another_does_follows_from_it() {
    let root = shown(("update.response", UPDATE), ("body", "not-json"), &[]);
    let echo = shown(("update.echo", UPDATE), ("/lastName", "dropped"), &[&root]);
    let stored = shown(("update.persisted", UPDATE), ("/users/*/lastName", "changed"), &[&echo]);
    let causes = told(&[failed(0, &[&stored, &echo]), failed(1, &[&root])]);
    assert_eq!(causes, [cause("update.response", &["update.persisted", "update.echo"])]);
}

#[test]
fn two_faults_at_different_fields_are_two_causes() {
    let last = shown(("update.echo", UPDATE), ("/lastName", "dropped"), &[]);
    let first = shown(("update.persisted", UPDATE), ("/users/*/firstName", "changed"), &[]);
    let causes = told(&[failed(0, &[&last]), failed(1, &[&first])]);
    assert_eq!(causes, [cause("update.echo", &[]), cause("update.persisted", &[])]);
}

/// Two faults that every exchange of a run shows are told apart by the fields that they spoil.
#[test]
fn what_shows_in_the_same_exchanges_at_another_field_is_a_cause_of_its_own() {
    let one = shown(("invite.createdAt", INVITE), ("/createdAt", "skewed"), &[]);
    let other = shown(("invite.echo", INVITE), ("/suffix1", "dropped"), &[&one]);
    let one = Counterexample { shown_with: vec![other.finding.key()], ..one };
    let causes = told(&[failed(0, &[&one]), failed(1, &[&other])]);
    assert_eq!(causes, [cause("invite.createdAt", &[]), cause("invite.echo", &[])]);
}

#[test]
fn operations_fail_each_by_itself_and_write_bodies_in_common() {
    let of = |clause, operation, place| shown((clause, operation), (place, "wrong"), &[]);
    let update = of("protocol.no-5xx", UPDATE, "status");
    let invite = of("protocol.no-5xx", INVITE, "status");
    let causes = told(&[failed(0, &[&update, &invite])]);
    assert_eq!(causes, [cause("protocol.no-5xx", &[]), cause("protocol.no-5xx", &[])]);

    let update = of("protocol.json", UPDATE, "body");
    let invite = of("protocol.json", INVITE, "body");
    let causes = told(&[failed(0, &[&update, &invite])]);
    assert_eq!(causes, [cause("protocol.json", &["protocol.json"])]);
}

#[test]
fn filters_that_are_joined_wrong_are_one_cause_told_by_the_shortest() {
    let of = |clause, place| shown((clause, LIST), (place, "alien-row"), &[]);
    let long = of("filters.conjunction", "email+firstName+level");
    let short = of("filters.conjunction", "firstName+level");
    let level = of("filters.level", "level+lastName");
    let causes = told(&[failed(0, &[&long, &short]), failed(1, &[&level])]);
    let explains = ["filters.conjunction", "filters.level"];
    assert_eq!(causes, [cause("filters.conjunction", &explains)]);

    let level = of("filters.level", "level");
    let causes = told(&[failed(0, &[&long, &short]), failed(1, &[&level])]);
    let explains = ["filters.conjunction", "filters.conjunction"];
    assert_eq!(causes, [cause("filters.level", &explains)], "a level that is ignored alone");
}

#[test]
fn what_is_waived_explains_no_failure() {
    let root = shown(("update.echo", UPDATE), ("/lastName", "changed"), &[]);
    let stored = shown(("update.persisted", UPDATE), ("/users/*/lastName", "changed"), &[&root]);
    let waived = CheckResult { verdict: Verdict::Waived, ..failed(0, &[&root]) };
    let causes = told(&[waived, failed(1, &[&stored])]);
    assert_eq!(causes, [cause("update.persisted", &[]), cause("update.echo", &[])]);
}

#[test]
fn what_a_finding_kept_from_being_judged_stands_below_its_cause() {
    let one = shown(("update.echo", UPDATE), ("/lastName", "changed"), &[]);
    let stored = shown(("update.persisted", UPDATE), ("/users/*/lastName", "changed"), &[&one]);
    let other = shown(("list.walk", LIST), ("/users", "missing"), &[]);
    let because = vec![stored.finding.key()];
    let undecided = fixtures::verdict(2, Verdict::Inconclusive, Some("nobody was updated"));
    let undecided = CheckResult { because, ..undecided };
    let open = fixtures::verdict(3, Verdict::Inconclusive, Some("no second page"));
    let results = [failed(0, &[&one, &stored]), failed(1, &[&other]), undecided, open];
    let events: Vec<_> = results.into_iter().map(Event::CheckFinished).collect();
    let run = Run::of(&events);
    let undecided: Vec<_> =
        run.causes().iter().map(|cause| (cause.explains.len(), cause.undecided.len())).collect();
    assert_eq!(undecided, [(1, 1), (0, 0)]);
}

/// Findings that explain each other in a circle are still told once, and all of them.
#[test]
fn a_circle_of_explanations_is_one_cause() {
    let one = shown(("invite.echo", INVITE), ("/suffix1", "dropped"), &[]);
    let other = shown(("invite.response", INVITE), ("/suffix1", "type"), &[&one]);
    let one = Counterexample { shown_with: vec![other.finding.key()], ..one };
    let causes = told(&[failed(0, &[&one]), failed(1, &[&other])]);
    assert_eq!(causes, [cause("invite.response", &["invite.echo"])]);
}

/// A case that is executed again may meet another page; the defect is no less certain for it.
#[test]
fn what_is_certain_at_one_place_is_not_called_intermittent_at_another() {
    let at = |place| shown(("list.cursor.filter", LIST), (place, "alien-row"), &[]);
    let steady = at("level");
    let moved = Counterexample { confirmed: 0, reruns: 2, ..at("invitedSource") };
    let alone = shown(("update.echo", UPDATE), ("/lastName", "changed"), &[]);
    let alone = Counterexample { confirmed: 1, reruns: 2, ..alone };
    let results = [failed(0, &[&moved, &steady]), failed(1, &[&alone])];
    let events: Vec<_> = results.into_iter().map(Event::CheckFinished).collect();
    let run = Run::of(&events);
    let told: Vec<_> = run.findings().iter().map(FindingView::stability).collect();
    let moved = "deterministic as number 1 is, at this place 0 of 2 times";
    assert_eq!(told, ["deterministic", moved, "intermittent (1 of 2)"]);
}
