//! `GET /v1/viewer/users`

use std::time::Instant;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    mock::{
        answer::Answer,
        app::App,
        cursor::{self, Place},
        faults::ActiveHooks,
        filters::Filters,
        input::Input,
        page::{Candidate, Page},
        problem::Problem,
        query,
        store::{Rows, Users},
        user::Object,
    },
    model::Operation::List,
};

pub(in crate::mock) fn list(
    app: &App,
    hooks: &ActiveHooks,
    input: &Input<'_>,
) -> Result<Answer, Problem> {
    let (mut request, mut violations) = query::parse(input.query);
    hooks.request(List, &mut request);
    let place = cursor::adopt(&mut request).unwrap_or_else(|violation| {
        violations.push(violation);
        None
    });
    violations.extend(app.judge.violations(List, &request));
    hooks.violations(List, &request, &mut violations);
    if hooks.judge(List, &request, None, &mut violations) {
        return Ok(Answer::server_error());
    }
    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    hooks.accepted(List, &mut request);

    let mut page = page(app, hooks, &request, place);
    if hooks.rewrites_pages() {
        let cursor = request.get("cursor").and_then(Value::as_str);
        page.followed_before = cursor.is_some_and(|cursor| app.follow(cursor));
        hooks.page(&request, &mut page);
    }
    let users: Vec<_> = page.rows.into_iter().map(|(_, user)| Value::Object(user.0)).collect();
    let mut reply = json!({ "users": users, "hasMore": page.has_more });
    if let Some(cursor) = page.cursor {
        reply["cursor"] = cursor::encode(&cursor).into();
    }
    hooks.reply(List, &request, &mut reply);
    Ok(Answer::json(StatusCode::OK, &reply))
}

/// Collects the matching users behind a place, and one more to know whether there is one.
fn page(app: &App, hooks: &ActiveHooks, request: &Object, place: Option<Place>) -> Page {
    let limit = request.get("limit").and_then(Value::as_u64).unwrap_or(app.config.default_limit);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (after, offset) = match place {
        Some(Place::After(sequence)) => (Some(sequence), 0),
        Some(Place::Offset(offset)) => (None, usize::try_from(offset).unwrap_or(usize::MAX)),
        None => (None, 0),
    };
    let filters = Filters::new(request);
    let now = Instant::now();
    let seen = now.checked_sub(app.config.lag).unwrap_or(now);
    let users = app.read();
    let mut rows = hooks
        .ranked(behind(&users, after, app.config.newest_first))
        .filter_map(|(sequence, row)| Some((sequence, row.as_of(seen)?)))
        .filter(|(_, row)| !(app.config.pending && row.since.is_some()))
        .filter(|(_, row)| {
            let mut matches = filters.match_row(row);
            let age = row.since.map(|since| now.saturating_duration_since(since));
            hooks.matches(request, &Candidate { user: &row.user, age }, &mut matches);
            matches
        })
        .skip(offset);
    let shown: Vec<_> = rows.by_ref().take(limit).collect();
    let has_more = rows.next().is_some();
    let last = shown.last().map(|(sequence, _)| *sequence);
    Page {
        rows: shown.into_iter().map(|(sequence, row)| (sequence, row.user.clone())).collect(),
        has_more,
        skipped: offset as u64,
        followed_before: false,
        cursor: has_more.then(|| cursor::following(request, last.or(after).unwrap_or_default())),
    }
}

/// The users behind a sequence number, each with its own. They count from 1 in order of insertion
/// and never change, so a walk meets everybody who was there when it began exactly once.
fn behind(users: &Users, after: Option<u64>, newest_first: bool) -> Rows<'_> {
    let after = after.map(|sequence| usize::try_from(sequence).unwrap_or(usize::MAX));
    let rows = users.rows();
    let numbered = (1..).zip(rows);
    if newest_first {
        let end = after.map_or(rows.len(), |sequence| sequence.saturating_sub(1).min(rows.len()));
        let numbered: Vec<_> = numbered.take(end).collect();
        Box::new(numbered.into_iter().rev())
    } else {
        Box::new(numbered.skip(after.unwrap_or_default()))
    }
}
