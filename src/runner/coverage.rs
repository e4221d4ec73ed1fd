//! Which constraints of the request schemas a run has exercised, on both sides.

use std::collections::BTreeMap;

use super::CasesError;
use crate::{
    check::{Input, Scenario},
    generate::{self, Coverage, query::Parameters},
    model::{Case, ConstraintCount},
    schema::{Contract, Location},
};

/// The schemas of what is sent.
const SCHEMAS: [&str; 3] = ["invite-request.json", QUERY, "update-request.json"];

/// The schema whose values go over the wire as text, where fewer constraints can be broken.
const QUERY: &str = "list-query.json";

/// Counts for every constraint that can be broken alone.
#[derive(Default)]
pub(super) struct Tracker {
    schemas: BTreeMap<&'static str, Coverage>,
    counts: BTreeMap<(&'static str, generate::Constraint), (u64, u64)>,
}

impl Tracker {
    /// Nothing exercised yet.
    ///
    /// # Errors
    /// When a schema is unsupported, or has a constraint that no clause states: nothing would
    /// check it, and nobody would know.
    pub(super) fn new(contract: &Contract) -> Result<Self, CasesError> {
        let documents = &contract.documents;
        let mut tracker = Self::default();
        for schema in SCHEMAS {
            let at = Location::root(schema);
            tracker.schemas.insert(schema, Coverage::new(documents, &at)?);
            let breakable = if schema == QUERY {
                Parameters::new(documents, &at)?.invalid()?.constraints().to_vec()
            } else {
                generate::invalid(documents, &at)?.constraints().to_vec()
            };
            for constraint in &breakable {
                let states = |named: &crate::model::Constraint| {
                    named.document == schema && super::cases::is(constraint, named)
                };
                if !contract.clauses.iter().any(|c| c.constraint.as_ref().is_some_and(states)) {
                    return Err(CasesError::NoClause(constraint.to_string()));
                }
            }
            let counts = breakable.into_iter().map(|constraint| ((schema, constraint), (0, 0)));
            tracker.counts.extend(counts);
        }
        Ok(tracker)
    }

    /// Books a case that was executed.
    pub(super) fn book(&mut self, scenario: &Scenario, case: &Case) {
        match &scenario.input {
            Input::Valid(schema) | Input::Boundary(schema) => self.kept(schema, &case.value),
            Input::Query(schema) => self.kept(schema, &typed(&case.value)),
            Input::Invalid(named) | Input::BadQuery(named) => self.broken(named),
            Input::Once | Input::Values(_) | Input::OpenQueries(_) | Input::Raw { .. } => {}
        }
    }

    fn kept(&mut self, schema: &str, value: &serde_json::Value) {
        let Some((schema, coverage)) = self.schemas.get_key_value(schema) else { return };
        for constraint in coverage.exercised(value) {
            if let Some((kept, _)) = self.counts.get_mut(&(*schema, constraint)) {
                *kept += 1;
            }
        }
    }

    fn broken(&mut self, named: &crate::model::Constraint) {
        let is_named = |schema: &str, found: &generate::Constraint| {
            schema == named.document && super::cases::is(found, named)
        };
        for ((schema, found), (_, broken)) in &mut self.counts {
            *broken += u64::from(is_named(schema, found));
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

    /// The counts, in the order of the schemas.
    pub(super) fn counts(&self) -> Vec<ConstraintCount> {
        let counts = self.counts.iter();
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
