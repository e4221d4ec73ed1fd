//! `avara-conformance cleanup`: takes the users of earlier runs their access.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use tokio::runtime::Runtime;

use super::{
    args::ServerArgs, failure::Failure, gate::stop_on_signals, output::broken_pipe, setup,
    signals::Signals,
};
use crate::{
    model::Conclusion,
    runner::{
        Cleaner, Cleanup, Stopper,
        journal::{self, Account, Journal},
    },
    schema::Contract,
    target::Target,
};

/// How users are cleaned up.
#[derive(Debug, Args)]
pub(super) struct CleanupArgs {
    /// The journal of the run or runs whose users are to lose their access
    #[arg(long, value_name = "FILE", default_value = "reports/journal.ndjson")]
    pub(super) journal: PathBuf,
    /// Base URL of the server; without it the one that the journal names
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(super) target: Option<String>,
    #[command(flatten)]
    pub(super) server: ServerArgs,
    /// Folder with the contract, in place of the embedded one
    #[arg(long, value_name = "DIR", help_heading = "Target")]
    pub(super) schemas: Option<PathBuf>,
}

pub(super) fn run(args: &CleanupArgs) -> Result<ExitCode, Failure> {
    let contract = setup::contract(args.schemas.as_deref())?;
    let accounts = journal::read(&args.journal)?;
    let runtime = Runtime::new().map_err(Failure::machine("cannot start"))?;
    let ended = runtime.block_on(clean_all(args, &contract, accounts));
    runtime.shutdown_background();
    ended.map(|conclusion| ExitCode::from(conclusion.exit_code()))
}

/// Cleans up after one run after the other.
async fn clean_all(
    args: &CleanupArgs,
    contract: &Contract,
    accounts: Vec<Account>,
) -> Result<Conclusion, Failure> {
    let stopper = Stopper::default();
    let watch = tokio::spawn(stop_on_signals(Signals::new(), stopper.clone()));
    let mut ended = Conclusion::Conforming;
    for account in accounts.into_iter().filter(|account| !account.is_settled()) {
        let cleanup = clean(args, contract, account, &stopper).await?;
        if cleanup.unreachable {
            ended = Conclusion::Undecided;
        } else if !cleanup.left.is_empty() && ended == Conclusion::Conforming {
            ended = Conclusion::Incomplete;
        }
    }
    watch.abort();
    let ended = stopper.stopped().unwrap_or(ended);
    if ended == Conclusion::Conforming {
        say("nothing is left to be cleaned up")?;
    }
    Ok(ended)
}

async fn clean(
    args: &CleanupArgs,
    contract: &Contract,
    account: Account,
    stopper: &Stopper,
) -> Result<Cleanup, Failure> {
    let many = account.suspects().len();
    let run = account.run.clone();
    let journal = |account| Journal::resume(&args.journal, account);
    if many == 0 {
        journal(account).end();
        return Ok(Cleanup::default());
    }
    let url = args.target.clone().unwrap_or_else(|| account.target.clone());
    let config = setup::target(&args.server, &url, true)?;
    let target = Target::new(config)?;
    say(&format!("run {run} against {}: {many} to clean up", target.url()))?;
    let cleaner = Cleaner::new(contract, &target, stopper, args.server.settle);
    let cleanup = cleaner.clean(&journal(account)).await;
    say(&format!("  {} have no access any more", cleanup.neutralised))?;
    for user in &cleanup.left {
        say(&format!("  left: {user}"))?;
    }
    Ok(cleanup)
}

fn say(line: &str) -> Result<(), Failure> {
    writeln!(io::stdout(), "{line}")
        .or_else(broken_pipe)
        .map_err(Failure::machine("cannot write to standard output"))
}
