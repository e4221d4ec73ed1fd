//! From flags to a contract, a target and a plan.

use std::{path::Path, sync::Arc};

use super::{
    args::{GateArgs, Given, ServerArgs},
    commands, credentials,
    failure::Failure,
    stored,
};
use crate::{
    check::Catalogue,
    mock::{
        alternatives::{self, Alternative},
        faults::{self, Fault},
    },
    model::{Baseline, Level, Seed, Waiver, known},
    runner::Plan,
    schema::Contract,
    suite::{Filters, Selection, Suite, select, waivers},
    target::{
        Allowed, TargetConfig, base_url, fresh_token, guard_production, is_loopback, is_reserved,
    },
};

/// The contract in the folder, or the embedded one.
pub(super) fn contract(folder: Option<&Path>) -> Result<Contract, Failure> {
    Ok(match folder {
        Some(folder) => Contract::read_dir(folder)?,
        None => Contract::embedded()?,
    })
}

/// The faults of these names.
pub(super) fn named_faults(names: &[String]) -> Result<Vec<&'static Fault>, Failure> {
    let find = |name: &String| {
        faults::find(name).ok_or_else(|| {
            Failure::Usage(format!("no fault `{name}`: `mock --list-faults` names them"))
        })
    };
    names.iter().map(find).collect()
}

/// The alternatives of these names.
pub(super) fn named_alternatives(names: &[String]) -> Result<Vec<&'static Alternative>, Failure> {
    let find = |name: &String| {
        alternatives::find(name).ok_or_else(|| {
            let known = "`mock --list-alternatives` names them";
            Failure::Usage(format!("no alternative `{name}`: {known}"))
        })
    };
    names.iter().map(find).collect()
}

/// How to reach the target that the flags name.
pub(super) fn target(args: &ServerArgs, url: &str, writes: bool) -> Result<TargetConfig, Failure> {
    let base = base_url(url)?;
    let allowed = Allowed { production: args.allow_production, writes: args.allow_writes };
    guard_production(&base, allowed, writes)?;
    let key = credentials::api_key(args.api_key_file.as_deref(), is_loopback(&base))?;
    let headers = args.headers.iter().map(|line| header(line)).collect::<Result<_, _>>()?;
    Ok(TargetConfig {
        headers,
        rate: args.rate,
        allowed,
        ..args.network.applied_to(TargetConfig::new(base, key))?
    })
}

/// The domain that invitations may go to beside the reserved ones.
pub(super) fn own_domain(domain: &str, owned: bool) -> Result<Option<String>, Failure> {
    if is_reserved(domain) {
        return Ok(None);
    }
    if !owned {
        return Err(Failure::Usage(format!(
            "--email-domain `{domain}` is no reserved domain: invitations would reach people; use \
             example.com, or --i-own-this-domain"
        )));
    }
    Ok(Some(domain.to_owned()))
}

fn header(line: &str) -> Result<(String, String), Failure> {
    let wrong = || Failure::Usage(format!("-H `{line}` is no header: write 'Name: value'"));
    let (name, value) = line.split_once(':').ok_or_else(wrong)?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// The suite, with what the flags say instead.
pub(super) fn suite(args: &GateArgs, catalogue: &Catalogue) -> Result<Suite, Failure> {
    let mut suite = Suite::load(&args.suite, catalogue)?;
    if let Some(cases) = args.cases {
        suite.cases = cases;
    }
    if args.strict {
        suite.gate = Level::Should;
    }
    suite.invites = args.limits.max_invites.or(suite.invites);
    suite.requests = args.limits.max_requests.or(suite.requests);
    suite.time = args.limits.max_time.or(suite.time);
    Ok(suite)
}

/// The selected checks and their scenarios.
pub(super) fn selection(
    args: &GateArgs,
    catalogue: &Catalogue,
    suite: &Suite,
) -> Result<Selection, Failure> {
    let filters = Filters {
        wanted: args.filters.clone(),
        skip: args.skip.clone(),
        exact: args.exact,
        scenarios: args.scenarios.clone(),
    };
    let selection = select(catalogue, suite, &filters);
    if selection.checks.is_empty() {
        return Err(Failure::Nothing(nothing(args, catalogue)));
    }
    Ok(selection)
}

/// Why nothing is selected, and what would have been.
fn nothing(args: &GateArgs, catalogue: &Catalogue) -> String {
    let asked = args.filters.join(" or ");
    let known = |text: &str| catalogue.checks.iter().any(|check| check.id.contains(text));
    if args.filters.is_empty() {
        return "no check is left: the suite and --skip exclude all of them".to_owned();
    }
    if args.exact && args.filters.iter().any(|text| known(text)) {
        return format!("no check is named exactly `{asked}`; without --exact some match");
    }
    if args.filters.iter().any(|text| known(text)) {
        return format!("`{asked}` matches checks that suite `{}` or --skip excludes", args.suite);
    }
    let families = ["invite", "list", "filters", "update", "auth", "protocol", "model"];
    format!(
        "no check id contains `{asked}`; the families are {}; --list shows all",
        families.join(", ")
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

/// What the run executes.
pub(super) fn plan(
    args: &GateArgs,
    given: Given<'_>,
    target: Option<&str>,
    contract: Arc<Contract>,
    suite: &Suite,
    selection: Selection,
) -> Plan {
    let random = || Seed(u64::from(uuid::Uuid::new_v4().as_fields().0));
    let seed = args.seed.unwrap_or_else(random);
    Plan {
        concurrency: usize::from(args.concurrency),
        edition: args.edition.edition(),
        settle: args.server.settle,
        keep_users: args.limits.keep_users,
        email_domain: args.email_domain.clone(),
        commands: commands::of_gate(given, args, target, seed),
        embedded_mock: args.target.is_none(),
        faults: args.faults.clone(),
        alternatives: args.alternatives.clone(),
        keep: args.keep.keep(),
        ..Plan::new(contract, suite, selection, seed, fresh_token())
    }
}
