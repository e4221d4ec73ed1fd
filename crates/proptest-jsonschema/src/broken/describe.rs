//! What a broken value says about itself.

use std::fmt::Write as _;

use jsonschema::Validator;
use serde_json::Value;

use super::{mutation::Mutation, sentence::sentence, violation::Violation};
use crate::{
    draw::{Content, Drawn, Name, Role},
    graph::{Branch, Graph},
    random::Source,
};

/// Follows the broken parts down to the place that the assertion judges.
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

/// JSON Pointer to the place that the broken assertion judges.
pub(crate) fn place(graph: &Graph, root: &Drawn) -> String {
    locate(graph, root).0
}

/// How many candidates for a missing member are looked at.
const TRIES: usize = 16;

/// A valid value for the part that is broken, drawn once and kept while the rest shrinks. With a
/// judge it is chosen so that it fits the other parts; `None` when no such value was found, as
/// where the member that is missing would demand another one.
pub(crate) fn before(
    graph: &Graph,
    root: &Drawn,
    violation: &Violation,
    judge: Option<&Validator>,
    source: &mut Source<'_>,
) -> Option<Value> {
    let (pointer, drawn) = locate(graph, root);
    let node = match &graph.nodes[drawn.node].branches[drawn.branch] {
        Branch::Object(objects) if violation.member.is_some() => objects.lost.as_ref()?.1,
        _ if matches!(
            violation.assertion.keyword.as_str(),
            "additionalProperties" | "propertyNames"
        ) =>
        {
            return None;
        }
        _ => graph.nodes[drawn.node].mend?,
    };
    graph.nodes[node].height?;
    let mut draw = || graph.draw(node, 1, source).map(|drawn| graph.value(&drawn));
    let Some(judge) = judge else { return draw() };
    let mut whole = graph.value(root);
    for _ in 0..TRIES {
        let value = draw()?;
        let place = whole.pointer_mut(&pointer)?;
        match violation.member.as_deref() {
            Some(name) => {
                place.as_object_mut()?.insert(name.to_owned(), value.clone());
            }
            None => place.clone_from(&value),
        }
        if judge.is_valid(&whole) {
            return Some(value);
        }
    }
    None
}

/// The mutation that a drawn value shows.
pub(crate) fn mutation(
    graph: &Graph,
    root: &Drawn,
    violation: &Violation,
    before: Option<Value>,
) -> Mutation {
    let (pointer, drawn) = locate(graph, root);
    let keyword = violation.assertion.keyword.as_str();
    let unnamed = || match &drawn.content {
        Content::Object(members) => members
            .iter()
            .rev()
            .find(|m| m.role == Role::Needed && matches!(m.name, Name::Drawn(_))),
        _ => None,
    };
    let mut name = None;
    let after = match keyword {
        "required" | "dependentRequired" => None,
        "additionalProperties" => {
            let member = unnamed();
            name = member.map(|member| graph.name(drawn, member).to_owned());
            member.map(|member| graph.value(&member.drawn))
        }
        "propertyNames" => {
            name = unnamed().map(|member| graph.name(drawn, member).to_owned());
            Some(name.clone().map_or_else(|| graph.value(drawn), Value::from))
        }
        _ => Some(graph.value(drawn)),
    };
    let sentence = sentence(violation, &pointer, after.as_ref(), name.as_deref());
    Mutation {
        schema_pointer: violation.pointer().to_owned(),
        instance_pointer: pointer,
        keyword: violation.told.keyword.clone(),
        before,
        after,
        sentence,
    }
}
