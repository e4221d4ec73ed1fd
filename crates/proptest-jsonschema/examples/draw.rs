//! Prints values of a schema: `draw KIND COUNT FILE[#/pointer] [FILE …]`, the kind being `valid`,
//! `invalid`, `boundary` or `near-misses`. Further files are those that the first one refers to.
#![expect(clippy::print_stdout, reason = "that is what it is for")]

use std::{env, error::Error, fs, path::Path};

use proptest::strategy::{Strategy, ValueTree};
use proptest_jsonschema::{
    Documents, Invalidated, Location, boundary, invalid, near_misses, seeded_runner, valid,
};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [kind, count, first, others @ ..] = args.as_slice() else {
        return Err("usage: draw KIND COUNT FILE[#/pointer] [FILE …]".into());
    };
    let (path, pointer) = first.split_once('#').unwrap_or((first, ""));
    let name =
        |path: &str| Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut documents = Documents::default();
    for path in others.iter().map(String::as_str).chain([path]) {
        documents.insert_text(&name(path), &fs::read_to_string(path)?)?;
    }
    let at = Location { document: name(path), pointer: pointer.to_owned() };
    let mut runner = seeded_runner(&[7; 32]);
    let count: usize = count.parse()?;
    let told = |broken: &Invalidated| json!({"value": broken.value, "mutation": broken.mutation});
    match kind.as_str() {
        "valid" => {
            let strategy = valid(&documents, &at)?;
            for _ in 0..count {
                println!(
                    "{}",
                    json!({"value": strategy.new_tree(&mut runner).map_err(|why| told_why(&why))?.current()})
                );
            }
        }
        "invalid" => {
            let strategy = invalid(&documents, &at)?;
            for _ in 0..count {
                println!(
                    "{}",
                    told(&strategy.new_tree(&mut runner).map_err(|why| told_why(&why))?.current())
                );
            }
        }
        "boundary" => {
            for case in boundary(&documents, &at)?.into_iter().take(count) {
                println!("{}", json!({"value": case.value}));
            }
        }
        _ => {
            for (_, broken) in near_misses(&documents, &at)?.iter().take(count) {
                println!("{}", told(broken));
            }
        }
    }
    Ok(())
}

fn told_why(reason: &proptest::test_runner::Reason) -> String {
    reason.message().to_owned()
}
