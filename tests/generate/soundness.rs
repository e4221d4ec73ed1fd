//! Everything that is drawn is what it is said to be, also while it shrinks.

use crate::{
    embedded,
    shared::{draws, sound::all_sound},
};

/// One draw of so many is from these schemas, which is more than any other schema gets.
const SHARE: usize = 10;

#[test]
fn every_schema_is_sound() {
    let schemas = embedded();
    let (count, lacks) = all_sound(&schemas, (draws() / SHARE).div_ceil(schemas.len()));
    println!("soundness of the API's schemas: {count:?}, none of them wrong");
    let out_of_reach: Vec<_> = lacks
        .iter()
        .flat_map(|(i, list)| list.iter().map(|lack| (&schemas[*i].name, lack)))
        .collect();
    assert!(out_of_reach.is_empty(), "{out_of_reach:?}");
}
