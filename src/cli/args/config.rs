//! The flags of `config`.

use clap::Args;

use super::gate::GateArgs;

/// The flags of `config`.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Print the JSON Schema of the file, for editors
    #[arg(long)]
    pub(crate) schema: bool,
    #[command(flatten)]
    pub(crate) gate: GateArgs,
}
