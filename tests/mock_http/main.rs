//! The mock over real HTTP: what the reference server promises, operation by operation.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

mod alternatives;
mod auth;
mod beyond;
mod faults;
mod hooks;
mod hostile;
mod invite;
mod list;
mod protocol;
mod support;
mod update;
mod walk;
