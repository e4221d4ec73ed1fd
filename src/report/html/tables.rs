//! What else a run says of itself: checks, constraints, observations, budgets.

use maud::{Markup, html};

use crate::model::{CheckResult, RunSummary};

use super::{
    super::{
        Run,
        cases::{Outcome, cases},
        layout::{count, duration, grouped},
        story,
    },
    Section, badge, table, text,
};

/// The longest list.
const MOST: usize = 300;

/// What could not be judged, and why. It stands high up, because green means nothing with it.
pub(super) fn undecided(run: &Run) -> Option<Section> {
    let cases = cases(run);
    let undecided: Vec<_> = cases
        .iter()
        .filter_map(|case| match &case.outcome {
            Outcome::Broken(why) | Outcome::Skipped(why) => Some((case.id, why)),
            Outcome::Failed(why) if case.result.is_none_or(|r| r.counterexamples.is_empty()) => {
                Some((case.id, why))
            }
            Outcome::Failed(_) | Outcome::Passed(_) => None,
        })
        .collect();
    let content = html! {
        (table("Undecided", &["check", "why", "reason"], &html! {
            @for (id, why) in undecided.iter().take(MOST) {
                tr data-find { th scope="row" { code { (text(id)) } } td { (badge(&text(&why.kind))) } td { (text(&why.message)) } }
            }
        }))
        (left_out(undecided.len()))
    };
    let title = format!("{} undecided", undecided.len());
    (!undecided.is_empty()).then_some(Section { id: "undecided", title, content })
}

pub(super) fn checks(run: &Run) -> Option<Section> {
    let row = |result: &CheckResult| {
        let reason = result
            .reason
            .as_deref()
            .or_else(|| Some(result.counterexamples.first()?.finding.actual.as_str()));
        html! {
            tr data-find {
                td { (badge(&result.verdict.to_string())) }
                th scope="row" { code { (text(&result.id)) } }
                td { (text(&result.title)) }
                td { (grouped(result.observations)) }
                td { (duration(result.micros / 1_000)) }
                td { (text(reason.unwrap_or_default())) }
            }
        }
    };
    let content = html! {
        details.all {
            summary { "All checks" }
            (table("Checks", &["verdict", "check", "property", "observations", "time", "reason"], &html! {
                @for result in run.results.iter().take(MOST) { (row(result)) }
            }))
            (left_out(run.results.len()))
        }
    };
    let title = count(run.results.len() as u64, "check");
    (!run.results.is_empty()).then_some(Section { id: "checks", title, content })
}

/// Which sides of which constraints were exercised.
pub(super) fn constraints(run: &Run) -> Option<Section> {
    let constraints = &run
        .summary
        .as_ref()
        .filter(|summary: &&RunSummary| !summary.constraints.is_empty())?
        .constraints;
    let covered = constraints.iter().filter(|count| count.is_covered()).count();
    let content = html! {
        p { (covered) " of " (constraints.len()) " exercised on both sides: by a valid value on the bound, and by one just beyond it." }
        (meter(covered as u64, constraints.len() as u64, "Constraints exercised on both sides"))
        details.all {
            summary { "All constraints" }
            (table("Constraints", &["covered", "constraint", "kept", "broken"], &html! {
                @for count in constraints.iter().take(MOST) {
                    tr data-find {
                        td { (badge(if count.is_covered() { "both sides" } else { "not exercised" })) }
                        th scope="row" { code { (text(&count.constraint)) } }
                        td { (grouped(count.kept)) } td { (grouped(count.broken)) }
                    }
                }
            }))
            (left_out(constraints.len()))
        }
    };
    Some(Section { id: "constraints", title: "Constraints".to_owned(), content })
}

pub(super) fn observed(run: &Run) -> Option<Section> {
    let observed = &run
        .summary
        .as_ref()
        .filter(|summary: &&RunSummary| !summary.observed.is_empty())?
        .observed;
    let content = html! {
        p { "What the target does where the documentation is silent. Nothing of it is judged." }
        ul.columns { @for sentence in observed.iter().take(MOST) { li data-find { (text(sentence)) } } }
        (left_out(observed.len()))
    };
    Some(Section { id: "observed", title: "Observed".to_owned(), content })
}

/// What was spent, what is left behind, and how to do it again.
pub(super) fn run(run: &Run) -> Option<Section> {
    let info = run.info.as_ref()?;
    let budgets = run.summary.as_ref().map_or(&[][..], |summary| &summary.budgets);
    let content = html! {
        @if !budgets.is_empty() {
            (table("Budgets", &["budget", "spent", "of", "share"], &html! {
                @for budget in budgets {
                    tr {
                        th scope="row" { (text(&budget.what)) }
                        td { (grouped(budget.spent)) }
                        td { @match budget.most { Some(most) => (grouped(most)), None => "no limit" } }
                        td { @if let Some(most) = budget.most { (meter(budget.spent, most, &text(&budget.what))) } }
                    }
                }
            }))
        }
        @if let Some(summary) = &run.summary { (users(summary)) }
        @if !info.replay.is_empty() {
            p { "The whole run again, with the same cases; the API key is read from " code { "AVARA_API_KEY" } ":" }
            pre.command tabindex="0" { code { (text(&info.replay)) } }
        }
        @if info.embedded_mock {
            p.dim { "The embedded mock is gone by now. To send a curl line, start it with "
                code { "avara-conformance mock --port 8080" } " and put its address in place of the target." }
        }
        p.dim { "Addresses of this run hold its token " code { (text(&info.token)) } ". "
            (story::findings(run).len()) " findings, "
            (count(info.deselected as u64, "check")) " not selected." }
    };
    Some(Section { id: "run", title: "This run".to_owned(), content })
}

/// What became of the users that the run created.
fn users(summary: &RunSummary) -> Markup {
    let left = &summary.left;
    html! {
        @if summary.neutralised > 0 {
            p { "Cleaned up: " (count(summary.neutralised, "user")) " of this run, without access any more." }
        }
        @if !left.is_empty() {
            p { strong { (count(left.len() as u64, "user")) " left:" } }
            ul { @for user in left.iter().take(MOST) { li data-find { (text(&user.to_string())) } } }
            (left_out(left.len()))
        }
        @if let Some(command) = &summary.cleanup {
            p { "To clean up what is left:" }
            pre.command tabindex="0" { code { (text(command)) } }
        }
    }
}

/// A share as a bar; the numbers stand beside it.
fn meter(part: u64, whole: u64, label: &str) -> Markup {
    html! { meter min="0" max=(whole.max(1)) value=(part) aria-label=(label) { (part) " of " (whole) } }
}

fn left_out(many: usize) -> Markup {
    html! { @if many > MOST { p { (many - MOST) " more are left out here; run.json has all." } } }
}
