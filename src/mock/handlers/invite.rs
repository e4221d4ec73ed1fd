//! `POST /v1/viewer/users`

use std::time::Instant;

use axum::http::StatusCode;
use serde_json::Value;
use tokio::time::sleep;

use crate::{
    mock::{
        answer::Answer,
        app::App,
        faults::ActiveHooks,
        input::Input,
        problem::Problem,
        store::Users,
        user::{Object, User},
        violation::Violation,
    },
    model::Operation::Invite,
};

pub(in crate::mock) async fn invite(
    app: &App,
    hooks: &ActiveHooks,
    input: &Input<'_>,
) -> Result<Answer, Problem> {
    let (mut request, mut violations) = app.judge.judge(Invite, hooks, input.json()?)?;
    hooks.violations(Invite, &request, &mut violations);
    if hooks.judge(Invite, &request, None, &mut violations) {
        return Ok(Answer::server_error());
    }
    if !violations.is_empty() && !hooks.applies_refused(Invite, &mut request, &violations) {
        return Err(Problem::invalid(violations));
    }
    hooks.accepted(Invite, &mut request);

    let user = User::invited(&request, (app.config.clock)());
    let (user, stored) = hooks.settle(Invite, (&request, None), user);
    let address = hooks.address(user.text("email"));
    let mut seen_free = false;
    if let Some(pause) = hooks.unlocked(Invite) {
        seen_free = !address.as_ref().is_some_and(|address| app.read().is_taken(address));
        sleep(pause).await;
    }
    {
        // One lock for the claim and the user: of many invites of one address, one is first.
        let mut users = app.write();
        let taken = address.is_some_and(|address| users.claim(address).is_err());
        if taken && !seen_free {
            if let Some(same) = users.by_address(user.text("email"))
                && hooks.duplicate_shows_user()
            {
                return Ok(Answer::json(StatusCode::OK, &Value::Object(same.0.clone())));
            }
            if let Some(same) = again(&mut users, &request) {
                return Ok(Answer::json(StatusCode::OK, &Value::Object(same.0)));
            }
            let unique = Violation::new("email", "unique", "a user with this address exists");
            violations.push(unique);
            if let Some(place) = users.place_of(user.text("email")) {
                let mut same = users.get(place).clone();
                hooks.duplicate_changes(&request, &mut same);
                if same != *users.get(place) {
                    users.replace(place, same, Instant::now());
                }
            }
            if !hooks.applies_refused(Invite, &mut request, &violations) {
                return Err(Problem::duplicate_email());
            }
        }
        if let Some(user) = stored {
            users.push(user, Some(Instant::now()));
        }
    }

    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    let mut reply = Value::Object(user.0);
    hooks.reply(Invite, &request, &mut reply);
    Ok(Answer::json(StatusCode::CREATED, &reply))
}

/// The user whom an invitation means who is already invited and has not come yet: where it
/// contradicts nothing the invitation is sent again, and adds what it says beyond.
fn again(users: &mut Users, request: &Object) -> Option<User> {
    let place = users.find_by_address(request.get("email")?.as_str()?)?;
    let before = users.get(place);
    let stands =
        |(field, sent): (&String, &Value)| before.get(field).is_none_or(|stored| stored == sent);
    // A fault may have lost a field.
    let pending = before.get("lastLoginAt").is_none_or(Value::is_null)
        && before.get("invitedSource").is_some_and(|source| source == "api");
    if !pending || !request.iter().all(stands) {
        return None;
    }
    let after = before.updated(request);
    users.replace(place, after.clone(), Instant::now());
    Some(after)
}
