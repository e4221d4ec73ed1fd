//! The constraints that clauses name among those that the generators can break.

use proptest_jsonschema::Assertion;

use crate::{model::Constraint, schema::SchemaError};

/// Cases that cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// A schema is unsupported.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A clause names a constraint that its schema does not have.
    #[error("clauses.toml: no value breaks `{0}` alone")]
    NoSuchConstraint(Constraint),
    /// A request schema has a constraint that no clause names.
    #[error("clauses.toml: no clause states the constraint `{0}`, so that nothing would check it")]
    NoClause(String),
}

/// The generator's assertion that a clause names.
pub(super) fn find<'a>(
    all: &'a [Assertion],
    named: &Constraint,
) -> Result<&'a Assertion, CasesError> {
    let found = all.iter().find(|found| is(found, named));
    found.ok_or_else(|| CasesError::NoSuchConstraint(named.clone()))
}

/// Whether a generator's assertion is the one that a clause names. For `required` the clause
/// names the missing member, the generator the object that misses it.
pub(super) fn is(found: &Assertion, named: &Constraint) -> bool {
    let member = found.schema.pointer.rsplit('/').next().unwrap_or_default();
    let instance = match found.keyword.as_str() {
        "required" => format!("{}/{member}", found.instance),
        _ => found.instance.clone(),
    };
    found.keyword == named.keyword && instance == named.instance
}
