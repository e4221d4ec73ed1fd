//! Requests that no honest client sends: always a 4xx, whatever the bytes.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use reqwest::{Method, StatusCode};

use crate::support::{Api, EXAMPLE, USERS, invitation, read};

async fn answered(api: &Api, method: &Method, path: &str, body: Vec<u8>) -> StatusCode {
    let request = api.request(method.clone(), path).header("content-type", "application/json");
    read(request.body(body).send().await.unwrap()).await.0
}

#[tokio::test]
async fn bodies_that_are_no_json_objects_are_refused() {
    let api = Api::new().await;
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let nested = format!(r#"{{"unknown":{}}}"#, deep("[", "]"));
    let huge = format!(r#"{{"phoneNumber":{}}}"#, "9".repeat(100_000));
    let bodies: Vec<Vec<u8>> = vec![
        b" ".into(),
        b"{".into(),
        b"null".into(),
        b"[]".into(),
        b"\"text\"".into(),
        b"1".into(),
        b"{}{}".into(),
        b"{'a':1}".into(),
        b"{\"firstName\":\"a\",}".into(),
        b"\xef\xbb\xbf{}".into(),
        b"{\"firstName\":\"\xff\xfe\"}".into(),
        b"\xff".into(),
        b"\0".into(),
        br#"{"firstName":"\ud800"}"#.into(),
        br#"{"firstName":"\udc00\ud800"}"#.into(),
        br#"{"firstName":"\u00"}"#.into(),
        br#"{"phoneNumber":1e999}"#.into(),
        b"{\"firstName\":\"a\nb\"}".into(),
        b"NaN".into(),
        b"firstName=a".into(),
        deep("[", "]").into(),
        deep(r#"{"a":"#, "}").into(),
        "[".repeat(1_000_000).into(),
        nested.into(),
        huge.into(),
    ];
    for body in bodies {
        let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        for (method, path) in [
            (Method::POST, USERS),
            (Method::PATCH, EXAMPLE),
            (Method::POST, "/v1/viewer/users/revoke-access"),
        ] {
            let status = answered(&api, &method, path, body.clone()).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{method} {start}");
        }
    }
    assert_eq!(answered(&api, &Method::POST, USERS, Vec::new()).await, StatusCode::BAD_REQUEST);
    assert_eq!(api.rows("").await.len(), 20);
}

#[tokio::test]
async fn a_name_given_twice_counts_the_last_time() {
    let api = Api::new().await;
    let body = invitation().to_string().replacen('{', r#"{"firstName":"First","#, 1);
    assert_eq!(answered(&api, &Method::POST, USERS, body.into()).await, StatusCode::CREATED);
    assert_eq!(api.rows("email=sarah.johnson%40example.com").await[0]["firstName"], "Sarah");
}

#[tokio::test]
async fn strange_but_sound_bodies_are_taken() {
    let api = Api::new().await;
    let unknown = r#"{"unknown":123456789012345678901234567890.5e200,"#;
    let body = invitation().to_string().replacen('{', unknown, 1);
    assert_eq!(answered(&api, &Method::POST, USERS, body.into()).await, StatusCode::CREATED);
    let escaped = br#" {"\u0066irstName" : "\ud83d\ude00"} "#.to_vec();
    assert_eq!(answered(&api, &Method::PATCH, EXAMPLE, escaped).await, StatusCode::OK);
    assert_eq!(api.rows("firstName=%F0%9F%98%80").await.len(), 1);
}

#[tokio::test]
async fn a_body_may_have_one_mebibyte_and_no_more() {
    let api = Api::new().await;
    let body = |size: usize| {
        let mut body = invitation().to_string().into_bytes();
        body.resize(size, b' ');
        body
    };
    for size in [(1 << 20) + 1, 5 << 20] {
        for (method, path) in
            [(Method::POST, USERS), (Method::PATCH, EXAMPLE), (Method::GET, USERS)]
        {
            let status = answered(&api, &method, path, body(size)).await;
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{method} {size}");
        }
    }
    let status = answered(&api, &Method::POST, USERS, body(1 << 20)).await;
    assert_eq!(status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let api = Api::new().await;
    let address = api.url.trim_start_matches("http://").to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = "Host: x\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n";
        let chunk = "Transfer-Encoding: chunked\r\n\r\nno chunk\r\n";
        write!(stream, "POST {USERS} HTTP/1.1\r\n{head}{chunk}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("unreadable_body"), "{answer}");
}

#[tokio::test]
async fn values_as_large_as_a_body_are_judged_in_time() {
    let api = Api::new().await;
    for (field, value) in [
        ("email", "a@".repeat(400_000)),
        ("email", format!("{}@example.com", "a.".repeat(400_000))),
        ("email", format!("a@{}example.com", "a.".repeat(400_000))),
        ("phoneNumber", "1".repeat(900_000)),
        ("clinicRole", "é".repeat(400_000)),
    ] {
        let body = format!(r#"{{"{field}":"{value}"}}"#).into_bytes();
        let status = answered(&api, &Method::POST, USERS, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{field}");
    }
}
