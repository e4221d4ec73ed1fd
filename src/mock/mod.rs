//! Floor 4: a reference server of the contract, and the faults that can be switched on in it.
//!
//! One request takes one way through the mock, top to bottom in `serve`: credentials, route,
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
mod filters;
mod handlers;
mod input;
mod judge;
mod limited;
mod limiter;
mod page;
pub mod probe;
mod problem;
mod query;
mod routes;
mod serve;
mod server;
mod setting;
mod store;
mod tenant;
mod text;
mod traffic;
mod user;
mod violation;

pub use answer::{Answer, Framing};
pub use auth::Refusal;
pub use body::BodyLimit;
pub use call::Call;
pub use config::MockConfig;
pub use page::{Candidate, Page};
pub use server::{MockError, MockServer, start};
pub use setting::{Clock, Setting};
pub use tenant::EXAMPLE_USER_ID;
pub use user::{Object, User};
pub use violation::Violation;
