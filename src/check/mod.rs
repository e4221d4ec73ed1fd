//! Floor 2: the catalogue. Checks name properties of the server, oracles judge what was seen, and
//! scenarios say what is sent so that there is something to see.

mod auth;
mod catalogue;
pub mod examples;
mod filters;
mod invite;
mod judge;
mod list;
mod model;
pub mod oracle;
mod protocol;
pub mod regressions;
mod rejects;
mod request;
mod scenario;
mod scene;
mod update;
mod walk;
mod wire;

pub use catalogue::{Catalogue, CatalogueError, Check, catalogue};
pub use judge::judge;
pub use request::{by_email, demotion, is_plain_member, probe, revocation};
pub use scenario::{Input, Phase, Play, Scenario, Script, Stop};
pub use scene::{Judgement, Record, Reply, Scene};
pub use wire::{BoxFuture, Loan, Member, Wire};

/// How often the same is done in a row: a defect that shows on one request in forty shows whatever
/// came before.
const STEADY_ROUNDS: u32 = 41;
