//! Refusals, and the JSON they are told in.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::{answer::Answer, violation::Violation};

/// Why a request is refused.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    details: Vec<Violation>,
    header: Option<Box<(header::HeaderName, HeaderValue)>>,
}

impl Problem {
    /// A refusal; the status says what kind.
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: Vec::new(), header: None }
    }

    /// A request that breaks constraints.
    pub(super) fn invalid(details: Vec<Violation>) -> Self {
        let message = "the request breaks one or more constraints";
        Self { details, ..Self::new(StatusCode::BAD_REQUEST, "invalid_request", message) }
    }

    /// No user has this id.
    pub(super) fn unknown_user() -> Self {
        Self::new(StatusCode::NOT_FOUND, "user_not_found", "no user has this id")
    }

    /// Somebody else has the address already.
    pub(super) fn duplicate_email() -> Self {
        let problem = "a user with this address exists";
        Self {
            details: vec![Violation::new("email", "unique", problem)],
            ..Self::new(StatusCode::CONFLICT, "duplicate_email", problem)
        }
    }

    /// Adds a header to the answer.
    pub(super) fn with_header(self, name: header::HeaderName, value: HeaderValue) -> Self {
        Self { header: Some(Box::new((name, value))), ..self }
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        let details: Vec<_> = problem
            .details
            .iter()
            .map(|one| json!({ "field": one.field, "problem": one.problem }))
            .collect();
        let error = json!({ "code": problem.code, "message": problem.message, "details": details });
        let mut answer = Self::json(problem.status, &json!({ "error": error }));
        if let Some((name, value)) = problem.header.map(|header| *header) {
            answer.header(name, value);
        }
        answer.code = Some(problem.code);
        answer.violations = problem.details;
        answer
    }
}
