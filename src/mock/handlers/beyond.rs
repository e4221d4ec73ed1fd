//! What the official SDK asks for beside the documented operations: `GET …/users/{userId}` and
//! `POST …/users/reactivate`. No page describes them, so the gate never sends them.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::mock::{
    answer::Answer, app::App, body, call::Call, problem::Problem, violation::Violation,
};

/// Where access is given back.
const REACTIVATE: &str = "reactivate";

/// Answers such a request; `None` where it is none. `segment` is the last one of a path below that
/// of the users.
pub(in crate::mock) fn beyond(
    app: &App,
    call: &Call,
    method: &Method,
    segment: &str,
) -> Option<Result<Answer, Problem>> {
    if segment.is_empty() || !app.config.revoke_access {
        return None;
    }
    match *method {
        Method::GET => Some(retrieve(app, segment)),
        Method::POST if segment == REACTIVATE => Some(reactivate(app, call)),
        _ => None,
    }
}

fn retrieve(app: &App, id: &str) -> Result<Answer, Problem> {
    let users = app.read();
    let place = users.find(id).ok_or_else(Problem::unknown_user)?;
    Ok(Answer::json(StatusCode::OK, &Value::Object(users.get(place).0.clone())))
}

fn reactivate(app: &App, call: &Call) -> Result<Answer, Problem> {
    let request = body::parse(&call.body)?;
    let Some(id) = request.get("userId").and_then(Value::as_str) else {
        let missing = Violation::new("userId", "required", "the id of a user is required");
        return Err(Problem::invalid(vec![missing]));
    };
    let mut users = app.write();
    let place = users.find(id).ok_or_else(Problem::unknown_user)?;
    let mut after = users.get(place).clone();
    after.set("hasDashboardAccess", true);
    users.replace(place, after, std::time::Instant::now());
    Ok(Answer::json(StatusCode::OK, &json!({ "success": true, "message": "the user has access" })))
}
