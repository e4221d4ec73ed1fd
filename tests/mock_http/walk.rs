//! Walking through the pages of a list.

use std::collections::HashSet;

use avara_conformance::mock::MockConfig;
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Api, encoded, fields, invitation, with};

fn ids(users: &[Value]) -> Vec<String> {
    users.iter().map(|user| user["userId"].as_str().unwrap().to_owned()).collect()
}

fn cursor_of(page: &Value) -> String {
    encoded(page["cursor"].as_str().unwrap())
}

#[tokio::test]
async fn walks_of_any_limit_see_the_same_users_once() {
    for newest_first in [false, true] {
        let config = MockConfig { seed_users: 100, newest_first, ..MockConfig::default() };
        let api = Api::with(config).await;
        let whole = api.walk("limit=100").await;
        assert_eq!(whole.len(), 100);
        assert_eq!(ids(&whole).into_iter().collect::<HashSet<_>>().len(), 100);
        for limit in [1, 7, 10, 50, 99] {
            assert_eq!(api.walk(&format!("limit={limit}")).await, whole, "{limit}");
        }
    }
}

#[tokio::test]
async fn a_page_that_ends_with_the_last_user_says_so() {
    let api = Api::seeded(20).await;
    for (limit, more) in [(10, true), (19, true), (20, false), (21, false)] {
        let (_, page) = api.list(&format!("limit={limit}")).await;
        assert_eq!(page["hasMore"], more, "{limit}");
        assert_eq!(page.get("cursor").is_some(), more, "{limit}");
    }
}

#[tokio::test]
async fn a_walk_sees_everybody_who_was_there_while_others_are_added() {
    for newest_first in [false, true] {
        let config = MockConfig { seed_users: 60, newest_first, ..MockConfig::default() };
        let api = Api::with(config).await;
        let before = ids(&api.rows("").await);
        let (mut seen, mut query) = (Vec::new(), "limit=4".to_owned());
        for step in 0.. {
            let (_, page) = api.list(&query).await;
            seen.extend(ids(page["users"].as_array().unwrap()));
            if step < 10 {
                api.invited(&json!({"email": format!("new{step}@example.com")})).await;
            }
            if page["hasMore"] == false {
                break;
            }
            query = format!("limit=4&cursor={}", cursor_of(&page));
        }
        let unique: HashSet<_> = seen.iter().collect();
        assert_eq!(unique.len(), seen.len());
        assert!(before.iter().all(|id| unique.contains(id)));
    }
}

#[tokio::test]
async fn the_same_cursor_gives_the_same_page() {
    let api = Api::seeded(30).await;
    let (_, first) = api.list("limit=5").await;
    let query = format!("cursor={}", cursor_of(&first));
    let second = api.list(&query).await;
    api.invited(&json!({})).await;
    assert_eq!(api.list(&query).await, second);
    assert_eq!(second.1["users"].as_array().unwrap().len(), 5, "the limit is carried along");
}

#[tokio::test]
async fn a_cursor_carries_its_filters() {
    let api = Api::seeded(80).await;
    let expected = api.walk("level=member").await;
    let (_, first) = api.list("level=member&limit=3").await;
    let cursor = cursor_of(&first);
    let (_, alone) = api.list(&format!("cursor={cursor}")).await;
    let (_, again) = api.list(&format!("cursor={cursor}&level=member&limit=3")).await;
    assert_eq!(alone, again);
    assert_eq!(alone["users"].as_array().unwrap()[..], expected[3..6]);
    let (_, wider) = api.list(&format!("cursor={cursor}&limit=100")).await;
    assert_eq!(wider["users"].as_array().unwrap()[..], expected[3..]);
    for other in ["level=owner", "level=member&firstName=a"] {
        let (status, error) = api.list(&format!("cursor={cursor}&{other}")).await;
        assert_eq!((status, fields(&error)), (StatusCode::BAD_REQUEST, vec!["cursor"]), "{other}");
    }
}

#[tokio::test]
async fn offsets_are_understood() {
    let api = Api::seeded(40).await;
    let all = api.rows("").await;
    let cursor = |value: Value| encoded(&BASE64_STANDARD.encode(value.to_string()));
    let rows = api.rows(&format!("limit=5&cursor={}", cursor(json!({"offset": 10})))).await;
    assert_eq!(rows, all[10..15]);
    let members = api.rows("level=member").await;
    let query = format!("level=member&cursor={}", cursor(json!({"offset": 2})));
    assert_eq!(api.rows(&query).await, members[2..]);
    for beyond in [json!({"offset": 40}), json!({"offset": u64::MAX}), json!({"after": u64::MAX})] {
        let (status, page) = api.list(&format!("cursor={}", cursor(beyond))).await;
        assert_eq!((status, page), (StatusCode::OK, json!({"users": [], "hasMore": false})));
    }
    let forged = json!({"after": 1, "level": "superuser", "limit": 1000});
    assert_eq!(api.list(&format!("cursor={}", cursor(forged))).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn cursors_are_read_however_they_were_copied() {
    let api = Api::seeded(5).await;
    let name = with(invitation(), &json!({"firstName": "??>>~~"}));
    for index in 0..3 {
        let email = format!("copy{index}@example.com");
        api.invited(&with(name.clone(), &json!({ "email": email }))).await;
    }
    let (_, page) = api.list(&format!("limit=1&firstName={}", encoded("??>>~~"))).await;
    let cursor = page["cursor"].as_str().unwrap();
    let expected = api.list(&format!("cursor={}", encoded(cursor))).await;
    assert_eq!(expected.0, StatusCode::OK);
    let url_safe = cursor.replace('+', "-").replace('/', "_");
    for copy in [cursor, cursor.trim_end_matches('='), &url_safe, url_safe.trim_end_matches('=')] {
        assert_eq!(api.list(&format!("cursor={copy}")).await, expected, "{copy}");
    }
}

#[tokio::test]
async fn a_tenant_of_thousands_is_walked_whole() {
    let api = Api::seeded(5_000).await;
    assert_eq!(ids(&api.walk("").await).into_iter().collect::<HashSet<_>>().len(), 5_000);
}
