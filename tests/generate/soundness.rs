//! Everything that is drawn is what it is said to be, also while it shrinks.

use std::{
    collections::BTreeMap,
    ops::AddAssign,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use avara_conformance::generate::{invalid, valid};
use proptest::{
    prelude::Rng,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use crate::{
    draws, judge, runner,
    schemas::{self, Schema},
};

/// One draw of so many is shrunk as well.
const WALKED: u64 = 10;

/// The most moves of a walk.
const MOVES: usize = 60;

/// What has been judged.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    schemas: usize,
    valid: usize,
    invalid: usize,
    walks: usize,
    moves: usize,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.schemas += other.schemas;
        self.valid += other.valid;
        self.invalid += other.invalid;
        self.walks += other.walks;
        self.moves += other.moves;
    }
}

/// A random walk down the tree, every stop judged; returns how many stops.
fn walk<T: ValueTree>(
    tree: &mut T,
    runner: &mut TestRunner,
    mut judge: impl FnMut(T::Value),
) -> usize {
    for moves in 1..=MOVES {
        let moved =
            if runner.rng().next_u64() % 10 < 6 { tree.simplify() } else { tree.complicate() };
        judge(tree.current());
        if !moved && !tree.simplify() {
            return moves;
        }
    }
    MOVES
}

/// Judges `draws` valid and as many invalid values. What cannot be drawn comes back as `valid:
/// reason` or `invalid: reason`.
fn sound(schema: &Schema, draws: usize) -> (Count, Vec<String>) {
    let Schema { name, documents, at, .. } = schema;
    let validator = documents.validator(at).unwrap();
    let (mut count, mut lacks) = (Count { schemas: 1, ..Count::default() }, Vec::new());
    let mut seeds = (0..draws as u64).map(|seed| (runner(seed), seed % WALKED == 0));
    match valid(documents, at) {
        Err(error) => lacks.push(format!("valid: {}", error.problem)),
        Ok(strategy) => {
            for (mut runner, walked) in seeds.by_ref() {
                let mut tree = strategy.new_tree(&mut runner).unwrap();
                judge::valid(&validator, &tree.current(), name);
                count.valid += 1;
                if walked {
                    count.walks += 1;
                    count.moves += walk(&mut tree, &mut runner, |value| {
                        judge::valid(&validator, &value, &format!("{name}, shrunk"));
                    });
                }
            }
        }
    }
    let seeds = (0..draws as u64).map(|seed| (runner(seed), seed % WALKED == 0));
    match invalid(documents, at) {
        Err(error) => lacks.push(format!("invalid: {}", error.problem)),
        Ok(strategy) => {
            for (mut runner, walked) in seeds {
                let mut tree = strategy.new_tree(&mut runner).unwrap();
                let first = tree.current();
                judge::invalid(&validator, &first.value, &first.mutation, name);
                count.invalid += 1;
                if walked {
                    count.walks += 1;
                    count.moves += walk(&mut tree, &mut runner, |drawn| {
                        let what = format!("{name}, shrunk");
                        judge::invalid(&validator, &drawn.value, &drawn.mutation, &what);
                        assert_eq!(drawn.mutation.schema_pointer, first.mutation.schema_pointer);
                    });
                }
            }
        }
    }
    (count, lacks)
}

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

/// Shares the schemas out among threads; what is out of reach comes back by name.
fn all_sound(schemas: &[Schema], share: usize) -> (Count, BTreeMap<usize, Vec<String>>) {
    let next = AtomicUsize::new(0);
    let done = Mutex::new((Count::default(), BTreeMap::new()));
    let work = || {
        while let Some((index, schema)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            schemas.get(index).map(|schema| (index, schema))
        } {
            let (count, lacks) = sound(schema, share);
            let mut done = done.lock().unwrap();
            done.0 += count;
            done.1.insert(index, lacks);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    done.into_inner().unwrap()
}

#[test]
fn every_schema_is_sound() {
    let suite = schemas::suite().unwrap_or_else(|folder| {
        println!("skipped: needs the schemas of the official suite, looked for at {folder:?}");
        Vec::new()
    });
    let has_suite = !suite.is_empty();
    let groups = [("embedded", schemas::embedded()), ("extra", schemas::extra()), ("suite", suite)];
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
