//! Settings that a fault or an alternative changes before the server starts.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::model::Edition;

/// Where the mock takes the time from: tests pass a clock that stands still.
pub type Clock = fn() -> DateTime<Utc>;

/// A setting that is not the usual one.
#[derive(Clone, Copy, Debug)]
pub enum Setting {
    /// Start without any user.
    Empty,
    /// Start with so many users.
    SeedUsers(usize),
    /// Show in the list what was written so much later.
    Lag(Duration),
    /// Let other clients write at this interval.
    Traffic(Duration),
    /// Answer so many requests in one second.
    MostPerSecond(u32),
    /// Take bodies that are compressed with gzip.
    Gzip,
    /// Take every body that is read at all.
    TakeHugeBodies,
    /// Read no more of a body than is taken.
    CutHugeBodies,
    /// Take only the clinic roles of this edition.
    Edition(Edition),
    /// Do not serve `POST /v1/viewer/users/revoke-access`.
    NoRevokeAccess,
    /// Show nobody in the list before they accept.
    Pending {
        /// Whether their invitations can be seen and revoked.
        invitations: bool,
    },
    /// Rows of a page when the request names no limit.
    DefaultLimit(u64),
    /// List the youngest user first.
    NewestFirst,
    /// The time, for `createdAt`.
    Clock(Clock),
}
