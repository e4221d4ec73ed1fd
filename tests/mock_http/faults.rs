//! Each fault shows, and shows in its own behaviour only.

use avara_conformance::mock::faults::{self, Fault};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Api, EXAMPLE, invitation, with};

/// Exercises the API and gives what each behaviour came out as. New ids are left out, so that two
/// servers without a fault agree.
async fn behaviours(fault: Option<&'static Fault>) -> Vec<(&'static str, Value)> {
    let api = match fault {
        Some(fault) => Api::faulty(fault).await,
        None => Api::new().await,
    };
    let told = |(status, mut body): (StatusCode, Value)| {
        if let Some(user) = body.as_object_mut() {
            user.remove("userId");
        }
        json!([status.as_u16(), body])
    };
    let short = with(invitation(), &json!({"phoneNumber": "123456789", "email": "a@example.com"}));
    let long = with(short.clone(), &json!({"phoneNumber": "1234567890123456"}));
    let letters = with(short.clone(), &json!({"phoneNumber": "12345678a"}));
    let mut result = vec![
        ("walk", api.walk("limit=6").await.into()),
        ("one page", api.rows("limit=20").await.into()),
        ("last name", api.rows("lastName=johnson").await.into()),
        ("last name walk", api.walk("lastName=o&limit=2").await.into()),
        ("first name", api.rows("firstName=a").await.into()),
        ("invite", told(api.invite(&invitation()).await)),
        ("short phone", told(api.invite(&short).await)),
        ("long phone", told(api.invite(&long).await)),
        ("letters", told(api.invite(&letters).await)),
        ("update", told(api.update(EXAMPLE, &json!({"firstName": "New"})).await)),
        ("update again", told(api.update(EXAMPLE, &json!({"suffix1": "a"})).await)),
        ("short phone update", told(api.update(EXAMPLE, &json!({"phoneNumber": "1"})).await)),
        ("bad level", told(api.list("level=x").await)),
    ];
    let mut stored = api.rows("email=sarah.johnson%40example.com").await;
    result.push(("stored", told((StatusCode::OK, stored.remove(0)))));
    result
}

#[tokio::test]
async fn each_fault_changes_its_own_behaviour_only() {
    let expected = [
        ("invite-reply-drops-phone-number", vec!["invite"]),
        ("invite-takes-short-phones", vec!["short phone"]),
        ("page-loses-last-row", vec!["walk", "last name walk"]),
        ("filter-last-name-ignored", vec!["last name", "last name walk"]),
        ("update-wipes-absent-suffix1", vec!["update"]),
    ];
    let sound = behaviours(None).await;
    assert_eq!(behaviours(None).await, sound);
    for (name, changed) in expected {
        let faulty = behaviours(faults::find(name)).await;
        let differing: Vec<_> =
            sound.iter().zip(&faulty).filter(|(a, b)| a != b).map(|(a, _)| a.0).collect();
        assert_eq!(differing, changed, "{name}");
    }
}
