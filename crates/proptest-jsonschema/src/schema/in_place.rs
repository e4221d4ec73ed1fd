//! Which schemas apply others to the same value, and whether that comes to an end.

use std::collections::HashMap;

use super::{Location, SchemaError};

/// Keywords whose subschemas judge the same value.
const SAME_VALUE: &[&str] =
    &["allOf", "anyOf", "dependencies", "dependentSchemas", "else", "if", "not", "oneOf", "then"];

/// As deep as a validator follows schemas without looking at a part of the value.
const DEEPEST: usize = 250;

/// Whether the subschemas of a keyword judge the same value.
pub(super) fn judges_the_same(keyword: &str) -> bool {
    SAME_VALUE.contains(&keyword)
}

/// From each schema to those that it applies to the same value.
#[derive(Debug, Default)]
pub(super) struct InPlace(HashMap<Location, Vec<Location>>);

impl InPlace {
    pub(super) fn add(&mut self, from: &Location, to: Location) {
        self.0.entry(from.clone()).or_default().push(to);
    }

    /// Refuses schemas that no validator comes to the end of.
    pub(super) fn ends(&self) -> Result<(), SchemaError> {
        let mut done: HashMap<&Location, bool> = HashMap::new();
        let mut starts: Vec<&Location> = self.0.keys().collect();
        starts.sort();
        for start in starts {
            // The way down, with how many of the applied schemas have been looked at.
            let mut way: Vec<(&Location, usize)> = vec![(start, 0)];
            while let Some((at, next)) = way.last_mut() {
                let at: &Location = at;
                if *next == 0 && done.insert(at, false) == Some(true) {
                    done.insert(at, true);
                    way.pop();
                    continue;
                }
                let applied = self.0.get(at).map_or(&[][..], Vec::as_slice);
                let Some(to) = applied.get(*next) else {
                    done.insert(at, true);
                    way.pop();
                    continue;
                };
                *next += 1;
                match done.get(to) {
                    Some(true) => {}
                    Some(false) => {
                        return Err(SchemaError::new(
                            to.clone(),
                            "the schema refers to itself without looking at a part of the value, \
                             which no validator comes to the end of",
                        ));
                    }
                    None if way.len() >= DEEPEST => {
                        return Err(SchemaError::new(
                            to.clone(),
                            format!("more than {DEEPEST} schemas apply each other to one value"),
                        ));
                    }
                    None => way.push((to, 0)),
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> InPlace {
        let mut graph = InPlace::default();
        for (from, to) in pairs {
            graph.add(&Location::root(from), Location::root(to));
        }
        graph
    }

    #[test]
    fn a_circle_and_a_chain_without_end_are_told_from_a_diamond() {
        assert!(of(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]).ends().is_ok());
        let error = of(&[("a", "b"), ("b", "c"), ("c", "b")]).ends().unwrap_err();
        assert!(error.problem.contains("refers to itself"), "{error}");
        let names: Vec<String> = (1000..1400).map(|i| i.to_string()).collect();
        let chain: Vec<(&str, &str)> =
            names.iter().zip(&names[1..]).map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let error = of(&chain).ends().unwrap_err();
        assert!(error.problem.contains("more than 250"), "{error}");
    }
}
