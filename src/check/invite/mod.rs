//! Family `invite`: what must be accepted, echoed, set, stored and kept apart.

mod accepted;
mod duplicates;
mod refused;
mod scenarios;

pub(super) use scenarios::scenarios;
