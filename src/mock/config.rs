//! What can be set about a mock before it starts.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use chrono::Utc;

use super::{
    alternatives::Alternative,
    body::BodyLimit,
    faults::{Fault, product::Mutant},
    query::MAX_LIMIT,
    setting::{Clock, Setting},
};
use crate::model::Edition;

/// The settings of a mock server.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct MockConfig {
    /// The address to listen on.
    pub bind: IpAddr,
    /// The port to listen on; 0 lets the system choose a free one.
    pub port: u16,
    /// How many users the tenant has at the start, the documentation's example among them: it is
    /// there even when this is 0.
    pub seed_users: usize,
    /// Start without any user at all, not even the example.
    pub empty: bool,
    /// The same seed and number of users give the same tenant.
    pub seed: u64,
    /// How long every answer is held back.
    pub latency: Duration,
    /// How long the list takes to show what was written.
    pub lag: Duration,
    /// How often other clients insert or update a user of their own; `None` is never.
    pub traffic: Option<Duration>,
    /// Each request with a multiple of this number is never answered.
    pub hang_every: Option<u64>,
    /// Serve one connection at a time; others wait until it is closed.
    pub one_connection: bool,
    /// How many requests are answered in one second; further ones are told to come back later.
    pub most_per_second: Option<u32>,
    /// How large a body may be.
    pub body_limit: BodyLimit,
    /// Take only the clinic roles of one edition.
    pub edition: Option<Edition>,
    /// The only bearer token that is taken; `None` takes the first one that is presented.
    pub api_key: Option<String>,
    /// Serve `POST /v1/viewer/users/revoke-access`, which no page documents but the SDK calls.
    pub revoke_access: bool,
    /// Show nobody in the list before they accept, which nobody does.
    pub pending: bool,
    /// Serve `GET /v1/viewer/users/invitations` and the way to revoke one, which no page documents
    /// but the SDK calls.
    pub invitations: bool,
    /// Rows of a page when the request names no limit.
    pub default_limit: u64,
    /// List the youngest user first instead of last.
    pub newest_first: bool,
    /// The time, for `createdAt`.
    pub clock: Clock,
    /// The faults that are switched on.
    pub faults: Vec<&'static Fault>,
    /// A row of the product of faults.
    pub mutant: Option<&'static Mutant>,
    /// The conforming differences that are switched on.
    pub alternatives: Vec<&'static Alternative>,
}

impl Default for MockConfig {
    fn default() -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            seed_users: 250,
            empty: false,
            seed: 0,
            latency: Duration::ZERO,
            lag: Duration::ZERO,
            traffic: None,
            hang_every: None,
            one_connection: false,
            most_per_second: None,
            body_limit: BodyLimit::default(),
            edition: None,
            api_key: None,
            revoke_access: true,
            pending: false,
            invitations: false,
            default_limit: MAX_LIMIT,
            newest_first: false,
            clock: Utc::now,
            faults: Vec::new(),
            mutant: None,
            alternatives: Vec::new(),
        }
    }
}

impl MockConfig {
    /// Changes one setting.
    pub(super) fn apply(&mut self, setting: Setting) {
        match setting {
            Setting::Empty => self.empty = true,
            Setting::SeedUsers(users) => self.seed_users = users,
            Setting::Lag(lag) => self.lag = lag,
            Setting::Traffic(pause) => self.traffic = Some(pause),
            Setting::MostPerSecond(most) => self.most_per_second = Some(most),
            Setting::Gzip => self.body_limit.gzip = true,
            Setting::TakeHugeBodies => self.body_limit.taken = self.body_limit.read,
            Setting::CutHugeBodies => self.body_limit.read = self.body_limit.taken,
            Setting::Edition(edition) => self.edition = Some(edition),
            Setting::NoRevokeAccess => self.revoke_access = false,
            Setting::Pending { invitations } => {
                (self.pending, self.invitations) = (true, invitations);
            }
            Setting::DefaultLimit(limit) => self.default_limit = limit,
            Setting::NewestFirst => self.newest_first = true,
            Setting::Clock(clock) => self.clock = clock,
        }
    }
}
