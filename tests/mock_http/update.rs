//! Changing users, and taking access away.

use std::sync::Arc;

use avara_conformance::mock::MockConfig;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Api, EXAMPLE, USERS, fields, invitation, valid, with};

const OK: StatusCode = StatusCode::OK;
const BAD_REQUEST: StatusCode = StatusCode::BAD_REQUEST;
const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;

async fn stored(api: &Api) -> Value {
    api.rows("email=sarah.johnson%40example.com").await.remove(0)
}

#[tokio::test]
async fn only_provided_fields_change() {
    let api = Api::new().await;
    let (path, mut user) = api.invited(&json!({})).await;
    for change in [
        json!({"canManageStudies": true}),
        json!({"canManageStudies": false}),
        json!({"clinicRole": "PACS Administrator"}),
        json!({"clinicRole": "Scribe", "firstName": " ", "lastName": "O'Brien"}),
        json!({"level": "admin"}),
        json!({"level": "member", "hasDashboardAccess": false}),
        json!({"middleName": "M", "phoneNumber": "123456789012345", "suffix1": "a", "suffix2": "b"}),
    ] {
        user = with(user, &change);
        assert_eq!(api.update(&path, &change).await, (OK, user.clone()), "{change}");
        assert_eq!(stored(&api).await, user);
        assert!(valid("update-response.json", &user));
    }
}

#[tokio::test]
async fn null_clears_the_four_and_leaves_the_role() {
    let api = Api::new().await;
    let (path, mut user) = api.invited(&json!({})).await;
    for field in ["middleName", "phoneNumber", "suffix1", "suffix2"] {
        user = with(user, &json!({ field: null }));
        assert_eq!(api.update(&path, &json!({ field: null })).await, (OK, user.clone()));
    }
    assert_eq!(api.update(&path, &json!({"clinicRole": null})).await, (OK, user.clone()));
    assert_eq!(stored(&api).await, user);
}

#[tokio::test]
async fn nothing_provided_changes_nothing() {
    let api = Api::new().await;
    let (path, user) = api.invited(&json!({})).await;
    assert_eq!(api.update(&path, &json!({})).await, (OK, user.clone()));
    let response = api.request(Method::PATCH, &path).send().await.unwrap();
    assert_eq!(crate::support::read(response).await, (OK, user.clone()));
    let response = api.request(Method::PATCH, &path).header("content-type", "application/json");
    let response = response.body("").send().await.unwrap();
    assert_eq!(crate::support::read(response).await, (OK, user));
}

#[tokio::test]
async fn what_the_server_sets_stays() {
    let api = Api::new().await;
    let (path, user) = api.invited(&json!({})).await;
    let change = json!({
        "userId": "usr_x", "createdAt": null, "invitedSource": "dashboard", "lastLoginAt": "x",
        "email": "SARAH.johnson@example.com", "unknown": true,
    });
    assert_eq!(api.update(&path, &change).await, (OK, user.clone()));
    for email in [json!("other@example.com"), json!(null), json!(1)] {
        let (status, error) = api.update(&path, &json!({ "email": email, "suffix1": "x" })).await;
        assert_eq!((status, fields(&error)), (BAD_REQUEST, vec!["email"]));
    }
    assert_eq!(stored(&api).await, user);
}

#[tokio::test]
async fn a_refused_update_applies_nothing() {
    let api = Api::new().await;
    let (path, user) = api.invited(&json!({})).await;
    let mut cases = vec![
        ("level", json!("owner")),
        ("level", json!(null)),
        ("clinicRole", json!("x")),
        ("phoneNumber", json!("123456789")),
        ("phoneNumber", json!("1234567890123456")),
        ("canManageStudies", json!(null)),
        ("hasDashboardAccess", json!("false")),
        ("firstName", json!(null)),
        ("lastName", json!(null)),
    ];
    for name in ["firstName", "lastName", "middleName", "suffix1", "suffix2"] {
        cases.extend([(name, json!("")), (name, json!(1))]);
    }
    for (field, value) in cases {
        let other = if field == "lastName" { "firstName" } else { "lastName" };
        let change = json!({ other: "Changed", field: value });
        let (status, error) = api.update(&path, &change).await;
        assert_eq!((status, fields(&error)), (BAD_REQUEST, vec![field]), "{change}");
        assert_eq!(stored(&api).await, user, "{change}");
    }
}

#[tokio::test]
async fn the_admin_rule_is_judged_on_the_user_that_results() {
    let api = Api::new().await;
    let (path, user) = api.invited(&json!({"hasDashboardAccess": false})).await;
    let (status, error) = api.update(&path, &json!({"level": "admin"})).await;
    assert_eq!((status, fields(&error)), (BAD_REQUEST, vec!["hasDashboardAccess"]));
    let both = json!({"level": "admin", "hasDashboardAccess": false});
    assert_eq!(api.update(&path, &both).await.0, BAD_REQUEST);
    assert_eq!(stored(&api).await, user);
    let both = json!({"level": "admin", "hasDashboardAccess": true});
    assert_eq!(api.update(&path, &both).await, (OK, with(user, &both)));
    let (status, error) = api.update(&path, &json!({"hasDashboardAccess": false})).await;
    assert_eq!((status, fields(&error)), (BAD_REQUEST, vec!["hasDashboardAccess"]));
}

#[tokio::test]
async fn unknown_and_malformed_ids_are_not_found() {
    let api = Api::new().await;
    for id in [
        "usr_00000000000000000000000000000000",
        "usr_",
        "x",
        "%ff",
        "%",
        "%00",
        "..%2f..",
        "USR_1234567890abcdef1234567890abcdef",
        "usr_1234567890ABCDEF1234567890ABCDEF",
    ] {
        let (status, _) = api.update(&format!("{USERS}/{id}"), &json!({})).await;
        assert_eq!(status, NOT_FOUND, "{id}");
    }
    let path = EXAMPLE.replace('_', "%5F");
    assert_eq!(api.update(&path, &json!({})).await.0, OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_of_different_fields_both_survive_a_race() {
    let api = Arc::new(Api::new().await);
    let (path, user) = api.invited(&json!({})).await;
    for round in 0..20 {
        let tasks: Vec<_> = ["firstName", "lastName", "suffix1", "suffix2"]
            .map(|field| {
                let (api, path) = (Arc::clone(&api), path.clone());
                let change = json!({ field: format!("{field}{round}") });
                tokio::spawn(async move { api.update(&path, &change).await.0 })
            })
            .into();
        for task in tasks {
            assert_eq!(task.await.unwrap(), OK);
        }
        let all = json!({
            "firstName": format!("firstName{round}"), "lastName": format!("lastName{round}"),
            "suffix1": format!("suffix1{round}"), "suffix2": format!("suffix2{round}"),
        });
        assert_eq!(stored(&api).await, with(user.clone(), &all));
    }
}

#[tokio::test]
async fn other_users_stay_as_they_are() {
    let api = Api::new().await;
    let before = api.rows("").await;
    let (path, _) = api.invited(&json!({})).await;
    api.update(&path, &json!({"lastName": "New", "suffix1": null})).await;
    assert_eq!(api.rows("").await[..20], before);
}

#[tokio::test]
async fn access_can_be_revoked() {
    let api = Api::new().await;
    let (_, user) = api.invited(&json!({"level": "admin"})).await;
    let path = format!("{USERS}/revoke-access");
    let (status, reply) = api.json(Method::POST, &path, &json!({"userId": user["userId"]})).await;
    assert_eq!((status, &reply["success"]), (OK, &json!(true)));
    let expected = with(user, &json!({"level": "member", "hasDashboardAccess": false}));
    assert_eq!(stored(&api).await, expected);
    for (body, status) in [
        (json!({"userId": "usr_x"}), NOT_FOUND),
        (json!({}), BAD_REQUEST),
        (json!({"userId": 1}), BAD_REQUEST),
        (json!([]), BAD_REQUEST),
    ] {
        assert_eq!(api.json(Method::POST, &path, &body).await.0, status, "{body}");
    }
}

#[tokio::test]
async fn revoking_can_be_switched_off() {
    let api = Api::with(MockConfig { revoke_access: false, ..MockConfig::default() }).await;
    let path = format!("{USERS}/revoke-access");
    let (status, _) = api.json(Method::POST, &path, &invitation()).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
}
