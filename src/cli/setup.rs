//! From flags to a contract, a suite and a plan.

use std::{env, path::Path, sync::Arc};

use clap::CommandFactory;

use super::{
    args::{Cli, GateArgs},
    failure::Failure,
    similar::{did_you_mean, similar},
    stored,
};
use crate::{
    check::Catalogue,
    mock::{
        MockConfig,
        alternatives::{self, Alternative},
        faults::{self, Fault},
    },
    model::{Baseline, Level, Seed, Shard, Waiver, known},
    runner::Plan,
    schema::Contract,
    suite::{Filters, Filterset, Selection, Suite, SuiteError, select, waivers},
    target::fresh_token,
};

/// The contract in the folder, or the embedded one.
pub(super) fn contract(folder: Option<&Path>) -> Result<Contract, Failure> {
    Ok(match folder {
        Some(folder) => Contract::read_dir(folder)?,
        None => Contract::embedded()?,
    })
}

/// A mock with these faults and alternatives.
pub(super) fn altered_mock(
    faults: &[String],
    alternatives: &[String],
) -> Result<MockConfig, Failure> {
    Ok(MockConfig {
        faults: named_faults(faults)?,
        alternatives: named_alternatives(alternatives)?,
        ..MockConfig::default()
    })
}

/// The faults of these names.
pub(super) fn named_faults(names: &[String]) -> Result<Vec<&'static Fault>, Failure> {
    let find = |name: &String| {
        faults::find(name).ok_or_else(|| {
            let names = faults::all().iter().map(|fault| fault.name);
            let meant = did_you_mean(name, names);
            Failure::Usage(format!("no fault `{name}`: `mock --list-faults` names them{meant}"))
        })
    };
    names.iter().map(find).collect()
}

/// The alternatives of these names.
pub(super) fn named_alternatives(names: &[String]) -> Result<Vec<&'static Alternative>, Failure> {
    let find = |name: &String| {
        alternatives::find(name).ok_or_else(|| {
            let known = "`mock --list-alternatives` names them";
            let names = alternatives::all().iter().map(|alternative| alternative.name);
            Failure::Usage(format!("no alternative `{name}`: {known}{}", did_you_mean(name, names)))
        })
    };
    names.iter().map(find).collect()
}

/// The part of the checks that is asked for. All parts of a run have to draw the same cases.
pub(super) fn shard(args: &GateArgs) -> Result<Option<Shard>, Failure> {
    let Some(asked) = args.shard else { return Ok(None) };
    let shard = asked.shard(|name| env::var(name).ok()).map_err(Failure::Usage)?;
    if shard.is_some_and(|shard| shard.total() > 1) && args.seed.is_none() {
        let what = "--shard needs --seed, the same for all shards: they draw the same cases then";
        return Err(Failure::Usage(what.to_owned()));
    }
    Ok(shard)
}

/// The suite, with what the flags say instead. A shard has its share of the budgets.
pub(super) fn suite(
    args: &GateArgs,
    catalogue: &Catalogue,
    shard: Option<Shard>,
) -> Result<Suite, Failure> {
    let mut suite = Suite::load(&args.suite, catalogue).map_err(|error| match &error {
        SuiteError::Unknown { name, known } => {
            let meant = did_you_mean(name, known.iter().copied());
            Failure::Usage(format!("{error}{meant}"))
        }
        SuiteError::Unreadable { .. } | SuiteError::Invalid { .. } => error.into(),
    })?;
    if let Some(cases) = args.cases {
        suite.cases = cases;
    }
    if args.strict {
        suite.gate = Level::Should;
    }
    suite.invites = args.limits.max_invites.or(suite.invites);
    suite.requests = args.limits.max_requests.or(suite.requests);
    if let Some(shard) = shard {
        suite.invites = suite.invites.map(|most| shard.share(most));
        suite.requests = suite.requests.map(|most| shard.share(most));
    }
    suite.time = args.limits.max_time.or(suite.time);
    Ok(suite)
}

/// The selected checks and their scenarios.
pub(super) fn selection(
    args: &GateArgs,
    catalogue: &Catalogue,
    suite: &Suite,
    shard: Option<Shard>,
) -> Result<Selection, Failure> {
    let filters = Filters {
        wanted: args.filters.clone(),
        skip: args.skip.clone(),
        exact: args.exact,
        sets: filtersets(args, catalogue)?,
        scenarios: args.scenarios.clone(),
        shard,
    };
    let selection = select(catalogue, suite, &filters);
    for asked in &args.scenarios {
        let mut known =
            catalogue.scenarios.iter().chain(&selection.scenarios).map(|s| s.id.as_str());
        if !asked.contains('*') && !known.any(|id| id == asked) {
            let all = catalogue.scenarios.iter().map(|scenario| scenario.id.as_str());
            let meant = did_you_mean(asked, all);
            return Err(Failure::Usage(format!(
                "no scenario `{asked}`: `explain CHECK` names those of a check{meant}"
            )));
        }
    }
    if selection.checks.is_empty() {
        let why = match shard {
            Some(shard) => format!("no selected check is in the shard {shard}"),
            None => nothing(args, catalogue),
        };
        return Err(Failure::Nothing(why));
    }
    Ok(selection)
}

fn filtersets(args: &GateArgs, catalogue: &Catalogue) -> Result<Vec<Filterset>, Failure> {
    let parsed = |text: &String| {
        let failure = |error| Failure::Usage(format!("--filterset cannot be read:\n{error}"));
        Filterset::parse(text, catalogue).map_err(failure)
    };
    args.filtersets.iter().map(parsed).collect()
}

/// What --skip names and does not leave out, since nothing is called so: a slip that would change
/// nothing in silence.
pub(super) fn idle_skips<'a>(args: &'a GateArgs, catalogue: &Catalogue) -> Vec<&'a str> {
    let is = |id: &str, text: &str| if args.exact { id == text } else { id.contains(text) };
    let idle = |text: &&str| !catalogue.checks.iter().any(|check| is(&check.id, text));
    args.skip.iter().map(String::as_str).filter(idle).collect()
}

/// Why nothing is selected, and what would have been.
fn nothing(args: &GateArgs, catalogue: &Catalogue) -> String {
    let asked = args.filters.join(" or ");
    let known = |text: &str| catalogue.checks.iter().any(|check| check.id.contains(text));
    if args.filters.is_empty() || !args.filtersets.is_empty() {
        let what = "the suite, the filters, --filterset and --skip exclude all of them together";
        return format!("no check is left: {what}");
    }
    let ids = || catalogue.checks.iter().map(|check| check.id.as_str());
    let meant = || {
        let program = Cli::command();
        let commands: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
        let typed = args.filters.iter();
        // One word alone may be a command that was mistyped.
        let alone = args.filters.len() == 1;
        typed
            .map(|typed| match alone.then(|| similar(typed, commands.iter().copied())).flatten() {
                Some(command) => format!("; did you mean the command `{command}`?"),
                None => did_you_mean(typed, ids()),
            })
            .find(|meant| !meant.is_empty())
            .unwrap_or_default()
    };
    if args.exact && args.filters.iter().any(|text| known(text)) {
        return format!("no check is named exactly `{asked}`; without --exact some match");
    }
    if args.filters.iter().any(|text| known(text)) {
        return format!("`{asked}` matches checks that suite `{}` or --skip excludes", args.suite);
    }
    let families = ["invite", "list", "filters", "update", "auth", "protocol", "model"];
    format!(
        "no check id contains `{asked}`; the families are {}; --list shows all{}",
        families.join(", "),
        meant()
    )
}

/// The known failures of the waiver file.
pub(super) fn waivers(args: &GateArgs, contract: &Contract) -> Result<Vec<Waiver>, Failure> {
    let Some(path) = &args.waivers else { return Ok(Vec::new()) };
    let known =
        |id: &str| contract.clauses.iter().any(|c| c.checks.iter().any(|check| check == id));
    Ok(waivers::load(path, chrono::Utc::now().date_naive(), known)?)
}

/// What an earlier run found.
pub(super) fn baseline(args: &GateArgs) -> Result<Option<Baseline>, Failure> {
    let Some(path) = &args.baseline else { return Ok(None) };
    let run = stored::load(path)?;
    let since = run.info.map(|info| info.started_at).ok_or_else(|| {
        Failure::Usage(format!("--baseline {}: this run never began", path.display()))
    })?;
    Ok(Some(Baseline { since, known: known(&run.results) }))
}

/// The seed that was asked for, or a new one.
pub(super) fn seed(args: &GateArgs) -> Seed {
    args.seed.unwrap_or_else(|| Seed(u64::from(uuid::Uuid::new_v4().as_fields().0)))
}

/// What the run executes.
pub(super) fn plan(
    args: &GateArgs,
    contract: Arc<Contract>,
    suite: &Suite,
    selection: Selection,
    seed: Seed,
) -> Plan {
    Plan {
        concurrency: usize::from(args.concurrency),
        edition: args.edition.edition(),
        settle: args.server.settle,
        pending: args.server.pending,
        keep_users: args.limits.keep_users,
        max_findings: args.max_findings.or(args.fail_fast.then_some(1)),
        email_domain: args.email_domain.clone(),
        keep: args.keep.keep(),
        ..Plan::new(contract, suite, selection, seed, fresh_token())
    }
}
