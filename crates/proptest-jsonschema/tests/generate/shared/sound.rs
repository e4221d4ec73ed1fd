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

use proptest::{
    prelude::Rng,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use proptest_jsonschema::{invalid, valid};

use super::{Schema, judge, runner};

/// One draw of so many is shrunk as well.
const WALKED: u64 = 10;

/// The most moves of a walk.
const MOVES: usize = 60;

/// What has been judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
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
    let Schema { name, documents, at, known } = schema;
    let validator = documents.validator(at).unwrap();
    for (value, fits) in known {
        assert_eq!(validator.is_valid(value), *fits, "{name}: {value}: the judge errs");
    }
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

/// Shares the schemas out among threads; what is out of reach comes back by name.
pub fn all_sound(schemas: &[Schema], share: usize) -> (Count, BTreeMap<usize, Vec<String>>) {
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
