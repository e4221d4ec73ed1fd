//! The flags of every command. Nothing here knows what is done with them.

mod choices;
mod cleanup;
mod config;
mod contract;
mod destinations;
mod explain;
mod gate;
mod generate;
mod init;
mod invocation;
mod limits;
mod mock;
mod program;
mod selftest;
mod server;
mod settings;
mod shard;
mod stored;

pub(super) use choices::FormatArg;
pub(super) use cleanup::CleanupArgs;
pub(super) use config::ConfigArgs;
pub(super) use contract::{ContractArgs, ContractCommand};
pub(super) use destinations::Destinations;
pub(super) use explain::ExplainArgs;
pub(super) use gate::GateArgs;
pub(super) use generate::{GenerateArgs, Way};
pub(super) use init::InitArgs;
pub(super) use invocation::{Flag, Invocation};
pub(super) use mock::MockArgs;
pub(super) use program::{Cli, Command};
pub(super) use selftest::SelftestArgs;
pub(super) use server::ServerArgs;
pub(super) use stored::{DiffArgs, DiffFormat, MergeArgs, RenderArgs, ReplayArgs, ReportArgs};
