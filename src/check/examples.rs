//! The fixed examples of a suite: requests of which it knows what must come of them.

use serde_json::{Map, Value};

use super::{
    Input, Phase, Play, Reply, Scenario, Scene, Stop,
    oracle::{status, user},
    request,
    scene::Wish,
    update::settled_member,
};
use crate::{
    model::{Case, Example, Expectation, Finding, Operation},
    schema::Location,
};

/// The check that judges an example which names none; there is none for all refusals, since each
/// constraint has a check of its own.
#[must_use]
pub fn usual_check(operation: Operation, expect: &Expectation) -> Option<&'static str> {
    match (operation, expect) {
        (_, expect) if !expect.is_acceptance() => None,
        (Operation::Invite, Expectation::Echoed) => Some("invite::echoes_sent_fields"),
        (Operation::Update, Expectation::Echoed) => Some("update::echoes_sent_fields"),
        (Operation::Invite, _) => Some("invite::accepts_valid_payloads"),
        (Operation::List, _) => Some("list::accepts_documented_parameters"),
        (Operation::Update, _) => Some("update::accepts_valid_payloads"),
    }
}

/// The scenario that plays an example; its id is `example/` and the example's name.
#[must_use]
pub fn scenario(example: &Example) -> Scenario {
    let value = serde_json::to_value(example).unwrap_or_default();
    let scenario = Scenario::new(&format!("example/{}", example.name), &[&example.check], play)
        .with(Input::Values(vec![(example.name.clone(), value)]));
    let scenario = match example.operation {
        Operation::Invite => scenario.writing(1),
        Operation::List => scenario,
        Operation::Update => scenario.writing(0),
    };
    scenario.during(Phase::Examples)
}

fn play<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let example: Example = serde_json::from_value(case.value.clone())
            .map_err(|error| Stop::because(format!("the case is no example: {error}")))?;
        let wish = if example.expect.is_acceptance() { Wish::Accepted } else { Wish::Refused };
        let body = example.body.clone().unwrap_or_default();
        let (sent, reply) = match example.operation {
            Operation::Invite => {
                let body = with_own_address(scene, body);
                let request = request::invite(scene.contract, body.clone().into_bytes());
                (body, scene.send(request, wish).await?)
            }
            Operation::List => {
                let mut request = request::list(scene.contract, &[]);
                let query = example.query.iter().filter(|query| !query.is_empty());
                request.path.extend(query.map(|query| format!("?{query}")));
                (body, scene.send(request, wish).await?)
            }
            Operation::Update => {
                // The user of the run is lent until the answer is there.
                let lent = match &example.user {
                    Some(_) => None,
                    None => Some(settled_member(scene).await?.member),
                };
                let id = example.user.as_ref().or(lent.as_ref().map(|member| &member.id));
                let id = id.map(String::as_str).unwrap_or_default();
                let mut request = request::update(scene.contract, id, Some(&Value::Null));
                request.body = example.body.clone().map(String::into_bytes);
                if request.body.is_none() {
                    request.headers.clear();
                }
                (body, scene.send(request, wish).await?)
            }
        };
        let findings = judge(scene, &example, &sent, &reply)?;
        scene.judge(&example.check, &[&reply], findings);
        Ok(())
    })
}

fn judge(
    scene: &Scene<'_>,
    example: &Example,
    sent: &str,
    reply: &Reply,
) -> Result<Vec<Finding>, Stop> {
    let (clause, operation) = (scene.clause_of(&example.check), example.operation);
    let what = format!("the example `{}`", example.name);
    Ok(match &example.expect {
        Expectation::Refused => {
            let (place, why) = (&example.name, format!("{what} must be refused"));
            status::refused(&scene.sets.refused, clause, operation, place, &why, reply)?
        }
        Expectation::Status(codes) => {
            status::narrowed(&Some(codes.clone()), clause, operation, reply)
        }
        Expectation::Accepted | Expectation::Echoed => {
            let allowed = &scene.sets.accepted;
            let mut findings = status::accepted(allowed, clause, operation, &what, reply);
            if reply.is_success() && example.expect == Expectation::Echoed {
                let sent: Map<String, Value> = serde_json::from_str(sent).unwrap_or_default();
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
