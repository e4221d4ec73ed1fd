//! The way of a request through the mock.

use std::sync::{
    Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use serde_json::Value;

use super::{
    answer::Answer,
    auth, body,
    call::{Call, Operation, Route},
    config::MockConfig,
    faults::{Acting, Switched},
    handlers,
    judge::Judge,
    problem::Problem,
    store::Users,
};

/// What all requests share.
#[derive(Debug)]
pub(super) struct App {
    pub(super) config: MockConfig,
    pub(super) judge: Judge,
    pub(super) switched: Switched,
    users: RwLock<Users>,
    calls: AtomicU64,
    keyring: auth::Keyring,
}

impl App {
    pub(super) fn new(config: MockConfig, judge: Judge, switched: Switched, users: Users) -> Self {
        let keyring = auth::Keyring::new(config.api_key.as_deref());
        let (users, calls) = (RwLock::new(users), AtomicU64::new(0));
        Self { config, judge, switched, users, calls, keyring }
    }

    // Every change of the store is complete before its lock is released, so a lock that a panic
    // left behind still guards a whole collection.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Users> {
        self.users.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Users> {
        self.users.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers any request.
pub(super) async fn serve(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let route = Route::of(head.uri.path(), app.config.revoke_access);
    let operation = route.and_then(|route| route.operation(&head.method));
    let call = Call { operation, number: app.calls.fetch_add(1, Ordering::Relaxed) + 1 };
    let acting = app.switched.on(&call);
    // Read before anything can be refused: whoever still writes does not hear the answer.
    let body = body::read(body).await;
    let mut answer =
        answer(&app, &acting, &head, route, operation, body).await.unwrap_or_else(Answer::from);
    acting.answer(&call, &mut answer);
    let delay = app.config.latency + acting.delay(&call);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    answer.into_response()
}

async fn answer(
    app: &App,
    acting: &Acting,
    head: &Parts,
    route: Option<Route<'_>>,
    operation: Option<Operation>,
    body: Result<axum::body::Bytes, Problem>,
) -> Result<Answer, Problem> {
    let mut refusal = app.keyring.judge(&head.headers);
    if let Some(operation) = operation {
        acting.credentials(operation, &mut refusal);
    }
    if let Some(refusal) = refusal {
        return Err(refusal.into());
    }
    let route = route.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "unknown_path", "nothing is served at this path")
    })?;
    let Some(operation) = operation else { return other_method(&head.method, route) };
    let bytes = body?;
    let json = || body::parse(&head.headers, &bytes);
    match (operation, route) {
        (Operation::Invite, _) => handlers::invite(app, acting, json()?).await,
        (Operation::List, _) => handlers::list(app, acting, head.uri.query().unwrap_or_default()),
        (Operation::RevokeAccess, _) => handlers::revoke(app, acting, json()?),
        (Operation::Update, Route::Item(segment)) => {
            // The documentation's own example sends no body at all.
            let body = if bytes.is_empty() { Value::Object(super::Object::new()) } else { json()? };
            handlers::update(app, acting, segment, body).await
        }
        (Operation::Update, _) => Err(Problem::unknown_user()),
    }
}

/// A path that exists, asked with a method that does nothing there.
fn other_method(method: &Method, route: Route<'_>) -> Result<Answer, Problem> {
    if *method != Method::OPTIONS {
        let problem = "this path does not take this method";
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", problem)
            .with_header(header::ALLOW, route.allow()));
    }
    let mut answer = Answer::empty(StatusCode::NO_CONTENT);
    answer.header(header::ALLOW, HeaderValue::from_static(route.allow()));
    Ok(answer)
}
