//! `POST /v1/viewer/users`

use axum::http::StatusCode;
use serde_json::Value;

use crate::mock::{
    answer::Answer, app::App, call::Operation::Invite, faults::Acting, problem::Problem, user::User,
};

pub(in crate::mock) fn invite(app: &App, acting: &Acting, body: Value) -> Result<Answer, Problem> {
    let (mut request, mut violations) = app.judge.judge(Invite, acting, body)?;
    acting.violations(Invite, &request, &mut violations);
    if !violations.is_empty() && !acting.keep_refused(Invite, &mut request, &violations) {
        return Err(Problem::invalid(violations));
    }
    acting.accepted(Invite, &mut request);

    let user = User::invited(&request, (app.config.clock)());
    let mut stored = Some(user.clone());
    acting.invited(&mut stored);
    {
        // One lock for the claim and the user: of many invites of one address, one is first.
        let mut users = app.write();
        if let Some(address) = acting.address(user.text("email")) {
            users.claim(address).map_err(|_duplicate| Problem::duplicate_email())?;
        }
        if let Some(user) = stored {
            users.push(user);
        }
    }

    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    let mut reply = Value::Object(user.0);
    acting.reply(Invite, &request, &mut reply);
    Ok(Answer::json(StatusCode::CREATED, &reply))
}
