//! The flags of `generate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Print values drawn from a JSON Schema, one JSON text a line.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "\
Examples:
  avara-conformance generate invite-request --count 3
  avara-conformance generate invite-request --invalid --count 1000 > invalid.ndjson
  avara-conformance generate ./order.json#/$defs/line --boundary
  avara-conformance generate openapi.yaml#/components/schemas/User --direction request")]
pub(crate) struct GenerateArgs {
    /// A schema file (JSON or YAML), or the name of an embedded schema; `#/…` points to a part of it
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
    /// The draft of schemas that name none in `$schema`
    #[arg(long, value_name = "DRAFT", value_parser = ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"])]
    pub(crate) dialect: Option<String>,
    /// A folder of further schemas, which others refer to by file name or `$id`; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) ref_dir: Vec<PathBuf>,
    /// Refuse keywords that no draft knows, most of which are misspelt
    #[arg(long)]
    pub(crate) strict_keywords: bool,
    /// Leave out members that do not go this way: `readOnly` in requests, `writeOnly` in responses
    #[arg(long, value_enum, value_name = "WAY")]
    pub(crate) direction: Option<Way>,
    /// Say on standard error how often each constraint was broken, and which cannot be
    #[arg(long)]
    pub(crate) explain: bool,
    /// Escape everything that is not ASCII
    #[arg(long)]
    pub(crate) ascii: bool,
    /// Stop with an error at a value that is longer than this many bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    pub(crate) max_size: usize,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    /// From the client to the server
    Request,
    /// From the server to the client
    Response,
}
