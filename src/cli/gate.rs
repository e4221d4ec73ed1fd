//! The gate: checks a target and ends with the exit code of the verdict.

use std::{process::ExitCode, sync::Arc};

use super::{
    args::{GateArgs, Invocation},
    commands,
    failure::Failure,
    list::list,
    output::Output,
    plan, server, session, setup, signals,
    terminal::printed,
};
use crate::{
    check::catalogue,
    model::Conclusion,
    runner::{Plan, Session},
};

pub(super) fn run(args: &GateArgs, invocation: Invocation<'_>) -> Result<ExitCode, Failure> {
    let contract = Arc::new(setup::contract(args.schemas.as_deref())?);
    let catalogue = catalogue(&contract)?;
    let suite = setup::suite(args, &catalogue)?;
    let selection = setup::selection(args, &catalogue, &suite)?;
    let mock = setup::altered_mock(&args.faults, &args.alternatives)?;
    if args.list {
        printed(list(&selection, &contract, args.format))?;
        return Ok(ExitCode::SUCCESS);
    }
    let own_domain = server::own_domain(&args.email_domain, args.i_own_this_domain)?;
    let for_servers = args.server.api_key_file.is_some() || !args.server.headers.is_empty();
    if args.target.is_none() && for_servers {
        let what = "--api-key-file and --header are for a server: name it with --target";
        return Err(Failure::Usage(what.to_owned()));
    }
    let target = args.target.as_deref();
    let target =
        target.map(|url| server::to_server(&args.server, url, suite.writes)).transpose()?;
    let url = target.as_ref().map(|target| target.config.url());
    let seed = setup::seed(args);
    let plan = Plan {
        waivers: setup::waivers(args, &contract)?,
        baseline: setup::baseline(args)?,
        commands: commands::of_gate(invocation, args, url.as_deref(), seed),
        ..setup::plan(args, Arc::clone(&contract), &suite, selection, seed)
    };
    let runtime = session::runtime()?;
    if args.limits.plan {
        return runtime.block_on(plan::print(args, plan, url.as_deref()));
    }
    let conclusion = runtime.block_on(async {
        let mut connection = server::or_mock(target, &args.server, mock, &contract).await?;
        connection.config.own_domain = own_domain;
        judge(args, Session::open(plan, connection)?).await
    });
    // Whoever still resolves a name or floods a connection must not hold up the end.
    runtime.shutdown_background();
    conclusion.map(|conclusion| ExitCode::from(conclusion.exit_code()))
}

async fn judge(args: &GateArgs, mut session: Session) -> Result<Conclusion, Failure> {
    let watch = signals::stop(session.stopper());
    let mut output = Output::new(args).map_err(Failure::before_sending)?;
    session::keep_journal(&mut session, &args.reports_dir)?;
    let summary = session.run(&mut |event| output.event(&event)).await;
    output.finish()?;
    watch.abort();
    Ok(summary.conclusion)
}
