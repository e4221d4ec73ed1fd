//! The canary: one user that is invited, found, updated and made harmless before any other. What is
//! broken for everybody is found here, once, and no further user is made that could not be seen or
//! cleaned up.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{
    Canary, Loan, Need, OwnUser, Phase, Reply, Scenario, Scene, Sight, Stop,
    invited::{ON_EVERY_INVITE, expected, judge_response},
    oracle::{finding, user},
    payload::{documented_update, example},
    reply::{Wish, rows},
    request,
    scenario::script,
};
use crate::{
    model::{Exchange, Operation, Request, Response},
    promise::{Promise, invite, list, protocol, update},
};

/// Id of its scenario.
pub const ID: &str = "canary";

/// How often a step is tried: what fails now and then is not broken for everybody.
const TRIES: usize = 2;

/// Ends a tenant's way to revoke access, where it has none (RFC 9110 sections 15.5.5, 15.5.6, 15.6.2).
const NOT_THERE: [u16; 3] = [404, 405, 501];

pub(super) fn scenarios() -> Vec<Scenario> {
    let scenario = Scenario::new(ID, &invite::ACCEPTS_DOCUMENTED_EXAMPLE, script!(fly));
    let also = [
        &list::ACCEPTS_DOCUMENTED_PARAMETERS,
        &list::RESPONSE_MATCHES_SCHEMA,
        &update::ACCEPTS_VALID_PAYLOADS,
        &update::RESPONSE_MATCHES_SCHEMA,
        &update::SERVER_FIELDS_STAY,
        &update::LEAVES_OTHER_USERS_ALONE,
        &protocol::ANSWERS_IN_JSON,
    ];
    let scenario = scenario.judging(&ON_EVERY_INVITE).judging(&also).writing(1);
    vec![scenario.during(Phase::Canary)]
}

async fn fly(scene: &Scene<'_>, _: &crate::model::Case) -> Result<(), Stop> {
    let mut found = Canary::default();
    let flown = course(scene, &mut found).await;
    // Silence does not say what the target can do.
    if !matches!(flown, Err(Stop::Transport(_))) {
        scene.wire.canary_is_back(found);
    }
    flown
}

async fn course(scene: &Scene<'_>, found: &mut Canary) -> Result<(), Stop> {
    let (sent, reply) = match invite_one(scene).await {
        // The account may not.
        Err(Stop::Inconclusive(reason)) => {
            found.no_more_users =
                Some(format!("{reason}; --suite read-only checks what it may read"));
            return Err(Stop::Inconclusive(reason));
        }
        invited => invited?,
    };
    let email = sent["email"].as_str().unwrap_or_default();
    let invited = reply.json["userId"].as_str().filter(|_| reply.is_success());
    match invited {
        Some(_) => judge_response(scene, &sent, &reply),
        None if reply.is_success() => {
            let what = "an accepted invitation is answered without the id of its user";
            found.missing.insert(Need::Invite, seen_by(&invite::RESPONSE_MATCHES_SCHEMA, what));
        }
        None => {
            let what = format!("a valid invitation is answered with {}", reply.status);
            found.missing.insert(
                Need::Invite,
                seen_by(accepting(&reply, &invite::ACCEPTS_DOCUMENTED_EXAMPLE), &what),
            );
        }
    }
    let listed = look(scene, &sent, &reply, found).await?;
    let seen = listed.iter().find_map(|row| row["userId"].as_str());
    let Some(id) = invited.or(seen).map(str::to_owned) else {
        if reply.is_success() {
            let reason = "a user was made who can neither be seen nor cleaned up";
            found.no_more_users = Some(reason.to_owned());
        }
        return Ok(());
    };
    let user = OwnUser { id, email: email.to_owned(), settled: true };
    let shown = listed.iter().any(|row| row["userId"] == user.id.as_str());
    let waits = !shown && invited.is_some() && !invitation(scene, &user.id).await.is_empty();
    // Where the list gives another id, that one may be the right one.
    take_access(scene, seen.filter(|_| !shown).unwrap_or(&user.id), waits, found).await;
    // Who had access taken may be beyond updates, which is nobody's fault.
    let restored = restore(scene, &user).await?;
    let updated = restored || invited.is_some() && try_update(scene, waits, found).await?;
    if invited.is_none() || found.missing.contains_key(&Need::List) {
        return Ok(());
    }
    if shown && restored {
        lend(scene, user).await;
    } else if !shown && listed.is_empty() && (updated || waits) {
        found.waits_for_acceptance = waits;
        find_another_sight(scene, &user, updated, found).await?;
    } else if !shown {
        lost(scene, &user, &listed, found);
    }
    Ok(())
}

/// What is wrong, with the check that reports it.
fn seen_by(promise: &Promise, what: &str) -> String {
    format!("{what} ({})", promise.check)
}

/// The promise that a refusal of a valid request breaks: server errors have their own.
fn accepting<'a>(reply: &Reply, promise: &'a Promise) -> &'a Promise {
    if reply.status < 500 { promise } else { &protocol::NO_SERVER_ERRORS }
}

/// Invites the documented user, and once more where that fails.
async fn invite_one(scene: &Scene<'_>) -> Result<(Map<String, Value>, Reply), Stop> {
    let mut tries = 0;
    loop {
        tries += 1;
        let body = example(scene);
        let reply = scene.invite(&body, Wish::Accepted).await?;
        if reply.is_success() || tries == TRIES {
            scene.judge_accepted(&invite::ACCEPTS_DOCUMENTED_EXAMPLE, &reply);
            return Ok((body.as_object().cloned().unwrap_or_default(), reply));
        }
    }
}

/// What the list shows under the address, read again until it shows the user as it should.
async fn look(
    scene: &Scene<'_>,
    sent: &Map<String, Value>,
    invited: &Reply,
    found: &mut Canary,
) -> Result<Vec<Value>, Stop> {
    let email = sent["email"].as_str().unwrap_or_default();
    let id = invited.json["userId"].as_str().filter(|_| invited.is_success());
    let expected = expected(scene, sent, &invited.json);
    let query = request::query(&[("email", email)]);
    let mut failures = 0;
    let mut waited = Duration::ZERO;
    loop {
        let reply = scene.send(request::list(scene.contract, &query), Wish::Accepted).await?;
        if !reply.is_success() || !reply.json["users"].is_array() {
            failures += 1;
            if failures < TRIES {
                continue;
            }
            scene.judge_accepted(&list::ACCEPTS_DOCUMENTED_PARAMETERS, &reply);
            let reason = if reply.is_success() {
                let what = "the list is answered without an array `users`";
                seen_by(&list::RESPONSE_MATCHES_SCHEMA, what)
            } else {
                let what = format!("the list is answered with {}", reply.status);
                seen_by(accepting(&reply, &list::ACCEPTS_DOCUMENTED_PARAMETERS), &what)
            };
            found.missing.insert(Need::List, reason);
            return Ok(request::users_in(&reply.json));
        }
        let shown = rows(&reply.json);
        let own = |row: &&Value| user::same("email", &json!(email), row.get("email"));
        let shown: Vec<Value> = shown.iter().filter(own).cloned().collect();
        let differs = |id| user::persisted(&invite::IS_PERSISTED, id, &expected, &shown);
        let seen = id.map_or(!shown.is_empty(), |id| differs(id).is_empty());
        if seen || !invited.is_success() || !scene.settle(&mut waited, &reply).await {
            if let Some(id) = id.filter(|id| shown.iter().any(|row| row["userId"] == **id)) {
                scene.judge(&invite::IS_PERSISTED, &[invited, &reply], differs(id));
            }
            return Ok(shown);
        }
    }
}

/// Brings a user whose access was taken back into the state of the documented example. Only an answer
/// that shows it is judged.
async fn restore(scene: &Scene<'_>, user: &OwnUser) -> Result<bool, Stop> {
    let request = request::update(scene.contract, &user.id, Some(&documented_update()));
    let reply = match scene.send(request, Wish::Refused).await {
        Err(Stop::Inconclusive(_)) => return Ok(false),
        reply => reply?,
    };
    let shown = reply.is_success() && reply.json["userId"] == user.id.as_str();
    if shown {
        scene.judge_accepted(&update::ACCEPTS_VALID_PAYLOADS, &reply);
    }
    Ok(shown)
}

/// Updates a user who still has access. Says whether the answer shows it.
async fn try_update(scene: &Scene<'_>, waits: bool, found: &mut Canary) -> Result<bool, Stop> {
    let (sent, invited) = invite_one(scene).await?;
    let email = sent["email"].as_str().unwrap_or_default().to_owned();
    let Some(id) = invited.json["userId"].as_str() else { return Ok(false) };
    let mut tries = 0;
    let updated = loop {
        tries += 1;
        let request = request::update(scene.contract, id, Some(&documented_update()));
        match scene.send(request, Wish::Accepted).await {
            Ok(reply) if reply.is_success() && reply.json["userId"] == id => {
                scene.judge_accepted(&update::ACCEPTS_VALID_PAYLOADS, &reply);
                break Ok(());
            }
            Ok(_) if tries < TRIES => {}
            // Of somebody whom nobody has stored, an update says nothing.
            Ok(reply) if reply.status == 404 => return Ok(false),
            Ok(reply) => {
                scene.judge_accepted(&update::ACCEPTS_VALID_PAYLOADS, &reply);
                break Err(if reply.is_success() {
                    judge_answered_user(scene, &invited, &reply)
                } else {
                    let what = format!("a valid update is answered with {}", reply.status);
                    seen_by(accepting(&reply, &update::ACCEPTS_VALID_PAYLOADS), &what)
                });
            }
            Err(Stop::Inconclusive(reason)) => break Err(reason),
            Err(stop) => return Err(stop),
        }
    };
    match updated {
        // The first user has shown that access can be taken.
        Ok(()) => lend(scene, OwnUser { id: id.to_owned(), email, settled: true }).await,
        Err(_) => take_access(scene, id, waits, found).await,
    }
    let works = updated.is_ok();
    found.missing.extend(updated.err().map(|reason| (Need::Update, reason)));
    Ok(works)
}

/// An update is answered without the id of its user: with no id, with another one of the same user,
/// or with another user. Says what is missing by it.
fn judge_answered_user(scene: &Scene<'_>, invited: &Reply, updated: &Reply) -> String {
    let (own, shown) = (&invited.json, &updated.json);
    if !shown["userId"].is_string() {
        let what = "a valid update is answered without the id of its user";
        return seen_by(&update::RESPONSE_MATCHES_SCHEMA, what);
    }
    let is_own = user::same("email", &own["email"], shown.get("email"));
    let promise =
        if is_own { &update::SERVER_FIELDS_STAY } else { &update::LEAVES_OTHER_USERS_ALONE };
    let is = |user: &Value| format!("userId {} and email {}", user["userId"], user["email"]);
    let found = finding(
        promise,
        Operation::Update,
        ("/userId", if is_own { "changed" } else { "another-user" }),
        format!("the answer shows the user that was named: {}", is(own)),
        format!("it shows {}", is(shown)),
    );
    scene.judge(promise, &[invited, updated], vec![found]);
    let whom = if is_own { "with another id" } else { "with another user" };
    seen_by(promise, &format!("a valid update is answered {whom}"))
}

/// The list does not show the invited user, who is there all the same: the list may show people
/// only after they accept. An invitation that waits proves it. Where there is none to be seen, a
/// list that shows others who never logged in leaves it open, and one that does not is taken for
/// one that loses people.
async fn find_another_sight(
    scene: &Scene<'_>,
    user: &OwnUser,
    updated: bool,
    found: &mut Canary,
) -> Result<(), Stop> {
    found.sight = if updated { Sight::Updates } else { Sight::Invitations };
    if !found.waits_for_acceptance {
        let query = request::query(&[]);
        let page = scene.send(request::list(scene.contract, &query), Wish::Accepted).await?;
        if !rows(&page.json).iter().any(|row| row["lastLoginAt"].is_null()) {
            found.sight = Sight::List;
            lost(scene, user, &[], found);
            return Ok(());
        }
    }
    scene.note("the list shows nobody before they accept");
    Ok(())
}

/// The list does not show who was invited.
fn lost(scene: &Scene<'_>, user: &OwnUser, listed: &[Value], found: &mut Canary) {
    let what = "the list does not show who was invited";
    found.missing.insert(Need::Invite, seen_by(&invite::IS_PERSISTED, what));
    let findings = user::persisted(&invite::IS_PERSISTED, &user.id, &Map::new(), listed);
    scene.judge(&invite::IS_PERSISTED, &[], findings);
}

/// The invitations of a user that wait for an answer, by an operation that no page describes.
async fn invitation(scene: &Scene<'_>, id: &str) -> Vec<Value> {
    let answer = answer(scene, request::invitations(scene.contract, id)).await;
    answer.map_or_else(Vec::new, |response| request::waiting(&response, id))
}

/// Takes the user its access as the clean-up will, by operations that are not judged.
async fn take_access(scene: &Scene<'_>, id: &str, waits: bool, found: &mut Canary) {
    let contract = scene.contract;
    let mut refused = Vec::new();
    let mut ways = vec![request::revocation(contract, id)];
    if waits {
        ways.insert(0, request::revoked_invitation(contract, id));
    }
    for way in ways {
        let operation = way.operation;
        match answer(scene, way).await {
            Some(response) if response.is_success() => return,
            Some(response) if NOT_THERE.contains(&response.status) => {
                scene.note(format!("the target has no {operation}"));
            }
            Some(response) => refused.push(format!("{operation} with {}", response.status)),
            None => return,
        }
    }
    match answer(scene, request::demotion(contract, id)).await {
        Some(response) if response.is_success() => {
            if request::is_plain_member(&response.json().unwrap_or_default().value) {
                return;
            }
            refused.push("update with a user who keeps the access".to_owned());
        }
        Some(response) => refused.push(format!("update with {}", response.status)),
        None => return,
    }
    let why = format!(
        "nobody could be cleaned up: to take a user the access is answered by {}",
        refused.join(", ")
    );
    found.no_more_users = Some(found.missing.get(&Need::Invite).cloned().unwrap_or(why));
}

/// What came back, for requests that no promise is about.
async fn answer(scene: &Scene<'_>, request: Request) -> Option<Response> {
    let Exchange { outcome, .. } = scene.wire.send(request).await;
    outcome.ok()
}

/// Lends the user to the checks of updates, where the list shows it as it was again.
async fn lend(scene: &Scene<'_>, user: OwnUser) {
    let request = request::by_email(scene.contract, &user.email);
    let listed = answer(scene, request).await.and_then(|response| response.json().ok());
    let documented = documented_update();
    let shown = listed.is_some_and(|page| {
        let mut fields = documented.as_object().into_iter().flatten();
        rows(&page.value).iter().any(|row| {
            row["userId"] == user.id.as_str()
                && fields.all(|(field, value)| user::same(field, value, row.get(field)))
        })
    });
    if !shown {
        return;
    }
    match scene.wire.borrow_user().await {
        Loan::Room => scene.wire.return_user(Some(user)),
        Loan::User(other) => scene.wire.return_user(Some(other)),
        Loan::Refused(_) => {}
    }
}
