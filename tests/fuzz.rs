//! Arbitrary bytes for everything that reads any: seeds, cut, doubled, spliced and changed. A small
//! part of what `fuzz/run` does with a fuzzer that learns; this one runs wherever tests do.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

#[path = "../fuzz/inputs.rs"]
mod inputs;

use std::{fs, path::Path};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

/// Mutated inputs for each target.
const INPUTS: usize = 300;

/// What breaks readers of text.
const TOKENS: [&[u8]; 16] = [
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[[",
    b"]",
    b"-1",
    b"1e400",
    b"18446744073709551616",
    b"\r\n",
    b"\xf0\x9f\x98\x80",
    b"null",
];

/// The seeds of a target, in the order of their names.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no seeds for {target}");
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn feed(target: &str, read: fn(&[u8])) {
    let seeds = seeds(target);
    for seed in &seeds {
        read(seed);
    }
    read(b"");
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for number in 0..INPUTS {
        let mut input = seeds[number % seeds.len()].clone();
        for _ in 0..=below(&mut random, 4) {
            mutate(&mut input, &seeds, &mut random);
        }
        read(&input);
    }
}

fn below(random: &mut ChaCha8Rng, bound: usize) -> usize {
    usize::try_from(random.next_u32()).unwrap() % bound.max(1)
}

fn mutate(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut ChaCha8Rng) {
    let at = below(random, input.len());
    let end = (at + below(random, 40)).min(input.len());
    match below(random, 6) {
        0 => input.truncate(at),
        1 => drop(input.drain(at..end)),
        2 => {
            let piece = input[at..end].to_vec();
            input.splice(at..at, piece);
        }
        3 => {
            let token = TOKENS[below(random, TOKENS.len())];
            input.splice(at..end, token.iter().copied());
        }
        4 => {
            let other = &seeds[below(random, seeds.len())];
            let from = below(random, other.len());
            input.splice(at..end, other[from..].iter().copied().take(100));
        }
        _ => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << below(random, 8);
            }
        }
    }
}

#[test]
fn suite_files() {
    feed("suite", inputs::suite);
}

#[test]
fn journals() {
    feed("journal", inputs::journal);
}

#[test]
fn schemas() {
    feed("schema", inputs::schema);
}

#[test]
fn responses() {
    feed("response", inputs::response);
}

#[test]
fn stored_runs() {
    feed("run", inputs::run);
}

#[test]
fn requests_and_secrets() {
    feed("sieve", inputs::sieve);
}
