//! What changed between two contracts, and what an `OpenAPI` file of a service says otherwise.

use std::{collections::BTreeSet, fmt};

use proptest_jsonschema::{Documents, Location, SchemaError};
use serde_json::Value;

use super::{
    contract::Contract,
    facts::{Fact, Facts, collect, facts},
    operation::OperationSpec,
};
use crate::model::{Level, Operation};

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was not there before.
    New,
    /// It is not there any more.
    Gone,
    /// Less is allowed, or more is promised.
    Tightened,
    /// More is allowed, or less is promised.
    Loosened,
    /// Something else, neither more nor less.
    Changed,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Tightened => "tightened",
            Self::Loosened => "loosened",
            Self::Changed => "changed",
        })
    }
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How.
    pub change: Change,
    /// A clause, or a place of a request or a response.
    pub what: String,
    /// What it was and what it is.
    pub detail: String,
    /// Whether it contradicts, and does not merely leave something unsaid.
    pub contradicts: bool,
}

impl Difference {
    fn new(change: Change, what: String, detail: String) -> Self {
        Self { change, what, detail, contradicts: true }
    }
}

/// What changed from one contract to another: clauses first, then schemas by operation.
///
/// # Errors
/// When a reference of a schema leads nowhere.
pub fn between(old: &Contract, new: &Contract) -> Result<Vec<Difference>, SchemaError> {
    let mut found = clauses(old, new);
    for operation in Operation::documented() {
        let (before, after) = (old.operation(operation), new.operation(operation));
        let [way, other] = [before, after].map(|spec| format!("{} {}", spec.method, spec.path));
        if way != other {
            let detail = format!("{way}, now {other}");
            found.push(Difference::new(Change::Changed, operation.to_string(), detail));
        }
        for part in [Part::Request, Part::Response] {
            let [was, is] = [(old, before), (new, after)]
                .map(|(contract, spec)| part.facts(&contract.documents, spec));
            found.extend(schemas(&format!("{operation} {part}"), &was?, &is?));
        }
    }
    Ok(found)
}

fn clauses(old: &Contract, new: &Contract) -> Vec<Difference> {
    let difference = |change, what: &str, detail: String| {
        Some(Difference::new(change, format!("clause {what}"), detail))
    };
    let gone = old.clauses.iter().filter(|clause| new.clause(&clause.id).is_none());
    let gone = gone.filter_map(|clause| difference(Change::Gone, &clause.id, clause.says.clone()));
    let kept = new.clauses.iter().filter_map(|clause| {
        let level = clause.level;
        let Some(before) = old.clause(&clause.id) else {
            return difference(Change::New, &clause.id, format!("({level}) {}", clause.says));
        };
        let change = match before.level.cmp(&level) {
            std::cmp::Ordering::Less => Change::Tightened,
            std::cmp::Ordering::Greater => Change::Loosened,
            std::cmp::Ordering::Equal => Change::Changed,
        };
        if change != Change::Changed {
            return difference(change, &clause.id, format!("{}, now {level}", before.level));
        }
        let same = before.says == clause.says && before.pages == clause.pages;
        if same { None } else { difference(change, &clause.id, clause.says.clone()) }
    });
    gone.chain(kept).collect()
}

#[derive(Clone, Copy)]
enum Part {
    Request,
    Response,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self, Self::Request) { "request" } else { "response" })
    }
}

impl Part {
    fn facts(self, documents: &Documents, spec: &OperationSpec) -> Result<Facts, SchemaError> {
        let at = if matches!(self, Self::Request) { &spec.request } else { &spec.response };
        at.as_ref().map_or(Ok(Facts::new()), |at| facts(documents, at))
    }
}

/// The differences of two schemas. What is below a property that is new or gone is not told.
fn schemas(what: &str, old: &Facts, new: &Facts) -> Vec<Difference> {
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let one_sided = |place: &str| {
        let key = (place.to_owned(), "property");
        let is = |facts: &Facts| facts.contains_key(&key);
        (is(old) || is(new)) && !(is(old) && is(new))
    };
    let is_below_one = |place: &str, keyword: &str| {
        let mut ends = place.match_indices('/').map(|(at, _)| at).chain([place.len()]);
        ends.any(|end| one_sided(&place[..end]) && !(end == place.len() && keyword == "property"))
    };
    let told = keys.into_iter().filter(|(place, keyword)| !is_below_one(place, keyword));
    told.filter_map(|key| {
        let (was, is) = (old.get(key), new.get(key));
        let (change, detail) = changed(key.1, was, is)?;
        let what = format!("{what} {} {}", if key.0.is_empty() { "/" } else { &key.0 }, key.1);
        Some(Difference::new(change, what, detail))
    })
    .collect()
}

fn changed(keyword: &str, was: Option<&Fact>, is: Option<&Fact>) -> Option<(Change, String)> {
    let empty = BTreeSet::new();
    match (was, is) {
        (was, is) if was == is => None,
        (None, Some(Fact::There)) => Some((Change::New, String::new())),
        (Some(Fact::There), None) => Some((Change::Gone, String::new())),
        (None, Some(Fact::Set(is))) if keyword != "required" => {
            Some((Change::Tightened, format!("now {}", listed(is))))
        }
        (Some(Fact::Set(was)), None) if keyword != "required" => {
            Some((Change::Loosened, format!("no longer {}", listed(was))))
        }
        (Some(Fact::Set(_)) | None, Some(Fact::Set(_)) | None) => {
            let set = |fact: Option<&Fact>| match fact {
                Some(Fact::Set(set)) => set.clone(),
                _ => empty.clone(),
            };
            let (was, is) = (set(was), set(is));
            let more: BTreeSet<String> = is.difference(&was).cloned().collect();
            let less: BTreeSet<String> = was.difference(&is).cloned().collect();
            let change = match (more.is_empty(), less.is_empty(), keyword == "required") {
                (false, true, true) | (true, false, false) => Change::Tightened,
                (true, false, true) | (false, true, false) => Change::Loosened,
                _ => Change::Changed,
            };
            let part = |sign: &str, set: &BTreeSet<String>| {
                let text = format!("{sign} {}", listed(set));
                (!set.is_empty()).then_some(text)
            };
            let parts = [part("without", &less), part("with", &more)];
            Some((change, parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))
        }
        (was, is) => Some(plain(keyword, was, is)),
    }
}

/// Numbers are tighter or looser by what they bound; of texts only that they differ is known.
fn plain(keyword: &str, was: Option<&Fact>, is: Option<&Fact>) -> (Change, String) {
    let value = |fact: Option<&Fact>| match fact {
        Some(Fact::Plain(value)) => Some(value.clone()),
        _ => None,
    };
    let (was, is) = (value(was), value(is));
    let least = keyword.to_ascii_lowercase().contains("min");
    let change = match (was.as_ref().map(Value::as_f64), is.as_ref().map(Value::as_f64)) {
        (None, _) => Change::Tightened,
        (_, None) => Change::Loosened,
        (Some(Some(was)), Some(Some(is))) if keyword != "multipleOf" => {
            if (is > was) == least {
                Change::Tightened
            } else {
                Change::Loosened
            }
        }
        _ => Change::Changed,
    };
    let text = |value: Option<Value>| value.map_or("not stated".to_owned(), |v| v.to_string());
    (change, format!("{}, now {}", text(was), text(is)))
}

/// The first of a set.
fn listed(set: &BTreeSet<String>) -> String {
    let mut shown: Vec<&str> = set.iter().take(5).map(String::as_str).collect();
    if set.len() > shown.len() {
        shown.push("…");
    }
    shown.join(", ")
}

/// The file of a service among the documents.
const SERVICE: &str = "the OpenAPI file";

/// What an `OpenAPI` file says otherwise than the contract, with the clause where one states it.
///
/// # Errors
/// When a reference leads nowhere.
pub fn of_service(contract: &Contract, file: Value) -> Result<Vec<Difference>, SchemaError> {
    let mut documents = contract.documents.clone();
    documents.insert(SERVICE, file);
    let mut found = Vec::new();
    for operation in Operation::documented() {
        let spec = contract.operation(operation);
        let way = format!("{} {}", spec.method, spec.path);
        let Some(at) = service_operation(&documents, spec)? else {
            found.push(Difference::new(Change::Gone, operation.to_string(), way));
            continue;
        };
        let name = format!("{operation} {}", Part::Request);
        let ours = Part::Request.facts(&contract.documents, spec)?;
        for found_here in schemas(&name, &ours, &service_request(&documents, &at)?) {
            let clause = spec.request.as_ref().and_then(|request| {
                stated_by(contract, &request.document, found_here.what.strip_prefix(&name)?)
            });
            let clause = clause.map(|clause| format!(" [{clause}]")).unwrap_or_default();
            let detail = format!("{}{clause}", found_here.detail);
            found.push(Difference { detail, ..found_here });
        }
        let name = format!("{operation} {}", Part::Response);
        let ours = Part::Response.facts(&contract.documents, spec)?;
        let theirs = service_response(&documents, &at)?;
        for found_here in schemas(&name, &ours, &theirs) {
            // Whoever promises more keeps the promise, and whoever says less need not break it.
            let contradicts = match found_here.change {
                Change::New | Change::Tightened => continue,
                Change::Loosened => false,
                Change::Gone | Change::Changed => true,
            };
            found.push(Difference { contradicts, ..found_here });
        }
    }
    Ok(found)
}

/// The clause that states the constraint of a request at a place, such as ` /email format`.
fn stated_by(contract: &Contract, document: &str, place: &str) -> Option<String> {
    let (pointer, keyword) = place.trim().rsplit_once(' ')?;
    let states = |clause: &&crate::model::Clause| {
        clause.level > Level::May
            && clause.constraint.as_ref().is_some_and(|stated| {
                let same = stated.instance == pointer.trim_end_matches('/');
                stated.document == document && same && stated.keyword == keyword
            })
    };
    contract.clauses.iter().find(states).map(|clause| clause.id.clone())
}

/// The operation of the same method and path; a service may name parameters as it likes, and put
/// something before the path.
fn service_operation(
    documents: &Documents,
    spec: &OperationSpec,
) -> Result<Option<Location>, SchemaError> {
    let shape = |path: &str| -> Vec<String> {
        let steps = path.trim_matches('/').split('/');
        steps.map(|s| if s.starts_with('{') { "{}".to_owned() } else { s.to_owned() }).collect()
    };
    let paths = Location::root(SERVICE).child("paths");
    let known = documents.get(&paths)?.as_object().into_iter().flatten();
    let wanted = shape(&spec.path);
    let method = spec.method.to_ascii_lowercase();
    let mut same =
        known.filter(|(path, item)| shape(path).ends_with(&wanted) && item.get(&method).is_some());
    Ok(same.next().map(|(path, _)| paths.child(path).child(&method)))
}

/// Follows a reference, if there stands one.
fn resolved(documents: &Documents, at: Location) -> Result<Location, SchemaError> {
    let reference = documents.get(&at)?["$ref"].as_str().map(|reference| at.refer(reference));
    Ok(reference.unwrap_or(at))
}

fn service_request(documents: &Documents, at: &Location) -> Result<Facts, SchemaError> {
    let operation = documents.get(at)?;
    if !operation["requestBody"].is_null() {
        let body = resolved(documents, at.child("requestBody"))?;
        return json_facts(documents, &body);
    }
    let mut found = Facts::new();
    for number in 0..operation["parameters"].as_array().map_or(0, Vec::len) {
        let parameter = resolved(documents, at.child("parameters").child(&number.to_string()))?;
        let stated = documents.get(&parameter)?;
        let Some(name) = stated["name"].as_str().filter(|_| stated["in"] == "query") else {
            continue;
        };
        let place = format!("/{name}");
        found.insert((place.clone(), "property"), Fact::There);
        if !stated["schema"].is_null() {
            collect(documents, &parameter.child("schema"), &place, 0, &mut found)?;
        }
    }
    // A query has no null: a parameter that may be null is one that may be absent.
    for ((_, keyword), fact) in &mut found {
        if let ("type", Fact::Set(types)) = (*keyword, fact) {
            types.remove("null");
        }
    }
    // What a query cannot be, and what both say of it by being queries.
    found.insert((String::new(), "type"), Fact::Set(BTreeSet::from(["object".to_owned()])));
    found.insert((String::new(), "additionalProperties"), Fact::Plain(false.into()));
    Ok(found)
}

fn service_response(documents: &Documents, at: &Location) -> Result<Facts, SchemaError> {
    let responses = at.child("responses");
    let codes = documents.get(&responses)?.as_object().into_iter().flatten();
    let Some((code, _)) = codes.into_iter().find(|(code, _)| code.starts_with('2')) else {
        return Ok(Facts::new());
    };
    let response = resolved(documents, responses.child(code))?;
    json_facts(documents, &response)
}

/// The facts of the JSON content at a place.
fn json_facts(documents: &Documents, at: &Location) -> Result<Facts, SchemaError> {
    let content = at.child("content");
    let kinds = documents.get(at)?["content"].as_object();
    let kind = kinds.into_iter().flatten().map(|(kind, _)| kind).find(|kind| kind.contains("json"));
    let Some(kind) = kind else { return Ok(Facts::new()) };
    let schema = content.child(kind).child("schema");
    if documents.get(&schema).is_err() { Ok(Facts::new()) } else { facts(documents, &schema) }
}
