//! `--plan`: what a run would do at most. Nothing goes to the target.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use super::{args::GateArgs, failure::Failure, server, terminal};
use crate::{
    mock::MockConfig,
    model::{Budget, Operation, RunSummary},
    runner::{Limits, Outlook, Plan, Session, Sources},
};

/// A plan that needs more than this is not played through.
const PLAYED: Limits =
    Limits { invites: None, requests: Some(20_000), time: Some(Duration::from_secs(30)) };

/// Prints the plan, after playing it through on a mock of its own to know what it comes to where
/// nothing is found.
pub(super) async fn print(
    args: &GateArgs,
    plan: Plan,
    target: Option<&str>,
) -> Result<(), Failure> {
    let sources = Sources::prepare(&plan.contract, plan.edition, &plan.selection.scenarios)?;
    let outlook = Outlook::of(&plan, &sources);
    let mock = server::to_mock(&args.server, MockConfig::default(), &plan.contract).await?;
    let played = Plan { limits: PLAYED, ..plan.clone() };
    let played = Session::with_sources(played, Arc::new(sources), mock)?.run(&mut |_| {}).await;
    terminal::print(described(&plan, target, &outlook, &played))
}

fn described(plan: &Plan, target: Option<&str>, outlook: &Outlook, played: &RunSummary) -> String {
    let mut text = String::new();
    let mut fact = |label: &str, what: String| {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{label:<11} {what}");
    };
    let against = target.unwrap_or("the embedded mock");
    fact("plan", format!("suite {} against {against}, seed {}", plan.suite, plan.seed));
    let checks = plan.selection.checks.len();
    let Outlook { scenarios, cases, users, limits } = outlook;
    fact("checks", format!("{checks}, {scenarios} scenarios, {cases} cases"));
    let or_none = |most: Option<u64>| most.map_or("no limit".to_owned(), |most| most.to_string());
    fact("at most", format!("{users} users created while nothing is found"));
    let invites = or_none(limits.invites);
    fact("", format!("{invites} users created, whatever is found (--max-invites)"));
    let requests = or_none(limits.requests);
    fact("", format!("{requests} requests of all kinds, whatever is found (--max-requests)"));
    let time = limits.time.map(|time| humantime::format_duration(time).to_string());
    let time = time.unwrap_or_else(|| "no limit of time".to_owned());
    fact("", format!("{time} (--max-time)"));
    fact("", "all of it with re-execution and shrinking; cleaning up comes on top".to_owned());
    // Nothing is spent of a budget of nothing: a run that only reads creates no user.
    let spent = |budget: &Budget| budget.most.is_some_and(|most| most > 0 && budget.spent >= most);
    if played.budgets.iter().any(spent) {
        fact("on a mock", format!("more than {} requests", played.requests));
    } else {
        let of = |operation: Operation| {
            let mut found = played.latency.iter().filter(|of| of.operation == operation);
            found.next().map_or(0, |of| of.count)
        };
        fact("on a mock", format!("{} requests, when nothing is found:", played.requests));
        let invitations = of(Operation::Invite);
        fact("", format!("{invitations} invitations, {} of them accepted", played.invites));
        fact("", format!("{} updates, {} reads", of(Operation::Update), of(Operation::List)));
    }
    if plan.writes {
        fact("addresses", format!("hold the run's token, under {}", plan.email_domain));
        let afterwards = if plan.keep_users { "keep their access" } else { "lose their access" };
        fact("afterwards", format!("the users that were created {afterwards}"));
    } else {
        fact("writes", "none".to_owned());
    }
    fact("sent", "nothing yet".to_owned());
    text
}
