//! One check for each constraint of a request schema: a request that breaks it and nothing else is
//! refused, and leaves nothing behind.

use serde_json::{Value, json};

use super::{
    Input, Reply, Scenario, Scene, Script, Stop,
    list::drawn,
    oracle::{address, phone},
    own_user::{settle, settle_in},
    payload::{documented, documented_update, with_fresh_email},
    refusals::{judge_no_trace, judge_unchanged},
    reply::Wish,
    request,
    scenario::script,
};
use crate::{
    model::{Case, Clause, Constraint, Effect, Expectation, Operation, Takes},
    promise::{
        self, Promise,
        invite::REJECTED_LEAVES_NO_TRACE,
        list::REFUSES_A_LIMIT_WITH_A_FRACTION as FRACTION,
        protocol::{ERRORS_HIDE_INTERNALS, NO_SERVER_ERRORS},
        update::REJECTED_CHANGES_NOTHING,
    },
    schema::Contract,
};

/// The checks that watch every response and have most to see where requests are refused.
static WATCHING: [&Promise; 2] = [&NO_SERVER_ERRORS, &ERRORS_HIDE_INTERNALS];

/// Where an invitation has its address.
const EMAIL: &str = "/email";

/// Stands for an address of the run.
const ADDRESS: &str = "inherited@example.com";

/// Where a phone number stands.
const PHONE: &str = "/phoneNumber";

/// The parameter that says how many rows a page has.
const LIMIT: &str = "limit";

/// What a second invitation of an address may be answered with (RFC 9110 section 15.5.10).
const CONFLICT: u16 = 409;

/// Query values that break a constraint of the list parameters. They are fixed, not drawn: on the
/// wire every value is text, so that a swapped type may be valid again (`limit="5"`).
const BAD_PARAMETERS: &[(&str, &str, &[&str])] = &[
    ("/limit", "minimum", &["0", "-1"]),
    // The last one is more than 64 bits hold.
    ("/limit", "maximum", &["101", "1000", "18446744073709551617"]),
    // Parsers of floating-point numbers take the last one.
    ("/limit", "type", &["1.5", "ten", "null", "NaN"]),
    ("/level", "enum", &["superuser", "Owner", "members", "constructor"]),
    ("/invitedSource", "enum", &["email", "API", "dash", "constructor"]),
];

/// Names that every object has in JavaScript: a server that looks a value up in an object of those
/// that it takes finds them too.
const INHERITED: [&str; 3] = ["constructor", "toString", "__proto__"];

/// The clauses that state a constraint, each with its promise and the operation that it is about.
fn derived(
    contract: &Contract,
) -> impl Iterator<Item = (&Clause, &Constraint, Promise, Operation)> {
    contract.clauses.iter().filter_map(|clause| {
        let constraint = clause.constraint.as_ref()?;
        let operation = contract.operation_of(&constraint.document)?;
        Some((clause, constraint, promise::of_clause(clause)?, operation))
    })
}

pub(super) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    derived(contract)
        .flat_map(|(clause, constraint, promise, operation)| {
            let id = format!("{}/rejects", clause.id);
            let refusing = |id: &str, play: Script| {
                let scenario = Scenario::new(id, &promise, play).judging(&WATCHING);
                scenario.like_example(operation, Expectation::Refused)
            };
            let row = operation.row();
            let broken = Input::Invalid(constraint.clone());
            match (row.takes, row.effect) {
                (Takes::Query | Takes::Nothing, _) => {
                    let fixed = refusing(&id, script!(query)).with(bad_parameters(constraint));
                    let is_limit = promise.check == promise::rejects::list::limit::TYPE.check;
                    let fixed = if is_limit { fixed.judging(&[&FRACTION]) } else { fixed };
                    let drawn = refusing(&format!("{id}-drawn"), script!(query));
                    vec![fixed, drawn.with(Input::BadQuery(constraint.clone()))]
                }
                (Takes::Body, Effect::Creates) => {
                    let scenario = refusing(&id, script!(invite));
                    let mut scenario = scenario.with(broken).writing(0);
                    // An address that is no address is sent with a mark of the run in it, and
                    // nobody can be looked for by it.
                    if constraint.instance == EMAIL {
                        scenario.example = None;
                    } else {
                        scenario = scenario.judging(&[&REJECTED_LEAVES_NO_TRACE]);
                    }
                    let values = inherited(constraint, &documented(ADDRESS));
                    let further = values.map(|values| Scenario {
                        id: format!("{id}-inherited"),
                        ..scenario.clone().with(values)
                    });
                    further.into_iter().chain([scenario]).collect()
                }
                (Takes::Body, Effect::Changes | Effect::Reads) => {
                    let scenario = refusing(&id, script!(update));
                    let scenario = scenario.judging(&[&REJECTED_CHANGES_NOTHING]);
                    let scenario = scenario.with(broken).writing(0);
                    let values = inherited(constraint, &json!({}));
                    let further = values.map(|values| Scenario {
                        id: format!("{id}-inherited"),
                        ..scenario.clone().with(values)
                    });
                    further.into_iter().chain([scenario]).collect()
                }
            }
        })
        .collect()
}

/// Bodies with an inherited name in the place of one that a list admits.
fn inherited(constraint: &Constraint, body: &Value) -> Option<Input> {
    let listed = ["enum", "anyOf"].contains(&constraint.keyword.as_str());
    let field = listed.then(|| constraint.instance.trim_start_matches('/'))?;
    let with = |name: &&str| {
        let mut body = body.clone();
        body[field] = (*name).into();
        (format!("{field} {name}"), body)
    };
    Some(Input::Values(INHERITED.iter().map(with).collect()))
}

fn bad_parameters(constraint: &Constraint) -> Input {
    let values = BAD_PARAMETERS
        .iter()
        .filter(|(instance, keyword, _)| {
            *instance == constraint.instance && *keyword == constraint.keyword
        })
        .flat_map(|(instance, _, values)| values.iter().map(move |value| (&instance[1..], value)))
        .map(|(name, value)| (format!("{name}={value}"), json!([[name, value]])))
        .collect();
    Input::Values(values)
}

/// The clause whose constraint the scenario breaks.
fn clause<'a>(scene: &Scene<'a>) -> Result<&'a Clause, Stop> {
    let clause = scene.contract.clause(&scene.promise.clause);
    clause.ok_or_else(|| Stop::because("no clause names this check"))
}

/// The place that findings name, and why the request must be refused.
fn broken(case: &Case, clause: &Clause, operation: Operation) -> (String, String) {
    let place = clause.constraint.as_ref().map_or("body", |broken| broken.place(operation));
    let why = case.mutation.as_ref().map_or(&clause.says, |mutation| &mutation.sentence);
    (place.to_owned(), why.clone())
}

/// Whether an answer to a phone number is only observed: it has as many digits as it should, in
/// another form, and is not kept with the space around it.
fn is_open_phone(place: &str, body: &Value, reply: &Reply) -> bool {
    let number = body["phoneNumber"].as_str().filter(|_| place == PHONE);
    number.is_some_and(|number| {
        let kept = reply.is_success() && reply.json["phoneNumber"] == number;
        phone::may_be_one(number) && !(kept && number.trim() != number)
    })
}

async fn invite(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let clause = clause(scene)?;
    let (place, mut why) = broken(case, clause, Operation::Invite);
    let email_is_broken = place == EMAIL;
    let mut body =
        if email_is_broken { case.value.clone() } else { with_fresh_email(scene, &case.value) };
    if let (true, Some(wrong)) = (email_is_broken, case.value["email"].as_str()) {
        let fresh = scene.wire.fresh_email("");
        let mark = fresh.split('@').next().unwrap_or_default();
        body["email"] = address::marked(wrong, mark).into();
        why = why.replace(&case.value["email"].to_string(), &body["email"].to_string());
    }
    let reply = scene.invite(&body, Wish::Refused).await?;
    if body["email"].as_str().is_some_and(|email| email_is_broken && address::may_be_one(email)) {
        scene.note_answer(&reply, "addresses that only some grammars allow");
        return Ok(());
    }
    let field = place.trim_start_matches('/');
    if body[field].is_null() && scene.contract.optional.iter().any(|optional| optional == field) {
        // The pages type the field as text; to many a server null says that there is none.
        scene.note_answer(&reply, "null for a field that may be absent");
        return Ok(());
    }
    if email_is_broken && reply.status == CONFLICT {
        // Whoever says so has taken it for an address before.
        return Err(Stop::because("409 does not say that the address is refused for its form"));
    }
    if is_open_phone(&place, &body, &reply) {
        scene.note_answer(&reply, "phone numbers that are not ASCII digits alone");
        return Ok(());
    }
    let refused = scene.judge_refused(scene.promise, &reply, &place, &why)?;
    match body["email"].as_str().filter(|_| refused && !email_is_broken) {
        Some(email) => judge_no_trace(scene, &REJECTED_LEAVES_NO_TRACE, email, &reply).await,
        None => Ok(()),
    }
}

/// A state unlike the documented one for a few of the cases.
fn unlike(case: u64) -> Option<Value> {
    let changes = match case {
        1 => json!({"level": "admin", "clinicRole": "Other"}),
        2 => json!({"hasDashboardAccess": false, "canManageStudies": false}),
        3 => json!({"middleName": null, "phoneNumber": null, "suffix1": null, "suffix2": null}),
        _ => return None,
    };
    let mut state = documented_update();
    for (field, value) in changes.as_object().into_iter().flatten() {
        state[field] = value.clone();
    }
    Some(state)
}

async fn update(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let (place, why) = broken(case, clause(scene)?, Operation::Update);
    // What is refused of one user is refused of every other.
    let mut settled = match unlike(case.index) {
        Some(state) => settle_in(scene, |_| state.clone()).await?,
        None => settle(scene).await?,
    };
    let reply = scene.bad_update(&settled.user.id, Some(&case.value)).await?;
    if case.value.is_null() {
        // The body is optional, and to many a server null is none.
        scene.note_answer(&reply, "the body null");
        return Ok(());
    }
    if is_open_phone(&place, &case.value, &reply) {
        scene.note_answer(&reply, "phone numbers that are not ASCII digits alone");
        return Ok(());
    }
    let refused = scene.judge_refused(scene.promise, &reply, &place, &why);
    if !matches!(refused, Ok(true)) {
        settled.user.spoil();
        return refused.map(drop);
    }
    let why = "since the update was refused";
    judge_unchanged(scene, &REJECTED_CHANGES_NOTHING, settled, &reply, why).await
}

/// Whether a limit is a number, as the page types it, and not a whole one.
fn is_fraction((name, text): &(String, String)) -> bool {
    name == LIMIT && text.contains('.') && text.parse().is_ok_and(f64::is_finite)
}

async fn query(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let clause = clause(scene)?;
    let query = drawn(case)?;
    let reply = scene.send(request::list(scene.contract, &query), Wish::Refused).await?;
    let (parameter, _) = broken(case, clause, Operation::List);
    if parameter == LIMIT && query.iter().any(is_fraction) {
        let why = "limit is a number of rows";
        return scene.judge_refused(&FRACTION, &reply, &parameter, why).map(drop);
    }
    let why = format!("this breaks: {}", clause.says);
    scene.judge_refused(scene.promise, &reply, &parameter, &why).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_constraint_has_values_that_break_it() {
        let contract = Contract::embedded().unwrap();
        for (clause, constraint, _, operation) in derived(&contract) {
            if operation == Operation::List {
                let Input::Values(values) = bad_parameters(constraint) else { unreachable!() };
                assert!(!values.is_empty(), "{}", clause.id);
            }
        }
    }

    #[test]
    fn a_mutation_tells_why_the_request_must_be_refused() {
        let contract = Contract::embedded().unwrap();
        let clause = contract.clause("invite.body.type").unwrap();
        let case = Case {
            scenario: String::new(),
            index: 0,
            name: String::new(),
            value: Value::Null,
            mutation: None,
        };
        assert_eq!(
            broken(&case, clause, Operation::Invite),
            ("body".to_owned(), clause.says.clone())
        );
    }
}
