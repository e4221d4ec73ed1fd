//! Filters and parameters of the list.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Api, encoded, fields};

/// A tenant and all of its users.
async fn tenant(size: usize) -> (Api, Vec<Value>) {
    let api = Api::seeded(size).await;
    let all = api.walk("").await;
    assert_eq!(all.len(), size);
    (api, all)
}

fn matching(all: &[Value], test: impl Fn(&Value) -> bool) -> Vec<Value> {
    all.iter().filter(|user| test(user)).cloned().collect()
}

fn contains(user: &Value, field: &str, part: &str) -> bool {
    user[field].as_str().unwrap().to_lowercase().contains(&part.to_lowercase())
}

#[tokio::test]
async fn the_documented_user_is_there_as_documented() {
    let api = Api::seeded(0).await;
    let expected = json!({
        "canManageStudies": true, "clinicRole": "Radiologist",
        "createdAt": "2024-01-15T10:00:00Z", "email": "johnson@example.com",
        "firstName": "Sarah", "hasDashboardAccess": true, "invitedSource": "api",
        "lastLoginAt": "2024-03-15T09:00:00Z", "lastName": "Johnson", "level": "member",
        "userId": "usr_1234567890abcdef1234567890abcdef", "middleName": "Marie",
        "phoneNumber": "5551234567", "suffix1": "MD", "suffix2": "FACR"
    });
    assert_eq!(
        api.list("").await,
        (StatusCode::OK, json!({"users": [expected], "hasMore": false}))
    );
}

#[tokio::test]
async fn names_match_where_they_contain_the_text_in_any_case() {
    let (api, all) = tenant(150).await;
    for field in ["firstName", "lastName"] {
        for part in [
            "a", "AN", "'", "%", "_", "+", "&", "\"", ".", "*", "\\", "é", "Å", "ü", "李", "ΚΡ",
            " ", "=", "#", "",
        ] {
            let expected = matching(&all, |user| contains(user, field, part));
            let rows = api.walk(&format!("{field}={}", encoded(part))).await;
            assert_eq!(rows, expected, "{field} {part}");
        }
    }
    assert!(!api.rows("lastName=C%2B%2B").await.is_empty());
    assert!(api.rows("lastName=C++").await.is_empty(), "a plus sign is a space");
    assert!(!api.rows("lastName=van+der").await.is_empty());
}

#[tokio::test]
async fn an_address_matches_as_a_whole() {
    let (api, all) = tenant(30).await;
    for user in &all {
        let email = user["email"].as_str().unwrap();
        for email in [email.to_owned(), email.to_uppercase()] {
            let rows = api.rows(&format!("email={}", encoded(&email))).await;
            assert_eq!(rows, std::slice::from_ref(user));
        }
        assert!(api.rows(&format!("email={}", encoded(&email[1..]))).await.is_empty());
    }
    assert!(api.rows("email=").await.is_empty());
    assert!(api.rows("email=%25").await.is_empty());
}

#[tokio::test]
async fn levels_and_sources_divide_the_tenant_and_filters_combine() {
    let (api, all) = tenant(150).await;
    let mut sum = 0;
    for level in ["owner", "admin", "member"] {
        let rows = api.walk(&format!("level={level}")).await;
        assert!(!rows.is_empty());
        sum += rows.len();
        for source in ["api", "dashboard"] {
            let expected = matching(&all, |user| {
                user["level"] == level
                    && user["invitedSource"] == source
                    && contains(user, "firstName", "a")
            });
            let query = format!("level={level}&invitedSource={source}&firstName=a");
            assert_eq!(api.walk(&query).await, expected, "{query}");
        }
    }
    assert_eq!(sum, all.len());
}

#[tokio::test]
async fn bad_parameters_are_refused_by_name() {
    let api = Api::new().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=101", "limit"),
        ("limit=1.5", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=%2B5", "limit"),
        ("limit=1e1", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=5&limit=5", "limit"),
        ("level=superuser", "level"),
        ("level=Admin", "level"),
        ("level=", "level"),
        ("invitedSource=API", "invitedSource"),
        ("invitedSource=", "invitedSource"),
        ("cursor=", "cursor"),
        ("cursor=cursor", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=e30%3D", "cursor"),
        ("email=%zz", "email"),
        ("lastName=%ff", "lastName"),
        ("email=%", "email"),
    ] {
        let (status, error) = api.list(query).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(fields(&error), [field], "{query}");
    }
}

#[tokio::test]
async fn limits_are_kept_and_unknown_parameters_ignored() {
    let api = Api::seeded(130).await;
    for (limit, rows) in [(1, 1), (2, 2), (99, 99), (100, 100)] {
        assert_eq!(api.rows(&format!("limit={limit}&unknown=1&unknown=2")).await.len(), rows);
    }
    assert_eq!(api.rows("").await.len(), 100);
}
