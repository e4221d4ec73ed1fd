//! Family `list`: pages, limits, cursors.

mod checks;
mod cursors;
mod queries;
mod shelf;
mod walks;

pub(super) use checks::CHECKS;
pub(super) use queries::drawn;
use serde_json::{Value, json};

use super::{Input, Phase, Scenario};

pub(super) fn scenarios() -> Vec<Scenario> {
    let values = |values: Vec<(String, Value)>| Input::Values(values);
    let limits = |limits: &[usize]| {
        values(limits.iter().map(|limit| (format!("limit {limit}"), json!(limit))).collect())
    };
    let shelf = shelf::SHELF.iter().map(|(first, last, level)| {
        (format!("{first} {last}"), json!({"firstName": first, "lastName": last, "level": level}))
    });
    let garbage = ["garbage!", "bm90IGEgY3Vyc29y", "eyJub3QiOiJhIGN1cnNvciJ9", "0", "\u{e9}"];
    let garbage = garbage.iter().map(|text| (format!("cursor {text}"), json!(text)));
    let walks = [
        "list::walk_is_a_partition",
        "list::has_more_agrees_with_what_follows",
        "list::limit_is_reached_while_more_follows",
        "list::accepts_documented_parameters",
        "list::response_matches_schema",
        "list::limit_is_an_upper_bound",
    ];
    let cursors = [
        "list::cursor_is_base64",
        "list::same_cursor_gives_same_page",
        "list::accepts_documented_parameters",
        "list::response_matches_schema",
        "list::limit_is_an_upper_bound",
    ];
    vec![
        Scenario::new("list/shelf", &["invite::accepts_valid_payloads"], shelf::shelve)
            .with(values(shelf.collect()))
            .writing(1)
            .during(Phase::Setup),
        Scenario::new("list/walks", &walks, walks::walks_agree).with(limits(&[1, 7, 100])),
        Scenario::new("list/own-walks", &walks[..3], walks::own_walks).needing_shelf(),
        Scenario::new("list/limits", &[walks[2]], walks::limit).with(limits(&[1, 2, 99, 100])),
        Scenario::new("list/no-limit", &["list::limit_is_an_upper_bound"], |scene, _| {
            Box::pin(async move { scene.list(&[]).await.map(drop) })
        }),
        Scenario::new("list/growing", &[walks[0]], walks::growing).needing_shelf().writing(1),
        Scenario::new("list/queries", &["list::accepts_documented_parameters"], queries::any_query)
            .with(Input::Query("list-query.json")),
        Scenario::new(
            "list/boundary",
            &["list::accepts_documented_parameters"],
            queries::boundary_query,
        )
        .with(Input::Boundary("list-query.json")),
        Scenario::new("list/open-queries", &["protocol::no_server_errors"], queries::open_query)
            .with(Input::OpenQueries("list-query.json")),
        Scenario::new("list/cursor", &cursors, cursors::cursor),
        Scenario::new(
            "list/filtered-walk",
            &["list::filter_survives_the_cursor"],
            cursors::filtered_walk,
        ),
        Scenario::new(
            "list/garbage-cursor",
            &["list::refuses_garbage_cursor"],
            queries::garbage_cursor,
        )
        .with(values(garbage.collect())),
    ]
}
