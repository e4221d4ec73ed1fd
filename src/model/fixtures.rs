//! Requests and exchanges for the tests of all floors, to be adapted.

use super::{Credentials, Exchange, Operation, Request, Response, TransportError, TransportFault};

impl Request {
    /// A request without headers and body.
    pub(crate) fn fixture(operation: Operation) -> Self {
        Self {
            operation,
            method: "GET".to_owned(),
            path: "/".to_owned(),
            headers: Vec::new(),
            body: None,
            credentials: Credentials::Valid,
        }
    }

    /// The same with this body.
    pub(crate) fn with_body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self }
    }

    /// What came of it: a response of this status and body, or none.
    pub(crate) fn answered(self, outcome: Result<(u16, &str), TransportFault>) -> Exchange {
        let response = |(status, body): (u16, &str)| Response {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        let outcome = outcome.map(response).map_err(|fault| TransportError::new(fault, "because"));
        let (finished_at, traceparent) = (0, String::new());
        Exchange { request: self, outcome, micros: 0, finished_at, traceparent }
    }
}

impl Exchange {
    /// A request without a body, and a response without one.
    pub(crate) fn fixture(operation: Operation, outcome: Result<u16, TransportFault>) -> Self {
        Request::fixture(operation).answered(outcome.map(|status| (status, "")))
    }
}
