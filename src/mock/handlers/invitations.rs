//! `GET /v1/viewer/users/invitations` and `POST /v1/viewer/users/invitations/revoke`
//!
//! No page describes them; the official SDK calls them. Nobody accepts here, so that an invitation
//! was sent, or revoked.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::mock::{
    answer::Answer, app::App, input::Input, problem::Problem, store::Row, violation::Violation,
};

/// The invitations of all users that were invited since the start, or of one.
pub(in crate::mock) fn invitations(app: &App, input: &Input<'_>) -> Answer {
    let pairs = url_pairs(input.query);
    let wanted = pairs.iter().find(|(name, _)| name == "userId").map(|(_, id)| id.as_str());
    let users = app.read();
    let invited = users.rows().iter().filter(|row| row.since.is_some());
    let invited = invited.filter(|row| wanted.is_none_or(|id| row.user.text("userId") == id));
    let all: Vec<Value> =
        invited.map(|row| invitation(row, users.is_revoked(row.user.text("userId")))).collect();
    Answer::json(StatusCode::OK, &json!({ "invitations": all, "hasMore": false }))
}

/// Revokes the invitation that the body names, by its id or by that of its user.
pub(in crate::mock) fn revoke_invitation(app: &App, input: &Input<'_>) -> Result<Answer, Problem> {
    let body = input.json()?;
    let named = |field: &str| body[field].as_str().map(str::to_owned);
    let of_invitation = || Some(named("invitationId")?.replacen("inv_", "usr_", 1));
    let Some(id) = named("userId").or_else(of_invitation) else {
        let problem = "an invitation or a user is required";
        return Err(Problem::invalid(vec![Violation::new("userId", "required", problem)]));
    };
    let mut users = app.write();
    let place = users.find(&id).ok_or_else(Problem::unknown_user)?;
    if users.rows()[place].since.is_none() {
        return Err(Problem::unknown_user());
    }
    users.revoke(id);
    let reply = json!({ "success": true, "message": "the invitation is revoked" });
    Ok(Answer::json(StatusCode::OK, &reply))
}

fn invitation(row: &Row, revoked: bool) -> Value {
    let mut shown = row.user.0.clone();
    shown.remove("lastLoginAt");
    let id = row.user.text("userId").replacen("usr_", "inv_", 1);
    shown.insert("invitationId".to_owned(), id.into());
    shown.insert("status".to_owned(), if revoked { "revoked" } else { "sent" }.into());
    Value::Object(shown)
}

fn url_pairs(query: &str) -> Vec<(String, String)> {
    let decoded =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}
