//! Each alternative differs, where it says, from the mock as it is.

use std::{
    collections::HashSet,
    io::Read,
    time::{Duration, Instant},
};

use avara_conformance::mock::{MockConfig, alternatives};
use flate2::read::GzDecoder;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Api, EXAMPLE, USERS, invitation, noon, with};

async fn api(name: &str) -> Api {
    let alternatives = vec![alternatives::find(name).unwrap()];
    Api::with(MockConfig { seed_users: 20, clock: noon, alternatives, ..MockConfig::default() })
        .await
}

#[tokio::test]
async fn compressed_only_for_those_who_ask() {
    let api = api("gzip").await;
    let list = || api.request(Method::GET, &format!("{USERS}?limit=1"));
    let plain = list().send().await.unwrap();
    assert!(!plain.headers().contains_key("content-encoding"));
    let plain = plain.bytes().await.unwrap();
    let packed = list().header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    let mut unpacked = Vec::new();
    GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
}

#[tokio::test]
async fn chunks_and_closed_connections() {
    let chunked = api("chunked").await.request(Method::GET, USERS).send().await.unwrap();
    assert_eq!(chunked.headers()["transfer-encoding"], "chunked");
    assert!(serde_json::from_slice::<Value>(&chunked.bytes().await.unwrap()).is_ok());
    let closed = api("connection-close").await.request(Method::GET, USERS).send().await.unwrap();
    assert_eq!(closed.headers()["connection"], "close");
}

#[tokio::test]
async fn a_list_that_lags_shows_what_was() {
    let lag = Duration::from_secs(60);
    let api = Api::with(MockConfig { seed_users: 20, lag, ..MockConfig::default() }).await;
    api.invited(&json!({})).await;
    api.update(EXAMPLE, &json!({"firstName": "Late"})).await;
    let old = api.rows("").await;
    assert_eq!((old.len(), &old[0]["firstName"]), (20, &json!("Sarah")));
}

#[tokio::test]
async fn a_list_that_lags_shows_everything_in_the_end() {
    let api = api("list-lags-behind").await;
    api.invited(&json!({})).await;
    api.update(EXAMPLE, &json!({"firstName": "Late"})).await;
    let start = Instant::now();
    loop {
        let rows = api.rows("").await;
        if rows.len() == 21 && rows[0]["firstName"] == "Late" {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it never shows");
    }
}

#[tokio::test]
async fn others_write_beside_us() {
    let api = api("busy-tenant").await;
    let (path, user) = api.invited(&json!({})).await;
    let start = Instant::now();
    while api.rows("").await.len() < 23 {
        assert!(start.elapsed() < Duration::from_secs(10), "nobody writes");
    }
    assert_eq!(api.update(&path, &json!({})).await.1, user, "nobody touches what is ours");
}

#[tokio::test]
async fn tenants_of_other_sizes() {
    assert!(api("no-users").await.rows("").await.is_empty());
    assert_eq!(api("one-user").await.rows("").await.len(), 1);
    assert_eq!(api("five-thousand-users").await.walk("").await.len(), 5_000);
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let api = api("rate-limit").await;
    for _ in 0..2_000 {
        let answer = api.request(Method::GET, &format!("{USERS}?limit=1")).send().await.unwrap();
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(answer.headers()["retry-after"], "1");
            return;
        }
    }
    panic!("2,000 requests were let through");
}

#[tokio::test]
async fn an_admin_without_access_is_corrected() {
    let admin = json!({"level": "admin", "hasDashboardAccess": false});
    for (name, level, access) in
        [("admin-gets-access", "admin", true), ("admin-becomes-member", "member", false)]
    {
        let api = api(name).await;
        let corrected = |user: &Value| {
            assert_eq!(
                (&user["level"], &user["hasDashboardAccess"]),
                (&json!(level), &json!(access))
            );
        };
        corrected(&api.invite(&with(invitation(), &admin)).await.1);
        corrected(&api.update(EXAMPLE, &admin).await.1);
    }
}

#[tokio::test]
async fn a_known_address_shows_who_has_it() {
    let api = api("duplicate-email-shows-the-user").await;
    let (_, user) = api.invited(&json!({})).await;
    let (status, again) = api.invite(&with(invitation(), &json!({"firstName": "Other"}))).await;
    assert_eq!((status.as_u16(), again), (200, user));
}

#[tokio::test]
async fn offsets_walk_over_everybody_once() {
    let api = api("offset-cursors").await;
    let walked = api.walk("limit=3").await;
    let ids: HashSet<_> = walked.iter().map(|user| user["userId"].as_str().unwrap()).collect();
    assert_eq!((walked.len(), ids.len()), (20, 20));
}

#[tokio::test]
async fn one_moment_is_written_in_two_ways() {
    let api = api("writes-show-finer-times").await;
    let (_, user) = api.invited(&json!({})).await;
    assert_eq!(user["createdAt"], "2024-10-04T12:00:00.125000Z");
    let row = api.rows("email=sarah.johnson%40example.com").await.remove(0);
    assert_eq!(row["createdAt"], "2024-10-04T12:00:00Z");
}

#[tokio::test]
async fn a_sharp_s_is_a_double_one() {
    let api = api("case-folded-to-several-letters").await;
    api.invited(&json!({"lastName": "Strauss"})).await;
    assert_eq!(api.rows("lastName=Strau%C3%9F").await.len(), 1);
    assert_eq!(api.rows("lastName=Strau%C3%9F&level=owner").await.len(), 0);
}

#[tokio::test]
async fn an_address_may_have_dots_anywhere() {
    let api = api("addresses-as-in-browsers").await;
    for (email, status) in [(".a..b@example.com", 201), ("two@@example.com", 400)] {
        let body = with(invitation(), &json!({ "email": email }));
        assert_eq!(api.invite(&body).await.0.as_u16(), status, "{email}");
    }
}

#[tokio::test]
async fn refusals_of_other_kinds() {
    for (name, kind, part) in [
        ("errors-repeat-the-request", "application/json", "limit=zero"),
        ("errors-are-html", "text/html", "<title>invalid_request"),
    ] {
        let api = api(name).await;
        let request = api.request(Method::GET, &format!("{USERS}?limit=zero"));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert_eq!(answer.headers()["content-type"], kind);
        let body = answer.text().await.unwrap();
        assert!(body.contains(part), "{body}");
    }
}

#[tokio::test]
async fn other_clients_remove_whom_they_made() {
    let api = api("users-come-and-go").await;
    let start = Instant::now();
    let (mut shown, mut gone) = (HashSet::new(), false);
    while !gone {
        assert!(start.elapsed() < Duration::from_secs(10), "nobody goes");
        let rows = api.rows("").await;
        let now: HashSet<String> = rows.iter().map(|row| row["userId"].to_string()).collect();
        gone = !shown.is_subset(&now);
        shown.extend(now);
    }
}
