//! A look at the target before anything else: is it there, and does it let us in?

use super::{breaker, context::RunContext};
use crate::{
    check,
    model::{Operation, TransportError, TransportFault},
    schema::Contract,
};

/// Why a run cannot begin.
pub(super) async fn obstacle(contract: &Contract, context: &RunContext<'_>) -> Option<String> {
    let answer = |operation: Operation| async move {
        let request = check::probe(contract, operation);
        context.send(request, "preflight").await.outcome
    };
    let unreachable = |error: TransportError| format!("cannot reach the target: {error}");
    let first = match answer(Operation::List).await {
        // The checks say so themselves, each for itself.
        Err(error) if error.fault == TransportFault::OverBudget => return None,
        Err(error) => return Some(unreachable(error)),
        Ok(response) => match breaker::refuses_service(&response) {
            Some(refusal) => return Some(format!("the target serves nobody: {refusal}")),
            None => response.status,
        },
    };
    if !matches!(first, 401 | 403 | 404) {
        return None;
    }
    let says_the_same = |status: u16| match first {
        404 => status == 404,
        _ => matches!(status, 401 | 403),
    };
    // An empty invitation and an update of an unknown user are refused by any server that reads them.
    let writes = |operation: &Operation| context.plan.writes && !operation.reads();
    for operation in Operation::documented().filter(writes) {
        match answer(operation).await {
            Ok(response) if !says_the_same(response.status) => return None,
            Ok(_) => {}
            Err(error) => return Some(unreachable(error)),
        }
    }
    Some(if first == 404 {
        "the target answers every operation with 404: the base URL may lack a prefix, or have one too \
         many"
            .to_owned()
    } else if context.target.is_keyless() {
        format!("no API key was given (AVARA_API_KEY), and the target wants one: {first}")
    } else {
        format!("the target refuses the credentials with {first} for every operation")
    })
}
