//! `avara-conformance selftest`: the suite against every fault of the mock, which must be found by
//! the check that is named for it, and against every conforming alternative, which must not fail.

mod causes;
mod command;
mod matrix;
mod product;
mod table;
mod variant;

pub(super) use command::run;
