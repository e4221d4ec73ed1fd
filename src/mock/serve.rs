//! The way of a request through the mock.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::Response,
};

use super::{
    answer::Answer, app::App, body, call::Call, faults::ActiveHooks, handlers, input::Input,
    problem::Problem, routes::Resource,
};
use crate::model::Operation;

/// Answers any request.
pub(super) async fn serve(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let resource = app.routes.at(head.uri.path());
    let operation = resource.as_ref().and_then(|resource| resource.operation(&head.method));
    // Read before anything can be refused: whoever still writes does not hear the answer.
    let body = body::read(body, app.config.body_limit).await;
    let (number, turn) = app.count(operation);
    let call = Call {
        operation,
        number,
        turn,
        refusal: app.keyring.judge(&head.headers),
        uri: head.uri.clone(),
        headers: head.headers,
        body: body.as_ref().cloned().unwrap_or_default(),
    };
    if app.config.hang_every.is_some_and(|every| call.number.is_multiple_of(every)) {
        std::future::pending::<()>().await;
    }
    let hooks = app.hooks.on(&call);
    let mut answer = match app.limiter.admit() {
        Err(problem) => problem.into(),
        Ok(()) => answer(&app, &hooks, &call, resource.as_ref(), &head.method, body)
            .await
            .unwrap_or_else(Answer::from),
    };
    hooks.answer(&call, &mut answer);
    let delay = app.config.latency + hooks.delay(&call);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    answer.into_response()
}

async fn answer(
    app: &App,
    hooks: &ActiveHooks,
    call: &Call,
    resource: Option<&Resource<'_>>,
    method: &Method,
    body: Result<Bytes, Problem>,
) -> Result<Answer, Problem> {
    let mut refusal = call.refusal;
    if let Some(operation) = call.operation {
        hooks.credentials(operation, &mut refusal);
    }
    if let Some(refusal) = refusal {
        return Err(refusal.into());
    }
    let resource = resource.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "unknown_path", "nothing is served at this path")
    })?;
    let Some(operation) = call.operation else {
        let beyond = handlers::beyond(app, call, method, resource.parameter);
        return beyond.unwrap_or_else(|| other_method(method, resource));
    };
    let body = body::decoded(&body?, &call.headers, app.config.body_limit)?;
    let input = Input::new(hooks, call, operation, resource.parameter, body);
    match operation {
        Operation::Invite => handlers::invite(app, hooks, &input).await,
        Operation::List => handlers::list(app, hooks, &input),
        Operation::Update => handlers::update(app, hooks, &input).await,
        Operation::RevokeAccess => handlers::revoke(app, hooks, &input),
        Operation::Invitations => Ok(handlers::invitations(app, &input)),
        Operation::RevokeInvitation => handlers::revoke_invitation(app, &input),
    }
}

/// A path that exists, asked with a method that does nothing there.
fn other_method(method: &Method, resource: &Resource<'_>) -> Result<Answer, Problem> {
    if *method != Method::OPTIONS {
        let problem = "this path does not take this method";
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", problem)
            .with_header(header::ALLOW, resource.allow()));
    }
    let mut answer = Answer::empty(StatusCode::NO_CONTENT);
    answer.header(header::ALLOW, resource.allow());
    Ok(answer)
}
