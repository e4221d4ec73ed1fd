//! The lines of a journal: one JSON object each.

use serde::{Deserialize, Serialize};

use crate::model::Operation;

/// What is recorded, by which run and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    /// When, RFC 3339, UTC.
    pub(super) at: String,
    /// The run's token.
    pub(super) run: String,
    #[serde(flatten)]
    pub(super) what: Entry,
}

/// What is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Entry {
    /// A run begins.
    Began {
        /// Version of this program.
        version: String,
        /// Base URL of the target, without credentials.
        target: String,
        /// The domain of all its addresses.
        email_domain: String,
        /// Whether the target ends with the run.
        #[serde(default)]
        embedded_mock: bool,
    },
    /// A write is about to be sent.
    Intent {
        /// Counts the writes of the run.
        number: u64,
        operation: Operation,
        /// The address that is invited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        /// The user that is updated, as the path names it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_id: Option<String>,
    },
    /// An intent was answered.
    Settled {
        number: u64,
        status: u16,
        /// The id that the answer gives.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_id: Option<String>,
        /// The address that the answer gives: a server may keep another one than was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
    },
    /// The list shows nobody before they accept their invitation.
    Unlisted,
    /// An intent never left this machine.
    Unsent { number: u64, reason: String },
    /// An intent left this machine, and what came of it is unknown.
    Unknown { number: u64, reason: String },
    /// A user of the run needs no cleaning up any more.
    Cleared {
        /// The address.
        email: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_id: Option<String>,
        how: How,
    },
    /// Nothing of the run is left to be cleaned up.
    Ended,
}

/// Why a user needs no cleaning up any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// Its access was revoked.
    Revoked,
    /// It was made a plain member without dashboard access.
    Demoted,
    /// It was never created: nobody has its address.
    Absent,
}
