//! Family `update`: only what was sent changes, and all of it.

mod accepted;
mod beside;
mod checks;
mod special;
mod steady;

pub(super) use accepted::{Settled, also, refused, settled_member, update_and_judge};
pub(super) use beside::disputed_roles;
pub(super) use checks::CHECKS;
use serde_json::{Value, json};

use super::{Input, Phase, Scenario, Script, oracle::user};
use crate::{
    model::{Expectation, Operation},
    schema::Contract,
};

const REQUEST: &str = "update-request.json";

/// The checks that every accepted update is judged by.
pub(super) const ON_EVERY_UPDATE: [&str; 6] = [
    "update::echoes_sent_fields",
    "update::is_persisted",
    "update::changes_only_provided_fields",
    "update::server_fields_stay",
    "update::response_matches_schema",
    "protocol::no_server_errors",
];

/// Checks that only some drawn updates can judge.
const FALSE: &str = "update::false_is_a_value";
const NULL: &str = "update::null_clears_optional_fields";

/// Ids that no user can have.
const MALFORMED_IDS: [(&str, &str); 7] = [
    ("too short", "usr_1234"),
    ("too long", "usr_00000000000000000000000000000000ff"),
    ("another prefix", "user_00000000000000000000000000000000"),
    ("not hexadecimal", "usr_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"),
    ("a path", "../users"),
    ("SQL", "usr_' OR '1'='1"),
    ("not ASCII", "usr_\u{661}\u{662}"),
];

pub(super) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    let values = |values: Vec<(&str, Value)>| {
        Input::Values(values.into_iter().map(|(name, v)| (name.to_owned(), v)).collect())
    };
    let one = |id: &str, check: &str, play: Script| Scenario::new(id, &[check], play).writing(0);
    let applying = |id: &str, check: &str| {
        let scenario = one(id, check, accepted::applies).witnessing(&ON_EVERY_UPDATE);
        scenario.like_example(Operation::Update, Expectation::Echoed)
    };
    let tricky = super::invite::tricky();
    let falses = ["canManageStudies", "hasDashboardAccess"];
    let falses = falses.map(|field| (field, json!({ field: false }))).to_vec();
    let nulls = user::OPTIONAL.map(|field| (field, json!({ field: null }))).to_vec();
    let malformed = MALFORMED_IDS.map(|(name, id)| (name, json!(id))).to_vec();
    let almost = [
        ("cut by one", "cut"),
        ("with a character behind", "behind"),
        ("with a character before", "before"),
        ("with a space behind", "space"),
    ];
    let almost = almost.map(|(name, way)| (name, json!(way))).to_vec();
    let restricted = json!({"canManageStudies": false, "level": "admin"});
    let states = vec![
        ("an admin who is renamed", json!([restricted, {"firstName": "Ann"}])),
        ("an admin who becomes a member", json!([restricted, {"level": "member"}])),
        (
            "a member without studies who becomes an admin",
            json!([{"canManageStudies": false}, {"level": "admin"}]),
        ),
        (
            "a member without access who may manage studies",
            json!([{"hasDashboardAccess": false, "canManageStudies": false},
                {"canManageStudies": true}]),
        ),
    ];
    let unknown = vec![("no such user", json!("usr_00000000000000000000000000000000"))];
    let mut scenarios = vec![
        applying("update/valid", "update::accepts_valid_payloads").with(Input::Valid(REQUEST)),
        applying("update/boundary", "update::accepts_boundary_cases")
            .with(Input::Boundary(REQUEST)),
        applying("update/false", FALSE).with(values(falses)),
        applying("update/null", NULL).with(values(nulls)),
        applying("update/tricky", "update::accepts_valid_payloads").with(Input::Values(tricky)),
        one("update/null-role", "update::accepts_null_clinic_role", special::null_role),
        one("update/empty", "update::empty_object_changes_nothing", special::nothing)
            .with(values(vec![("an empty object", json!({}))])),
        one("update/no-body", "update::missing_body_changes_nothing", special::nothing),
        one("update/email", "update::email_cannot_change", special::email),
        one("update/server-fields", "update::server_fields_stay", special::server_fields),
        one("update/owner", "update::refuses_owner", special::owner),
        one("update/unknown-user", "update::refuses_unknown_user", special::no_such_user)
            .with(values(unknown)),
        one("update/malformed-id", "update::refuses_malformed_id", special::no_such_user)
            .with(values(malformed)),
        one("update/almost-its-id", "update::refuses_malformed_id", special::almost_its_id)
            .with(values(almost)),
        one("update/repeat", "update::repeating_changes_nothing_more", beside::repeat).writing(1),
        one("update/race", "update::disjoint_updates_both_survive", beside::race).with(values(
            vec![("one after the other", json!("sequential")), ("at once", json!("race"))],
        )),
        one("update/other-state", "update::changes_only_provided_fields", beside::other_state)
            .with(values(states)),
        one("update/steady", "update::changes_only_provided_fields", steady::steady)
            .witnessing(&["filters::first_name_is_sound", "update::is_persisted"])
            .during(Phase::Alone),
        one("update/others", "update::leaves_other_users_alone", beside::others)
            .needing_shelf()
            .writing(3)
            .during(Phase::Alone),
    ];
    let admin = contract.clause(special::ADMIN_CLAUSE).and_then(|c| c.constraint.clone());
    scenarios.extend(admin.map(|constraint| {
        one("update/admin", special::ADMIN, special::admin_without_dashboard)
            .with(Input::Invalid(constraint))
    }));
    scenarios
}
