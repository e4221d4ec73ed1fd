//! Floor 0: the plain data that every other floor speaks in.

mod mutation;

pub use mutation::Mutation;
