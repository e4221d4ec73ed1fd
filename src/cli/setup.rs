//! From flags to a contract, a target and a plan.

use std::{path::Path, sync::Arc};

use reqwest::Url;

use super::{args::GateArgs, credentials, failure::Failure};
use crate::{
    check::{Catalogue, catalogue},
    mock::faults::{self, Fault},
    model::{Level, Seed},
    runner::Plan,
    schema::Contract,
    suite::{Filters, Selection, Suite, select},
    target::{TargetConfig, is_reserved},
};

/// The host that real tenants live on.
const PRODUCTION: &str = "api.avarasoftware.com";

/// How often a finding is executed again, and how many smaller cases are tried for it.
const RERUNS: usize = 2;
const SHRINK_STEPS: usize = 300;

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
            let all: Vec<&str> = faults::all().iter().map(|fault| fault.name).collect();
            Failure::Usage(format!("no fault `{name}`: there are {}", all.join(", ")))
        })
    };
    names.iter().map(find).collect()
}

/// A base URL with scheme and host.
pub(super) fn base_url(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.filter(|url| url.host_str().is_some_and(|host| !host.is_empty()));
    let url = url.ok_or_else(|| {
        let host = text.split("://").last().unwrap_or(text);
        Failure::Usage(format!("--target `{text}` is no URL: it has to look like https://{host}"))
    })?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Failure::Usage(format!("--target `{text}` has a query or a fragment")));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// How to reach the target. Refuses production unless it is allowed, and then writes unless these
/// are allowed too.
pub(super) fn target(args: &GateArgs, base: Url, suite: &Suite) -> Result<TargetConfig, Failure> {
    if base.host_str() == Some(PRODUCTION) {
        if !args.allow_production {
            return Err(Failure::Usage(format!(
                "{PRODUCTION} is production: --allow-production checks it, reading only"
            )));
        }
        if suite.writes && !args.allow_writes {
            return Err(Failure::Usage(format!(
                "suite `{}` writes: use --suite read-only on production, or --allow-writes",
                suite.name
            )));
        }
    }
    let reserved = is_reserved(&args.email_domain);
    if !reserved && !args.i_own_this_domain {
        return Err(Failure::Usage(format!(
            "--email-domain `{}` is no reserved domain: invitations would reach people; use \
             example.com, or --i-own-this-domain",
            args.email_domain
        )));
    }
    let key = credentials::api_key(args.api_key_file.as_deref(), is_loopback(&base))?;
    let headers = args.headers.iter().map(|line| header(line)).collect::<Result<_, _>>()?;
    Ok(TargetConfig {
        headers,
        timeout: args.timeout,
        connect_timeout: args.connect_timeout,
        own_domain: (!reserved).then(|| args.email_domain.clone()),
        ..TargetConfig::new(base, key)
    })
}

fn header(line: &str) -> Result<(String, String), Failure> {
    let wrong = || Failure::Usage(format!("-H `{line}` is no header: write 'Name: value'"));
    let (name, value) = line.split_once(':').ok_or_else(wrong)?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// The suite, with what the flags say instead.
pub(super) fn suite(args: &GateArgs) -> Result<Suite, Failure> {
    let mut suite = Suite::load(&args.suite)?;
    if let Some(cases) = args.cases {
        suite.cases = cases;
    }
    if args.strict {
        suite.gate = Level::Should;
    }
    Ok(suite)
}

/// The selected checks and their scenarios.
pub(super) fn selection(
    args: &GateArgs,
    contract: &Contract,
    suite: &Suite,
) -> Result<Selection, Failure> {
    let filters =
        Filters { wanted: args.filters.clone(), skip: args.skip.clone(), exact: args.exact };
    let catalogue: Catalogue = catalogue(contract)?;
    let selection = select(&catalogue, suite, &filters);
    if selection.checks.is_empty() {
        return Err(Failure::Nothing(nothing(args, &catalogue)));
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
    let families = ["invite", "list", "filters", "update", "auth", "protocol"];
    format!(
        "no check id contains `{asked}`; the families are {}; --list shows all",
        families.join(", ")
    )
}

/// What the run executes.
pub(super) fn plan(
    args: &GateArgs,
    contract: Arc<Contract>,
    suite: Suite,
    selection: Selection,
) -> Plan {
    let random = uuid::Uuid::new_v4();
    let seed = args.seed.unwrap_or_else(|| Seed(u64::from(random.as_fields().0)));
    Plan {
        contract,
        selection,
        seed,
        token: random.simple().to_string()[..8].to_owned(),
        cases: suite.cases,
        concurrency: usize::from(args.concurrency),
        gate: suite.gate,
        edition: args.edition.edition(),
        pool: suite.pool,
        writes: suite.writes,
        invites: suite.invites,
        settle: args.settle,
        email_domain: args.email_domain.clone(),
        reruns: RERUNS,
        shrink_steps: SHRINK_STEPS,
        replay: replay(args, seed),
        embedded_mock: args.target.is_none(),
        suite: suite.name,
    }
}

/// The command that repeats the run, without the filter.
fn replay(args: &GateArgs, seed: Seed) -> String {
    let mut words = vec!["avara-conformance".to_owned()];
    words.extend(args.target.iter().map(|target| format!("--target {target}")));
    words.extend(args.faults.iter().map(|fault| format!("--fault {fault}")));
    words.push(format!("--suite {} --seed {seed}", args.suite));
    words.extend(args.cases.map(|cases| format!("--cases {cases}")));
    words.extend(args.strict.then(|| "--strict".to_owned()));
    words.extend(args.edition.edition().map(|edition| format!("--edition {edition}")));
    words.join(" ")
}
