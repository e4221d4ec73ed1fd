//! Values without parts: the branches of a shape.

use serde_json::Value;

use super::compiler::{Compiler, TextKey};
use crate::{
    facts::{Atom, Shape},
    graph::{Branch, Numbers},
    json::{Types, number},
    schema::Location,
    text::{Texts, meant},
};

impl Compiler<'_> {
    /// The values of a shape that have no parts.
    pub(super) fn scalars(&mut self, shape: &Shape, types: Types, place: &Location) -> Vec<Branch> {
        let mut branches = Vec::new();
        let allowed = |value: &Value| !shape.not_consts.iter().any(|not| number::equal(not, value));
        if types.has(Types::NULL) && allowed(&Value::Null) {
            branches.push(Branch::Fixed(vec![Value::Null], false));
        }
        if types.has(Types::BOOLEAN) {
            let both = [Value::Bool(false), Value::Bool(true)];
            branches.push(Branch::Fixed(both.into_iter().filter(allowed).collect(), false));
        }
        let not: Vec<_> = shape.not_consts.iter().filter_map(|v| v.as_number().cloned()).collect();
        let mut narrow = shape.numbers.clone();
        for (low, high) in shape.meant.iter().filter_map(|name| meant::range(name)) {
            narrow.extend([Atom::Minimum(low), Atom::Maximum(high)]);
        }
        let meant = narrow.len() > shape.numbers.len() && types.has(Types::INTEGER);
        let meant = meant.then(|| Numbers::whole(&narrow, &not)).flatten();
        let types = if meant.is_some() { types.and(Types::FRACTION.not()) } else { types };
        let whole = types
            .has(Types::INTEGER)
            .then(|| meant.or_else(|| Numbers::whole(&shape.numbers, &not)));
        let parts = types.has(Types::FRACTION).then(|| Numbers::fractions(&shape.numbers, &not));
        let huge = types.has(Types::INTEGER) && !matches!(whole, Some(Some(_)));
        let huge = huge.then(|| Numbers::huge(&shape.numbers, &not));
        let numbers = [whole, parts, huge].into_iter().flatten().flatten();
        branches.extend(numbers.map(|numbers| Branch::Number(Box::new(numbers))));
        if types.has(Types::STRING) {
            branches.extend(self.texts(shape, place));
        }
        branches
    }

    /// The strings of a shape.
    pub(crate) fn texts(&mut self, shape: &Shape, place: &Location) -> Option<Branch> {
        let meant = shape.meant.iter().filter_map(|name| meant::pattern(name));
        let patterns: Vec<_> = meant.map(|pattern| (pattern.to_owned(), true)).collect();
        let later = shape.meant.iter().filter_map(|name| meant::later(name));
        let formats: Vec<_> = later.map(|name| (name.to_owned(), true)).collect();
        let mut stated = shape.patterns.iter().chain(&shape.formats);
        let narrows = !patterns.is_empty() || !formats.is_empty();
        if narrows && stated.all(|(_, holds)| *holds) {
            let mut narrowed = shape.clone();
            narrowed.meant.clear();
            narrowed.patterns.extend(patterns);
            narrowed.formats.extend(formats);
            let lacks = self.lacks.len();
            let found = self.texts(&narrowed, place);
            self.lacks.truncate(lacks);
            if found.is_some() {
                return found;
            }
        }
        let not = shape.not_consts.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
        let key: TextKey = (
            shape.min_length,
            shape.max_length,
            shape.patterns.clone(),
            shape.formats.clone(),
            not,
        );
        if let Some(known) = self.texts.get(&key) {
            return known.clone();
        }
        let blanks = self.schemas.blanks;
        let found = Texts::new((key.0, key.1), &key.2, &key.3, key.4.clone(), blanks);
        let found = found.unwrap_or_else(|problem| {
            self.lack(place, problem);
            None
        });
        let branch = found.map(|texts| Branch::Text(Box::new(texts)));
        self.texts.insert(key, branch.clone());
        branch
    }
}
