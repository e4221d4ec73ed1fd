//! What a broken value says about itself.

use std::{fmt::Write as _, sync::Arc};

use jsonschema::Validator;
use serde_json::Value;

use super::{
    constraint::Constraint,
    drawn::{Content, Drawn, Role},
    graph::{Branch, Graph},
    sentence,
    source::Source,
    wording::Wording,
};
use crate::{
    model::Mutation,
    schema::{Documents, Location, SchemaError},
};

/// A constraint with the node of the values that break it.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) constraint: Constraint,
    pub(super) root: usize,
    /// The value of the keyword in the schema.
    pub(super) promise: Arc<Value>,
    /// The same in words.
    pub(super) wording: Arc<Wording>,
    /// The schema's place as it is shown, the member left out.
    pointer: Arc<str>,
    /// The member that a `required` or `dependentRequired` is about.
    pub(super) member: Option<Arc<str>>,
    /// Whether what stood before may depend on the rest of the value.
    pub(super) careful: bool,
}

impl Fault {
    pub(super) fn new(
        documents: &Documents,
        constraint: Constraint,
        root: usize,
    ) -> Result<Self, SchemaError> {
        let mut place = constraint.schema.clone();
        let steps = match constraint.keyword.as_str() {
            "required" => 1,
            "dependentRequired" => 2,
            _ => 0,
        };
        let mut names = Vec::new();
        for _ in 0..steps {
            let (before, last) = place.pointer.rsplit_once('/').unwrap_or(("", ""));
            names.push(last.replace("~1", "/").replace("~0", "~"));
            place = Location { document: place.document.clone(), pointer: before.to_owned() };
        }
        let promise = documents.get(&place)?.clone();
        let demanded_by = names.get(1).map(String::as_str);
        let wording = Wording::new(documents, &place, &constraint.keyword, &promise, demanded_by);
        Ok(Self {
            constraint,
            root,
            promise: Arc::new(promise),
            wording: Arc::new(wording),
            pointer: Arc::from(place.to_string()),
            member: names.first().map(|name| Arc::from(name.as_str())),
            careful: false,
        })
    }
}

impl Fault {
    /// The keyword's place in the schema, as it is shown.
    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }
}

/// Follows the broken parts down to the place that the constraint judges.
fn locate<'a>(graph: &'a Graph, root: &'a Drawn) -> (String, &'a Drawn) {
    let mut pointer = String::new();
    let mut drawn = root;
    while graph.nodes[drawn.node].mend.is_none() {
        match &drawn.content {
            Content::List(items) => {
                let broken = items.iter().position(|item| item.role == Role::Broken);
                let Some(index) = broken else { break };
                // Writing to a string cannot fail.
                let _ = write!(pointer, "/{index}");
                drawn = &items[index].drawn;
            }
            Content::Object(members) => {
                let broken = members.iter().find(|member| member.role == Role::Broken);
                let Some(member) = broken else { break };
                pointer.push('/');
                for c in graph.name(drawn, member).chars() {
                    match c {
                        '~' => pointer.push_str("~0"),
                        '/' => pointer.push_str("~1"),
                        c => pointer.push(c),
                    }
                }
                drawn = &member.drawn;
            }
            _ => break,
        }
    }
    (pointer, drawn)
}

/// How many candidates for a missing member are looked at.
const TRIES: usize = 16;

/// A valid value for the part that is broken, drawn once and kept while the rest shrinks. Where
/// conditions speak about it, it is chosen so that it fits the other parts; `None` when no such
/// value was found, as where the member that is missing would demand another one.
pub(super) fn before(
    graph: &Graph,
    root: &Drawn,
    fault: &Fault,
    validator: &Validator,
    source: &mut Source<'_>,
) -> Option<Value> {
    let (pointer, drawn) = locate(graph, root);
    let node = match &graph.nodes[drawn.node].branches[drawn.branch] {
        Branch::Object(objects) if fault.member.is_some() => objects.lost.as_ref()?.1,
        _ if matches!(
            fault.constraint.keyword.as_str(),
            "additionalProperties" | "propertyNames"
        ) =>
        {
            return None;
        }
        _ => graph.nodes[drawn.node].mend?,
    };
    graph.nodes[node].height?;
    let mut draw = || graph.draw(node, 1, source).map(|drawn| graph.value(&drawn));
    if !fault.careful {
        return draw();
    }
    let mut whole = graph.value(root);
    for _ in 0..TRIES {
        let value = draw()?;
        let place = whole.pointer_mut(&pointer)?;
        match fault.member.as_deref() {
            Some(name) => {
                place.as_object_mut()?.insert(name.to_owned(), value.clone());
            }
            None => place.clone_from(&value),
        }
        if validator.is_valid(&whole) {
            return Some(value);
        }
    }
    None
}

/// The mutation that a drawn value shows.
pub(super) fn mutation(
    graph: &Graph,
    root: &Drawn,
    fault: &Fault,
    before: Option<Value>,
) -> Mutation {
    let (pointer, drawn) = locate(graph, root);
    let keyword = fault.constraint.keyword.as_str();
    let extra = || match &drawn.content {
        Content::Object(members) => members
            .iter()
            .rev()
            .find(|m| m.role == Role::Needed && matches!(m.name, super::drawn::Name::Drawn(_))),
        _ => None,
    };
    let mut name = None;
    let after = match keyword {
        "required" | "dependentRequired" => None,
        "additionalProperties" => {
            let member = extra();
            name = member.map(|member| graph.name(drawn, member).to_owned());
            member.map(|member| graph.value(&member.drawn))
        }
        "propertyNames" => {
            name = extra().map(|member| graph.name(drawn, member).to_owned());
            Some(name.clone().map_or_else(|| graph.value(drawn), Value::from))
        }
        _ => Some(graph.value(drawn)),
    };
    let sentence = sentence::sentence(fault, &pointer, after.as_ref(), name.as_deref());
    Mutation {
        schema_pointer: fault.pointer.to_string(),
        instance_pointer: pointer,
        keyword: keyword.to_owned(),
        before,
        after,
        sentence,
    }
}
