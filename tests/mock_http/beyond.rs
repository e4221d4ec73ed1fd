//! What the SDK asks for beside the documented operations.

use avara_conformance::mock::MockConfig;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Api, EXAMPLE, USERS, read};

#[tokio::test]
async fn one_user_can_be_retrieved() {
    let api = Api::new().await;
    let answer = api.request(Method::GET, EXAMPLE).send().await.unwrap();
    let (status, user) = read(answer).await;
    assert_eq!((status, &user), (StatusCode::OK, &api.rows("limit=1").await[0]));
    let unknown = format!("{USERS}/usr_00000000000000000000000000000000");
    let answer = api.request(Method::GET, &unknown).send().await.unwrap();
    assert_eq!(read(answer).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn access_can_be_taken_and_given_back() {
    let api = Api::new().await;
    let (_, user) = api.invited(&json!({})).await;
    let id = json!({ "userId": user["userId"] });
    for (word, access) in [("revoke-access", false), ("reactivate", true)] {
        let path = format!("{USERS}/{word}");
        let (status, reply) = api.json(Method::POST, &path, &id).await;
        assert_eq!((status, &reply["success"]), (StatusCode::OK, &json!(true)));
        let row = &api.rows("email=sarah.johnson%40example.com").await[0];
        assert_eq!(row["hasDashboardAccess"], access, "{word}");
    }
    let reactivate = format!("{USERS}/reactivate");
    let (status, _) = api.json(Method::POST, &reactivate, &json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_documented_operations_can_stand_alone() {
    let api = Api::with(MockConfig { revoke_access: false, ..MockConfig::default() }).await;
    let answer = api.request(Method::GET, EXAMPLE).send().await.unwrap();
    assert_eq!(read(answer).await.0, StatusCode::METHOD_NOT_ALLOWED);
}
