//! The scenarios of the family.

use serde_json::{Value, json};

use super::{cursors, fixtures, pages, queries, walks};
use crate::{
    check::{Input, Phase, Scenario, scenario::script},
    promise::{
        invite,
        list::{
            ACCEPTS_DOCUMENTED_PARAMETERS, CURSOR_IS_BASE64, FILTER_SURVIVES_THE_CURSOR,
            HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, LIMIT_IS_AN_UPPER_BOUND,
            LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, REFUSES_FOREIGN_CURSOR, REFUSES_GARBAGE_CURSOR,
            RESPONSE_MATCHES_SCHEMA, ROWS_AGREE, SAME_CURSOR_GIVES_SAME_PAGE, WALK_IS_A_PARTITION,
        },
        protocol,
    },
};

const QUERY: &str = "list-query.json";

pub(in crate::check) fn scenarios() -> Vec<Scenario> {
    let values = |values: Vec<(String, Value)>| Input::Values(values);
    let limits = |limits: &[usize]| {
        values(limits.iter().map(|limit| (format!("limit {limit}"), json!(limit))).collect())
    };
    let cursors = |texts: &[&str]| {
        values(texts.iter().map(|text| (format!("cursor {text}"), json!(text))).collect())
    };
    vec![
        Scenario::new("list/shelf", &invite::ACCEPTS_VALID_PAYLOADS, script!(fixtures::create))
            .with(values(fixtures::users()))
            .writing(1)
            .during(Phase::Setup),
        Scenario::new("list/walks", &WALK_IS_A_PARTITION, script!(walks::walks_agree))
            .judging(&[
                &HAS_MORE_AGREES_WITH_WHAT_FOLLOWS,
                &LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS,
                &ACCEPTS_DOCUMENTED_PARAMETERS,
                &RESPONSE_MATCHES_SCHEMA,
                &LIMIT_IS_AN_UPPER_BOUND,
            ])
            .with(limits(&[1, 13, 100])),
        Scenario::new("list/own-walks", &WALK_IS_A_PARTITION, script!(walks::own_walks))
            .judging(&[&HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, &LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS])
            .needing_fixtures(),
        Scenario::new("list/limits", &LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS, script!(walks::limit))
            .with(limits(&[1, 2, 99, 100])),
        Scenario::new("list/no-limit", &LIMIT_IS_AN_UPPER_BOUND, script!(walks::no_limit)),
        Scenario::new("list/pages", &ROWS_AGREE, script!(pages::covered))
            .judging(&pages::ALSO)
            .with(values(pages::cases()))
            .needing_fixtures(),
        Scenario::new("list/as-documented", &WALK_IS_A_PARTITION, script!(pages::as_documented)),
        Scenario::new("list/growing", &WALK_IS_A_PARTITION, script!(walks::growing))
            .needing_fixtures()
            .writing(1),
        Scenario::new("list/queries", &ACCEPTS_DOCUMENTED_PARAMETERS, script!(queries::any_query))
            .with(Input::Query(QUERY)),
        Scenario::new(
            "list/boundary",
            &ACCEPTS_DOCUMENTED_PARAMETERS,
            script!(queries::boundary_query),
        )
        .with(Input::Boundary(QUERY)),
        Scenario::new(
            "list/open-queries",
            &protocol::NO_SERVER_ERRORS,
            script!(queries::open_query),
        )
        .with(Input::OpenQueries(QUERY)),
        Scenario::new("list/cursor", &CURSOR_IS_BASE64, script!(cursors::cursor)).judging(&[
            &SAME_CURSOR_GIVES_SAME_PAGE,
            &ACCEPTS_DOCUMENTED_PARAMETERS,
            &RESPONSE_MATCHES_SCHEMA,
            &LIMIT_IS_AN_UPPER_BOUND,
        ]),
        Scenario::new(
            "list/filtered-walk",
            &FILTER_SURVIVES_THE_CURSOR,
            script!(cursors::filtered_walk),
        ),
        Scenario::new("list/garbage-cursor", &REFUSES_GARBAGE_CURSOR, script!(queries::bad_cursor))
            .with(cursors(&["garbage!", "0", "\u{e9}"])),
        Scenario::new("list/foreign-cursor", &REFUSES_FOREIGN_CURSOR, script!(queries::bad_cursor))
            .with(cursors(&["bm90IGEgY3Vyc29y", "eyJub3QiOiJhIGN1cnNvciJ9"])),
    ]
}
