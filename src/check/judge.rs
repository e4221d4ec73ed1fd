//! One exchange by itself, without a scenario around it.

use super::{Judgement, oracle, reply::Wish};
use crate::{model::Exchange, schema::Contract};

/// Judges an exchange by what every response must keep to: no server error, JSON that says so, no
/// internals in errors, the schema of the operation, and no more rows than may be shown. The
/// request is taken for one that may be accepted. An exchange without a response is not judged.
///
/// The documentation of the crate has an example.
#[must_use]
pub fn judge(contract: &Contract, exchange: &Exchange) -> Vec<Judgement> {
    let Ok(response) = &exchange.outcome else { return Vec::new() };
    // Nobody knows whose users the rows are.
    let is_ours = |_: &serde_json::Value| false;
    oracle::watch(contract, exchange, response, &response.json(), Wish::Accepted, &is_ours)
        .into_iter()
        .map(|(promise, findings)| {
            let promise = promise.clone();
            Judgement { promise, findings, evidence: Vec::new() }
        })
        .collect()
}
