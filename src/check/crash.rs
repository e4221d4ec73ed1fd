//! A server that falls over a request: instead of an answer it closes the connection, each time, and
//! answers other requests meanwhile. Whoever runs a server behind a supervisor sees no more of a
//! crash than this.

use super::{Scene, oracle::finding, request};
use crate::{
    model::{Exchange, TransportFault},
    promise::protocol::NO_SERVER_ERRORS,
};

/// How often the request is sent again. A connection can break for many reasons: where every third
/// one does, nothing is to be said of any request, and one in six thousand breaks so often in a row.
const AGAIN: usize = 8;

/// A server may close the connection over a body that it does not want to read (RFC 9112 section
/// 9.6); what is shorter it has read.
const SHORT: usize = 64 * 1024;

impl Scene<'_> {
    /// Judges a request that was not answered since the connection broke. Says whether the server
    /// falls over it.
    pub(super) async fn judge_crash(&self, exchange: &Exchange) -> bool {
        if !is_crash(exchange) {
            return false;
        }
        let mut last = None;
        for _ in 0..AGAIN {
            if !self.is_alive().await {
                return false;
            }
            let again = self.wire.send(exchange.request.clone()).await;
            let index = self.keep(&again);
            if !is_crash(&again) {
                return false;
            }
            last = Some(index);
        }
        let found = finding(
            &NO_SERVER_ERRORS,
            exchange.request.operation,
            ("status", "no-answer"),
            "an answer",
            format!(
                "the connection is closed without one, {} times, while other requests are answered",
                AGAIN + 1
            ),
        );
        self.judge_at(&NO_SERVER_ERRORS, last.into_iter().collect(), vec![found]);
        true
    }

    /// Whether the documented list is answered, over whatever connection.
    async fn is_alive(&self) -> bool {
        let list = request::list(self.contract, &request::query(&[]));
        let Exchange { outcome, .. } = self.wire.send(list).await;
        outcome.is_ok_and(|response| response.status < 500)
    }
}

fn is_crash(exchange: &Exchange) -> bool {
    let length = exchange.request.body.as_ref().map_or(0, Vec::len);
    length <= SHORT
        && exchange.outcome.as_ref().is_err_and(|error| error.fault == TransportFault::Broken)
}
