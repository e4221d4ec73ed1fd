//! The gate: checks a target and ends with the exit code of the verdict.

use std::{process::ExitCode, sync::Arc};

use super::{
    args::{GateArgs, Given},
    commands,
    failure::Failure,
    list::list,
    output::Output,
    plan,
    session::{self, embedded, journal},
    setup, signals,
    terminal::printed,
};
use crate::{
    check::catalogue,
    mock::MockConfig,
    model::{Conclusion, Event},
    runner::{Outlook, Plan, Runner, Sources, Stopper},
    target::{Target, TargetConfig},
};

pub(super) fn run(args: &GateArgs, given: Given<'_>) -> Result<ExitCode, Failure> {
    let contract = Arc::new(setup::contract(args.schemas.as_deref())?);
    let catalogue = catalogue(&contract)?;
    let suite = setup::suite(args, &catalogue)?;
    let selection = setup::selection(args, &catalogue, &suite)?;
    let faults = setup::named_faults(&args.faults)?;
    let alternatives = setup::named_alternatives(&args.alternatives)?;
    if args.list {
        printed(list(&selection, &contract, args.format))?;
        return Ok(ExitCode::SUCCESS);
    }
    let own_domain = setup::own_domain(&args.email_domain, args.i_own_this_domain)?;
    let for_servers = args.server.api_key_file.is_some() || !args.server.headers.is_empty();
    if args.target.is_none() && for_servers {
        let what = "--api-key-file and --header are for a server: name it with --target";
        return Err(Failure::Usage(what.to_owned()));
    }
    let server = args.target.as_deref();
    let server = server.map(|text| setup::target(&args.server, text, suite.writes)).transpose()?;
    let waivers = setup::waivers(args, &contract)?;
    let url = server.as_ref().map(TargetConfig::url);
    let plan = setup::plan(args, given, url.as_deref(), Arc::clone(&contract), &suite, selection);
    let plan = Plan { waivers, baseline: setup::baseline(args)?, ..plan };
    let runtime = session::runtime()?;
    if args.limits.plan {
        return runtime.block_on(plan::print(args, &plan, url.as_deref()));
    }
    let conclusion = runtime.block_on(async {
        let (config, mock) = if let Some(config) = server {
            (config, None)
        } else {
            let mock = MockConfig { faults, alternatives, ..MockConfig::default() };
            let (config, mock) = embedded(&args.server, &contract, mock).await?;
            (config, Some(mock))
        };
        let conclusion = judge(args, &plan, TargetConfig { own_domain, ..config }).await?;
        if let (Some(mock), false) = (mock, conclusion.is_interruption()) {
            mock.shutdown().await;
        }
        Ok(conclusion)
    });
    // Whoever still resolves a name or floods a connection must not hold up the end.
    runtime.shutdown_background();
    conclusion.map(|conclusion| ExitCode::from(conclusion.exit_code()))
}

async fn judge(args: &GateArgs, plan: &Plan, config: TargetConfig) -> Result<Conclusion, Failure> {
    let target = Target::new(config)?;
    let stopper = Stopper::default();
    let scenarios = &plan.selection.scenarios;
    let sources = Sources::prepare(&plan.contract, plan.edition, scenarios)?;
    let plan = &Plan { limits: Outlook::of(plan, &sources).limits, ..plan.clone() };
    let runner = Runner::new(plan, &sources, &target, &stopper);
    let watch = signals::stop(stopper.clone());
    let mut output = Output::new(args).map_err(Failure::before_sending)?;
    let runner = runner.journalled(journal(plan, &commands::journal(&args.reports_dir))?);
    let mut sink = |event: Event| output.event(&event);
    let summary = runner.run(&mut sink).await;
    output.finish()?;
    watch.abort();
    Ok(summary.conclusion)
}
