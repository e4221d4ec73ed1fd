//! Family `auth`: no operation without credentials.

use serde_json::json;

use super::{
    Input, Play, Scenario, Scene, Stop,
    catalogue::Declared,
    invite::{example, judge_no_trace},
    oracle::{patch, status},
    request,
    scene::Wish,
    update::{Settled, settled_member},
};
use crate::model::{Case, Credentials, Operation};

const SIDE_EFFECTS: &str = "auth::refused_requests_change_nothing";

pub(super) const CHECKS: &[Declared] = &[
    Declared {
        id: "auth::invite_requires_credentials",
        title: "invite requires credentials",
        sends: "the documented example without a token, with a wrong one, with HTTP Basic",
        expects: "401 or 403",
    },
    Declared {
        id: "auth::list_requires_credentials",
        title: "list requires credentials",
        sends: "a list request without a token, with a wrong one, with HTTP Basic",
        expects: "401 or 403",
    },
    Declared {
        id: "auth::update_requires_credentials",
        title: "update requires credentials",
        sends: "an update of an own user without a token, with a wrong one, with HTTP Basic",
        expects: "401 or 403",
    },
    Declared {
        id: SIDE_EFFECTS,
        title: "a request without credentials changes nothing",
        sends: "a list request after every write that was refused for its credentials",
        expects: "no new user, the known one unchanged",
    },
];

pub(super) fn scenarios() -> Vec<Scenario> {
    let ways = || {
        let ways = [
            ("without a token", "missing"),
            ("with a wrong token", "wrong"),
            ("with HTTP Basic", "otherScheme"),
        ];
        Input::Values(ways.iter().map(|(name, way)| ((*name).to_owned(), json!(way))).collect())
    };
    let checks = |first: &'static str| [first, SIDE_EFFECTS];
    vec![
        Scenario::new("auth/list", &["auth::list_requires_credentials"], list).with(ways()),
        Scenario::new("auth/invite", &checks("auth::invite_requires_credentials"), invite)
            .with(ways())
            .writing(0),
        Scenario::new("auth/update", &checks("auth::update_requires_credentials"), update)
            .with(ways())
            .writing(0),
    ]
}

fn credentials(case: &Case) -> Result<Credentials, Stop> {
    serde_json::from_value(case.value.clone())
        .map_err(|error| Stop::because(format!("the case names no kind of credentials: {error}")))
}

fn list<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let mut request = request::list(scene.contract, &[]);
        request.credentials = credentials(case)?;
        let reply = scene.send(request, Wish::Refused).await?;
        let findings = status::unauthorised(
            &scene.sets.unauthorised,
            "auth.list",
            Operation::List,
            &case.name,
            &reply,
        )?;
        scene.judge("auth::list_requires_credentials", &[&reply], findings);
        Ok(())
    })
}

fn invite<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let body = example(scene);
        let mut request = request::invite(scene.contract, body.to_string().into_bytes());
        request.credentials = credentials(case)?;
        let reply = scene.send(request, Wish::Refused).await?;
        let findings = status::unauthorised(
            &scene.sets.unauthorised,
            "auth.invite",
            Operation::Invite,
            &case.name,
            &reply,
        )?;
        let refused = findings.is_empty();
        scene.judge("auth::invite_requires_credentials", &[&reply], findings);
        let email = body["email"].as_str().unwrap_or_default();
        if refused {
            judge_no_trace(scene, SIDE_EFFECTS, "auth.side-effects", email, &reply).await?;
        }
        Ok(())
    })
}

fn update<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, before, read: first } = settled_member(scene).await?;
        let body = json!({ "firstName": "Mallory" });
        let mut request = request::update(scene.contract, &member.id, Some(&body));
        request.credentials = credentials(case)?;
        let reply = scene.send(request, Wish::Refused).await?;
        let findings = status::unauthorised(
            &scene.sets.unauthorised,
            "auth.update",
            Operation::Update,
            &case.name,
            &reply,
        );
        let refused = findings.as_ref().is_ok_and(Vec::is_empty);
        if !refused {
            member.spoil();
        }
        scene.judge("auth::update_requires_credentials", &[&reply], findings?);
        if !refused {
            return Ok(());
        }
        let (after, read) = scene.read_unchanged(&member, &before).await?;
        let why = "since the update was refused for its credentials";
        let left = patch::unchanged("auth.side-effects", Operation::Update, why, &before, &after);
        scene.judge(SIDE_EFFECTS, &[&first, &reply, &read], left);
        Ok(())
    })
}
