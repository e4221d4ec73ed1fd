//! The gate: checks a target and ends with the exit code of the verdict.

use std::{env, process::ExitCode, sync::Arc};

use super::{
    args::{GateArgs, Invocation},
    commands,
    failure::Failure,
    list::list,
    output::Output,
    plan, server, session, setup, signals,
    terminal::{self, printed},
    watch::{self, Watched},
};
use crate::{
    check::catalogue,
    model::{Conclusion, Event, Verdict},
    runner::{Plan, Session},
};

pub(super) fn run(args: GateArgs, invocation: Invocation<'_>) -> Result<ExitCode, Failure> {
    let conclusion = if args.watch {
        watch::run(args, |args| once(args, invocation)?.ok_or_else(nothing_judged))?
    } else if let Some(judged) = once(&args, invocation)? {
        judged.conclusion
    } else {
        return Ok(ExitCode::SUCCESS);
    };
    Ok(ExitCode::from(conclusion.exit_code()))
}

/// `--list` and `--plan` are no runs to be watched, and the flags exclude each other.
fn nothing_judged() -> Failure {
    Failure::Usage("--watch needs a run".to_owned())
}

/// Runs once; `None` where only the list or the plan was asked for.
fn once(args: &GateArgs, invocation: Invocation<'_>) -> Result<Option<Watched>, Failure> {
    let contract = Arc::new(setup::contract(args.schemas.as_deref())?);
    let catalogue = catalogue(&contract)?;
    let shard = setup::shard(args)?;
    let suite = setup::suite(args, &catalogue, shard)?;
    let selection = setup::selection(args, &catalogue, &suite, shard)?;
    for text in setup::idle_skips(args, &catalogue) {
        anstream::eprintln!("warning: --skip {text} leaves out nothing: no check is called so");
    }
    let mock = setup::altered_mock(&args.faults, &args.alternatives)?;
    if args.list {
        printed(list(&selection, &contract, args.format))?;
        return Ok(None);
    }
    let own_domain = server::own_domain(&args.email_domain, args.i_own_this_domain)?;
    let for_servers = args.server.api_key_file.is_some() || !args.server.headers.is_empty();
    if args.target.as_ref().is_none_or(String::is_empty) && for_servers {
        let what = "--api-key-file and --header are for a server: name it with --target";
        return Err(Failure::Usage(what.to_owned()));
    }
    let target = args.target.as_deref().filter(|url| !url.is_empty());
    let target =
        target.map(|url| server::to_server(&args.server, url, suite.writes)).transpose()?;
    let url = target.as_ref().map(|target| target.config.url());
    let seed = setup::seed(args);
    let warnings = only_the_mock(args, url.is_some()).into_iter().collect();
    let plan = Plan {
        warnings,
        waivers: setup::waivers(args, &contract)?,
        baseline: setup::baseline(args)?,
        commands: commands::of_gate(invocation, args, url.as_deref(), seed, shard),
        ..setup::plan(args, Arc::clone(&contract), &suite, selection, seed)
    };
    let runtime = session::runtime()?;
    if args.limits.plan {
        return runtime.block_on(plan::print(args, plan, url.as_deref())).map(|()| None);
    }
    let judged = runtime.block_on(async {
        let mut connection = server::or_mock(target, &args.server, mock, &contract).await?;
        connection.config.own_domain = own_domain;
        judge(args, Session::open(plan, connection)?).await
    });
    // Whoever still resolves a name or floods a connection must not hold up the end.
    runtime.shutdown_background();
    judged.map(|(conclusion, open)| Some(Watched { conclusion, open, seed }))
}

/// What a CI job has to be told that names no server: it may believe that it checked one.
fn only_the_mock(args: &GateArgs, named: bool) -> Option<String> {
    let in_ci = env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let meant = !args.faults.is_empty() || !args.alternatives.is_empty();
    (in_ci && !named && !meant).then(|| {
        "no server was checked, only the embedded mock: name one with --target or AVARA_TARGET"
            .to_owned()
    })
}

/// The conclusion, and the checks that did not pass.
async fn judge(
    args: &GateArgs,
    mut session: Session,
) -> Result<(Conclusion, Vec<String>), Failure> {
    let watch = signals::stop(session.stopper());
    let mut output = Output::new(args).map_err(Failure::before_sending)?;
    session::keep_journal(&mut session, &args.reports_dir)?;
    let timeline = args.timings.then(|| session.keep_time());
    let mut open = Vec::new();
    let mut sink = |event| {
        if let Event::CheckFinished(result) = &event
            && matches!(result.verdict, Verdict::Fail | Verdict::Error | Verdict::Inconclusive)
        {
            open.push(result.id.clone());
        }
        output.event(&event);
    };
    let summary = session.run(&mut sink).await;
    output.finish()?;
    if let Some(timeline) = timeline {
        terminal::remark(timeline.chain().to_string())?;
    }
    watch.abort();
    Ok((summary.conclusion, open))
}
