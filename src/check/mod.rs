//! Floor 2: the catalogue. Oracles judge what was seen, and scenarios say what is sent so that
//! there is something to see.

mod auth;
mod blanks;
pub mod canary;
mod catalogue;
mod covering;
mod crash;
pub mod examples;
mod filters;
mod history;
mod invite;
mod invited;
mod judge;
mod list;
pub mod oracle;
mod own_user;
mod payload;
mod protocol;
mod reading;
mod record;
mod refusals;
pub mod regressions;
mod rejects;
mod reply;
mod request;
mod roles;
mod scenario;
mod scene;
mod spelling;
mod stop;
mod update;
mod updated;
mod walk;
mod wire;

pub use catalogue::{Catalogue, CatalogueError, Check, catalogue};
pub use judge::judge;
pub use record::{Judgement, Record};
pub use reply::Reply;
pub use request::{
    by_email, demotion, invitations, is_plain_member, list_page, probe, revocation,
    revoked_invitation, unchanged, users_in, waiting,
};
pub use scenario::{Input, Phase, Play, Scenario, Script};
pub use scene::Scene;
pub use stop::Stop;
pub use wire::{BoxFuture, Canary, Loan, Need, OwnUser, Sight, Wire};
