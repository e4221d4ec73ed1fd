//! `avara-conformance init`: writes a commented configuration file, after asking the server what it
//! can.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use super::{args::InitArgs, failure::Failure, server, session, signals, terminal};
use crate::{
    check::catalogue,
    model::{Conclusion, Event, Keep, Operation, RunSummary, Seed},
    runner::{Limits, Plan, Session},
    schema::Contract,
    suite::{Filters, Suite, select},
    target::fresh_token,
};

/// What asking may cost: a large tenant is not walked to its end.
const MOST: Limits =
    Limits { invites: None, requests: Some(400), time: Some(Duration::from_secs(60)) };

/// What the server was found to be.
struct Answers {
    url: String,
    users: usize,
    summary: RunSummary,
    /// Whether writing was tried.
    canary: bool,
}

pub(super) fn run(args: &InitArgs) -> Result<ExitCode, Failure> {
    let file = &args.output;
    if !args.force && file.exists() {
        let what = format!("{} is there already: --force replaces it", file.display());
        return Err(Failure::Usage(what));
    }
    let answers = args.target.as_deref().map(|url| asked(args, url)).transpose()?;
    if let Some(answers) = &answers {
        terminal::print(told(answers))?;
        let summary = &answers.summary;
        if summary.conclusion == Conclusion::Undecided || summary.requests == 0 {
            terminal::print("nothing was written, since the server could not be asked\n")?;
            return Ok(ExitCode::from(summary.conclusion.exit_code().max(3)));
        }
    }
    write(file, &text(answers.as_ref()), args.force)
        .map_err(|error| Failure::Usage(format!("cannot write {}: {error}", file.display())))?;
    terminal::print(format!("wrote {}\n", file.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn write(file: &Path, text: &str, force: bool) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).create_new(!force);
    options.open(file)?.write_all(text.as_bytes())
}

/// Reads the list, and where that is wanted plays the smallest suite that writes.
fn asked(args: &InitArgs, url: &str) -> Result<Answers, Failure> {
    let contract = Arc::new(Contract::embedded()?);
    let catalogue = catalogue(&contract)?;
    let suite = Suite::load(if args.canary { "smoke" } else { "read-only" }, &catalogue)?;
    let filters = Filters {
        wanted: if args.canary { Vec::new() } else { vec!["list::walk_is_a_partition".into()] },
        ..Filters::default()
    };
    let selection = select(&catalogue, &suite, &filters);
    let connection = server::to_server(&args.server, url, suite.writes)?;
    let url = connection.config.url();
    let plan = Plan::new(contract, &suite, selection, Seed(1), fresh_token());
    let limits = Limits { invites: plan.limits.invites, ..MOST };
    let plan = Plan { keep: Keep::All, settle: args.server.settle, limits, ..plan };
    let mut seen = BTreeSet::new();
    let runtime = session::runtime()?;
    let summary = runtime.block_on(async {
        let mut session = Session::open(plan, connection)?;
        let watch = signals::stop(session.stopper());
        if args.canary {
            let folder = Path::new("reports");
            let failure = Failure::machine("cannot make the folder `reports`");
            fs::create_dir_all(folder).map_err(failure)?;
            session::keep_journal(&mut session, folder)?;
        }
        let summary = session.run(&mut |event| note_users(&event, &mut seen)).await;
        watch.abort();
        Ok::<_, Failure>(summary)
    });
    runtime.shutdown_background();
    Ok(Answers { url, users: seen.len(), summary: summary?, canary: args.canary })
}

/// Remembers whom a list shows.
fn note_users(event: &Event, seen: &mut BTreeSet<String>) {
    let Event::Exchanged { exchange, .. } = event else { return };
    let listed = exchange.request.operation == Operation::List;
    let Some(response) = exchange.outcome.as_ref().ok().filter(|_| listed) else { return };
    let Ok(body) = serde_json::from_slice::<serde_json::Value>(&response.body) else { return };
    let users = body["users"].as_array().into_iter().flatten();
    seen.extend(users.filter_map(|user| Some(user["userId"].as_str()?.to_owned())));
}

impl Answers {
    fn median(&self) -> Option<Duration> {
        let micros = self.summary.latency.iter().map(|latency| latency.p50).max()?;
        Some(Duration::from_micros(micros))
    }

    /// Whether the key may write and what it wrote was cleaned up; `None` where it was not tried.
    fn writable(&self) -> Option<bool> {
        let summary = &self.summary;
        let cleaned = summary.left.is_empty() && summary.neutralised > 0;
        self.canary.then_some(summary.invites > 0 && cleaned)
    }
}

fn told(answers: &Answers) -> String {
    let summary = &answers.summary;
    let mut text = format!("asked   {} with {} requests\n", answers.url, summary.requests);
    if let Some(reason) = &summary.reason {
        let _ = writeln!(text, "        {reason}");
    }
    let _ = writeln!(text, "users   {} were seen", answers.users);
    if let Some(median) = answers.median() {
        let _ = writeln!(text, "time    {} ms for a usual answer", median.as_millis());
    }
    let writes = match answers.writable() {
        None => "not tried; --canary invites three users".to_owned(),
        Some(true) => format!("{} users were invited and lost their access", summary.invites),
        Some(false) => {
            format!("{} users were invited, {} are left", summary.invites, summary.left.len())
        }
    };
    let _ = writeln!(text, "writes  {writes}");
    if answers.canary {
        let _ = writeln!(text, "edition {}", summary.edition);
    }
    for user in &summary.left {
        let _ = writeln!(text, "left    {user}");
    }
    text
}

/// The file, with what was learnt.
fn text(answers: Option<&Answers>) -> String {
    let target = answers
        .map_or("# target = \"https://staging.example.net\"".to_owned(), |answers| {
            format!("target = {}", toml::Value::from(answers.url.as_str()))
        });
    let learnt = answers.map(|answers| {
        let median = answers.median().unwrap_or_default().as_millis();
        format!("# {} users were seen, a usual answer took {median} ms.\n", answers.users)
    });
    let (suite, why) = match answers.and_then(Answers::writable) {
        Some(false) => ("read-only", "what was written could not be seen or cleaned up"),
        _ => ("staging", "every check, about 30 invitations to example.com, cleaned up afterwards"),
    };
    format!(
        "# Settings of avara-conformance: the long flags, without their hyphens. AVARA_… variables win
# over this file, and flags over both; `avara-conformance config` shows what comes of it.
# The API key stands in no file: AVARA_API_KEY, or api-key-file.

# The server; without one the embedded mock is checked.
{target}
{learnt}
# full, nightly, staging, smoke, read-only, or a file.
# {suite}: {why}
suite = \"{suite}\"

# How many requests in one second at most, and at once.
# rate = 20
# concurrency = 16

# Known failures, each with an owner and an end; what an earlier run found.
# waivers = \"waivers.toml\"
# baseline = \"baseline.json\"

# Each of these is chosen by --profile NAME or AVARA_PROFILE, and wins over what stands above.
[profile.smoke]
suite = \"smoke\"

[profile.nightly]
suite = \"full\"
strict = true
max-time = \"30m\"

[profile.local]
target = \"http://127.0.0.1:8080\"
fail-fast = true
",
        learnt = learnt.unwrap_or_default(),
    )
}
