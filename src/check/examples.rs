//! The fixed examples of a suite: requests of which it knows what must come of them.

use serde_json::{Map, Value};

use super::{
    Input, Phase, Play, Reply, Scenario, Scene, Stop,
    invite::{ON_EVERY_INVITE, invite_and_judge},
    oracle::{status, user},
    request,
    scene::Wish,
    update::{ON_EVERY_UPDATE, Settled, also, settled_member, update_and_judge},
};
use crate::{
    model::{Case, Example, Expectation, Finding, Operation, Request},
    schema::Location,
};

/// Stands for the token of the run in the body of an invitation.
const TOKEN: &str = "{token}";

/// What the ids of the scenarios of examples begin with.
pub(super) const PREFIX: &str = "example/";

/// The check that judges an example which names none; there is none for all refusals, since each
/// constraint has a check of its own.
#[must_use]
pub fn usual_check(operation: Operation, expect: &Expectation) -> Option<&'static str> {
    match (operation, expect) {
        (_, expect) if !expect.is_acceptance() => None,
        (Operation::Invite, _) => Some("invite::accepts_valid_payloads"),
        (Operation::List, _) => Some("list::accepts_documented_parameters"),
        (Operation::Update, _) => Some("update::accepts_valid_payloads"),
        (Operation::RevokeAccess, _) => None,
    }
}

/// The scenario that plays an example; its id is `example/` and the example's name.
#[must_use]
pub fn scenario(example: &Example) -> Scenario {
    let value = serde_json::to_value(example).unwrap_or_default();
    let scenario = Scenario::new(&format!("{PREFIX}{}", example.name), &checks(example), play)
        .with(Input::Values(vec![(example.name.clone(), value)]));
    let scenario =
        scenario.witnessing(&["protocol::no_server_errors", "protocol::answers_in_json"]);
    let errs = !example.expect.is_acceptance();
    let hides: &[&str] = if errs { &["protocol::errors_hide_internals"] } else { &[] };
    let scenario = scenario.witnessing(hides);
    let echoed = example.expect == Expectation::Echoed;
    let scenario = match example.operation {
        Operation::Invite if echoed => scenario.witnessing(&ON_EVERY_INVITE).writing(1),
        Operation::Invite => scenario.writing(1),
        Operation::List => scenario,
        Operation::Update if echoed => {
            let sent = example.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
            scenario
                .witnessing(&ON_EVERY_UPDATE)
                .witnessing(&also(&sent.unwrap_or_default()))
                .writing(0)
        }
        Operation::Update | Operation::RevokeAccess => scenario.writing(0),
    };
    scenario.during(Phase::Examples)
}

fn play<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let example: Example = serde_json::from_value(case.value.clone())
            .map_err(|error| Stop::because(format!("the case is no example: {error}")))?;
        let token = scene.wire.token();
        let body = example.body.as_deref().unwrap_or_default().replace(TOKEN, token);
        match (example.operation, &example.expect) {
            (Operation::Invite, Expectation::Echoed) => {
                let body = json(&with_own_address(scene, body))?;
                let user = invite_and_judge(scene, &checks(&example), &body).await?;
                // The checks of the list look for their users by the token in the last name.
                if user["lastName"].as_str().is_some_and(|name| name.contains(token)) {
                    scene.wire.shelve(vec![user]);
                }
                Ok(())
            }
            (Operation::Invite, _) => {
                let body = with_own_address(scene, body).into_bytes();
                let request = request::invite(scene.contract, body);
                send(scene, &example, request).await.map(drop)
            }
            (Operation::List, _) => {
                let mut request = request::list(scene.contract, &[]);
                let query = example.query.iter().filter(|query| !query.is_empty());
                request.path.extend(query.map(|query| format!("?{query}")));
                send(scene, &example, request).await.map(drop)
            }
            (Operation::Update, Expectation::Echoed) if example.user.is_none() => {
                update_and_judge(scene, &checks(&example), &json(&body)?).await
            }
            (Operation::Update | Operation::RevokeAccess, _) => update(scene, &example).await,
        }
    })
}

fn json(text: &str) -> Result<Value, Stop> {
    serde_json::from_str(text)
        .map_err(|error| Stop::because(format!("the example's body is no JSON: {error}")))
}

/// Updates the user that the example names, or one of the run.
async fn update(scene: &Scene<'_>, example: &Example) -> Result<(), Stop> {
    let request = |id: &str| {
        let mut request = request::update(scene.contract, id, Some(&Value::Null));
        request.body = example.body.clone().map(String::into_bytes);
        if request.body.is_none() {
            request.headers.clear();
        }
        request
    };
    if let Some(id) = &example.user {
        return send(scene, example, request(id)).await.map(drop);
    }
    if example.expect.is_acceptance() {
        let Settled { member, .. } = settled_member(scene).await?;
        return send(scene, example, request(&member.id)).await.map(drop);
    }
    // What is refused needs no user in a known state, and leaves the user as it was.
    let mut member = scene.member().await?;
    let reply = send(scene, example, request(&member.id)).await?;
    if reply.is_success() {
        member.spoil();
    }
    Ok(())
}

/// Sends the request of an example, and judges the answer by what the example expects.
async fn send(scene: &Scene<'_>, example: &Example, request: Request) -> Result<Reply, Stop> {
    let wish = if example.expect.is_acceptance() { Wish::Accepted } else { Wish::Refused };
    let reply = scene.send(request, wish).await?;
    for check in &example.checks {
        let findings = judge(scene, example, scene.clause_of(check), &reply)?;
        scene.judge(check, &[&reply], findings);
    }
    Ok(reply)
}

fn checks(example: &Example) -> Vec<&str> {
    example.checks.iter().map(String::as_str).collect()
}

fn judge(
    scene: &Scene<'_>,
    example: &Example,
    clause: &str,
    reply: &Reply,
) -> Result<Vec<Finding>, Stop> {
    let operation = example.operation;
    let what = format!("the example `{}`", example.name);
    Ok(match &example.expect {
        Expectation::Refused => {
            // The same place as where the constraint is broken by drawn values: one defect is one
            // finding, whoever sees it.
            let broken = scene.contract.clause(clause).and_then(|c| c.constraint.as_ref());
            let place = broken.map_or(example.name.as_str(), |broken| broken.place(operation));
            let why = format!("{what} must be refused");
            status::refused(&scene.sets.refused, clause, operation, place, &why, reply)?
        }
        Expectation::Status(codes) => {
            status::narrowed(&Some(codes.clone()), clause, operation, reply)
        }
        Expectation::Accepted | Expectation::Echoed => {
            let allowed = &scene.sets.accepted;
            let mut findings = status::accepted(allowed, clause, operation, &what, reply);
            if reply.is_success() && example.expect == Expectation::Echoed {
                let sent = example.body.as_deref().map(serde_json::from_str::<Map<_, _>>);
                let sent = sent.and_then(Result::ok).unwrap_or_default();
                findings.extend(user::echoes(clause, operation, &sent, &reply.json).0);
            }
            findings
        }
    })
}

/// The body of an invitation with an address of the run, so that it can be sent again and again.
/// A body that is no JSON object and an address that is not valid are what the example is about.
fn with_own_address(scene: &Scene<'_>, body: String) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(&body) else { return body };
    let Some(address) = value["email"].as_str().map(str::to_owned) else { return body };
    let email =
        Location { document: "invite-request.json".into(), pointer: "/properties/email".into() };
    let valid = scene.contract.documents.validator(&email);
    if !valid.is_ok_and(|valid| valid.is_valid(&value["email"])) {
        return body;
    }
    let fresh = scene.wire.fresh_email(&address);
    if body.contains(&address) {
        return body.replace(&address, &fresh);
    }
    value["email"] = fresh.into();
    value.to_string()
}
