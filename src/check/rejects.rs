//! One check for each constraint of a request schema: a request that breaks it and nothing else is
//! refused, and leaves nothing behind.

use serde_json::json;

use super::{
    Check, Input, Play, Scenario, Scene, Script, Stop,
    invite::{judge_no_trace, with_fresh_email},
    list::drawn,
    oracle::{address, patch, status},
    request,
    scene::Wish,
    update::{Settled, settled_member},
};
use crate::{
    model::{Case, Clause, Constraint, Expectation, Level, Operation},
    schema::Contract,
};

/// What stands between family and constraint in the ids of these checks.
const REJECTS: &str = "::rejects::";

/// The checks that watch every response and have most to see where requests are refused.
const WATCHING: [&str; 2] = ["protocol::no_server_errors", "protocol::errors_hide_internals"];

/// Where an invitation has its address.
const EMAIL: &str = "/email";

/// What a second invitation of an address may be answered with (RFC 9110 section 15.5.10).
const CONFLICT: u16 = 409;

/// Query values that break a constraint of the list parameters. They are fixed, not drawn: on the
/// wire every value is text, so that a swapped type may be valid again (`limit="5"`).
const BAD_PARAMETERS: &[(&str, &str, &[&str])] = &[
    ("/limit", "minimum", &["0", "-1"]),
    ("/limit", "maximum", &["101", "1000"]),
    ("/limit", "type", &["1.5", "ten"]),
    ("/level", "enum", &["superuser", "Owner", "members"]),
    ("/invitedSource", "enum", &["email", "API", "dash"]),
];

/// The clauses that state a constraint and are witnessed by a check of this file.
fn derived(contract: &Contract) -> impl Iterator<Item = (&Clause, &Constraint, &String)> {
    contract.clauses.iter().filter_map(|clause| {
        let check = clause.checks.iter().find(|check| check.contains(REJECTS))?;
        Some((clause, clause.constraint.as_ref()?, check))
    })
}

pub(super) fn checks(contract: &Contract) -> Vec<Check> {
    derived(contract)
        .map(|(clause, constraint, check)| Check {
            id: check.clone(),
            title: format!("refuses what breaks: {}", clause.says.trim_end_matches('.')),
            sends: format!("requests that are valid but for `{constraint}`"),
            expects: "a 4xx status, and nothing stored".to_owned(),
            clauses: Vec::new(),
            level: Level::May,
        })
        .collect()
}

pub(super) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    derived(contract)
        .flat_map(|(clause, constraint, check)| {
            let id = format!("{}/rejects", clause.id);
            let refusing = |id: &str, play: Script, aside: &[&str]| {
                Scenario::new(id, &[check], play).witnessing(aside).witnessing(&WATCHING)
            };
            let refused = Expectation::Refused;
            let broken = Input::Invalid(constraint.clone());
            match check.split_once(REJECTS).map_or("", |(family, _)| family) {
                "invite" => {
                    let scenario = refusing(&id, invite, &["invite::rejected_leaves_no_trace"]);
                    let scenario = scenario.with(broken).writing(0);
                    // An address that is no address is sent with a mark of the run in it.
                    if constraint.instance == EMAIL {
                        return vec![scenario];
                    }
                    vec![scenario.like_example(Operation::Invite, refused)]
                }
                "update" => {
                    let scenario = refusing(&id, update, &["update::rejected_changes_nothing"]);
                    let scenario = scenario.with(broken).writing(0);
                    vec![scenario.like_example(Operation::Update, refused)]
                }
                "list" => {
                    let inputs = [
                        (id.clone(), bad_parameters(constraint)),
                        (format!("{id}-drawn"), Input::BadQuery(constraint.clone())),
                    ];
                    let scenario = |(id, input): (String, Input)| {
                        let scenario = refusing(&id, list, &[]).with(input);
                        scenario.like_example(Operation::List, refused.clone())
                    };
                    inputs.map(scenario).into()
                }
                _ => Vec::new(),
            }
        })
        .collect()
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
fn clause<'a>(scene: &'a Scene<'_>) -> Result<&'a Clause, Stop> {
    let check = &scene.scenario.witnesses[0];
    let clause = scene.contract.clauses.iter().find(|clause| clause.checks.contains(check));
    clause.ok_or_else(|| Stop::because("no clause names this check"))
}

/// The place that findings name, and why the request must be refused.
fn broken(case: &Case, clause: &Clause, operation: Operation) -> (String, String) {
    let place = clause.constraint.as_ref().map_or("body", |broken| broken.place(operation));
    let why = case.mutation.as_ref().map_or(&clause.says, |mutation| &mutation.sentence);
    (place.to_owned(), why.clone())
}

fn invite<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
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
        if body["email"].as_str().is_some_and(|email| email_is_broken && address::may_be_one(email))
        {
            let way = if reply.is_success() { "accepts" } else { "refuses" };
            scene.note(format!("invite {way} addresses that only some grammars allow"));
            return Ok(());
        }
        if email_is_broken && reply.status == CONFLICT {
            // Whoever says so has taken it for an address before.
            return Err(Stop::because("409 does not say that the address is refused for its form"));
        }
        let findings = status::refused(
            &scene.sets.refused,
            &clause.id,
            Operation::Invite,
            &place,
            &why,
            &reply,
        )?;
        let refused = findings.is_empty();
        scene.judge(&scene.scenario.witnesses[0], &[&reply], findings);
        let trace = "invite::rejected_leaves_no_trace";
        match body["email"].as_str().filter(|_| refused && !email_is_broken) {
            Some(email) => judge_no_trace(scene, trace, "invite.atomic", email, &reply).await,
            None => Ok(()),
        }
    })
}

fn update<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let clause = clause(scene)?;
        let (place, why) = broken(case, clause, Operation::Update);
        let Settled { mut member, before, read: first } = settled_member(scene).await?;
        let reply = scene.bad_update(&member.id, Some(&case.value)).await?;
        let findings = status::refused(
            &scene.sets.refused,
            &clause.id,
            Operation::Update,
            &place,
            &why,
            &reply,
        );
        let accepted = findings.as_ref().map_or(true, |findings| !findings.is_empty());
        if accepted {
            member.spoil();
        }
        scene.judge(&scene.scenario.witnesses[0], &[&reply], findings?);
        if accepted {
            return Ok(());
        }
        let (after, read) = scene.read_unchanged(&member, &before).await?;
        let why = "since the update was refused";
        let left = patch::unchanged("update.atomic", Operation::Update, why, &before, &after);
        member.set_settled(left.is_empty());
        scene.judge("update::rejected_changes_nothing", &[&first, &reply, &read], left);
        Ok(())
    })
}

fn list<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let clause = clause(scene)?;
        let query = drawn(case)?;
        let reply = scene.send(request::list(scene.contract, &query), Wish::Refused).await?;
        let (parameter, _) = broken(case, clause, Operation::List);
        let why = format!("this breaks: {}", clause.says);
        let findings = status::refused(
            &scene.sets.refused,
            &clause.id,
            Operation::List,
            &parameter,
            &why,
            &reply,
        )?;
        scene.judge(&scene.scenario.witnesses[0], &[&reply], findings);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_list_constraint_has_values_that_break_it() {
        let contract = Contract::embedded().unwrap();
        for (clause, constraint, check) in derived(&contract) {
            if check.starts_with("list::") {
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
