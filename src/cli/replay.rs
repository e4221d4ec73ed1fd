//! `avara-conformance replay`: plays findings again that an earlier run wrote down.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use super::{
    args::{Invocation, ReplayArgs},
    commands,
    failure::Failure,
    regressions::Regressions,
    server, session, setup, signals, stored,
    terminal::{options, printed},
};
use crate::{
    check::{Catalogue, Scenario, catalogue},
    model::{Conclusion, Counterexample, Example, Replayed, RunInfo, Settings},
    report::{Run, replayed},
    runner::{Cleanup, CommandLine, Commands, Plan, Session},
    suite::{Filters, Selection, Suite, select},
    target::fresh_token,
};

/// A finding with its check and its number in the reports.
struct Chosen {
    number: usize,
    finding: (String, Counterexample),
}

pub(super) fn run(args: &ReplayArgs, invocation: Invocation<'_>) -> Result<ExitCode, Failure> {
    let run = stored::load(&args.run)?;
    let chosen = choose(&run, args.finding.as_deref())?;
    let info = run.info.as_ref().ok_or_else(|| nothing("this run never began"))?;
    let contract = Arc::new(setup::contract(args.schemas.as_deref())?);
    let catalogue = catalogue(&contract)?;
    let (suite, selection) = selection(&catalogue, &chosen)?;
    let findings: Vec<_> = chosen.iter().map(|chosen| &chosen.finding).collect();
    let open =
        |path: &PathBuf| Regressions::open(path, &info.suite, &findings, &contract, &catalogue);
    let regressions = args.save_regressions.as_ref().map(open).transpose()?;
    let writes = |scenario: &Scenario| scenario.writes || scenario.needs_fixtures;
    let writes = selection.scenarios.iter().any(writes);
    let Settings { email_domain, faults, alternatives, .. } = &info.settings;
    let own_domain = server::own_domain(email_domain, args.i_own_this_domain)?;
    let url = args.target.clone().or_else(|| (!info.embedded_mock).then(|| info.target.clone()));
    let target = url.map(|url| server::to_server(&args.server, &url, writes)).transpose()?;
    let mock = setup::altered_mock(faults, alternatives)?;
    let usual = Plan::new(Arc::clone(&contract), &suite, selection, info.seed, fresh_token());
    let folder = folder_of(&args.run);
    let cleanup = commands::cleanup(invocation, &folder);
    let plan = Plan {
        edition: info.settings.edition,
        settle: args.server.settle,
        email_domain: email_domain.clone(),
        sets: info.settings.status.clone(),
        commands: Commands { cleanup, ..usual.commands },
        ..usual
    };
    session::runtime()?.block_on(async {
        let mut connection = server::or_mock(target, &args.server, mock, &contract).await?;
        connection.config.own_domain = own_domain;
        let mut session = Session::open(plan, connection)?;
        if !session.plan().embedded_mock {
            session::keep_journal(&mut session, &folder)?;
        }
        let conclusion = replay(args, info, session, &chosen, regressions.as_ref()).await?;
        Ok(ExitCode::from(conclusion.exit_code()))
    })
}

async fn replay(
    args: &ReplayArgs,
    info: &RunInfo,
    session: Session,
    chosen: &[Chosen],
    regressions: Option<&Regressions<'_>>,
) -> Result<Conclusion, Failure> {
    let stopper = session.stopper();
    let watch = signals::stop(stopper.clone());
    let options = options(args.quiet, args.verbose);
    let mut out = anstream::stdout();
    let findings: Vec<_> = chosen.iter().map(|chosen| chosen.finding.clone()).collect();
    let (url, clean) = (session.target(), session.plan().commands.cleanup.clone());
    let mut all = Vec::new();
    let mut written = write_heading(info, &url, &mut out);
    let cleanup = session
        .reproduce(&findings, args.tries, &mut |at, replayed| {
            if written.is_ok() {
                let Chosen { number, finding } = &chosen[at];
                written = replayed::write(*number, finding, &replayed, &url, options, &mut out);
            }
            all.push(replayed);
        })
        .await;
    watch.abort();
    let still = all.iter().zip(&findings).filter(|(replayed, _)| replayed.still_fails());
    let still: Vec<_> = still.map(|(_, finding)| finding).collect();
    let saved = regressions.map(|regressions| regressions.save(&still)).transpose()?;
    let sums: Vec<String> = [replayed::sums(&all)].into_iter().chain(saved).collect();
    printed(written.and_then(|()| write_ending(&sums, &cleanup, &clean, &mut out)))?;
    let conclusion = match Replayed::conclude(&all) {
        // Nobody was there to show anything.
        Conclusion::Incomplete if cleanup.unreachable => Conclusion::Undecided,
        other => other,
    };
    Ok(stopper.stopped().unwrap_or(conclusion))
}

/// Where a file stands; what is read from standard input stands here.
fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_owned).unwrap_or_default()
}

/// Says what the findings came to and what was saved, and which users of the replay are left.
fn write_ending(
    sums: &[String],
    cleanup: &Cleanup,
    clean: &CommandLine,
    out: &mut impl io::Write,
) -> io::Result<()> {
    for line in sums {
        writeln!(out, "{line}")?;
    }
    for user in &cleanup.left {
        writeln!(out, "left: {user}")?;
    }
    if cleanup.left.is_empty() { Ok(()) } else { writeln!(out, "clean with {clean}") }
}

fn write_heading(info: &RunInfo, url: &str, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "findings of the run of {}, played again against {url}\n", info.started_at)
}

/// The findings that are asked for: by their number in the reports, their key or their check.
fn choose(run: &Run, asked: Option<&str>) -> Result<Vec<Chosen>, Failure> {
    let all: Vec<Chosen> = run
        .findings()
        .into_iter()
        .filter_map(|found| {
            let check = found.checks.first()?.id.clone();
            let finding = (check, found.counterexample.clone());
            Some(Chosen { number: found.number, finding })
        })
        .collect();
    if all.is_empty() {
        return Err(nothing("this run has no finding"));
    }
    let Some(asked) = asked else { return Ok(all) };
    let many = all.len();
    let is = |chosen: &Chosen| {
        let (check, shown) = &chosen.finding;
        asked == check || asked == chosen.number.to_string() || asked == shown.finding.key()
    };
    let mut chosen: Vec<Chosen> = all.into_iter().filter(is).collect();
    if chosen.is_empty() {
        // The same finding may have been made by another check as well.
        let results = run.results.iter().filter(|result| result.id == asked);
        let shown = results.flat_map(|result| &result.counterexamples).zip(1..);
        chosen = shown
            .map(|(shown, number)| Chosen { number, finding: (asked.to_owned(), shown.clone()) })
            .collect();
    }
    if chosen.is_empty() {
        let known = format!("there are {many}, by number, key or check");
        return Err(Failure::Usage(format!("no finding `{asked}`: {known}")));
    }
    Ok(chosen)
}

/// The scenarios of the findings, and what creates the users that they look for.
fn selection(catalogue: &Catalogue, chosen: &[Chosen]) -> Result<(Suite, Selection), Failure> {
    let suite = Suite::load("full", catalogue)?;
    let examples = chosen.iter().filter_map(|chosen| {
        let case = &chosen.finding.1.case;
        let value = case.scenario.starts_with("example/").then(|| case.value.clone())?;
        serde_json::from_value::<Example>(value).ok()
    });
    let suite = Suite { examples: examples.collect(), ..suite };
    let unique = |of: fn(&Chosen) -> &String| -> Vec<String> {
        chosen.iter().map(of).collect::<BTreeSet<_>>().into_iter().cloned().collect()
    };
    let filters = Filters {
        wanted: unique(|chosen| &chosen.finding.0),
        exact: true,
        scenarios: unique(|chosen| &chosen.finding.1.case.scenario),
        ..Filters::default()
    };
    let selection = select(catalogue, &suite, &filters);
    Ok((suite, selection))
}

fn nothing(what: &str) -> Failure {
    Failure::Nothing(format!("{what}, so that nothing can be played again"))
}
