//! `POST /v1/viewer/users/revoke-access`
//!
//! No page describes it; the official SDK sends `{"userId"}` and reads `{"success", "message"}`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    mock::{
        answer::Answer, app::App, faults::ActiveHooks, input::Input, problem::Problem,
        violation::Violation,
    },
    model::Operation::RevokeAccess,
};

pub(in crate::mock) fn revoke(
    app: &App,
    hooks: &ActiveHooks,
    input: &Input<'_>,
) -> Result<Answer, Problem> {
    let (mut request, mut violations) = app.judge.judge(RevokeAccess, hooks, input.json()?)?;
    let id = request.get("userId").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !request.get("userId").is_some_and(Value::is_string) {
        violations.push(Violation::new("userId", "required", "the id of a user is required"));
    }
    hooks.violations(RevokeAccess, &request, &mut violations);
    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    hooks.accepted(RevokeAccess, &mut request);

    let mut users = app.write();
    let place = hooks.find(&users, &id).ok_or_else(Problem::unknown_user)?;
    let mut after = users.get(place).clone();
    after.set("level", "member");
    after.set("hasDashboardAccess", false);
    if let (_, Some(stored)) = hooks.settle(RevokeAccess, (&request, None), after) {
        users.replace(place, stored, std::time::Instant::now());
    }
    drop(users);

    let mut reply = json!({ "success": true, "message": "the user has no access any more" });
    hooks.reply(RevokeAccess, &request, &mut reply);
    Ok(Answer::json(StatusCode::OK, &reply))
}
