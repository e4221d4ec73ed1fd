//! What else a run says of itself: checks, constraints, observations, budgets.

use maud::{Markup, html};

use super::{
    super::{
        numbers::{count, duration, grouped, len},
        view::{MOCK, RunView, Work},
    },
    parts::{MOST, Section, badge, command, left_out, meter, table, text},
};
use crate::model::CheckResult;

/// Tables of so many rows are open.
const AT_A_GLANCE: usize = 8;

/// What could not be judged, and why. It stands high up, because green means nothing with it.
pub(super) fn undecided(view: &RunView<'_>) -> Option<Section> {
    let undecided = view.undecided();
    let content = html! {
        // A few are read at a glance; many fill the screen.
        details.all open[undecided.len() <= AT_A_GLANCE] {
            summary { "All undecided checks" }
            (table("Undecided", &["check", "why", "reason"], &html! {
                @for case in undecided.iter().take(MOST) {
                    tr data-find { th scope="row" { code { (text(case.id)) } } td { (badge(&text(&case.kind))) } td { (text(&case.message)) } }
                }
            }))
        }
        (left_out(undecided.len()))
    };
    let title = format!("{} undecided", undecided.len());
    (!undecided.is_empty()).then_some(Section { id: "undecided", title, content })
}

pub(super) fn checks(view: &RunView<'_>) -> Option<Section> {
    let results = &view.run.results;
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
                @for result in results.iter().take(MOST) { (row(result)) }
            }))
            (left_out(results.len()))
        }
    };
    let title = count(len(results), "check");
    (!results.is_empty()).then_some(Section { id: "checks", title, content })
}

/// Which sides of which constraints were exercised.
pub(super) fn constraints(view: &RunView<'_>) -> Option<Section> {
    let constraints = &view.run.summary.as_ref()?.constraints;
    let (covered, total, _) = view.work.as_ref()?.bounds.as_ref()?;
    let content = html! {
        p { (covered) " of " (total) " exercised on both sides: by a valid value on the bound, and by one just beyond it." }
        (meter(*covered as u64, *total as u64, "Constraints exercised on both sides"))
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

pub(super) fn observed(view: &RunView<'_>) -> Option<Section> {
    let observed = &view.run.summary.as_ref()?.observed;
    let content = html! {
        p { "What the target does where the documentation is silent. Nothing of it is judged." }
        details.all open[observed.len() <= AT_A_GLANCE] {
            summary { "All of it: " (count(len(observed), "observation")) }
            ul.columns { @for sentence in observed.iter().take(MOST) { li data-find { (text(sentence)) } } }
            (left_out(observed.len()))
        }
    };
    let title = "Observed".to_owned();
    (!observed.is_empty()).then_some(Section { id: "observed", title, content })
}

/// What was spent, what is left behind, and how to do it again.
pub(super) fn run(view: &RunView<'_>) -> Option<Section> {
    let info = view.run.info.as_ref()?;
    let budgets = view.run.summary.as_ref().map_or(&[][..], |summary| &summary.budgets);
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
        @if let Some(work) = &view.work { (users(work)) }
        @if !info.replay.is_empty() {
            p { "The whole run again, with the same cases; the API key is read from " code { "AVARA_API_KEY" } ":" }
            (command(&info.replay))
        }
        @if info.embedded_mock {
            p.dim { "The embedded mock is gone by now. To send a curl line, start it with "
                code { (MOCK) } " and put its address in place of the target." }
        }
        p.dim { "Addresses of this run hold its token " code { (text(&info.token)) } ". "
            (view.findings().count()) " findings, "
            (count(info.deselected as u64, "check")) " not selected." }
    };
    Some(Section { id: "run", title: "This run".to_owned(), content })
}

/// What became of the users that the run created.
fn users(work: &Work<'_>) -> Markup {
    let left = &work.left;
    html! {
        @if let Some(users) = &work.cleaned_up {
            p { "Cleaned up: " (users) " of this run, without access any more." }
        }
        @if !left.is_empty() {
            p { strong { (count(len(left), "user")) " left:" } }
            details.all open[left.len() <= AT_A_GLANCE] {
                summary { "All that are left" }
                ul { @for user in left.iter().take(MOST) { li data-find { (text(user)) } } }
                (left_out(left.len()))
            }
        }
        @if let Some(line) = &work.summary.cleanup {
            p { "To clean up what is left:" }
            (command(line))
        }
    }
}
