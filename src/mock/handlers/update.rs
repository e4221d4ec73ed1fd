//! `PATCH /v1/viewer/users/{userId}`

use std::time::Instant;

use axum::http::StatusCode;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::time::sleep;

use crate::mock::{
    Object,
    Operation::Update,
    answer::Answer,
    app::App,
    faults::Acting,
    problem::{Problem, Violation},
    store::Users,
    text::fold,
    user::User,
};

/// Updates the user that a segment of the path names.
pub(in crate::mock) async fn update(
    app: &App,
    acting: &Acting,
    segment: &str,
    body: Value,
) -> Result<Answer, Problem> {
    let (mut request, mut violations) = app.judge.judge(Update, acting, body)?;
    let id = percent_decode_str(segment).decode_utf8().map_err(|_| Problem::unknown_user())?;

    let mut seen = None;
    if let Some(pause) = acting.unlocked(Update) {
        seen = found(&app.read(), acting, &id).ok().map(|(_, user)| user);
        sleep(pause).await;
    }
    // The lock is held from reading to writing, so that no other update is lost in between.
    let mut users = app.write();
    let (place, now) = found(&users, acting, &id)?;
    let before = seen.unwrap_or(now);
    violations.extend(rules(&before, &request));
    acting.violations(Update, &request, &mut violations);
    if !violations.is_empty() && !acting.keep_refused(Update, &mut request, &violations) {
        return Err(Problem::invalid(violations));
    }
    acting.accepted(Update, &mut request);
    let mut after = before.updated(&request);
    acting.compared(&before, &request, &mut after);
    let (after, stored) = acting.settle(Update, &request, after);
    if acting.finds_nobody_unaffected() && after == before {
        return Err(Problem::unknown_user());
    }
    let (now, shown) = (Instant::now(), after.clone());
    if let Some(stored) = stored {
        users.replace(place, stored, now);
    }
    if acting.spills() {
        for other in (0..users.rows().len()).filter(|other| *other != place) {
            let mut user = users.get(other).clone();
            acting.others(&request, &shown, &mut user);
            users.replace(other, user, now);
        }
    }
    drop(users);

    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    let mut reply = Value::Object(after.0);
    acting.reply(Update, &request, &mut reply);
    Ok(Answer::json(StatusCode::OK, &reply))
}

/// A user and its place.
pub(super) fn found(users: &Users, acting: &Acting, id: &str) -> Result<(usize, User), Problem> {
    let mut place = acting.find(users, id).ok_or_else(Problem::unknown_user)?;
    acting.subject(&mut place, users.rows().len());
    Ok((place, users.get(place).clone()))
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
