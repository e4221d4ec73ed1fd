//! `avara-conformance mock`: the reference server as a process of its own.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use super::{
    args::MockArgs, credentials::VARIABLE, failure::Failure, session, setup, signals::Signals,
    terminal::printed,
};
use crate::mock::{self, MockConfig, alternatives, faults};

pub(super) fn run(args: &MockArgs) -> Result<ExitCode, Failure> {
    if args.list_faults {
        printed(list_faults())?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.list_alternatives {
        printed(list_alternatives())?;
        return Ok(ExitCode::SUCCESS);
    }
    let contract = setup::contract(None)?;
    let altered = setup::altered_mock(&args.faults, &args.alternatives)?;
    let config = MockConfig {
        bind: args.bind,
        port: args.port,
        seed_users: args.seed_users,
        seed: args.seed,
        latency: args.latency,
        hang_every: args.hang_every,
        one_connection: args.one_connection,
        most_per_second: args.rate_limit.or(altered.most_per_second),
        api_key: env::var(VARIABLE).ok().filter(|key| !key.trim().is_empty()),
        revoke_access: !args.no_revoke_access,
        edition: args.edition.edition(),
        ..altered
    };
    let config = if args.pending {
        MockConfig { pending: true, invitations: !args.no_invitations, ..config }
    } else {
        config
    };
    session::runtime()?.block_on(async {
        let any_key = config.api_key.is_none();
        let mut signals = Signals::new();
        let mock = mock::start(config, &contract.documents).await?;
        printed(announce(&mock.url(), any_key))?;
        mock.run_until(async {
            signals.next().await;
        })
        .await;
        Ok(ExitCode::SUCCESS)
    })
}

/// The first line is the address, so that scripts can read it.
fn announce(url: &str, any_key: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening on {url}")?;
    let key = if any_key { "the first token it is shown" } else { "the token of AVARA_API_KEY" };
    writeln!(out, "takes {key}; Ctrl-C stops it")?;
    out.flush()
}

fn list_faults() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for fault in faults::all() {
        writeln!(out, "{}\n    {}", fault.name, fault.summary)?;
        writeln!(out, "    breaks {}; found by {}", fault.clause(), fault.killer())?;
    }
    Ok(())
}

fn list_alternatives() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for alternative in alternatives::all() {
        writeln!(out, "{}\n    {}", alternative.name, alternative.summary)?;
    }
    Ok(())
}
