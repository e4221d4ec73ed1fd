//! The scenarios of the family.

use super::{accepted, duplicates, refused};
use crate::{
    check::{
        Input, Phase, Scenario, Script,
        invited::ON_EVERY_INVITE,
        payload::tricky,
        roles,
        scenario::{REPETITIONS, script},
    },
    model::{Expectation, Operation},
    promise::{
        Promise,
        invite::{
            ACCEPTS_BOUNDARY_CASES, ACCEPTS_DOCUMENTED_EXAMPLE, ACCEPTS_VALID_PAYLOADS,
            ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED, DUPLICATE_EMAIL_NEVER_MAKES_TWO_USERS,
            REFUSES_OWNER, REJECTED_LEAVES_NO_TRACE, TREATS_DISPUTED_ROLES_ALIKE,
        },
    },
    schema::Contract,
};

const REQUEST: &str = "invite-request.json";

pub(in crate::check) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    let accepting = |id: &str, promise: &Promise, play: Script| {
        Scenario::new(id, promise, play).judging(&ON_EVERY_INVITE).writing(1)
    };
    let mut scenarios = vec![
        accepting(
            "invite/example",
            &ACCEPTS_DOCUMENTED_EXAMPLE,
            script!(accepted::accepts_example),
        ),
        accepting("invite/valid", &ACCEPTS_VALID_PAYLOADS, script!(accepted::accepts))
            .with(Input::Valid(REQUEST))
            .like_example(Operation::Invite, Expectation::Echoed),
        accepting("invite/boundary", &ACCEPTS_BOUNDARY_CASES, script!(accepted::accepts))
            .with(Input::Boundary(REQUEST))
            .like_example(Operation::Invite, Expectation::Echoed),
        accepting("invite/tricky", &ACCEPTS_VALID_PAYLOADS, script!(accepted::accepts_tricky))
            .with(Input::Values(tricky())),
        accepting("invite/steady", &ACCEPTS_DOCUMENTED_EXAMPLE, script!(accepted::repeated))
            .writing(REPETITIONS.into())
            .during(Phase::Alone),
        Scenario::new("invite/owner", &REFUSES_OWNER, script!(refused::owner)).writing(0),
        Scenario::new(
            "invite/duplicate",
            &DUPLICATE_EMAIL_NEVER_MAKES_TWO_USERS,
            script!(duplicates::one_by_one),
        )
        .judging(&[&REJECTED_LEAVES_NO_TRACE])
        .writing(1),
        Scenario::new(
            "invite/duplicate-race",
            &DUPLICATE_EMAIL_NEVER_MAKES_TWO_USERS,
            script!(duplicates::race),
        )
        .writing(1),
        Scenario::new(
            "invite/disputed-roles",
            &TREATS_DISPUTED_ROLES_ALIKE,
            script!(roles::disputed_roles),
        )
        .judging(&roles::ALSO)
        .writing(3),
    ];
    let admin = &ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED;
    let constraint = contract.clause(&admin.clause).and_then(|clause| clause.constraint.clone());
    scenarios.extend(constraint.map(|constraint| {
        Scenario::new("invite/admin", admin, script!(refused::admin_without_dashboard))
            .with(Input::Invalid(constraint))
            .writing(1)
    }));
    scenarios
}
