//! The generators seen from outside: what they draw is what they say, and their other promises.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

mod cases;
mod laws;
mod schemas;
mod shared;
mod soundness;
