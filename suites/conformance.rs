//! The libtest-mimic door: every check of the suite as a trial, for `cargo test` and nextest.
//!
//! Checks the embedded mock, or the server that `AVARA_TARGET` names (with the key of
//! `AVARA_API_KEY`, the suite of `AVARA_SUITE` and the seed of `AVARA_SEED`). The selected checks
//! share one run, which begins when the first trial does; each trial then tells its verdict.

use std::{
    collections::BTreeMap,
    env,
    path::Path,
    process,
    sync::{Arc, OnceLock},
};

use avara_conformance::{
    check::catalogue,
    mock::MockConfig,
    model::{CheckResult, Seed, Verdict},
    report::Run,
    runner::{Commands, Connection, Plan, Session},
    schema::Contract,
    suite::{Filters, Selection, Suite, select},
    target::{Allowed, ApiKey, fresh_token},
};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// Where the writes to a server are taken down, for `avara-conformance cleanup`.
const JOURNAL: &str = "reports/journal.ndjson";

/// Any error, in words.
type Problem = Box<dyn std::error::Error + Send + Sync>;

/// What the trials share: how to run, and, once a trial has begun, what the run came to.
struct Door {
    contract: Arc<Contract>,
    /// As it was asked for: a file is found again by its path.
    suite_name: String,
    suite: Suite,
    selection: Selection,
    seed: Seed,
    run: OnceLock<Result<Run, String>>,
}

#[expect(clippy::print_stderr, reason = "a trial runner has nowhere else to say it cannot start")]
fn main() {
    let arguments = Arguments::from_args();
    let door = Door::open(&arguments).unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        process::exit(2);
    });
    let door = Arc::new(door);
    let trials = door.selection.checks.iter().map(|check| {
        let (door, id) = (Arc::clone(&door), check.id.clone());
        Trial::ignorable_test(check.id.clone(), move || door.verdict(&id))
    });
    let trials = trials.collect();
    libtest_mimic::run(&arguments, trials).exit();
}

impl Door {
    fn open(arguments: &Arguments) -> Result<Self, Problem> {
        let contract = Arc::new(Contract::embedded()?);
        let catalogue = catalogue(&contract)?;
        let suite_name = env::var("AVARA_SUITE").unwrap_or_else(|_| "full".to_owned());
        let suite = Suite::load(&suite_name, &catalogue)?;
        let filters = Filters {
            wanted: arguments.filter.iter().cloned().collect(),
            skip: arguments.skip.clone(),
            exact: arguments.exact,
            ..Filters::default()
        };
        let selection = select(&catalogue, &suite, &filters);
        let seed = match env::var("AVARA_SEED") {
            Ok(text) => text.parse().map_err(|error| format!("AVARA_SEED `{text}`: {error}"))?,
            Err(_) => Seed(u64::from(uuid::Uuid::new_v4().as_fields().0)),
        };
        Ok(Self { contract, suite_name, suite, selection, seed, run: OnceLock::new() })
    }

    /// The verdict of one check. Whatever is neither pass, warning nor waived fails the trial,
    /// but what is not possible here, which libtest calls ignored.
    fn verdict(&self, id: &str) -> Result<Completion, Failed> {
        let run = self.run.get_or_init(|| self.execute().map_err(|problem| problem.to_string()));
        let run = run.as_ref().map_err(Failed::from)?;
        let results: BTreeMap<&str, &CheckResult> =
            run.results.iter().map(|result| (result.id.as_str(), result)).collect();
        let Some(result) = results.get(id) else {
            let reason = run.summary.as_ref().and_then(|summary| summary.reason.clone());
            return Err(reason.unwrap_or_else(|| "the check has no verdict".to_owned()).into());
        };
        let reason = result.reason.clone().unwrap_or_default();
        match result.verdict {
            Verdict::Pass | Verdict::Warn | Verdict::Waived => Ok(Completion::Completed),
            Verdict::Skip => Ok(Completion::ignored_with(reason)),
            Verdict::Fail => Err(run.findings_text(result).into()),
            Verdict::Inconclusive | Verdict::Error => {
                Err(format!("{}: {reason}", result.verdict).into())
            }
        }
    }

    fn execute(&self) -> Result<Run, Problem> {
        let selection = self.selection.clone();
        let contract = Arc::clone(&self.contract);
        let plan = Plan::new(contract, &self.suite, selection, self.seed, fresh_token());
        tokio::runtime::Runtime::new()?.block_on(async {
            let target = env::var("AVARA_TARGET").ok();
            let connection = if let Some(url) = &target {
                let key = env::var("AVARA_API_KEY").ok().filter(|key| !key.trim().is_empty());
                let key = key.map(|key| ApiKey::new(&key));
                Connection::to_server(url, key, Allowed::default(), plan.writes)?
            } else {
                Connection::to_mock(MockConfig::default(), &self.contract).await?
            };
            let url = target.map(|_| connection.config.url());
            let commands = Commands::new(url.as_deref(), &self.suite_name, self.seed);
            let mut session = Session::open(Plan { commands, ..plan }, connection)?;
            if url.is_some() {
                session.keep_journal(Path::new(JOURNAL))?;
            }
            let mut run = Run::default();
            session.run(&mut |event| run.apply(&event)).await;
            Ok(run)
        })
    }
}
