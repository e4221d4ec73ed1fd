//! What keeps a target from being set up.

/// A target that cannot be set up; nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The address is no URL that requests can be sent to.
    #[error("target `{given}` is no URL: it has to look like {right}")]
    Address {
        /// What was given.
        given: String,
        /// What would be right.
        right: String,
    },
    /// The address holds a user name or a password.
    #[error(
        "the target holds a user name or a password: the key belongs into AVARA_API_KEY or \
         --api-key-file, and the target is {0}"
    )]
    UserInfo(String),
    /// The key cannot be sent.
    #[error(
        "the API key holds {0}, which no header can carry: it has to be one line of visible ASCII"
    )]
    Key(&'static str),
    /// The header is made of the key.
    #[error(
        "-H Authorization is not sent: the key belongs into AVARA_API_KEY or --api-key-file, and is \
         sent as `Bearer`"
    )]
    Authorization,
    /// The path is the one that the operations add.
    #[error("the target ends in `{0}`, which every request adds: leave it out, as in {1}")]
    Path(&'static str, String),
    /// The address is production, and what the run would do there is not allowed.
    #[error("{0}")]
    Production(&'static str),
    /// The address is another machine's and has no TLS.
    #[error(
        "the API key would travel in clear text: use {0}, or --allow-http if the network is yours"
    )]
    ClearText(String),
    /// A file that should hold certificates or keys in PEM holds none.
    #[error("{0} holds no {1} in PEM (-----BEGIN …-----)")]
    Pem(&'static str, &'static str),
    /// A header given on the command line is none.
    #[error("header `{0}` has a name or value that HTTP does not allow")]
    Header(String),
    /// The HTTP client cannot be built.
    #[error("cannot set up the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}
