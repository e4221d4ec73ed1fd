//! Every hook acts where it says: the defects and the conforming alternatives that are written
//! with them are data only.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use avara_conformance::{
    mock::{
        Refusal, Setting,
        faults::{Fault, Hook},
    },
    model::Operation::{Invite, List, RevokeAccess, Update},
    promise::protocol,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Api, EXAMPLE, USERS, fields, invitation, read, with};

/// A mock with these hooks.
async fn hooked(hooks: &'static [Hook]) -> Api {
    let summary = "Acts at the hooks that a test names.";
    let fault = Fault::new("hooked", summary, &protocol::NO_SERVER_ERRORS, hooks);
    Api::faulty(Box::leak(Box::new(fault))).await
}

#[tokio::test]
async fn settings_can_be_changed() {
    let api = hooked(&[
        Hook::Set(Setting::DefaultLimit(3)),
        Hook::Set(Setting::NewestFirst),
        Hook::Set(Setting::SeedUsers(7)),
    ])
    .await;
    assert_eq!(api.rows("").await.len(), 3);
    let walked = api.walk("").await;
    assert_eq!((walked.len(), &walked[6]["firstName"]), (7, &json!("Sarah")));
}

#[tokio::test]
async fn credentials_can_be_let_through_in_one_operation() {
    let api = hooked(&[Hook::Credentials(List, |refusal| {
        if *refusal == Some(Refusal::Scheme) {
            *refusal = None;
        }
    })])
    .await;
    let send = async |method: Method, credentials: &str| {
        let request = api.client.request(method, format!("{}{USERS}", api.url));
        request.header("authorization", credentials).send().await.unwrap().status()
    };
    assert_eq!(send(Method::GET, "Basic eDp5").await, StatusCode::OK);
    assert_eq!(send(Method::GET, "Bearer").await, StatusCode::UNAUTHORIZED);
    assert_eq!(send(Method::POST, "Basic eDp5").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn requests_can_be_misread() {
    let api = hooked(&[
        Hook::Request(Invite, |body| drop(body.insert("suffix1".to_owned(), json!("misread")))),
        Hook::Request(List, |query| drop(query.remove("cursor"))),
    ])
    .await;
    assert_eq!(api.invite(&invitation()).await.1["suffix1"], "misread");
    assert_eq!(api.rows("limit=1").await, api.rows("limit=1&cursor=x").await);
}

#[tokio::test]
async fn violations_can_be_overlooked_and_invented() {
    let api = hooked(&[
        Hook::Violations(Invite, |_, violations| violations.retain(|one| one.field != "firstName")),
        Hook::Violations(Update, |_, violations| {
            violations.retain(|one| !one.is("hasDashboardAccess", "const"));
        }),
        Hook::Violations(List, |query, violations| {
            if query.contains_key("email") {
                violations.push(avara_conformance::mock::Violation::new("email", "own", "no"));
            }
        }),
    ])
    .await;
    assert_eq!(api.invite(&with(invitation(), &json!({"firstName": ""}))).await.0, 201);
    let change = json!({"level": "admin", "hasDashboardAccess": false});
    assert_eq!(api.update(EXAMPLE, &change).await.0, 200);
    let (status, error) = api.list("email=a").await;
    assert_eq!((status.as_u16(), fields(&error)), (400, vec!["email"]));
}

#[tokio::test]
async fn a_refused_request_can_take_effect() {
    let api = hooked(&[
        Hook::AppliesRefused(Invite, |_, _| true),
        Hook::AppliesRefused(Update, |body, violations| {
            for violation in violations {
                body.remove(&violation.field);
            }
            true
        }),
    ])
    .await;
    let (status, _) = api.invite(&with(invitation(), &json!({"firstName": ""}))).await;
    assert_eq!((status.as_u16(), api.rows("").await.len()), (400, 21));
    let (status, _) = api.update(EXAMPLE, &json!({"firstName": "New", "suffix1": ""})).await;
    assert_eq!((status.as_u16(), api.rows("firstName=New").await.len()), (400, 1));
}

#[tokio::test]
async fn addresses_can_be_compared_in_another_way() {
    let api = hooked(&[Hook::Address(|email| Some(email.to_owned()))]).await;
    api.invited(&json!({})).await;
    let other = with(invitation(), &json!({"firstName": "Sara"}));
    assert_eq!(api.invite(&other).await.0, StatusCode::CONFLICT);
    api.invited(&json!({"email": "SARAH.johnson@example.com"})).await;
    let api = hooked(&[Hook::Address(|_| None)]).await;
    api.invited(&json!({})).await;
    api.invited(&json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_race_can_be_lost() {
    const PAUSE: Duration = Duration::from_millis(200);
    let hooks: &[Hook] = &[Hook::Unlocked(Invite, PAUSE), Hook::Unlocked(Update, PAUSE)];
    let api = Arc::new(hooked(hooks).await);
    let sent = invitation();
    let (one, other) = tokio::join!(api.invite(&sent), api.invite(&sent));
    assert_eq!((one.0, other.0), (StatusCode::CREATED, StatusCode::CREATED));
    let other = with(invitation(), &json!({"firstName": "Sara"}));
    assert_eq!(api.invite(&other).await.0, StatusCode::CONFLICT);
    let (first, second) = (json!({"suffix1": "one"}), json!({"suffix2": "two"}));
    tokio::join!(api.update(EXAMPLE, &first), api.update(EXAMPLE, &second));
    let user = api.rows("email=johnson%40example.com").await.remove(0);
    let kept = [user["suffix1"] == "one", user["suffix2"] == "two"];
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 1, "{user}");
}

#[tokio::test]
async fn another_user_can_be_hit() {
    let api = hooked(&[Hook::Subject(|place, users| *place = (*place + 1) % users)]).await;
    api.update(EXAMPLE, &json!({"firstName": "Hit"})).await;
    let rows = api.rows("limit=2").await;
    assert_eq!((&rows[0]["firstName"], &rows[1]["firstName"]), (&json!("Sarah"), &json!("Hit")));
}

#[tokio::test]
async fn what_is_made_and_what_is_stored_can_differ_from_what_was_asked() {
    let api = hooked(&[
        Hook::Made(Invite, |_, user| drop(user.insert("suffix1".to_owned(), json!("made")))),
        Hook::Stored(Invite, |_, user| drop(user.remove("suffix2"))),
        Hook::StoresNothing(Update, |_, _| true),
        Hook::StoresNothing(RevokeAccess, |_, _| true),
    ])
    .await;
    let (path, user) = api.invited(&json!({})).await;
    assert_eq!((&user["suffix1"], &user["suffix2"]), (&json!("made"), &json!("FACR")));
    let stored = api.rows("email=sarah.johnson%40example.com").await.remove(0);
    assert_eq!((&stored["suffix1"], stored.get("suffix2")), (&json!("made"), None));
    assert_eq!(api.update(&path, &json!({"lastName": "New"})).await.1["lastName"], "New");
    api.json(Method::POST, &format!("{USERS}/revoke-access"), &json!({"userId": user["userId"]}))
        .await;
    assert_eq!(api.rows("email=sarah.johnson%40example.com").await, [stored]);
}

#[tokio::test]
async fn matching_and_pages_can_go_wrong() {
    let api = hooked(&[
        Hook::Match(|_, candidate, matches| *matches &= candidate.age.is_none()),
        Hook::Page(|_, page| {
            if let (Some(cursor), Some((sequence, _))) = (&mut page.cursor, page.rows.last()) {
                cursor.insert("after".to_owned(), (sequence - 1).into());
            }
        }),
    ])
    .await;
    api.invited(&json!({})).await;
    assert_eq!(api.rows("").await.len(), 20, "the new user does not show");
    assert!(api.walk("limit=5").await.len() > 20, "rows at the boundary come twice");
}

#[tokio::test]
async fn replies_and_answers_can_be_rewritten() {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let api = hooked(&[
        Hook::Reply(Update, |request, reply| reply["asked"] = Value::Object(request.clone())),
        Hook::Reply(List, |_, reply| reply["total"] = json!(1)),
        Hook::Answer(|call, answer| {
            CALLS.fetch_max(call.number, Relaxed);
            match answer.code {
                None if call.operation == Some(Invite) => answer.status = StatusCode::OK,
                Some("invalid_request") => answer.status = StatusCode::UNPROCESSABLE_ENTITY,
                Some("unauthorized") => answer.status = StatusCode::FORBIDDEN,
                _ => {}
            }
            if answer.violates("limit", "maximum") {
                answer.status = StatusCode::INTERNAL_SERVER_ERROR;
                answer.body = b"{\"err".to_vec();
            }
        }),
    ])
    .await;
    assert_eq!(
        api.update(EXAMPLE, &json!({"suffix1": "x"})).await.1["asked"],
        json!({"suffix1": "x"})
    );
    assert_eq!(api.list("").await.1["total"], 1);
    assert_eq!(api.invite(&invitation()).await.0, 200);
    assert_eq!(api.list("level=x").await.0, 422);
    let request = api.client.get(format!("{}{USERS}", api.url));
    assert_eq!(read(request.send().await.unwrap()).await.0, 403);
    let broken = api.request(Method::GET, &format!("{USERS}?limit=101")).send().await.unwrap();
    assert_eq!((broken.status().as_u16(), broken.text().await.unwrap().as_str()), (500, "{\"err"));
    assert_eq!(CALLS.load(Relaxed), 6);
}

#[tokio::test]
async fn answers_can_be_late() {
    let api = hooked(&[Hook::Delay(|call| Duration::from_millis(20 * call.number))]).await;
    let start = Instant::now();
    api.rows("").await;
    api.rows("").await;
    assert!(start.elapsed() >= Duration::from_millis(60));
}
