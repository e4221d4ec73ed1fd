//! Creating users.

use std::{collections::HashSet, sync::Arc};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Api, encoded, fields, invitation, noon, valid, with};

#[tokio::test]
async fn every_sent_field_is_echoed_and_the_server_sets_the_rest() {
    let api = Api::new().await;
    let (status, user) = api.invite(&invitation()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(valid("invite-response.json", &user), "{user}");
    let set = json!({
        "userId": user["userId"],
        "createdAt": noon().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "invitedSource": "api",
    });
    let mut expected = with(invitation(), &set);
    expected["lastLoginAt"] = Value::Null;
    assert_eq!(user, expected);
    assert_eq!(api.rows("email=sarah.johnson%40example.com").await, [user]);
}

#[tokio::test]
async fn what_was_not_given_is_absent_and_unknown_fields_are_ignored() {
    let api = Api::new().await;
    let changes = json!({
        "middleName": null, "phoneNumber": null, "suffix1": null, "suffix2": null,
        "userId": "usr_x", "invitedSource": "dashboard", "createdAt": "x", "extra": {"a": []},
    });
    let (_, user) = api.invited(&changes).await;
    assert_eq!(user.as_object().unwrap().len(), 11, "{user}");
    assert_ne!(user["userId"], "usr_x");
    assert_eq!(user["invitedSource"], "api");
}

#[tokio::test]
async fn difficult_text_is_kept_to_the_letter() {
    let api = Api::new().await;
    let texts = [
        " spaces ",
        "e\u{301}",
        "\u{1F469}\u{200D}\u{2695}\u{FE0F}",
        "\u{202E}rtl",
        "null",
        "0",
        "<b>&amp;</b>",
        "'; DROP TABLE users; --",
        "100%_",
        "a\u{0}b",
        "\"\\/\n\t",
        &"x".repeat(100_000),
    ];
    for (index, text) in texts.into_iter().enumerate() {
        let email = format!("text{index}@example.com");
        let sent = json!({"firstName": text, "lastName": text, "suffix1": text, "email": email});
        let (_, user) = api.invited(&sent).await;
        for field in ["firstName", "lastName", "suffix1"] {
            assert_eq!(user[field], text);
        }
        assert_eq!(api.rows(&format!("email={}", encoded(&email))).await, [user]);
    }
}

#[tokio::test]
async fn the_roles_of_both_editions_are_taken() {
    let api = Api::new().await;
    for (index, role) in
        ["PACS Administrator", "Scribe", "Pathologists' Assistant"].iter().enumerate()
    {
        let email = format!("role{index}@example.com");
        let (_, user) = api.invited(&json!({"clinicRole": role, "email": email})).await;
        assert_eq!(user["clinicRole"], *role);
    }
}

#[tokio::test]
async fn each_broken_constraint_is_refused_and_leaves_no_trace() {
    let api = Api::new().await;
    let mut cases = vec![
        ("level", json!("owner")),
        ("level", json!("Admin")),
        ("clinicRole", json!("radiologist")),
        ("email", json!("no address")),
        ("canManageStudies", json!("true")),
        ("hasDashboardAccess", json!(1)),
    ];
    for name in ["firstName", "lastName", "middleName", "suffix1", "suffix2"] {
        cases.extend([(name, json!("")), (name, json!(1)), (name, json!(["a"]))]);
    }
    for phone in [
        "123456789",
        "1234567890123456",
        "+15551234567",
        "555-123-4567",
        "",
        "１２３４５６７８９０",
        "1234567890\n",
    ] {
        cases.push(("phoneNumber", json!(phone)));
    }
    for (field, value) in cases {
        let sent = with(invitation(), &json!({ field: value }));
        let (status, error) = api.invite(&sent).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{sent}");
        assert_eq!(fields(&error), [field], "{sent}");
    }
    for (field, value) in invitation().as_object().unwrap() {
        let mut sent = invitation();
        sent[field] = Value::Null;
        let (status, error) = api.invite(&sent).await;
        assert_eq!(
            (status, fields(&error)),
            (StatusCode::BAD_REQUEST, vec![field.as_str()]),
            "{value}"
        );
    }
    for field in [
        "canManageStudies",
        "clinicRole",
        "email",
        "firstName",
        "hasDashboardAccess",
        "lastName",
        "level",
    ] {
        let (status, error) = api.invite(&with(invitation(), &json!({ field: null }))).await;
        assert_eq!((status, fields(&error)), (StatusCode::BAD_REQUEST, vec![field]));
    }
    assert_eq!(api.rows("").await.len(), 20);
}

#[tokio::test]
async fn an_admin_without_dashboard_access_is_refused() {
    let api = Api::new().await;
    let sent = json!({"level": "admin", "hasDashboardAccess": false});
    let (status, error) = api.invite(&with(invitation(), &sent)).await;
    assert_eq!((status, fields(&error)), (StatusCode::BAD_REQUEST, vec!["hasDashboardAccess"]));
    assert_eq!(api.rows("").await.len(), 20);
    let (_, admin) = api.invited(&json!({"level": "admin"})).await;
    assert_eq!(admin["level"], "admin");
}

#[tokio::test]
async fn an_address_is_unique_without_regard_to_case() {
    let api = Api::new().await;
    api.invited(&json!({})).await;
    for email in ["sarah.johnson@example.com", "Sarah.Johnson@EXAMPLE.com"] {
        let other = json!({"email": email, "firstName": "Sara"});
        let (status, error) = api.invite(&with(invitation(), &other)).await;
        assert_eq!((status, fields(&error)), (StatusCode::CONFLICT, vec!["email"]));
    }
    assert_eq!(api.rows("").await.len(), 21);
}

#[tokio::test]
async fn the_documented_invitation_can_be_sent_again_and_again() {
    let api = Api::new().await;
    let address = json!({"email": "dr.johnson@hospital.org"});
    let whole = with(invitation(), &address);
    let mut brief = whole.clone();
    for field in ["middleName", "phoneNumber", "suffix1", "suffix2"] {
        brief.as_object_mut().unwrap().remove(field);
    }
    let (status, first) = api.invite(&brief).await;
    assert_eq!(status, StatusCode::CREATED);
    for sent in [&whole, &brief] {
        let (status, user) = api.invite(sent).await;
        assert_eq!((status, &user["userId"]), (StatusCode::OK, &first["userId"]));
        assert_eq!((&user["suffix1"], &user["firstName"]), (&json!("MD"), &json!("Sarah")));
    }
    let changed = with(whole, &json!({"level": "admin"}));
    assert_eq!(api.invite(&changed).await.0, StatusCode::CONFLICT);
    assert_eq!(api.rows("").await.len(), 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_invites_of_one_address_one_is_first() {
    let api = Arc::new(Api::new().await);
    let race: Vec<_> = (0..32)
        .map(|index| {
            let api = Arc::clone(&api);
            let email = if index % 2 == 0 { "race@example.com" } else { "RACE@example.com" };
            let name = format!("Sarah {index}");
            let sent = with(invitation(), &json!({ "email": email, "firstName": name }));
            tokio::spawn(async move { api.invite(&sent).await.0 })
        })
        .collect();
    let mut created = 0;
    for one in race {
        match one.await.unwrap() {
            StatusCode::CREATED => created += 1,
            status => assert_eq!(status, StatusCode::CONFLICT),
        }
    }
    assert_eq!(created, 1);
    assert_eq!(api.rows("email=race%40example.com").await.len(), 1);
}

#[tokio::test]
async fn ids_are_unique() {
    let api = Api::new().await;
    let mut ids = HashSet::new();
    for index in 0..50 {
        let (path, _) = api.invited(&json!({"email": format!("id{index}@example.com")})).await;
        assert!(ids.insert(path));
    }
}
