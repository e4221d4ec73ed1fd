//! What a request presents itself with.

use serde::{Deserialize, Serialize};

/// What the client presents as `Authorization` (RFC 6750). The secret itself is never here, so
/// that nothing recorded can leak it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Credentials {
    /// The run's API key as a bearer token.
    #[default]
    Valid,
    /// No header at all.
    Missing,
    /// [`Self::WRONG_TOKEN`] as a bearer token.
    Wrong,
    /// [`Self::WRONG_USER`] in the `Basic` scheme.
    OtherScheme,
    /// The run's API key in the scheme [`Self::SCHEME_OF_NO_KEY`].
    KeyInOtherScheme,
}

impl Credentials {
    /// A token that no server issued.
    pub const WRONG_TOKEN: &str = "avara-conformance-wrong-token";

    /// A registered scheme whose credentials are never one bare token (RFC 7616).
    pub const SCHEME_OF_NO_KEY: &str = "Digest";

    /// User and password, as RFC 7617 joins them.
    pub const WRONG_USER: &str = "wrong:wrong";
}
