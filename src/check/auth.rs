//! Family `auth`: no operation without credentials.

use serde_json::json;

use super::{
    Input, Scenario, Scene, Stop,
    own_user::settle,
    payload::example,
    refusals::{judge_no_trace, judge_unchanged},
    reply::Wish,
    request,
    scenario::script,
};
use crate::{
    model::{Case, Credentials},
    promise::auth::{
        INVITE_REQUIRES_CREDENTIALS, LIST_REQUIRES_CREDENTIALS, REFUSALS_NAME_THE_CREDENTIALS,
        REFUSED_REQUESTS_CHANGE_NOTHING, UPDATE_REQUIRES_CREDENTIALS,
    },
};

pub(super) fn scenarios() -> Vec<Scenario> {
    let ways = || {
        let ways = [
            ("without a token", "missing"),
            ("with a wrong token", "wrong"),
            ("with HTTP Basic", "otherScheme"),
            ("with the key in the scheme Digest", "keyInOtherScheme"),
        ];
        Input::Values(ways.iter().map(|(name, way)| ((*name).to_owned(), json!(way))).collect())
    };
    vec![
        Scenario::new("auth/list", &LIST_REQUIRES_CREDENTIALS, script!(list))
            .judging(&[&REFUSALS_NAME_THE_CREDENTIALS])
            .with(ways()),
        Scenario::new("auth/invite", &INVITE_REQUIRES_CREDENTIALS, script!(invite))
            .judging(&[&REFUSALS_NAME_THE_CREDENTIALS, &REFUSED_REQUESTS_CHANGE_NOTHING])
            .with(ways())
            .writing(0),
        Scenario::new("auth/update", &UPDATE_REQUIRES_CREDENTIALS, script!(update))
            .judging(&[&REFUSALS_NAME_THE_CREDENTIALS, &REFUSED_REQUESTS_CHANGE_NOTHING])
            .with(ways())
            .writing(0),
    ]
}

fn credentials(case: &Case) -> Result<Credentials, Stop> {
    serde_json::from_value(case.value.clone())
        .map_err(|error| Stop::because(format!("the case names no kind of credentials: {error}")))
}

async fn list(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let mut request = request::list(scene.contract, &[]);
    request.credentials = credentials(case)?;
    let reply = scene.send(request, Wish::Refused).await?;
    scene.judge_unauthorised(&LIST_REQUIRES_CREDENTIALS, &reply, &case.name).map(drop)
}

async fn invite(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let body = example(scene);
    let mut request = request::invite(scene.contract, body.to_string().into_bytes());
    request.credentials = credentials(case)?;
    let reply = scene.send(request, Wish::Refused).await?;
    if !scene.judge_unauthorised(&INVITE_REQUIRES_CREDENTIALS, &reply, &case.name)? {
        return Ok(());
    }
    let email = body["email"].as_str().unwrap_or_default();
    judge_no_trace(scene, &REFUSED_REQUESTS_CHANGE_NOTHING, email, &reply).await
}

async fn update(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let mut settled = settle(scene).await?;
    let body = json!({ "firstName": "Mallory" });
    let mut request = request::update(scene.contract, &settled.user.id, Some(&body));
    request.credentials = credentials(case)?;
    let reply = scene.send(request, Wish::Refused).await?;
    let refused = scene.judge_unauthorised(&UPDATE_REQUIRES_CREDENTIALS, &reply, &case.name);
    if !matches!(refused, Ok(true)) {
        settled.user.spoil();
        return refused.map(drop);
    }
    let why = "since the update was refused for its credentials";
    judge_unchanged(scene, &REFUSED_REQUESTS_CHANGE_NOTHING, settled, &reply, why).await
}
