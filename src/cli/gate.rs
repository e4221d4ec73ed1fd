//! The gate: checks a target and ends with the exit code of the verdict.

use std::{path::Path, process::ExitCode, sync::Arc};

use tokio::runtime::Runtime;

use super::{
    args::{GateArgs, ServerArgs},
    failure::Failure,
    list::list,
    output::{Output, broken_pipe},
    plan, setup,
    signals::Signals,
};
use crate::{
    check::catalogue,
    mock::{self, MockConfig, MockServer},
    model::{Conclusion, Event},
    runner::{Outlook, Plan, Runner, Sources, Stopper, journal::Journal},
    schema::Contract,
    target::{ApiKey, Target, TargetConfig, base_url},
};

pub(super) fn run(args: &GateArgs) -> Result<ExitCode, Failure> {
    let contract = Arc::new(setup::contract(args.schemas.as_deref())?);
    let catalogue = catalogue(&contract)?;
    let suite = setup::suite(args, &catalogue)?;
    let selection = setup::selection(args, &catalogue, &suite)?;
    let faults = setup::named_faults(&args.faults)?;
    let alternatives = setup::named_alternatives(&args.alternatives)?;
    if args.list {
        return list(&selection, &contract, args.format)
            .or_else(broken_pipe)
            .map(|()| ExitCode::SUCCESS)
            .map_err(Failure::machine("cannot write to standard output"));
    }
    let own_domain = setup::own_domain(&args.email_domain, args.i_own_this_domain)?;
    let for_servers = args.server.api_key_file.is_some() || !args.server.headers.is_empty();
    if args.target.is_none() && for_servers {
        let what = "--api-key-file and --header are for a server: name it with --target";
        return Err(Failure::Usage(what.to_owned()));
    }
    let given = args.target.as_deref();
    let given = given.map(|text| setup::target(&args.server, text, suite.writes)).transpose()?;
    let waivers = setup::waivers(args, &contract)?;
    let plan = setup::plan(args, Arc::clone(&contract), &suite, selection);
    let plan = Plan { waivers, baseline: setup::baseline(args)?, ..plan };
    let runtime = Runtime::new().map_err(Failure::machine("cannot start"))?;
    if args.limits.plan {
        return runtime.block_on(plan::print(args, &plan, args.target.as_deref()));
    }
    let conclusion = runtime.block_on(async {
        let (config, mock) = if let Some(config) = given {
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

/// Starts the embedded mock, with a key that nobody else has.
pub(super) async fn embedded(
    args: &ServerArgs,
    contract: &Contract,
    config: MockConfig,
) -> Result<(TargetConfig, MockServer), Failure> {
    let key = uuid::Uuid::new_v4().simple().to_string();
    let config = MockConfig { api_key: Some(key.clone()), ..config };
    let mock = mock::start(config, &contract.documents).await?;
    let base = base_url(&mock.url())?;
    let config = TargetConfig {
        rate: args.rate,
        ..args.network.applied_to(TargetConfig::new(base, ApiKey::new(&key)))?
    };
    Ok((config, mock))
}

async fn judge(args: &GateArgs, plan: &Plan, config: TargetConfig) -> Result<Conclusion, Failure> {
    let target = Target::new(config)?;
    let stopper = Stopper::default();
    let scenarios = &plan.selection.scenarios;
    let sources = Sources::prepare(&plan.contract, plan.edition, scenarios)?;
    let plan = &Plan { limits: Outlook::of(plan, &sources).limits, ..plan.clone() };
    let runner = Runner::new(plan, &sources, &target, &stopper);
    let watch = tokio::spawn(stop_on_signals(Signals::new(), stopper.clone()));
    let mut output = Output::new(args).map_err(Failure::before_sending)?;
    let runner = runner.journalled(journal(plan, &setup::journal(&args.reports_dir))?);
    let mut sink = |event: Event| output.event(&event);
    let summary = runner.run(&mut sink).await;
    output.finish()?;
    watch.abort();
    Ok(summary.conclusion)
}

/// Where the run takes its writes down; a run that writes nothing leaves no journal.
pub(super) fn journal(plan: &Plan, path: &Path) -> Result<Journal, Failure> {
    if !plan.writes {
        return Ok(Journal::off());
    }
    let (journal, left) = Journal::create(path)?;
    if left > 0 {
        anstream::eprintln!(
            "note: users of earlier runs are left to be cleaned up, {left} of them: {}",
            plan.cleanup
        );
    }
    Ok(journal)
}

/// The first signal stops the run, which then writes its reports; the second ends at once.
pub(super) async fn stop_on_signals(mut signals: Signals, stopper: Stopper) {
    loop {
        let conclusion = signals.next().await;
        if stopper.stopped().is_some() {
            std::process::exit(i32::from(conclusion.exit_code()));
        }
        stopper.stop(conclusion);
    }
}
