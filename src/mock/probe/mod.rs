//! Whether a row of the product can be seen at all: it is asked beside a mock without it, by
//! requests that bring its conditions about, until the two answer differently.

mod script;
mod step;

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::header,
};
use chrono::{DateTime, Utc};
use serde_json::Value;

use self::step::Step;

use super::{MockConfig, app::App, faults::product::Mutant, serve::serve, server};
use crate::schema::{Documents, SchemaError};

/// More than any answer has.
const MOST_BYTES: usize = 4 << 20;

/// A mock that is asked without a network.
struct Side {
    app: Arc<App>,
    ids: Vec<String>,
    cursor: Option<String>,
}

/// Whether any request shows the mutant.
///
/// # Errors
/// When the request schemas cannot be used.
pub async fn is_live(mutant: &'static Mutant, documents: &Documents) -> Result<bool, SchemaError> {
    let side = |mutant| -> Result<Side, SchemaError> {
        let config = MockConfig { mutant, seed_users: 120, clock: epoch, ..MockConfig::default() };
        let app = Arc::new(server::app(config, documents)?);
        Ok(Side { app, ids: Vec::new(), cursor: None })
    };
    let (mut sound, mut broken) = (side(None)?, side(Some(mutant))?);
    for step in script::of(mutant) {
        // Without a page to go on from there is nothing to ask.
        if step.path.contains("{cursor}") && (sound.cursor.is_none() || broken.cursor.is_none()) {
            continue;
        }
        if sound.ask(&step).await != broken.ask(&step).await {
            return Ok(true);
        }
    }
    Ok(false)
}

fn epoch() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

impl Side {
    /// Status and body, with ids that depend on chance replaced by the order of their users.
    async fn ask(&mut self, step: &Step) -> (u16, String) {
        let mut path = step.path.clone();
        for (number, id) in self.ids.iter().enumerate() {
            path = path.replace(&format!("{{{number}}}"), id);
        }
        let cursor = self.cursor.take().unwrap_or_default();
        path = path.replace("{cursor}", &cursor.replace('+', "%2B").replace('=', "%3D"));
        let body = step.body.as_ref().map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = Request::builder()
            .method(step.method)
            .uri(path)
            .header(header::AUTHORIZATION, "Bearer probe")
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        let Ok(request) = request else { return (0, step.path.clone()) };
        let response = serve(State(Arc::clone(&self.app)), request).await;
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), MOST_BYTES).await.unwrap_or_default();
        let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if json["hasMore"] == true {
            self.cursor = json["cursor"].as_str().map(str::to_owned);
        }
        if step.method == "POST" && status < 300 {
            self.ids.extend(json["userId"].as_str().map(str::to_owned));
        }
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for (number, id) in self.ids.iter().enumerate() {
            text = text.replace(id, &format!("user {number}"));
        }
        (status, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mock::faults::product, schema::Contract};

    async fn live(name: &str) -> bool {
        let mutant = product::all().iter().find(|mutant| mutant.name == name);
        let documents = Contract::embedded().unwrap().documents;
        is_live(mutant.unwrap_or_else(|| panic!("{name}")), &documents).await.unwrap()
    }

    #[tokio::test]
    async fn each_kind_of_condition_is_brought_about() {
        for name in [
            "update/suffix1/ignores/suffix1-null",
            "update/lastName/stores-not/after-refusal",
            "update/level/answers-not/with-firstName",
            "update/phoneNumber/resets/with-suffix2",
            "update/firstName/refuses/of-admin-level",
            "update/middleName/accepts/alone",
            "invite/firstName/escapes/firstName-marked",
            "invite/suffix2/stores-not/one-in-12",
            "list/loses-last/no-limit",
            "list/steps-back/other-limit",
            "list/email/drops-filter/with-level",
            "list/lastName/old-index",
            "list/level/rows-are-old/with-lastName",
            "list/hides/of-admin-level/with-email",
        ] {
            assert!(live(name).await, "{name}");
        }
    }

    #[tokio::test]
    async fn what_no_request_shows_is_told() {
        assert!(!live("list/loses-first/with-email/on-cursor").await);
    }
}
