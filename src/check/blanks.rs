//! Names of nothing but white space. The pages ask for one character and do not say which, so that
//! such a name may be taken or refused. Once it is taken, the user is one like any other: a server
//! that counts characters before it trims ends with a name that has none.

use serde_json::{Value, json};

use super::{
    Input, Scenario, Scene, Stop,
    invited::{ON_EVERY_INVITE, judge_accepted_user},
    oracle::status,
    own_user::settle,
    payload::example,
    reply::Wish,
    scenario::script,
};
use crate::{
    model::Case,
    promise::{invite, update},
};

/// What looks like nothing; a tab is white space and a control character.
const BLANKS: [(&str, &str); 4] = [
    ("spaces", "   "),
    ("a no-break space", "\u{a0}"),
    ("an ideographic space", "\u{3000}"),
    ("a tab", "\t"),
];

/// The fields that take any text.
const NAMES: [&str; 5] = ["firstName", "lastName", "middleName", "suffix1", "suffix2"];

pub(super) fn scenarios() -> Vec<Scenario> {
    let blanks = || {
        let named = BLANKS.iter().map(|(name, text)| ((*name).to_owned(), json!(text)));
        Input::Values(named.collect())
    };
    vec![
        Scenario::new("invite/blank", &invite::RESPONSE_MATCHES_SCHEMA, script!(invited))
            .judging(&ON_EVERY_INVITE)
            .with(blanks())
            .writing(1),
        Scenario::new("update/blank", &update::RESPONSE_MATCHES_SCHEMA, script!(updated))
            .with(blanks())
            .writing(0),
    ]
}

async fn invited(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let mut body = example(scene);
    for name in NAMES {
        body[name] = case.value.clone();
    }
    let reply = scene.invite(&body, Wish::Accepted).await?;
    scene.note_answer(&reply, &format!("names of {}", case.name));
    if status::is_refused(&reply)? {
        return Ok(());
    }
    // Trimmed to nothing, an optional name is one that nobody gave.
    body.as_object_mut().into_iter().for_each(|sent| {
        sent.retain(|name, _| !is_left_out(name, &reply.json));
    });
    judge_accepted_user(scene, &body, &reply).await.map(drop)
}

fn is_left_out(name: &str, user: &Value) -> bool {
    NAMES[2..].contains(&name) && user.is_object() && user.get(name).is_none()
}

async fn updated(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let settled = settle(scene).await?;
    let body = json!({ "firstName": case.value, "suffix1": case.value });
    let reply = scene.update(&settled.user.id, Some(&body)).await?;
    scene.note_answer(&reply, &format!("names of {}", case.name));
    status::is_refused(&reply).map(drop)
}
