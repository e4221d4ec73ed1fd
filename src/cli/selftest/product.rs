//! Drawing from the product of defects and conditions.

use crate::{
    cli::failure::Failure,
    mock::{
        faults::product::{self, Mutant},
        probe,
    },
    model::Seed,
    schema::Contract,
};

type Mutants = Vec<&'static Mutant>;

/// So many rows that a request can show, in an order that depends on the seed; and those on the way
/// that none can.
pub(super) fn draw(
    seed: Seed,
    most: usize,
    contract: &Contract,
) -> Result<(Mutants, Mutants), Failure> {
    let mut order: Mutants = product::all().iter().collect();
    order.sort_by_cached_key(|mutant| seed.for_case(&mutant.name, 0));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::machine("cannot start"))?;
    let (mut live, mut dead) = (Vec::new(), Vec::new());
    for mutant in order {
        if live.len() >= most {
            break;
        }
        let is_live = runtime
            .block_on(probe::is_live(mutant, &contract.documents))
            .map_err(crate::mock::MockError::from)?;
        if is_live { &mut live } else { &mut dead }.push(mutant);
    }
    Ok((live, dead))
}
