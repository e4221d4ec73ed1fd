//! The clause matrix: every promise of the documentation with what became of it.

use maud::{Markup, html};

use crate::model::ClauseInfo;

use super::{
    super::{clauses::ClauseState, view::RunView},
    parts::{Section, badge, table, text},
};

pub(super) fn section(view: &RunView<'_>) -> Option<Section> {
    let clauses = &view.clauses;
    let content = html! {
        (legend(view))
        (picture(clauses))
        details.all {
            summary { "All clauses" }
            (table("Clauses", &["state", "clause", "level", "promise", "checks"], &html! {
                @for (clause, state) in clauses { (row(clause, *state)) }
            }))
        }
    };
    (!clauses.is_empty()).then(|| Section {
        id: "clauses",
        title: format!("{} clauses", clauses.len()),
        content,
    })
}

/// How many clauses are in each state.
fn legend(view: &RunView<'_>) -> Markup {
    html! {
        ul.legend {
            @for state in ClauseState::ALL {
                li { (sign(state)) " " strong { (view.clauses_in(state).len()) } " " (state.word()) }
            }
        }
    }
}

/// The matrix at one glance, family by family. The table has the same in words.
fn picture(clauses: &[(&ClauseInfo, ClauseState)]) -> Markup {
    let family = |id: &str| id.split('.').next().unwrap_or_default().to_owned();
    let mut families: Vec<(String, Vec<(&ClauseInfo, ClauseState)>)> = Vec::new();
    for (clause, state) in clauses {
        let of = family(&clause.id);
        match families.iter_mut().find(|(known, _)| *known == of) {
            Some((_, members)) => members.push((clause, *state)),
            None => families.push((of, vec![(clause, *state)])),
        }
    }
    html! {
        div.matrix aria-hidden="true" {
            @for (family, members) in &families {
                div { span.family { (text(family)) } span.signs {
                    @for (clause, state) in members { span title={ (text(&clause.id)) ": " (state.word()) } { (sign(*state)) } }
                } }
            }
        }
    }
}

/// A state as a sign: its shape tells it without its colour.
fn sign(state: ClauseState) -> Markup {
    let shape = match state {
        ClauseState::Failed => "✕",
        ClauseState::Warned => "!",
        ClauseState::Waived => "~",
        ClauseState::Kept => "✓",
        ClauseState::NotExercised => "○",
        ClauseState::Gap => "–",
    };
    html! { span class={ "sign " (state.word().replace(' ', "-")) } aria-hidden="true" { (shape) } }
}

fn row(clause: &ClauseInfo, state: ClauseState) -> Markup {
    html! {
        tr data-find data-state=(state.word()) {
            td { (badge(state.word())) }
            th scope="row" { code { (text(&clause.id)) } }
            td { (clause.level) }
            td { (text(&clause.says)) @if !clause.pages.is_empty() { " " span.dim { "(" (pages(clause)) ")" } } }
            td {
                @if let Some(gap) = &clause.gap { span.dim { (text(gap)) } }
                @for check in &clause.checks { code { (text(check)) } " " }
            }
        }
    }
}

/// The pages of a clause, each a link where it can be read somewhere.
fn pages(clause: &ClauseInfo) -> Markup {
    let link = |at: usize| clause.links.get(at).filter(|link| link.starts_with("https://"));
    html! {
        @for (at, page) in clause.pages.iter().enumerate() {
            @if at > 0 { "; " }
            @match link(at) {
                Some(link) => a href=(text(link)) rel="noreferrer" { (text(page)) },
                None => (text(page)),
            }
        }
    }
}
