//! `PATCH /v1/viewer/users/{userId}`

use std::time::Instant;

use axum::http::StatusCode;
use serde_json::Value;
use tokio::time::sleep;

use crate::{
    mock::{
        answer::Answer,
        app::App,
        faults::{ActiveHooks, REFUSED, WAS},
        input::Input,
        problem::Problem,
        text::fold,
        user::{Object, User},
        violation::Violation,
    },
    model::Operation::Update,
};

pub(in crate::mock) async fn update(
    app: &App,
    hooks: &ActiveHooks,
    input: &Input<'_>,
) -> Result<Answer, Problem> {
    let (mut request, mut violations) = app.judge.judge(Update, hooks, input.json()?)?;
    let id = input.user_id()?;

    let mut seen = None;
    if let Some(pause) = hooks.unlocked(Update) {
        seen = {
            let users = app.read();
            hooks.find(&users, &id).map(|place| users.get(place).clone())
        };
        sleep(pause).await;
    }
    // The lock is held from reading to writing, so that no other update is lost in between.
    let mut users = app.write();
    let place = hooks.find(&users, &id).ok_or_else(Problem::unknown_user)?;
    let before = seen.unwrap_or_else(|| users.get(place).clone());
    violations.extend(rules(&before, &request));
    hooks.violations(Update, &request, &mut violations);
    if hooks.judge(Update, &request, Some(&before), &mut violations) {
        return Ok(Answer::server_error());
    }
    if hooks.remembers() && !violations.is_empty() {
        let mut refused = users.get(place).clone();
        refused.set(REFUSED, true);
        users.replace(place, refused, Instant::now());
    }
    if !violations.is_empty() && !hooks.applies_refused(Update, &mut request, &violations) {
        return Err(Problem::invalid(violations));
    }
    hooks.accepted(Update, &mut request);
    let mut after = before.updated(&request);
    hooks.updated(&before, &request, &mut after);
    let (after, stored) = hooks.settle(Update, (&request, Some(&before)), after);
    if hooks.unchanged_is_not_found() && after == before {
        return Err(Problem::unknown_user());
    }
    let now = Instant::now();
    if let Some(mut stored) = stored {
        if hooks.remembers() {
            let mut was = before.clone();
            was.remove(WAS);
            stored.remove(REFUSED);
            stored.set(WAS, was.0);
        }
        users.replace(place, stored, now);
    }
    if hooks.changes_others() {
        for other in (0..users.rows().len()).filter(|other| *other != place) {
            let mut user = users.get(other).clone();
            hooks.other_user(&request, &after, &mut user);
            users.replace(other, user, now);
        }
    }
    drop(users);

    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    let mut reply = Value::Object(after.0);
    hooks.reply(Update, &request, &mut reply);
    Ok(Answer::json(StatusCode::OK, &reply))
}

/// What a schema of the request alone cannot say: rules about the user that results.
fn rules(before: &User, request: &Object) -> Vec<Violation> {
    let mut violations = Vec::new();
    let kept = |email: &Value| email.as_str().map(fold) == Some(fold(before.text("email")));
    if request.get("email").is_some_and(|email| !kept(email)) {
        violations.push(Violation::new("email", "readOnly", "the address cannot be changed"));
    }
    if before.updated(request).is_admin_without_dashboard() {
        let problem = "an admin needs dashboard access";
        violations.push(Violation::new("hasDashboardAccess", "const", problem));
    }
    violations
}
