//! `avara-conformance cleanup`: revokes the access of users that earlier runs created.

use std::process::ExitCode;

use super::{args::CleanupArgs, failure::Failure, server, session, setup, signals, terminal};
use crate::{
    model::Conclusion,
    runner::{
        Cleaner, Cleanup, Stopper,
        journal::{self, Account, Journal},
    },
    schema::Contract,
    target::Target,
};

pub(super) fn run(args: &CleanupArgs) -> Result<ExitCode, Failure> {
    let contract = setup::contract(args.schemas.as_deref())?;
    let accounts = journal::read(&args.journal)?;
    let runtime = session::runtime()?;
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
    let watch = signals::stop(stopper.clone());
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
        terminal::print("nothing is left to be cleaned up\n")?;
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
    let target = Target::new(server::to_server(&args.server, &url, true)?.config)?;
    terminal::print(format!("run {run} against {}: {many} to clean up\n", target.url()))?;
    let cleaner = Cleaner::new(contract, &target, stopper, args.server.settle);
    let cleanup = cleaner.clean(&journal(account)).await;
    terminal::print(format!("  {} have no access any more\n", cleanup.neutralised))?;
    for user in &cleanup.left {
        terminal::print(format!("  left: {user}\n"))?;
    }
    Ok(cleanup)
}
