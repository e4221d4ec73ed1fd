//! A server to check, and how to reach it.

use crate::{
    mock::{self, MockConfig, MockServer},
    schema::Contract,
    target::{Allowed, ApiKey, TargetConfig, base_url, guard_path, guard_production, is_loopback},
};

use super::SessionError;

/// What a server on this machine is shown when no key is given: a mock takes any.
const LOOPBACK_KEY: &str = "mock-api-key";

/// How to reach a server; for the embedded mock also the server itself, which stops when this is
/// dropped.
pub struct Connection {
    /// Addresses, limits and trust, to be adapted before a session is opened.
    pub config: TargetConfig,
    pub(super) mock: Option<Embedded>,
}

/// A mock that lives as long as the session.
pub(super) struct Embedded {
    pub(super) server: MockServer,
    /// Names of its faults.
    pub(super) faults: Vec<String>,
    /// Names of its alternatives.
    pub(super) alternatives: Vec<String>,
}

impl Connection {
    /// A way to the server at this base URL; nothing is sent. Only a server on this machine may do
    /// without a key. `writes` says whether the run would send more than reads.
    ///
    /// # Errors
    /// When the address is no base URL, the server is production and that is not allowed, or there
    /// is no key.
    pub fn to_server(
        url: &str,
        key: Option<ApiKey>,
        allowed: Allowed,
        writes: bool,
    ) -> Result<Self, SessionError> {
        let base = base_url(url)?;
        guard_production(&base, allowed, writes)?;
        guard_path(&base)?;
        let usual = || is_loopback(&base).then(|| ApiKey::new(LOOPBACK_KEY));
        let keyless = key.is_none();
        let key = key.or_else(usual).ok_or(SessionError::NoKey)?;
        let config = TargetConfig { keyless, allowed, ..TargetConfig::new(base, key) };
        Ok(Self { config, mock: None })
    }

    /// Starts a mock of the contract on this machine, with a key that nobody else has.
    ///
    /// # Errors
    /// When it cannot listen, or the schemas cannot be used.
    pub async fn to_mock(mock: MockConfig, contract: &Contract) -> Result<Self, SessionError> {
        let key = uuid::Uuid::new_v4().simple().to_string();
        let faults = mock.faults.iter().map(|fault| fault.name.to_owned()).collect();
        let alternatives = mock.alternatives.iter().map(|other| other.name.to_owned()).collect();
        let mock = MockConfig { api_key: Some(key.clone()), ..mock };
        let server = mock::start(mock, &contract.documents).await?;
        let config = TargetConfig::new(base_url(&server.url())?, ApiKey::new(&key));
        Ok(Self { config, mock: Some(Embedded { server, faults, alternatives }) })
    }
}
