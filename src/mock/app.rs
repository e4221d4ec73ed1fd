//! The way of a request through the mock.

use std::collections::HashSet;
use std::sync::{
    Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::Response,
};

use super::{
    answer::Answer,
    auth, body,
    call::{Call, Route},
    config::MockConfig,
    faults::{Acting, Switched},
    handlers,
    judge::Judge,
    limiter::Limiter,
    problem::Problem,
    store::Users,
};
use crate::model::Operation;

/// What all requests share.
#[derive(Debug)]
pub(super) struct App {
    pub(super) config: MockConfig,
    pub(super) judge: Judge,
    pub(super) switched: Switched,
    users: RwLock<Users>,
    calls: AtomicU64,
    /// The requests of each operation, and of none.
    turns: [AtomicU64; 5],
    limiter: Limiter,
    /// The cursors that were followed, where a fault wants to know.
    followed: Mutex<HashSet<String>>,
    keyring: auth::Keyring,
}

impl App {
    pub(super) fn new(config: MockConfig, judge: Judge, switched: Switched, users: Users) -> Self {
        let keyring = auth::Keyring::new(config.api_key.as_deref());
        let limiter = Limiter::new(config.most_per_second);
        let (users, calls) = (RwLock::new(users), AtomicU64::new(0));
        let turns = <[AtomicU64; 5]>::default();
        Self {
            config,
            judge,
            switched,
            users,
            calls,
            turns,
            limiter,
            followed: Mutex::default(),
            keyring,
        }
    }

    /// Follows a cursor; says whether it was followed before.
    pub(super) fn follow(&self, cursor: &str) -> bool {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        !followed.insert(cursor.to_owned())
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
    // Read before anything can be refused: whoever still writes does not hear the answer.
    let body = body::read(body, app.config.body_limit).await;
    let counted = |counter: &AtomicU64| counter.fetch_add(1, Ordering::Relaxed) + 1;
    let call = Call {
        operation,
        number: counted(&app.calls),
        turn: counted(&app.turns[operation.map_or(4, |operation| operation as usize)]),
        refusal: app.keyring.judge(&head.headers),
        uri: head.uri.clone(),
        headers: head.headers,
        body: body.as_ref().cloned().unwrap_or_default(),
    };
    let acting = app.switched.on(&call);
    let mut answer = match app.limiter.admit() {
        Err(problem) => problem.into(),
        Ok(()) => answer(&app, &acting, &call, (route, &head.method), body)
            .await
            .unwrap_or_else(Answer::from),
    };
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
    call: &Call,
    (route, method): (Option<Route<'_>>, &Method),
    body: Result<Bytes, Problem>,
) -> Result<Answer, Problem> {
    let (operation, mut refusal) = (call.operation, call.refusal);
    if let Some(operation) = operation {
        acting.credentials(operation, &mut refusal);
    }
    if let Some(refusal) = refusal {
        return Err(refusal.into());
    }
    let route = route.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "unknown_path", "nothing is served at this path")
    })?;
    let Some(operation) = operation else { return other_method(method, route) };
    let limit = app.config.body_limit;
    let mut bytes = body::decoded(&body?, &call.headers, limit)?;
    // The documentation's own example of an update sends no body at all.
    let absent = bytes.is_empty() && operation == Operation::Update;
    if absent {
        bytes = b"{}".to_vec();
    }
    acting.raw(call, operation, &mut bytes);
    let json = || {
        if !absent {
            body::declared(&call.headers)?;
        }
        body::parse(&bytes)
    };
    match (operation, route) {
        (Operation::Invite, _) => handlers::invite(app, acting, json()?).await,
        (Operation::List, _) => handlers::list(app, acting, call.uri.query().unwrap_or_default()),
        (Operation::RevokeAccess, _) => handlers::revoke(app, acting, json()?),
        (Operation::Update, Route::Item(segment)) => {
            handlers::update(app, acting, segment, json()?).await
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
