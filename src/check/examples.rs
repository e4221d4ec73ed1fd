//! The fixed examples of a suite: requests of which it knows what must come of them.

use serde_json::{Map, Value};

use super::{
    Catalogue, Input, Phase, Reply, Scenario, Scene, Stop,
    invited::{ON_EVERY_INVITE, invite_and_judge},
    oracle::{address::marked, status, user},
    own_user::{Settled, borrow, settle},
    reply::Wish,
    request,
    scenario::script,
    updated::{ON_EVERY_UPDATE, also, update_and_judge},
};
use crate::{
    model::{Case, Effect, Example, Expectation, Finding, Operation, Request, Takes},
    promise::{
        self, Promise,
        protocol::{ANSWERS_IN_JSON, ERRORS_HIDE_INTERNALS, NO_SERVER_ERRORS},
    },
    schema::{Contract, Location},
};

/// Stands for the token of the run in the body of an invitation.
const TOKEN: &str = "{token}";

/// What the ids of the scenarios of examples begin with.
pub(super) const PREFIX: &str = "example/";

/// The promise that an example which names no check is judged by; there is none for all refusals,
/// since each constraint has a check of its own.
#[must_use]
pub fn usual_promise(operation: Operation, expect: &Expectation) -> Option<&'static Promise> {
    promise::of_acceptance(operation).filter(|_| expect.is_acceptance())
}

/// The scenario that plays an example; its id is `example/` and the example's name. `None` where it
/// names no check that exists.
#[must_use]
pub fn scenario(example: &Example, catalogue: &Catalogue) -> Option<Scenario> {
    let value = serde_json::to_value(example).unwrap_or_default();
    let checks = example.checks.iter().filter_map(|check| catalogue.check(check));
    let promises: Vec<&Promise> = checks.map(|check| &check.promise).collect();
    let (first, others) = promises.split_first()?;
    let scenario = Scenario::new(&format!("{PREFIX}{}", example.name), first, script!(play))
        .judging(others)
        .judging(&[&NO_SERVER_ERRORS, &ANSWERS_IN_JSON])
        .with(Input::Values(vec![(example.name.clone(), value)]));
    let scenario = if example.expect.is_acceptance() {
        scenario
    } else {
        scenario.judging(&[&ERRORS_HIDE_INTERNALS])
    };
    let echoed = example.expect == Expectation::Echoed;
    let scenario = match example.operation.row().effect {
        Effect::Reads => scenario,
        Effect::Creates if echoed => scenario.judging(&ON_EVERY_INVITE).writing(1),
        Effect::Creates => scenario.writing(1),
        Effect::Changes if echoed => {
            let sent = example.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
            scenario.judging(&ON_EVERY_UPDATE).judging(&also(&sent.unwrap_or_default())).writing(0)
        }
        Effect::Changes => scenario.writing(0),
    };
    Some(scenario.during(Phase::Examples))
}

async fn play(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let example: Example = serde_json::from_value(case.value.clone())
        .map_err(|error| Stop::because(format!("the case is no example: {error}")))?;
    let token = scene.wire.token();
    let body = example.body.as_deref().unwrap_or_default().replace(TOKEN, token);
    let row = example.operation.row();
    let echoed = example.expect == Expectation::Echoed;
    match (row.takes, row.effect) {
        (Takes::Query | Takes::Nothing, _) => {
            let id = example.user.as_deref().unwrap_or_default();
            let mut request = request::of_user(scene.contract, example.operation, id, None);
            let query = example.query.iter().filter(|query| !query.is_empty());
            request.path.extend(query.map(|query| format!("?{query}")));
            send(scene, &example, request).await.map(drop)
        }
        (Takes::Body, Effect::Creates) if echoed => {
            let body = json(&with_own_address(scene, body))?;
            let promises = promises(&example, scene.contract);
            let accepting: Vec<&Promise> = promises.iter().collect();
            let user = invite_and_judge(scene, &accepting, &body).await?;
            // The checks of the list look for their users by the token in the last name.
            if user["lastName"].as_str().is_some_and(|name| name.contains(token)) {
                scene.wire.add_fixtures(vec![user]);
            }
            Ok(())
        }
        (Takes::Body, Effect::Creates) => {
            let body = with_own_address(scene, body).into_bytes();
            let request = request::invite(scene.contract, body);
            send(scene, &example, request).await.map(drop)
        }
        (Takes::Body, _) if echoed && example.user.is_none() => {
            let promises = promises(&example, scene.contract);
            let accepting: Vec<&Promise> = promises.iter().collect();
            update_and_judge(scene, &accepting, &json(&body)?).await
        }
        (Takes::Body, _) => update(scene, &example).await,
    }
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
        let Settled { user, .. } = settle(scene).await?;
        return send(scene, example, request(&user.id)).await.map(drop);
    }
    // What is refused needs no user in a known state, and leaves the user as it was.
    let mut user = borrow(scene).await?;
    let reply = send(scene, example, request(&user.id)).await?;
    if reply.is_success() {
        user.spoil();
    }
    Ok(())
}

/// Sends the request of an example, and judges the answer by what the example expects.
async fn send(scene: &Scene<'_>, example: &Example, request: Request) -> Result<Reply, Stop> {
    let wish = if example.expect.is_acceptance() { Wish::Accepted } else { Wish::Refused };
    let reply = scene.send(request, wish).await?;
    for promise in promises(example, scene.contract) {
        let findings = judge(scene, example, &promise, &reply)?;
        scene.judge(&promise, &[&reply], findings);
    }
    Ok(reply)
}

/// The promises of the checks that an example names.
fn promises(example: &Example, contract: &Contract) -> Vec<Promise> {
    example.checks.iter().filter_map(|check| promise::find(check, &contract.clauses)).collect()
}

fn judge(
    scene: &Scene<'_>,
    example: &Example,
    promise: &Promise,
    reply: &Reply,
) -> Result<Vec<Finding>, Stop> {
    let operation = example.operation;
    let what = format!("the example `{}`", example.name);
    Ok(match &example.expect {
        Expectation::Refused => {
            // The same place as where the constraint is broken by drawn values: one defect is one
            // finding, whoever sees it.
            let broken = scene.contract.clause(&promise.clause).and_then(|c| c.constraint.as_ref());
            let place = broken.map_or(example.name.as_str(), |broken| broken.place(operation));
            let why = format!("{what} must be refused");
            status::refused(&scene.sets.refused, promise, place, &why, reply)?
        }
        Expectation::Status(codes) => status::narrowed(&Some(codes.clone()), promise, reply),
        Expectation::Accepted | Expectation::Echoed => {
            let allowed = &scene.sets.accepted;
            let mut findings = status::accepted(allowed, promise, &what, reply);
            if reply.is_success() && example.expect == Expectation::Echoed {
                let sent = example.body.as_deref().map(serde_json::from_str::<Map<_, _>>);
                let sent = sent.and_then(Result::ok).unwrap_or_default();
                findings.extend(user::echoes(promise, operation, &sent, &reply.json).0);
            }
            findings
        }
    })
}

/// The body of an invitation with an address of the run, so that it can be sent again and again. One
/// that is not valid is what the example is about, and gets no more than a mark. So is a body that is
/// no JSON, which can have `{token}` in its address.
fn with_own_address(scene: &Scene<'_>, body: String) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(&body) else { return body };
    let Some(slot) = address_in(&mut value) else { return body };
    let address = slot.as_str().unwrap_or_default().to_owned();
    if !address.contains('@') || address.contains(scene.wire.token()) {
        return body;
    }
    let email =
        Location { document: "invite-request.json".into(), pointer: "/properties/email".into() };
    let valid = scene.contract.documents.validator(&email).is_ok_and(|valid| valid.is_valid(slot));
    let fresh = scene.wire.fresh_email(if valid { &address } else { "" });
    let own =
        if valid { fresh } else { marked(&address, fresh.split('@').next().unwrap_or_default()) };
    if body.contains(&address) {
        return body.replace(&address, &own);
    }
    *slot = own.into();
    value.to_string()
}

/// The address of an invitation, also of one within a list.
fn address_in(body: &mut Value) -> Option<&mut Value> {
    match body {
        Value::Object(members) => members.get_mut("email").filter(|email| email.is_string()),
        Value::Array(items) => items.iter_mut().find_map(address_in),
        _ => None,
    }
}
