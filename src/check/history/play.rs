//! Family `model`: random histories against a reference model of the users.
//!
//! Histories are drawn from a schema like every other value, so that they shrink to the shortest
//! one that shows the same finding, step by step and field by field. A state machine library
//! would drive one request after the other; this plays two histories at once over real HTTP.

use std::time::Duration;

use futures_util::future::join;
use serde_json::{Value, json};

use super::reference::Reference;
use crate::{
    check::{
        Input, Need, Scenario, Scene, Sight, Stop,
        invited::invite_and_judge,
        oracle::{filter, finding, shown, status},
        own_user::{Settled, refused, settle},
        payload::with_fresh_email,
        scenario::script,
    },
    model::{Case, Finding, Operation},
    promise::{history::USERS_ARE_WHAT_THEIR_HISTORY_MADE_THEM as HISTORY, invite, update},
};

pub(in crate::check) fn scenarios() -> Vec<Scenario> {
    vec![
        Scenario::new("model/two-actors", &HISTORY, script!(two_actors))
            .with(Input::Valid("sequence.json"))
            .writing(2),
        Scenario::new("model/classics", &HISTORY, script!(two_actors))
            .with(Input::Values(classics()))
            .writing(0),
    ]
}

/// Histories that need no luck: each trips up a server that keeps more than one copy of a user.
fn classics() -> Vec<(String, Value)> {
    let cleared = json!({"update": {"middleName": null, "phoneNumber": null, "suffix1": null,
        "suffix2": null}});
    let renamed = json!({"update": {"firstName": "Ann"}});
    let refused = json!({"refused": "an empty last name"});
    let looked = json!({"look": "firstName"});
    [
        ("cleared, then renamed", json!({"left": [cleared, renamed, looked], "right": []})),
        ("refused, then renamed", json!({"left": [refused, renamed, looked], "right": []})),
        (
            "one is cleared while another is renamed",
            json!({"left": [cleared, cleared], "right": [renamed, refused, renamed]}),
        ),
    ]
    .into_iter()
    .map(|(name, history)| (name.to_owned(), history))
    .collect()
}

async fn two_actors(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let (left, right) =
        join(actor(scene, &case.value["left"]), actor(scene, &case.value["right"])).await;
    let findings = [left?, right?].concat();
    scene.judge(&HISTORY, &[], findings);
    Ok(())
}

/// Plays one history on a user of the pool and those that it invites. Stops at the first step
/// after which the server and the model differ.
async fn actor(scene: &Scene<'_>, steps: &Value) -> Result<Vec<Finding>, Stop> {
    let steps = steps.as_array().map_or(&[][..], Vec::as_slice);
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    scene.needs(Need::Update)?;
    let Settled { mut user, before, .. } = settle(scene).await?;
    let mut model = Reference::new(&before);
    for step in steps {
        let findings = play(scene, &mut model, step).await?;
        if !findings.is_empty() {
            user.spoil();
            return Ok(findings);
        }
    }
    let mut findings = Vec::new();
    for user in model.users() {
        let email = user["email"].as_str().unwrap_or_default();
        let agrees = |rows: &[Value]| difference(user, rows).is_empty();
        let id = user["userId"].as_str().unwrap_or_default();
        let (rows, _) = scene.rows_of((id, email), agrees).await?;
        findings.extend(difference(user, &rows));
    }
    Ok(findings)
}

async fn play(
    scene: &Scene<'_>,
    model: &mut Reference,
    step: &Value,
) -> Result<Vec<Finding>, Stop> {
    if let Some(drawn) = step.get("invite") {
        let body = with_fresh_email(scene, drawn);
        let user = invite_and_judge(scene, &[&invite::ACCEPTS_VALID_PAYLOADS], &body).await?;
        model.invited(&user);
    } else if let Some(body) = step.get("update") {
        let Some(body) = model.valid_update(body) else { return Ok(Vec::new()) };
        let reply = scene.update(model.at_hand_id(), Some(&body)).await?;
        scene.judge_accepted(&update::ACCEPTS_VALID_PAYLOADS, &reply);
        if !reply.is_success() {
            return Err(refused(&reply));
        }
        model.updated(&body, &reply.json);
    } else if let Some(kind) = step["refused"].as_str() {
        let body = match kind {
            "an empty last name" => json!({"firstName": "Never", "lastName": ""}),
            "a short phone number" => json!({"firstName": "Never", "phoneNumber": "12345"}),
            "an unknown level" => json!({"firstName": "Never", "level": "emperor"}),
            _ => json!([{"firstName": "Never"}]),
        };
        let reply = scene.bad_update(model.at_hand_id(), Some(&body)).await?;
        if !status::is_refused(&reply)? {
            return Err(Stop::because("an update that breaks a constraint was accepted"));
        }
    } else if let Some(parameter) = step["look"].as_str() {
        return look(scene, model.at_hand(), parameter).await;
    }
    Ok(Vec::new())
}

/// Looks for the user by one of its fields, together with its address so that one page is enough.
async fn look(scene: &Scene<'_>, user: &Value, parameter: &str) -> Result<Vec<Finding>, Stop> {
    let text = |field: &str| user[field].as_str().unwrap_or_default().to_owned();
    let (email, value) = (text("email"), text(parameter));
    let filter = [("email", email.as_str()), (parameter, value.as_str())];
    if scene.sight() != Sight::List {
        return Ok(Vec::new());
    }
    let filter = if parameter == "email" { &filter[..1] } else { &filter[..] };
    let mut waited = Duration::ZERO;
    loop {
        let (rows, reply) = scene.rows(filter).await?;
        if filter::missing(filter, std::slice::from_ref(user), &rows).is_empty() {
            scene.wire.settled(waited);
            return Ok(Vec::new());
        }
        if !scene.settle(&mut waited, &reply).await {
            return Ok(vec![filter::incomplete(&HISTORY, filter, user)]);
        }
    }
}

/// How the rows for a user's address differ from what the model says of it.
fn difference(user: &Value, rows: &[Value]) -> Vec<Finding> {
    let contradiction = |place: &str, kind: &str, expected: String, actual: String| {
        finding(&HISTORY, Operation::List, (place, kind), expected, actual)
    };
    let Some(row) = rows.iter().find(|row| row["userId"] == user["userId"]) else {
        let expected = format!("{} in the list by its address", user["userId"]);
        let actual = format!("{} rows, none of them with this id", rows.len());
        return vec![contradiction("/users", "missing", expected, actual)];
    };
    Reference::fields(user, row)
        .into_iter()
        .filter(|field| !Reference::same(field, &user[field.as_str()], &row[field.as_str()]))
        .map(|field| {
            let left = shown(user.get(&field));
            let email = user["email"].as_str().unwrap_or_default();
            let expected = format!("{field} of {email} is {left}, as the requests before left it");
            let actual = format!("the list shows {field} as {}", shown(row.get(&field)));
            contradiction(&format!("/users/*/{field}"), "differs", expected, actual)
        })
        .collect()
}
