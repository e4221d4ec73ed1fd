//! Floor 4: the HTTP client. It sends what it is told, records what comes back, and refuses what
//! must not leave.

mod address;
mod addresses;
mod body;
mod client;
mod coding;
mod config;
mod connections;
mod error;
mod failure;
mod gate;
mod ids;
mod mailbox;
mod pacing;
mod patience;
mod rate;
mod secret;

pub use address::{Allowed, base_url, guard_path, guard_production, is_loopback};
pub use addresses::{addresses, stray_address};
pub use client::Target;
pub use config::{TargetConfig, Tls};
pub use error::TargetError;
pub use gate::withheld;
pub use ids::fresh_token;
pub use mailbox::forbidden_address;
pub(crate) use mailbox::is_reserved;
pub use secret::ApiKey;
