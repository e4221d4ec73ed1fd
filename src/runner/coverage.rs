//! Which constraints of the request schemas a run has exercised, on both sides.

use std::collections::BTreeMap;

use proptest_jsonschema::{Assertion, Coverage};

use super::constraint::{CasesError, is};
use crate::{
    check::{Input, Scenario},
    generate::query::Parameters,
    model::{Case, ConstraintCount, Operation, Takes},
    schema::Contract,
};

/// The constraints of the request schemas that can be broken alone.
pub(super) struct Constraints {
    schemas: BTreeMap<String, Coverage>,
    breakable: Vec<(String, Assertion)>,
}

impl Constraints {
    /// Reads them from the schemas.
    ///
    /// # Errors
    /// When a schema is unsupported, or has a constraint that no clause states: nothing would
    /// check it, and nobody would know.
    pub(super) fn new(contract: &Contract) -> Result<Self, CasesError> {
        let documents = &contract.documents;
        let mut constraints = Self { schemas: BTreeMap::new(), breakable: Vec::new() };
        for operation in Operation::documented() {
            let Some(at) = &contract.operation(operation).request else { continue };
            let schema = &at.document;
            constraints.schemas.insert(schema.clone(), Coverage::new(documents, at)?);
            // A query goes over the wire as text, where fewer constraints can be broken.
            let breakable = match operation.row().takes {
                Takes::Query => Parameters::new(documents, at)?.invalid()?.assertions().to_vec(),
                Takes::Nothing => continue,
                Takes::Body => proptest_jsonschema::invalid(documents, at)?.assertions().to_vec(),
            };
            for constraint in &breakable {
                let states = |named: &crate::model::Constraint| {
                    named.document == *schema && is(constraint, named)
                };
                if !contract.clauses.iter().any(|c| c.constraint.as_ref().is_some_and(states)) {
                    return Err(CasesError::NoClause(constraint.to_string()));
                }
            }
            constraints
                .breakable
                .extend(breakable.into_iter().map(|found| (schema.clone(), found)));
        }
        Ok(constraints)
    }
}

/// Counts for every constraint that can be broken alone.
pub(super) struct Tracker<'a> {
    constraints: &'a Constraints,
    /// In the order of the constraints: cases with a valid value on its bound, cases that broke it.
    counts: Vec<(u64, u64)>,
}

impl<'a> Tracker<'a> {
    /// Nothing exercised yet.
    pub(super) fn new(constraints: &'a Constraints) -> Self {
        Self { constraints, counts: vec![(0, 0); constraints.breakable.len()] }
    }

    /// Books a case that was executed.
    pub(super) fn book(&mut self, scenario: &Scenario, case: &Case) {
        match &scenario.input {
            Input::Valid(schema) | Input::Boundary(schema) => self.kept(schema, &case.value),
            Input::Query(schema) => self.kept(schema, &typed(&case.value)),
            Input::Invalid(named) | Input::BadQuery(named) => self.broken(named),
            Input::Once
            | Input::Values(_)
            | Input::OpenQueries(_)
            | Input::Raw { .. }
            | Input::Saved(_) => {}
        }
    }

    fn kept(&mut self, schema: &str, value: &serde_json::Value) {
        let Some(coverage) = self.constraints.schemas.get(schema) else { return };
        let exercised = coverage.exercised(value);
        for ((of, constraint), (kept, _)) in self.constraints.breakable.iter().zip(&mut self.counts)
        {
            *kept += u64::from(*of == schema && exercised.contains(constraint));
        }
    }

    fn broken(&mut self, named: &crate::model::Constraint) {
        for ((of, found), (_, broken)) in self.constraints.breakable.iter().zip(&mut self.counts) {
            *broken += u64::from(*of == named.document && is(found, named));
        }
    }

    /// What falls short of the share that is demanded, in a sentence.
    pub(super) fn shortfall(&self, percent: Option<u8>) -> Option<String> {
        let percent = usize::from(percent?);
        let counts = self.counts();
        let covered = counts.iter().filter(|count| count.is_covered()).count();
        let missed = counts.iter().find(|count| !count.is_covered())?;
        (covered * 100 < percent * counts.len()).then(|| {
            format!(
                "only {covered} of {} constraints were exercised on both sides, and the suite \
                 demands {percent} %; the first that was not: {}",
                counts.len(),
                missed.constraint
            )
        })
    }

    /// The counts, schema by schema, in the order of each.
    pub(super) fn counts(&self) -> Vec<ConstraintCount> {
        let counts = self.constraints.breakable.iter().zip(&self.counts);
        counts
            .map(|((_, constraint), (kept, broken))| ConstraintCount {
                constraint: constraint.to_string(),
                kept: *kept,
                broken: *broken,
            })
            .collect()
    }
}

/// A query as the object that its schema speaks of: what reads as a number is one.
fn typed(pairs: &serde_json::Value) -> serde_json::Value {
    let pair = |pair: &serde_json::Value| {
        let (name, text) = (pair[0].as_str()?.to_owned(), pair[1].as_str()?);
        let number = text.parse::<i64>().ok().filter(|_| name == "limit");
        Some((name, number.map_or_else(|| text.into(), serde_json::Value::from)))
    };
    pairs.as_array().into_iter().flatten().filter_map(pair).collect()
}
