//! What cases are drawn from: prepared once, and shared by all runs of a contract.

use std::collections::BTreeMap;

use proptest_jsonschema::{Assertion, Invalid, Invalidated, boundary, invalid, near_misses, valid};
use serde_json::json;

use super::{
    cases::CaseSource,
    constraint::{CasesError, find},
    coverage::Constraints,
};
use crate::{
    check::{Input, Scenario},
    generate::{query::Parameters, raw},
    model::{Bytes, Edition},
    schema::{Contract, Documents, Location, SchemaError},
};

/// The sources of the cases of some scenarios. To prepare them takes longer than a short run, and
/// nothing in them depends on a run.
pub struct Sources {
    by_scenario: BTreeMap<String, CaseSource>,
    pub(super) constraints: Constraints,
}

impl Sources {
    /// Prepares the input of every scenario; sends nothing.
    ///
    /// # Errors
    /// When a schema is unsupported by the generators, whether or not a scenario draws from it.
    pub fn prepare(
        contract: &Contract,
        edition: Option<Edition>,
        scenarios: &[Scenario],
    ) -> Result<Self, CasesError> {
        let mut builder = SourceBuilder {
            contract,
            promised: contract.promised(edition),
            broken: BTreeMap::new(),
        };
        let prepared = scenarios.iter();
        let by_scenario = prepared
            .map(|scenario| Ok((scenario.id.clone(), builder.source(scenario)?)))
            .collect::<Result<_, CasesError>>()?;
        Ok(Self { by_scenario, constraints: Constraints::new(contract)? })
    }

    /// The source of a scenario; an empty one where it was not prepared.
    pub(super) fn of(&self, scenario: &Scenario) -> &CaseSource {
        const NONE: &CaseSource = &CaseSource::Fixed(Vec::new());
        self.by_scenario.get(&scenario.id).unwrap_or(NONE)
    }
}

/// Makes the sources of one contract.
struct SourceBuilder<'a> {
    contract: &'a Contract,
    promised: Documents,
    /// What breaks each schema; takes long to prepare.
    broken: BTreeMap<String, Broken>,
}

/// What breaks a schema: the near misses of each assertion, and a strategy for all.
struct Broken {
    near_misses: Vec<(Assertion, Invalidated)>,
    any: Invalid,
}

impl SourceBuilder<'_> {
    /// Values that must be accepted use only what is promised; values that must be refused are
    /// outside of what any page allows.
    fn source(&mut self, scenario: &Scenario) -> Result<CaseSource, CasesError> {
        Ok(match &scenario.input {
            Input::Once => CaseSource::Fixed(vec![(String::new(), serde_json::Value::Null)]),
            Input::Values(values) => CaseSource::Fixed(values.clone()),
            Input::Saved(case) => CaseSource::Saved(case.clone()),
            Input::Boundary(schema) => {
                let cases = boundary(&self.promised, &Location::root(schema))?;
                CaseSource::Fixed(cases.into_iter().map(|case| (case.name, case.value)).collect())
            }
            Input::Valid(schema) => {
                CaseSource::Valid(valid(&self.promised, &Location::root(schema))?)
            }
            Input::Invalid(constraint) => {
                let all = self.broken(&constraint.document)?;
                let one = find(all.any.assertions(), constraint)?;
                let near_misses = all.near_misses.iter().filter(|(named, _)| named == one);
                CaseSource::Invalid {
                    near_misses: near_misses.map(|(_, broken)| broken.clone()).collect(),
                    broken: all.any.only(one),
                }
            }
            Input::Query(schema) => CaseSource::Query(self.parameters(schema)?.valid()?),
            Input::BadQuery(constraint) => {
                let all = self.parameters(&constraint.document)?.invalid()?;
                let one = find(all.assertions(), constraint)?;
                CaseSource::BadQuery(all.only(one))
            }
            Input::OpenQueries(schema) => {
                let queries = self.parameters(schema)?.open().into_iter();
                CaseSource::Fixed(queries.map(|query| (query.name, json!(query.pairs))).collect())
            }
            Input::Raw { base, member } => {
                CaseSource::Fixed(raw::faults(base, member).into_iter().map(raw_case).collect())
            }
        })
    }

    /// What breaks a schema, prepared once.
    fn broken(&mut self, schema: &str) -> Result<&Broken, SchemaError> {
        if !self.broken.contains_key(schema) {
            let (documents, at) = (&self.contract.documents, Location::root(schema));
            let near_misses = near_misses(documents, &at)?;
            let any = invalid(documents, &at)?;
            self.broken.insert(schema.to_owned(), Broken { near_misses, any });
        }
        Ok(&self.broken[schema])
    }

    fn parameters(&self, schema: &str) -> Result<Parameters, SchemaError> {
        Parameters::new(&self.contract.documents, &Location::root(schema))
    }
}

fn raw_case(raw: raw::Raw) -> (String, serde_json::Value) {
    let value = json!({
        "body": Bytes::from(raw.bytes),
        "contentType": raw.content_type,
        "contentEncoding": raw.content_encoding,
        "refusal": raw.refusal,
    });
    (raw.name.to_owned(), value)
}
