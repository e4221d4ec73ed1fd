//! The saved cases of earlier findings, which a suite plays before anything generated.

use super::{Catalogue, Input, Phase, Scenario, examples, list, request};
use crate::{
    model::{Case, Counterexample, Example, Expectation, Takes},
    schema::Contract,
};

/// The case of an earlier finding, as a suite keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// What a person calls it; unique in its suite.
    pub name: String,
    /// Id of the check that found it.
    pub check: String,
    /// The case, with the id of the scenario that it belongs to.
    pub case: Case,
}

/// What a suite keeps of a finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// A request of which one knows what must come of it.
    Example(Example),
    /// A case of a scenario.
    Regression(Regression),
}

impl Saved {
    /// What says the same as the case of a finding that this check made: a fixed example where it
    /// is one request with a plain expectation, else the case with its scenario. `None` where no
    /// scenario has such an id.
    #[must_use]
    pub fn of(
        check: &str,
        shown: &Counterexample,
        contract: &Contract,
        catalogue: &Catalogue,
    ) -> Option<Self> {
        let Counterexample { finding, case, .. } = shown;
        if is_example(case) {
            return serde_json::from_value(case.value.clone()).ok().map(Self::Example);
        }
        let scenario = catalogue.scenarios.iter().find(|scenario| scenario.id == case.scenario)?;
        let name = finding.key();
        let judged = match &scenario.example {
            // What an example that must be refused leaves behind is not looked at.
            Some((_, Expectation::Refused)) => scenario.promise.check == check,
            Some(_) => scenario.can_judge(check),
            None => false,
        };
        let example =
            scenario.example.as_ref().filter(|_| judged).and_then(|(operation, expect)| {
                let operation = *operation;
                let text = || Some(case.value.to_string());
                let usual = examples::usual_promise(operation, expect)
                    .filter(|_| finding.kind != "refused");
                let (query, body) = match operation.row().takes {
                    Takes::Query => (Some(query(contract, case)?), None),
                    Takes::Body => (None, text()),
                    Takes::Nothing => (None, None),
                };
                let (name, expect) = (name.clone(), expect.clone());
                let checks = vec![usual.map_or(check, |usual| &usual.check).to_owned()];
                Some(Example { name, operation, user: None, query, body, expect, checks })
            });
        Some(example.map_or_else(
            || {
                let (check, case) = (check.to_owned(), Case { index: 0, ..case.clone() });
                Self::Regression(Regression { name, check, case })
            },
            Self::Example,
        ))
    }

    /// Id of the first check that judges it.
    #[must_use]
    pub fn check(&self) -> &str {
        match self {
            Self::Example(example) => example.checks.first().map_or("", String::as_str),
            Self::Regression(regression) => &regression.check,
        }
    }

    /// What a person calls it; unique in its suite.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Example(example) => &example.name,
            Self::Regression(regression) => &regression.name,
        }
    }
}

/// Whether a case is a fixed example of a suite.
#[must_use]
pub fn is_example(case: &Case) -> bool {
    case.scenario.starts_with(examples::PREFIX)
}

/// The scenario that plays a regression: the course of its own scenario, with this one case. Its
/// id is `regression/` and the regression's name. `None` where its scenario or its check does not
/// exist.
#[must_use]
pub fn scenario(regression: &Regression, catalogue: &Catalogue) -> Option<Scenario> {
    let Regression { name, check, case } = regression;
    let own = catalogue.scenarios.iter().find(|scenario| scenario.id == case.scenario)?.clone();
    let watching = catalogue.check(check)?;
    let own = if own.can_judge(check) { own } else { own.judging(&[&watching.promise]) };
    let own = Scenario { id: format!("regression/{name}"), most: None, ..own };
    Some(own.with(Input::Saved(case.clone())).during(Phase::Regressions))
}

/// The query of a list request as it stands behind the `?`.
fn query(contract: &Contract, case: &Case) -> Option<String> {
    let request = request::list(contract, &list::drawn(case).ok()?);
    Some(request.path.split_once('?').map_or(String::new(), |(_, query)| query.to_owned()))
}
