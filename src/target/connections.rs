//! Which connection a request goes over. One that the server has closed, or is about to, loses the
//! request: nothing tells the two apart before it is sent (RFC 9112 section 9.3.1).

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use reqwest::{Client, ClientBuilder};

use super::error::TargetError;
use crate::model::Response;

/// How long a connection may be idle and still be used again: servers close idle ones after two
/// seconds and more.
const IDLE: Duration = Duration::from_secs(1);

/// Two clients: one that keeps connections, for what can be sent once more, and one that makes a new
/// connection for each request.
pub(super) struct Connections {
    kept: Client,
    fresh: Client,
    /// Whether connections are kept at all.
    keeps: AtomicBool,
}

impl Connections {
    /// Prepares both; sends nothing.
    pub(super) fn new(
        build: impl Fn() -> Result<ClientBuilder, TargetError>,
    ) -> Result<Self, TargetError> {
        Ok(Self {
            kept: build()?.pool_idle_timeout(IDLE).build()?,
            fresh: build()?.pool_max_idle_per_host(0).build()?,
            keeps: AtomicBool::new(true),
        })
    }

    /// The client for a request. What must not be sent twice goes over a new connection.
    pub(super) fn of(&self, repeatable: bool) -> &Client {
        if repeatable && self.keeps.load(Ordering::Relaxed) { &self.kept } else { &self.fresh }
    }

    /// A client whose connection is certainly new.
    pub(super) fn fresh(&self) -> &Client {
        &self.fresh
    }

    /// Takes note of how long the server says that it keeps a connection (`Keep-Alive: timeout=N`).
    pub(super) fn heed(&self, response: &Response) {
        let named = response.header("keep-alive").and_then(idle_limit);
        if named.is_some_and(|limit| limit <= IDLE) {
            self.keep_none();
        }
    }

    /// Keeps no connections from now on: a server that serves one at a time waits for its end.
    pub(super) fn keep_none(&self) {
        self.keeps.store(false, Ordering::Relaxed);
    }
}

/// The time in a `Keep-Alive` header.
fn idle_limit(value: &str) -> Option<Duration> {
    let mut parameters = value.split(',').filter_map(|part| part.split_once('='));
    let (_, seconds) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("timeout"))?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_says_how_long_it_keeps_a_connection() {
        assert_eq!(idle_limit("timeout=5, max=100"), Some(Duration::from_secs(5)));
        assert_eq!(idle_limit("max=100, Timeout = 1"), Some(Duration::from_secs(1)));
        assert_eq!(idle_limit("max=100"), None);
        assert_eq!(idle_limit("timeout=soon"), None);
    }
}
