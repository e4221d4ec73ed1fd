//! What the commands that send something have in common: runtime, embedded mock, journal.

use std::path::Path;

use tokio::runtime::Runtime;

use super::{args::ServerArgs, failure::Failure};
use crate::{
    mock::{self, MockConfig, MockServer},
    runner::{Plan, journal::Journal},
    schema::Contract,
    target::{ApiKey, TargetConfig, base_url},
};

/// What the futures of a command run on.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(Failure::machine("cannot start"))
}

/// Starts the embedded mock, with a key that nobody else has.
pub(super) async fn embedded(
    args: &ServerArgs,
    contract: &Contract,
    config: MockConfig,
) -> Result<(TargetConfig, MockServer), Failure> {
    let key = uuid::Uuid::new_v4().simple().to_string();
    let config = MockConfig { api_key: Some(key.clone()), ..config };
    let mock = mock::start(config, &contract.documents).await?;
    let base = base_url(&mock.url())?;
    let config = TargetConfig {
        rate: args.rate,
        ..args.network.applied_to(TargetConfig::new(base, ApiKey::new(&key)))?
    };
    Ok((config, mock))
}

/// Where the run takes its writes down; a run that writes nothing leaves no journal.
pub(super) fn journal(plan: &Plan, path: &Path) -> Result<Journal, Failure> {
    if !plan.writes {
        return Ok(Journal::off());
    }
    let (journal, left) = Journal::create(path)?;
    if left > 0 {
        anstream::eprintln!(
            "note: users of earlier runs are left to be cleaned up, {left} of them: {}",
            plan.commands.cleanup
        );
    }
    Ok(journal)
}
