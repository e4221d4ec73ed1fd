//! The binary from outside: arguments in; exit code, output and report files out.
//!
//! Nothing here waits for time to pass. Ports are chosen by the system, and a test that has to
//! wait for another process waits for a line of its output.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

mod adoption;
mod agreement;
mod cleanup;
mod commands;
mod compared;
mod conforming;
mod contract;
mod credentials;
mod determinism;
mod disks;
mod faults;
mod formats;
mod guides;
mod harmless;
mod help;
mod killers;
mod limits;
mod look;
mod merged;
mod replay;
mod samples;
mod schemas;
mod second_server;
mod secrets;
mod servers;
mod settings;
mod shards;
mod signals;
mod stored;
mod suites;
mod summary;
mod support;
mod unreachable;
mod usage;
mod vacuity;
#[path = "../schemas/validators.rs"]
mod validators;
mod waivers;
