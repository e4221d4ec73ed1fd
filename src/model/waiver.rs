//! A failure that is known and accepted for a while.

use serde::{Deserialize, Serialize};

/// One known finding that does not fail the run until it expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiver {
    /// Id of the check that fails.
    pub check: String,
    /// Key of the finding.
    pub finding: String,
    /// Why it is accepted.
    pub reason: String,
    /// Where it is tracked.
    pub ticket: String,
    /// Who answers for it.
    pub owner: String,
    /// Last day on which it holds, `YYYY-MM-DD`.
    pub expires: String,
    /// Whether that day is over.
    pub expired: bool,
}
