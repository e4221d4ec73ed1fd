//! What is fed with arbitrary bytes. `cargo fuzz` calls these functions with what it makes up, and
//! `tests/fuzz.rs` with mutated seeds, so that there is something to run everywhere. None of them
//! may panic, whatever the bytes.

use std::{
    fs,
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use avara_conformance::{
    check::{BoxFuture, Canary, Catalogue, Input, Loan, OwnUser, Scene, Wire, catalogue},
    model::{
        Case, Exchange, Operation, Request, Response, StatusSets, TransportError, TransportFault,
    },
    report::{
        Run,
        annotations::{self, Dialect},
        console, ctrf, events, har, html, json, junit, markdown, merged, sarif,
    },
    runner::journal,
    schema::{self, Contract, Location},
    suite::{Suite, waivers},
    target::{ApiKey, base_url, forbidden_address},
};
use futures_util::FutureExt;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use proptest_jsonschema::Coverage;
use serde_json::{Value, json};

fn contract() -> &'static (Contract, Catalogue) {
    static CONTRACT: OnceLock<(Contract, Catalogue)> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        let contract = Contract::embedded().unwrap();
        let catalogue = catalogue(&contract).unwrap();
        (contract, catalogue)
    })
}

/// The journal of a run, which decides whom `cleanup` looks for.
pub fn journal(data: &[u8]) {
    let path = scratch();
    fs::write(&path, data).unwrap();
    match journal::read(&path) {
        Err(error) => drop(error.to_string()),
        Ok(accounts) => {
            for account in accounts {
                let _ = account.is_settled();
                for suspect in account.suspects() {
                    let _ = account.owns(&suspect.email.unwrap_or_default());
                }
            }
        }
    }
}

/// A suite file and a waiver file.
pub fn suite(data: &[u8]) {
    let path = scratch();
    fs::write(&path, data).unwrap();
    let (_, catalogue) = contract();
    // What is wrong is told with its line, which reads the text again.
    if let Err(error) = Suite::load(path.to_str().unwrap(), catalogue) {
        let _ = error.to_string();
    }
    let today = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    if let Err(error) = waivers::load(&path, today, |_| true) {
        let _ = error.to_string();
    }
}

/// A file of this process.
fn scratch() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    let name = || std::env::temp_dir().join(format!("avara-fuzz-{}.toml", std::process::id()));
    PATH.get_or_init(name).clone()
}

/// A JSON Schema, and what is drawn from it.
pub fn schema(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    let mut documents = schema::embedded().unwrap();
    documents.insert("fuzz.json", value);
    let at = Location::root("fuzz.json");
    let _ = documents.validator(&at).map(drop);
    let _ = Coverage::new(&documents, &at).map(drop);
    let rng = || TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng());
    if let Ok(valid) = proptest_jsonschema::valid(&documents, &at)
        && let Ok(mut tree) = valid.new_tree(&mut runner)
    {
        let _ = tree.current();
        for _ in 0..20 {
            if !tree.simplify() {
                break;
            }
            let _ = tree.current();
        }
    }
    if let Ok(invalid) = proptest_jsonschema::invalid(&documents, &at)
        && let Ok(tree) = invalid.new_tree(&mut runner)
    {
        let _ = tree.current();
    }
    if let Ok(boundary) = proptest_jsonschema::boundary(&documents, &at) {
        let _ = format!("{boundary:?}").len();
    }
}

/// Responses of a server, played to a scenario. The first two bytes choose it; each following
/// response begins with its status and ends at a byte 0.
pub fn response(data: &[u8]) {
    let [high, low, answers @ ..] = data else { return };
    let (contract, catalogue) = contract();
    let number = usize::from(u16::from_be_bytes([*high, *low]));
    let scenario = &catalogue.scenarios[number % catalogue.scenarios.len()];
    let invitation = json!({
        "email": "a@example.com", "firstName": "A", "lastName": "B", "level": "member",
        "clinicRole": "Radiologist"
    });
    let (name, value) = match &scenario.input {
        Input::Once => (String::new(), Value::Null),
        Input::Values(values) => values[number / 256 % values.len().max(1)].clone(),
        Input::Query(_) | Input::BadQuery(_) | Input::OpenQueries(_) => {
            (String::new(), json!([["limit", "2"]]))
        }
        Input::Saved(case) => (case.name.clone(), case.value.clone()),
        Input::Raw { .. } => (String::new(), json!({ "body": "{", "refusal": "must" })),
        Input::Valid(_) | Input::Boundary(_) | Input::Invalid(_) => (String::new(), invitation),
    };
    let case = Case { scenario: scenario.id.clone(), index: 0, name, value, mutation: None };
    let sets = StatusSets::default();
    let wire = Answers { answers, next: AtomicUsize::new(0) };
    let scene = Scene::new(contract, &scenario.promise, &sets, &wire);
    // Nothing here waits, so that one look is enough.
    let _ = (scenario.play)(&scene, &case).now_or_never();
    let _ = scene.into_record();
}

/// A server whose answers are known beforehand.
struct Answers<'a> {
    answers: &'a [u8],
    next: AtomicUsize,
}

impl Answers<'_> {
    fn answer(&self) -> Result<Response, TransportError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // A scenario that goes on asking hears the answers again, but not for ever.
        let answers: Vec<&[u8]> = self.answers.split(|byte| *byte == 0).collect();
        let [kind, body @ ..] = answers[number % answers.len()] else {
            let message = "nothing".to_owned();
            return Err(TransportError { fault: TransportFault::Broken, message });
        };
        if number > 200 {
            let message = "enough".to_owned();
            return Err(TransportError { fault: TransportFault::Cancelled, message });
        }
        let status = [200, 201, 204, 400, 401, 404, 409, 422, 429, 500][usize::from(*kind) % 10];
        let declared = if *kind < 128 { "application/json" } else { "text/html; charset=\"" };
        let headers = vec![
            ("content-type".to_owned(), declared.to_owned()),
            ("date".to_owned(), String::from_utf8_lossy(&body[..body.len().min(30)]).into_owned()),
        ];
        Ok(Response { status, headers, body: body.to_vec() })
    }
}

impl Wire for Answers<'_> {
    fn send(&self, request: Request) -> BoxFuture<'_, Exchange> {
        let outcome = self.answer();
        let traceparent = String::new();
        let exchange = Exchange { request, outcome, micros: 1, finished_at: 1, traceparent };
        Box::pin(async { exchange })
    }

    fn settle<'a>(&'a self, _: &'a str, waited: &'a mut Duration) -> BoxFuture<'a, bool> {
        let again = waited.is_zero();
        *waited = Duration::from_millis(1);
        Box::pin(async move { again })
    }

    fn settled(&self, _: Duration) {}

    fn long_walk(&self, rows: usize) -> BoxFuture<'_, bool> {
        Box::pin(async move { rows < 2_000 })
    }

    fn no_end_in_sight(&self) {}

    fn fresh_email(&self, drawn: &str) -> String {
        format!("x{drawn}")
    }

    fn token(&self) -> &'static str {
        "fuzz"
    }

    fn borrow_user(&self) -> BoxFuture<'_, Loan> {
        let user = OwnUser { id: "a".into(), email: "a@example.com".into(), settled: true };
        Box::pin(async { Loan::User(user) })
    }

    fn return_user(&self, _: Option<OwnUser>) {}

    fn remember(&self, _: OwnUser) -> Option<String> {
        None
    }

    fn has_accepted(&self, _: Operation) -> bool {
        true
    }

    fn canary(&self) -> Option<&Canary> {
        None
    }

    fn canary_is_back(&self, _: Canary) {}

    fn add_fixtures(&self, _: Vec<Value>) {}

    fn fixtures(&self) -> Vec<Value> {
        vec![json!({ "userId": "a", "email": "a@example.com", "lastName": "%_" })]
    }
}

/// The events of a run, or a run as one document, in every form that a run is told in.
pub fn run(data: &[u8]) {
    let mut input = data;
    if let Ok(run) = events::read(&mut input) {
        told(&run);
    }
    let mut input = data;
    if let Ok(run) = json::read(&mut input) {
        told(&run);
        if let Ok(merged) = merged::merge(&[run.clone(), run]) {
            told(&merged);
        }
    }
}

fn told(run: &Run) {
    let mut out = Vec::new();
    for verbosity in [console::Verbosity::Quiet, console::Verbosity::Verbose] {
        let options = console::Options { verbosity, ..console::Options::default() };
        console::write_ending(run, options, &mut out).unwrap();
    }
    json::write(run, &mut out).unwrap();
    annotations::write(run, Dialect::GitHub, None, &mut out).unwrap();
    markdown::write(run, &mut out).unwrap();
    // Numbers beyond what a format can say are its error, not a panic.
    let _ = html::write(run, &mut out);
    let _ = junit::write(run, &mut out);
    let _ = junit::write_rich(run, &mut out);
    let _ = sarif::write(run, &mut out);
    let _ = har::write(run, &mut out);
    let _ = ctrf::write(run, &mut out);
}

/// What looks through requests and answers before they leave or are kept.
pub fn sieve(data: &[u8]) {
    let _ = forbidden_address(data, None);
    let text = String::from_utf8_lossy(data);
    let _ = base_url(&text);
    let clean = ApiKey::new("canary/Q7x+Zt3w~hJ9_kLm4").scrub(&text);
    assert!(!clean.contains("canary/Q7x+Zt3w~hJ9_kLm4"));
    // The bytes may be the key as well.
    let _ = ApiKey::new(&text).scrub(&text);
}
