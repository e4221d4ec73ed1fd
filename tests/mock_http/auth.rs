//! Credentials.

use avara_conformance::mock::MockConfig;
use reqwest::{Method, StatusCode};

use crate::support::{Api, EXAMPLE, USERS, assert_is_error, invitation};

#[tokio::test]
async fn nothing_is_done_or_told_without_credentials() {
    let config =
        MockConfig { seed_users: 5, api_key: Some("right".to_owned()), ..MockConfig::default() };
    let api = Api::with(config).await;
    let bearer = r#"Bearer realm="avara""#;
    let wrong = r#"Bearer realm="avara", error="invalid_token""#;
    for (credentials, challenge) in [
        (None, bearer),
        (Some("Basic a2V5OnJpZ2h0"), bearer),
        (Some("Bearer"), bearer),
        (Some("right"), bearer),
        (Some("Bearer wrong"), wrong),
        (Some("Bearer Right"), wrong),
        (Some("Bearer right right"), wrong),
    ] {
        for (method, path, body) in [
            (Method::GET, USERS, String::new()),
            (Method::GET, "/v1/viewer/users?limit=x", String::new()),
            (Method::POST, USERS, invitation().to_string()),
            (Method::POST, USERS, "{".to_owned()),
            (Method::POST, USERS, " ".repeat(2 << 20)),
            (Method::PATCH, EXAMPLE, r#"{"lastName":"X"}"#.to_owned()),
            (Method::DELETE, USERS, String::new()),
            (Method::GET, "/elsewhere", String::new()),
        ] {
            let mut request = api.client.request(method, format!("{}{path}", api.url)).body(body);
            if let Some(credentials) = credentials {
                request = request.header("authorization", credentials);
            }
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            let header = response.headers()["www-authenticate"].to_str().unwrap();
            assert!(header.starts_with(challenge), "{header}");
            assert_eq!(response.headers()["content-type"], "application/json");
            assert_is_error(&serde_json::from_slice(&response.bytes().await.unwrap()).unwrap());
        }
    }
    let list = |key: &str| api.client.get(format!("{}{USERS}", api.url)).bearer_auth(key).send();
    let body = list("right").await.unwrap().text().await.unwrap();
    assert_eq!(body.matches("userId").count(), 5);
    assert!(body.contains(r#""lastName":"Johnson""#));
}

#[tokio::test]
async fn without_a_configured_key_any_token_will_do() {
    let api = Api::new().await;
    for (credentials, status) in
        [("Bearer x", 200), ("bearer x", 200), ("Bearer ", 401), ("Token x", 401)]
    {
        let request =
            api.client.get(format!("{}{USERS}", api.url)).header("authorization", credentials);
        assert_eq!(request.send().await.unwrap().status(), status, "{credentials}");
    }
}
