//! The binary against servers that keep no rule. Each run has to end by itself, soon and in little
//! memory, with the right exit code, with valid reports, and without telling the API key.
//!
//! `UPDATE_HOSTILE=1 cargo test --test hostile` writes `docs/hostile-servers.md` anew.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

mod bodies;
mod echoes;
mod leaks;
mod network;
mod rows;
mod run;
mod server;
mod table;
mod tls;
mod tls_server;
mod transport;
