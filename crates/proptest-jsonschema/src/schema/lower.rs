//! Every draft as 2020-12 says it: the generators know one vocabulary, and references that name a
//! document and a pointer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use referencing::{Draft, Registry, Resolver};
use serde_json::{Map, Value};

use super::{
    Dialect, Location, SchemaError,
    cleaned::Cleaned,
    in_place::{InPlace, judges_the_same},
    moves::Moves,
    vocabulary::{Children, children, is_assertion},
};
use crate::text::{is_meant, meant::meant};

/// The schemas that a place leads to, in the words of 2020-12.
#[derive(Debug, Default)]
pub(super) struct Lowered {
    pub(super) by_name: BTreeMap<String, Value>,
    /// From where a schema stands to where it stands here.
    pub(super) moves: Moves,
    /// Whether a reference depends on the way to it, so that what is drawn has to be judged.
    pub(super) unsure: bool,
}

/// What changes in one schema object.
#[derive(Default)]
struct Edit {
    drops: Vec<String>,
    references: Vec<(String, Location)>,
    renames: Vec<(String, String)>,
    dependencies: bool,
    /// A format that is an annotation in this draft, and means something in others.
    meant: Option<String>,
}

/// A schema that is reached.
struct Reached<'r> {
    at: Location,
    value: &'r Value,
    resolver: Resolver<'r>,
    draft: Draft,
}

struct Lowering<'r> {
    cleaned: &'r Cleaned,
    /// Where each value of the documents stands, by its address.
    index: HashMap<*const Value, Location>,
    /// Documents that are built in.
    built_in: BTreeMap<String, &'r Value>,
    edits: BTreeMap<Location, Edit>,
    seen: BTreeSet<Location>,
    open: Vec<Reached<'r>>,
    moves: Moves,
    in_place: InPlace,
    unsure: bool,
}

/// Follows everything that the schema at a place leads to.
pub(super) fn lower(
    cleaned: &Cleaned,
    registry: &Registry<'_>,
    at: &Location,
) -> Result<Lowered, SchemaError> {
    let failed = |problem: String| SchemaError::new(at.clone(), problem);
    let mut lowering = Lowering {
        cleaned,
        index: HashMap::new(),
        built_in: BTreeMap::new(),
        edits: BTreeMap::new(),
        seen: BTreeSet::new(),
        open: Vec::new(),
        moves: Moves::default(),
        in_place: InPlace::default(),
        unsure: false,
    };
    for (name, document) in &cleaned.by_name {
        index(document, &Location::root(name), &mut lowering.index);
    }
    let base = referencing::uri::from_str(&cleaned.uri(&at.document));
    let resolver = registry.resolver(base.map_err(|e| failed(e.to_string()))?);
    lowering.follow(&resolver, &cleaned.reference(at), at)?;
    while let Some(schema) = lowering.open.pop() {
        lowering.visit(schema)?;
    }
    lowering.in_place.ends()?;
    Ok(lowering.finish())
}

fn index(value: &Value, at: &Location, found: &mut HashMap<*const Value, Location>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| index(member, &at.child(name), found));
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                index(item, &at.child(&i.to_string()), found);
            }
        }
        _ => {}
    }
    found.insert(std::ptr::from_ref(value), at.clone());
}

impl<'r> Lowering<'r> {
    /// Resolves a reference that stands at a place, and remembers to look at what it leads to.
    fn follow(
        &mut self,
        resolver: &Resolver<'r>,
        reference: &str,
        at: &Location,
    ) -> Result<Location, SchemaError> {
        let found = resolver.lookup(reference).map_err(|error| {
            let base = resolver.base_uri();
            let document = reference.split('#').next().unwrap_or_default();
            let absent = resolver.lookup(document).ok().filter(|_| !document.is_empty());
            let problem = match absent {
                Some(found) if Cleaned::is_stand_in(found.contents()) => {
                    self.cleaned.absent(reference, found.resolver().base_uri().as_str())
                }
                _ => self.cleaned.missing(reference, base.as_str(), &error),
            };
            SchemaError::new(at.clone(), problem)
        })?;
        let (value, resolver, draft) = found.into_inner();
        if Cleaned::is_stand_in(value) {
            let base = resolver.base_uri();
            let known = self.cleaned.absent(reference, base.as_str());
            return Err(SchemaError::new(at.clone(), known));
        }
        let place = match self.index.get(&std::ptr::from_ref(value)) {
            Some(place) => place.clone(),
            None => self.built_in(&resolver, value).ok_or_else(|| {
                SchemaError::new(at.clone(), format!("the reference {reference} leads nowhere"))
            })?,
        };
        self.reach(Reached { at: place.clone(), value, resolver, draft });
        Ok(place)
    }

    /// The place of a value in a document that is built in, such as a metaschema.
    fn built_in(&mut self, resolver: &Resolver<'r>, value: &'r Value) -> Option<Location> {
        let base = resolver.base_uri();
        let name = base.as_str().split('#').next()?.to_owned();
        let root = resolver.lookup(&name).ok()?.contents();
        index(root, &Location::root(&name), &mut self.index);
        self.built_in.insert(name, root);
        self.index.get(&std::ptr::from_ref(value)).cloned()
    }

    fn reach(&mut self, schema: Reached<'r>) {
        if self.seen.insert(schema.at.clone()) {
            self.open.push(schema);
        }
    }

    fn visit(&mut self, schema: Reached<'r>) -> Result<(), SchemaError> {
        let Reached { at, value, resolver, draft } = schema;
        let Value::Object(map) = value else { return Ok(()) };
        let draft = match draft.detect(value) {
            Draft::Unknown => draft,
            known => known,
        };
        let dialect = Dialect::of(draft);
        let failed = |e: referencing::Error| SchemaError::new(at.clone(), e.to_string());
        let resolver = resolver.in_subresource(draft.create_resource_ref(value)).map_err(failed)?;
        let mut edit = Edit::default();
        // Up to draft 07 a reference stands alone.
        let alone = dialect <= Dialect::Draft7 && map.get("$ref").is_some_and(Value::is_string);
        for (keyword, value) in map {
            let here = at.child(keyword);
            let ignored = alone && keyword != "$ref" || !dialect.knows(keyword);
            if ignored {
                if is_assertion(keyword) {
                    edit.drops.push(keyword.clone());
                }
                continue;
            }
            self.cleaned.check_keyword(keyword, &here)?;
            match (keyword.as_str(), value) {
                ("$ref" | "$dynamicRef", Value::String(reference)) => {
                    let target = self.follow(&resolver, reference, &here)?;
                    self.unsure |= keyword == "$dynamicRef";
                    if keyword == "$ref" {
                        self.in_place.add(&at, target.clone());
                    }
                    edit.references.push((keyword.clone(), target));
                }
                ("$recursiveRef", Value::String(_)) => {
                    let target = resolver.lookup_recursive_ref().map_err(failed)?;
                    let base = target.resolver().base_uri();
                    let target = self.follow(&resolver, base.as_str(), &here)?;
                    self.unsure = true;
                    edit.references.push((keyword.clone(), target));
                }
                ("format", Value::String(name)) => {
                    let options = jsonschema::options();
                    if !options.is_known_format(draft, name) && !is_meant(name) {
                        let latest = if name == "url" { "uri" } else { name };
                        if options.is_known_format(Draft::Draft202012, latest) {
                            edit.meant = Some(meant(latest));
                        } else {
                            edit.drops.push(keyword.clone());
                        }
                    }
                }
                ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => {
                    edit.drops.push(keyword.clone());
                }
                ("minimum" | "maximum", _) => {
                    let strict = format!("exclusiveM{}", &keyword[1..]);
                    if map.get(&strict) == Some(&Value::Bool(true)) {
                        edit.renames.push((keyword.clone(), strict));
                    }
                }
                ("items", Value::Array(_)) if dialect <= Dialect::Draft201909 => {
                    edit.renames.push((keyword.clone(), "prefixItems".to_owned()));
                }
                ("additionalItems", _) => {
                    if map.get("items").is_some_and(Value::is_array) {
                        edit.renames.push((keyword.clone(), "items".to_owned()));
                    } else {
                        edit.drops.push(keyword.clone());
                    }
                }
                ("dependencies", Value::Object(_)) => edit.dependencies = true,
                _ => {}
            }
            self.children(keyword, value, &here, &resolver, draft);
            if judges_the_same(keyword) {
                match value {
                    Value::Array(list) => {
                        for i in 0..list.len() {
                            self.in_place.add(&at, here.child(&i.to_string()));
                        }
                    }
                    Value::Object(map) if keyword.starts_with("depend") => {
                        map.keys().for_each(|name| self.in_place.add(&at, here.child(name)));
                    }
                    _ => self.in_place.add(&at, here),
                }
            }
        }
        self.edits.insert(at, edit);
        Ok(())
    }

    /// Remembers to look at the subschemas of a keyword.
    fn children(
        &mut self,
        keyword: &str,
        value: &'r Value,
        here: &Location,
        resolver: &Resolver<'r>,
        draft: Draft,
    ) {
        let one = |at: Location, value: &'r Value| Reached {
            at,
            value,
            resolver: resolver.clone(),
            draft,
        };
        match (children(keyword), value) {
            (Children::One | Children::OneOrList, Value::Object(_)) => {
                self.reach(one(here.clone(), value));
            }
            (Children::List | Children::OneOrList, Value::Array(list)) => {
                for (i, item) in list.iter().enumerate() {
                    self.reach(one(here.child(&i.to_string()), item));
                }
            }
            (Children::Map, Value::Object(map)) => {
                for (name, member) in map {
                    self.reach(one(here.child(name), member));
                }
            }
            _ => {}
        }
    }

    /// Makes the changes, the innermost first: what is renamed takes its parts along.
    fn finish(mut self) -> Lowered {
        let mut by_name: BTreeMap<String, Value> = BTreeMap::new();
        for at in &self.seen {
            if !by_name.contains_key(&at.document) {
                let known = self.cleaned.by_name.get(&at.document);
                let document = known.or(self.built_in.get(&at.document).copied());
                by_name.extend(document.map(|value| (at.document.clone(), value.clone())));
            }
        }
        for (at, edit) in &self.edits {
            for (from, to) in &edit.renames {
                self.moves.add(at.child(from), 1, vec![to.clone()]);
            }
            if edit.dependencies {
                let here = at.child("dependencies");
                let map = self.cleaned.by_name.get(&at.document);
                let map = map.and_then(|document| document.pointer(&here.pointer));
                for (name, needs) in map.and_then(Value::as_object).into_iter().flatten() {
                    let to = dependent(needs);
                    self.moves.add(here.child(name), 2, vec![to.to_owned(), name.clone()]);
                }
            }
        }
        let mut edits: Vec<(Location, Edit)> = self.edits.into_iter().collect();
        edits.sort_by_key(|(at, _)| std::cmp::Reverse(at.pointer.len()));
        for (at, edit) in edits {
            let document = by_name.get_mut(&at.document);
            let map = document.and_then(|document| document.pointer_mut(&at.pointer));
            if let Some(map) = map.and_then(Value::as_object_mut) {
                apply(map, edit, &self.moves);
            }
        }
        Lowered { by_name, moves: self.moves, unsure: self.unsure }
    }
}

/// What a member of `dependencies` is today.
fn dependent(needs: &Value) -> &'static str {
    if needs.is_array() { "dependentRequired" } else { "dependentSchemas" }
}

fn apply(map: &mut Map<String, Value>, edit: Edit, moves: &Moves) {
    for keyword in &edit.drops {
        map.remove(keyword);
    }
    let taken: Vec<(String, Option<Value>)> =
        edit.renames.into_iter().map(|(from, to)| (to, map.remove(&from))).collect();
    for (to, value) in taken {
        map.extend(value.map(|value| (to, value)));
    }
    map.extend(edit.meant.map(|format| ("format".to_owned(), Value::from(format))));
    for (keyword, target) in edit.references {
        map.insert(keyword, Value::from(moves.of(&target).reference()));
    }
    if let (true, Some(Value::Object(all))) = (edit.dependencies, map.remove("dependencies")) {
        for (name, needs) in all {
            let place = map.entry(dependent(&needs)).or_insert_with(|| Map::new().into());
            if let Value::Object(place) = place {
                place.insert(name, needs);
            }
        }
    }
}
