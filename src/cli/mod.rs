//! Floor 6: flags, environment, exit code. The only place that prints or exits.

mod args;
mod ci;
mod cleanup;
mod commands;
mod config;
mod contract;
mod credentials;
mod diff;
mod dispatch;
mod explain;
mod failure;
mod files;
mod gate;
mod generate;
mod hints;
mod init;
mod list;
mod mock;
mod output;
mod plan;
mod regressions;
mod replay;
mod report;
mod selftest;
mod server;
mod session;
mod setup;
mod shell;
mod signals;
mod similar;
mod stored;
mod terminal;
mod watch;

pub use dispatch::main;
