//! Names of members in other letters. To JSON they are names of other members; some decoders take
//! them for the same.

use serde_json::{Value, json};

use super::{
    Input, Reply, Scenario, Scene, Stop,
    oracle::{finding, status, user},
    own_user::settle,
    payload::example,
    reply::Wish,
    request,
    scenario::script,
};
use crate::{model::Case, promise::protocol::MEMBER_NAMES_ARE_EXACT as EXACT};

/// What stands in the place of a first name where the letters of the member are taken lightly.
const OTHER: &str = "Mallory";

pub(super) fn scenarios() -> Vec<Scenario> {
    let names = || {
        let names = ["FIRSTNAME", "FirstName"].map(|name| (name.to_owned(), json!(name)));
        Input::Values(names.to_vec())
    };
    vec![
        Scenario::new("invite/other-letters", &EXACT, script!(invited)).with(names()).writing(1),
        Scenario::new("update/other-letters", &EXACT, script!(updated)).with(names()).writing(0),
    ]
}

/// An invitation with a further member behind the one that it resembles.
async fn invited(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let body = example(scene);
    let text = body.to_string();
    let open = text.trim_end_matches('}');
    let raw = format!("{open},{}:{}}}", case.value, json!(OTHER)).into_bytes();
    let reply = scene.send(request::invite(scene.contract, raw), Wish::Refused).await?;
    judge(scene, &reply, case, &body["firstName"])
}

async fn updated(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let settled = settle(scene).await?;
    let name = case.value.as_str().unwrap_or_default();
    let reply = scene.bad_update(&settled.user.id, Some(&json!({ name: OTHER }))).await?;
    judge(scene, &reply, case, &settled.before["firstName"])
}

fn judge(scene: &Scene<'_>, reply: &Reply, case: &Case, expected: &Value) -> Result<(), Stop> {
    let mut findings = Vec::new();
    if !status::is_refused(reply)?
        && !user::same("firstName", expected, reply.json.get("firstName"))
    {
        let what = format!("firstName is {expected}, since {} is another member", case.value);
        let actual = format!("firstName is {}", reply.json["firstName"]);
        let seen = ("/firstName", "another-member");
        findings.push(finding(&EXACT, reply.operation, seen, what, actual));
    }
    scene.judge(&EXACT, &[reply], findings);
    Ok(())
}
