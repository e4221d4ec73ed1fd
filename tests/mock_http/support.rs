//! A mock on a free port, and a client that speaks to it.

use avara_conformance::{
    mock::{self, MockConfig, MockServer, faults::Fault},
    schema::{self, Location},
};
use chrono::{DateTime, Utc};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

pub const USERS: &str = "/v1/viewer/users";
pub const EXAMPLE: &str = "/v1/viewer/users/usr_1234567890abcdef1234567890abcdef";

/// A clock that stands still.
pub fn noon() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000) + chrono::TimeDelta::hours(12)
}

/// A running mock and a client with credentials.
pub struct Api {
    pub server: MockServer,
    pub url: String,
    pub client: Client,
}

/// The answer to a request: status and JSON.
pub type Answered = (StatusCode, Value);

impl Api {
    pub async fn new() -> Self {
        Self::seeded(20).await
    }

    pub async fn seeded(seed_users: usize) -> Self {
        Self::with(MockConfig { seed_users, clock: noon, ..MockConfig::default() }).await
    }

    pub async fn faulty(fault: &'static Fault) -> Self {
        let faults = vec![fault];
        Self::with(MockConfig { seed_users: 20, clock: noon, faults, ..MockConfig::default() })
            .await
    }

    pub async fn with(config: MockConfig) -> Self {
        let server = mock::start(config, &schema::embedded().unwrap()).await.unwrap();
        Self { url: server.url(), server, client: client() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth("key")
    }

    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Answered {
        let request = self.request(method, path).header("content-type", "application/json");
        read(request.body(body.to_string()).send().await.unwrap()).await
    }

    pub async fn invite(&self, body: &Value) -> Answered {
        self.json(Method::POST, USERS, body).await
    }

    pub async fn update(&self, path: &str, body: &Value) -> Answered {
        self.json(Method::PATCH, path, body).await
    }

    /// Invites somebody and answers with the path of the new user.
    pub async fn invited(&self, changes: &Value) -> (String, Value) {
        let (status, user) = self.invite(&with(invitation(), changes)).await;
        assert_eq!(status, StatusCode::CREATED, "{user}");
        (format!("{USERS}/{}", user["userId"].as_str().unwrap()), user)
    }

    pub async fn list(&self, query: &str) -> Answered {
        read(self.request(Method::GET, &format!("{USERS}?{query}")).send().await.unwrap()).await
    }

    /// The rows of one page.
    pub async fn rows(&self, query: &str) -> Vec<Value> {
        let (status, page) = self.list(query).await;
        assert_eq!(status, StatusCode::OK, "{query}: {page}");
        page["users"].as_array().unwrap().clone()
    }

    /// Every page of a list, followed by its cursors alone.
    pub async fn walk(&self, query: &str) -> Vec<Value> {
        let (mut rows, mut query) = (Vec::new(), query.to_owned());
        loop {
            let (status, page) = self.list(&query).await;
            assert_eq!(status, StatusCode::OK, "{query}: {page}");
            assert!(valid("list-response.json", &page), "{page}");
            rows.extend(page["users"].as_array().unwrap().iter().cloned());
            assert_eq!(page["hasMore"], page.get("cursor").is_some(), "{page}");
            let Some(cursor) = page["cursor"].as_str() else { return rows };
            query = format!("cursor={}", encoded(cursor));
        }
    }
}

/// A client that neither follows redirects nor uses a proxy.
pub fn client() -> Client {
    // A second installation fails, which is fine: the first one stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

/// Status and JSON; every body of the mock is JSON.
pub async fn read(response: Response) -> Answered {
    let status = response.status();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.headers().contains_key("date"));
    let body = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    if status.is_client_error() {
        assert_is_error(&body);
    }
    (status, body)
}

pub fn assert_is_error(body: &Value) {
    let error = &body["error"];
    assert!(error["code"].is_string() && error["message"].is_string(), "{body}");
    for detail in error["details"].as_array().unwrap() {
        assert!(detail["field"].is_string() && detail["problem"].is_string(), "{body}");
    }
}

pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub fn valid(schema: &str, value: &Value) -> bool {
    let documents = schema::embedded().unwrap();
    documents.validator(&Location::root(schema)).unwrap().is_valid(value)
}

/// An invite with every field.
pub fn invitation() -> Value {
    json!({
        "canManageStudies": false,
        "clinicRole": "Radiologist",
        "email": "sarah.johnson@example.com",
        "firstName": "Sarah",
        "hasDashboardAccess": true,
        "lastName": "Johnson",
        "level": "member",
        "middleName": "Marie",
        "phoneNumber": "5551234567",
        "suffix1": "MD",
        "suffix2": "FACR"
    })
}

/// The same object with some fields changed; null removes a field.
pub fn with(mut body: Value, changes: &Value) -> Value {
    let fields = body.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    body
}

/// The fields that an error names, each once.
pub fn fields(error: &Value) -> Vec<&str> {
    let details = error["error"]["details"].as_array().unwrap();
    let mut fields: Vec<_> = details.iter().map(|one| one["field"].as_str().unwrap()).collect();
    fields.dedup();
    fields
}
