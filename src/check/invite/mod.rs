//! Family `invite`: what must be accepted, echoed, set, stored and kept apart.

mod accepted;
mod checks;
mod special;

pub(super) use accepted::{create_member, documented, example, invite_and_judge, with_fresh_email};
pub(super) use checks::CHECKS;
use serde_json::json;
pub(super) use special::{admin_findings, judge_no_trace};

use super::{Input, Phase, STEADY_ROUNDS, Scenario, update};
use crate::{
    model::{Expectation, Operation},
    schema::Contract,
};

const REQUEST: &str = "invite-request.json";

/// The checks that every accepted invitation is judged by.
pub(super) const ON_EVERY_INVITE: [&str; 9] = [
    "invite::echoes_sent_fields",
    "invite::invents_no_fields",
    "invite::created_at_is_now",
    "invite::invited_source_is_api",
    "invite::last_login_is_null",
    "invite::is_persisted",
    "invite::user_ids_are_unique",
    "invite::response_matches_schema",
    "protocol::no_server_errors",
];

pub(super) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    let accepting = |id: &str, check: &str, play| {
        Scenario::new(id, &[check], play).witnessing(&ON_EVERY_INVITE).writing(1)
    };
    let ways = [("one after the other", "sequential"), ("at once", "race")];
    let ways = ways.iter().map(|(name, way)| ((*name).to_owned(), json!(way))).collect();
    let mut scenarios = vec![
        accepting(
            "invite/example",
            "invite::accepts_documented_example",
            accepted::accepts_example,
        ),
        accepting("invite/valid", "invite::accepts_valid_payloads", accepted::accepts)
            .with(Input::Valid(REQUEST))
            .like_example(Operation::Invite, Expectation::Echoed),
        accepting("invite/boundary", "invite::accepts_boundary_cases", accepted::accepts)
            .with(Input::Boundary(REQUEST))
            .like_example(Operation::Invite, Expectation::Echoed),
        accepting("invite/tricky", "invite::accepts_valid_payloads", accepted::accepts_tricky)
            .with(Input::Values(tricky())),
        accepting("invite/steady", "invite::accepts_documented_example", accepted::steady)
            .writing(STEADY_ROUNDS)
            .during(Phase::Alone),
        Scenario::new("invite/owner", &["invite::refuses_owner"], special::owner).writing(0),
        Scenario::new("invite/duplicate", &[special::DUPLICATE], special::duplicate)
            .with(Input::Values(ways))
            .writing(1),
        Scenario::new(
            "invite/disputed-roles",
            &["invite::treats_disputed_roles_alike"],
            update::disputed_roles,
        )
        .writing(2),
    ];
    let admin = contract.clause(special::ADMIN_CLAUSE).and_then(|c| c.constraint.clone());
    scenarios.extend(admin.map(|constraint| {
        Scenario::new("invite/admin", &[special::ADMIN], special::admin_without_dashboard)
            .with(Input::Invalid(constraint))
            .writing(1)
    }));
    scenarios
}

/// Valid texts that trip servers up, each in every field that takes any text.
pub(super) fn tricky() -> Vec<(String, serde_json::Value)> {
    let long = "a".repeat(200);
    let texts = [
        ("two spaces in a row", "Anna  Maria"),
        ("zero", "0"),
        ("null", "null"),
        ("false", "false"),
        ("HTML", "<b>Ann</b> & \"Co\""),
        ("200 characters", &long),
        ("words of SQL", "SELECT * FROM users; DROP TABLE users--"),
        ("combining marks", "Ame\u{301}lie Zo\u{308}e"),
        ("characters beyond the BMP", "\u{1f469}\u{200d}\u{2695}\u{fe0f} \u{20bb7}"),
    ];
    let everywhere = |text: &str| {
        json!({"firstName": text, "lastName": text, "middleName": text, "suffix1": text,
            "suffix2": text})
    };
    texts.iter().map(|(name, text)| ((*name).to_owned(), everywhere(text))).collect()
}
