//! Floor 2: what `proptest_jsonschema` does not draw, since it is about HTTP and not about values:
//! query parameters, which are text on the wire, and bodies that are wrong below the level of JSON.

pub mod query;
pub mod raw;
