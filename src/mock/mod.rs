//! Floor 4: a reference server of the contract, and the faults that can be switched on in it.
//!
//! One request takes one way through the mock, top to bottom in `app`: credentials, route,
//! operation, answer. Every step asks the switched-on faults whether they want to interfere.

pub mod alternatives;
mod answer;
mod app;
mod auth;
mod body;
mod call;
mod config;
mod cursor;
pub mod faults;
mod handlers;
mod judge;
mod limiter;
mod problem;
mod query;
mod server;
mod store;
mod tenant;
mod text;
mod traffic;
mod user;

pub use answer::{Answer, Framing};
pub use auth::Refusal;
pub use body::BodyLimit;
pub use call::Call;
pub use config::{Clock, MockConfig};
pub use handlers::{Candidate, Page};
pub use problem::Violation;
pub use server::{MockError, MockServer, start};
pub use tenant::EXAMPLE_USER_ID;
pub use user::User;

use crate::model::Operation;

/// A JSON object: the body of a request, the parameters of a query, the fields of a user.
pub type Object = serde_json::Map<String, serde_json::Value>;
