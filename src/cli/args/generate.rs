//! The flags of `generate`.

use clap::Args;

/// Print values drawn from a JSON Schema, one JSON text a line.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  avara-conformance generate invite-request --count 3
  avara-conformance generate invite-request --invalid --count 1000 > invalid.ndjson
  avara-conformance generate ./order.json#/$defs/line --boundary")]
pub(crate) struct GenerateArgs {
    /// A schema file, or the name of an embedded schema; `#/…` points to a part of it
    #[arg(value_name = "SCHEMA")]
    pub(crate) schema: String,
    /// Values that fit the schema (the default)
    #[arg(long)]
    pub(crate) valid: bool,
    /// Values that break exactly one constraint: `{"value":…,"mutation":{…}}`
    #[arg(long, conflicts_with = "valid")]
    pub(crate) invalid: bool,
    /// The finite list of edge cases: `{"name":…,"value":…}`
    #[arg(long, conflicts_with_all = ["valid", "invalid", "count"])]
    pub(crate) boundary: bool,
    /// How many values
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) count: u64,
    /// The same seed prints the same values
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
}
