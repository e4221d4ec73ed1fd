//! Floor 2: proptest strategies drawn from a JSON Schema.
