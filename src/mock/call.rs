//! Which operation a request asks for.

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, Uri},
};

use super::auth::Refusal;
use crate::model::Operation;

/// One request, as far as faults may depend on it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation; `None` when path and method name none.
    pub operation: Option<Operation>,
    /// Counts the requests of this server, from 1.
    pub number: u64,
    /// Counts the requests of the same operation, from 1.
    pub turn: u64,
    /// What is wrong with the credentials.
    pub refusal: Option<Refusal>,
    /// Path and query as they were sent.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty when it was not taken.
    pub body: Bytes,
}

impl Call {
    /// Whether this is a request of that operation.
    #[must_use]
    pub fn is(&self, operation: Operation) -> bool {
        self.operation == Some(operation)
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A path the mock serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// All users.
    Collection,
    /// One user; the segment of the path as it was sent.
    Item(&'a str),
    /// The SDK's way to take access away.
    RevokeAccess,
}

impl<'a> Route<'a> {
    /// The route of a path; `None` when there is none.
    pub(super) fn of(path: &'a str, revoke_access: bool) -> Option<Self> {
        match path.strip_prefix("/v1/viewer/users")? {
            "" => Some(Self::Collection),
            "/revoke-access" if revoke_access => Some(Self::RevokeAccess),
            rest => rest
                .strip_prefix('/')
                .filter(|segment| !segment.is_empty() && !segment.contains('/'))
                .map(Self::Item),
        }
    }

    /// The operation that a method names here. `HEAD` is `GET` whose body is not sent.
    pub(super) fn operation(self, method: &Method) -> Option<Operation> {
        match (self, method) {
            (Self::Collection, &Method::POST) => Some(Operation::Invite),
            (Self::Collection, &Method::GET | &Method::HEAD) => Some(Operation::List),
            (Self::Item(_), &Method::PATCH) => Some(Operation::Update),
            (Self::RevokeAccess, &Method::POST) => Some(Operation::RevokeAccess),
            _ => None,
        }
    }

    /// The value of the `Allow` header.
    pub(super) fn allow(self) -> &'static str {
        match self {
            Self::Collection => "GET, HEAD, POST, OPTIONS",
            Self::Item(_) => "PATCH, OPTIONS",
            Self::RevokeAccess => "POST, OPTIONS",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_matched_whole() {
        assert_eq!(Route::of("/v1/viewer/users", true), Some(Route::Collection));
        assert_eq!(Route::of("/v1/viewer/users/usr_1", true), Some(Route::Item("usr_1")));
        assert_eq!(Route::of("/v1/viewer/users/revoke-access", true), Some(Route::RevokeAccess));
        for path in
            ["/", "/v1/viewer", "/v1/viewer/users/", "/v1/viewer/users/a/b", "/v1/viewer/usersx"]
        {
            assert_eq!(Route::of(path, true), None, "{path}");
        }
    }

    #[test]
    fn revoke_access_can_be_switched_off() {
        let route = Route::of("/v1/viewer/users/revoke-access", false).unwrap();
        assert_eq!(route.operation(&Method::POST), None);
    }
}
