//! Everything that is drawn is what it is said to be, also while it shrinks.

use crate::{
    schemas,
    shared::{
        Schema, draws, judge,
        sound::{Count, all_sound},
    },
};

/// Why there is nothing to draw. None of these is a lack of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Because {
    /// There is no valid value.
    NothingFits,
    /// There is no invalid value.
    EverythingFits,
    /// Every invalid value breaks two constraints.
    TwoAtOnce,
}

/// The only schemas of the suite out of reach, and why.
#[rustfmt::skip]
const OUT_OF_REACH: &[(&str, &str, Because)] = &[
    ("allOf.json: allOf with boolean schemas, all true", "invalid", Because::EverythingFits),
    ("allOf.json: allOf with boolean schemas, some false", "valid", Because::NothingFits),
    ("allOf.json: allOf with boolean schemas, all false", "valid", Because::NothingFits),
    ("allOf.json: allOf with boolean schemas, all false", "invalid", Because::TwoAtOnce),
    ("allOf.json: allOf with one empty schema", "invalid", Because::EverythingFits),
    ("allOf.json: allOf with two empty schemas", "invalid", Because::EverythingFits),
    ("anyOf.json: anyOf with boolean schemas, all true", "invalid", Because::EverythingFits),
    ("anyOf.json: anyOf with boolean schemas, some true", "invalid", Because::EverythingFits),
    ("anyOf.json: anyOf with boolean schemas, all false", "valid", Because::NothingFits),
    ("anyOf.json: anyOf with one empty schema", "invalid", Because::EverythingFits),
    ("enum.json: empty enum", "valid", Because::NothingFits),
    ("items.json: items with boolean schema (true)", "invalid", Because::EverythingFits),
    ("required.json: required default validation", "invalid", Because::EverythingFits),
    ("required.json: required with empty array", "invalid", Because::EverythingFits),
];

impl Because {
    /// What the generator says.
    fn problem(self) -> &'static str {
        match self {
            Self::NothingFits => "no value fits this schema",
            Self::EverythingFits | Self::TwoAtOnce => {
                "no constraint of this schema can be broken alone"
            }
        }
    }

    /// Holds the reason against the values that the schema's author has judged.
    fn assert_true(self, schema: &Schema) {
        let validator = schema.documents.validator(&schema.at).unwrap();
        assert!(!schema.known.is_empty(), "{}", schema.name);
        for (value, fits) in &schema.known {
            let truth = match self {
                Self::NothingFits => !fits,
                Self::EverythingFits => *fits,
                Self::TwoAtOnce => !fits && judge::errors(&validator, value).len() > 1,
            };
            assert!(truth, "{}: {value} shows that {self:?} is not so", schema.name);
        }
    }
}

#[test]
fn every_schema_is_sound() {
    let suite = schemas::suite().unwrap_or_else(|folder| {
        println!("skipped: needs the schemas of the official suite, looked for at {folder:?}");
        Vec::new()
    });
    let has_suite = !suite.is_empty();
    let groups = [("own", schemas::own()), ("hard", schemas::hard()), ("suite", suite)];
    let all: usize = groups.iter().map(|(_, schemas)| schemas.len()).sum();
    let share = draws().div_ceil(all);
    let mut total = Count::default();
    let mut out_of_reach = Vec::new();
    for (group, schemas) in &groups {
        let (count, lacks) = all_sound(schemas, share);
        println!("soundness of {group}: {count:?}");
        total += count;
        for (schema, lack) in lacks.iter().flat_map(|(i, l)| l.iter().map(|l| (&schemas[*i], l))) {
            println!("out of reach: {}: {lack}", schema.name);
            out_of_reach.push((schema, lack.clone()));
        }
    }
    println!("soundness in all: {total:?}, none of them wrong");
    let expected: Vec<_> = OUT_OF_REACH.iter().filter(|_| has_suite).collect();
    let found: Vec<_> =
        out_of_reach.iter().map(|(s, lack)| format!("{}: {lack}", s.name)).collect();
    let listed =
        |(name, kind, why): &&(&str, &str, Because)| format!("{name}: {kind}: {}", why.problem());
    assert_eq!(found, expected.iter().map(listed).collect::<Vec<_>>());
    for ((schema, _), (.., why)) in out_of_reach.iter().zip(expected) {
        why.assert_true(schema);
    }
}
