//! Paths, methods, headers, and the life of the server.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use avara_conformance::{
    mock::{
        self, MockConfig, MockError,
        faults::{Fault, Hook},
    },
    promise::protocol,
    schema::{self, Documents},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::sync::Notify;

use crate::support::{Api, EXAMPLE, USERS, invitation, read};

#[tokio::test]
async fn unknown_paths_are_not_found() {
    let api = Api::new().await;
    for path in
        ["/", "/v1", "/v1/viewer/users/", "/v2/viewer/users", "/v1/viewer/users/a/b", "//", "/%ff"]
    {
        for method in [Method::GET, Method::POST, Method::PATCH, Method::OPTIONS] {
            let (status, _) = read(api.request(method, path).send().await.unwrap()).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let api = Api::new().await;
    for (path, allow, methods) in [
        (USERS, "GET, HEAD, POST, OPTIONS", [Method::PUT, Method::PATCH, Method::DELETE]),
        (EXAMPLE, "PATCH, OPTIONS", [Method::DELETE, Method::PUT, Method::POST]),
        (
            "/v1/viewer/users/revoke-access",
            "POST, OPTIONS",
            [Method::GET, Method::PATCH, Method::DELETE],
        ),
    ] {
        for method in methods {
            let response = api.request(method, path).send().await.unwrap();
            assert_eq!(response.headers()["allow"], allow);
            assert_eq!(read(response).await.0, StatusCode::METHOD_NOT_ALLOWED);
        }
        let response = api.request(Method::OPTIONS, path).send().await.unwrap();
        assert_eq!(
            (response.status(), &response.headers()["allow"]),
            (StatusCode::NO_CONTENT, &allow.parse().unwrap())
        );
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let api = Api::new().await;
    let get = api.request(Method::GET, USERS).send().await.unwrap();
    let head = api.request(Method::HEAD, USERS).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    for name in ["content-type", "content-length"] {
        assert_eq!(head.headers()[name], get.headers()[name]);
    }
    assert!(head.bytes().await.unwrap().is_empty());
}

#[tokio::test]
async fn only_json_is_taken() {
    let api = Api::new().await;
    let send = |media_type: Option<&str>| {
        let request = api.request(Method::POST, USERS).body(invitation().to_string());
        match media_type {
            Some(media_type) => request.header("content-type", media_type),
            None => request,
        }
        .send()
    };
    for media_type in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("application/jsonx"),
        Some(""),
    ] {
        let (status, _) = read(send(media_type).await.unwrap()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{media_type:?}");
    }
    let response = send(Some("Application/JSON; charset=utf-8")).await.unwrap();
    assert_eq!(read(response).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let api = Api::new().await;
    let address: SocketAddr = api.url.trim_start_matches("http://").parse().unwrap();
    let config = MockConfig { port: address.port(), ..MockConfig::default() };
    let error = mock::start(config, &schema::embedded().unwrap()).await.unwrap_err();
    assert!(matches!(error, MockError::Bind { address: named, .. } if named == address));
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[tokio::test]
async fn a_missing_schema_is_an_error() {
    let error = mock::start(MockConfig::default(), &Documents::default()).await.unwrap_err();
    assert!(error.to_string().starts_with("openapi.json#"), "{error}");
}

#[tokio::test]
async fn every_answer_takes_the_latency() {
    let latency = Duration::from_millis(30);
    let api = Api::with(MockConfig { latency, ..MockConfig::default() }).await;
    for path in [USERS, "/elsewhere"] {
        let start = Instant::now();
        api.request(Method::GET, path).send().await.unwrap();
        assert!(start.elapsed() >= latency);
    }
}

static JUDGED: Notify = Notify::const_new();

/// Tells when an answer is ready, which the latency then holds back.
static TELL: Fault = Fault::new(
    "tell",
    "Tells the test when an answer is ready.",
    &protocol::NO_SERVER_ERRORS,
    &[Hook::Answer(|_, _| JUDGED.notify_one())],
);

#[tokio::test]
async fn a_shutdown_finishes_what_is_under_way() {
    let latency = Duration::from_millis(50);
    let api = Api::with(MockConfig { latency, faults: vec![&TELL], ..MockConfig::default() }).await;
    let (url, client) = (api.url.clone(), api.client.clone());
    let list = move || client.get(format!("{url}{USERS}")).bearer_auth("key").send();
    let (answer, ()) = tokio::join!(list(), api.server.run_until(JUDGED.notified()));
    assert_eq!(answer.unwrap().status(), StatusCode::OK);
    assert!(list().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn two_tenants_know_nothing_of_each_other() {
    let (one, other) = (Api::new().await, Api::new().await);
    one.invited(&json!({})).await;
    other.invited(&json!({})).await;
    assert_ne!(one.url, other.url);
    assert_eq!(one.rows("").await.len(), 21);
}
