//! How fast values are drawn, in one thread, and with how many allocations.
//!
//! `cargo bench -p proptest-jsonschema`.

use std::hint::black_box;

use divan::{AllocProfiler, Bencher, counter::ItemsCount};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use proptest_jsonschema::{Documents, Location, boundary, invalid, valid};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

/// A small object with a condition, one with many optional members, and a list of large ones.
const SCHEMAS: &[&str] = &["order.json", "order-change.json", "order-list.json"];

fn main() {
    divan::main();
}

fn place(name: &str) -> (Documents, Location) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas");
    let documents = Documents::read_dir(folder.as_ref()).expect("the schemas are JSON");
    (documents, Location::root(name))
}

#[divan::bench(args = SCHEMAS, sample_count = 200, sample_size = 200)]
fn draw_valid(bencher: Bencher, name: &str) {
    let (documents, at) = place(name);
    let strategy = valid(&documents, &at).expect("the schema can be drawn from");
    let mut runner = TestRunner::deterministic();
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench_local(|| black_box(strategy.new_tree(&mut runner).expect("a value").current()));
}

#[divan::bench(args = SCHEMAS, sample_count = 200, sample_size = 200)]
fn draw_invalid(bencher: Bencher, name: &str) {
    let (documents, at) = place(name);
    let strategy = invalid(&documents, &at).expect("the schema can be broken");
    let mut runner = TestRunner::deterministic();
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench_local(|| black_box(strategy.new_tree(&mut runner).expect("a value").current()));
}

#[divan::bench(args = SCHEMAS, sample_count = 20)]
fn load_valid(bencher: Bencher, name: &str) {
    let (documents, at) = place(name);
    bencher.bench_local(|| black_box(valid(&documents, &at).is_ok()));
}

#[divan::bench(args = SCHEMAS, sample_count = 20)]
fn load_invalid(bencher: Bencher, name: &str) {
    let (documents, at) = place(name);
    bencher.bench_local(|| black_box(invalid(&documents, &at).is_ok()));
}

#[divan::bench(args = SCHEMAS, sample_count = 20)]
fn list_boundary(bencher: Bencher, name: &str) {
    let (documents, at) = place(name);
    bencher.bench_local(|| black_box(boundary(&documents, &at).map(|list| list.len())));
}
