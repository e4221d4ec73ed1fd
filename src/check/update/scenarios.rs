//! The scenarios of the family.

use serde_json::{Value, json};

use super::{accepted, other_users, reads, refused, repeated, states, unchanged, unknown};
use crate::{
    check::{
        Input, Phase, Scenario, Script, payload::tricky, scenario::script, updated::ON_EVERY_UPDATE,
    },
    model::{Expectation, Operation},
    promise::{
        Promise, filters,
        list::ROWS_AGREE,
        update::{
            ACCEPTS_BOUNDARY_CASES, ACCEPTS_NULL_CLINIC_ROLE, ACCEPTS_VALID_PAYLOADS,
            ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED, CHANGES_ONLY_PROVIDED_FIELDS,
            DISJOINT_UPDATES_BOTH_SURVIVE, EMAIL_CANNOT_CHANGE, EMPTY_OBJECT_CHANGES_NOTHING,
            FALSE_IS_A_VALUE, IS_PERSISTED, LEAVES_OTHER_USERS_ALONE, MISSING_BODY_CHANGES_NOTHING,
            NULL_CLEARS_OPTIONAL_FIELDS, REFUSES_MALFORMED_ID, REFUSES_OWNER, REFUSES_UNKNOWN_USER,
            REPEATING_CHANGES_NOTHING_MORE, SERVER_FIELDS_STAY,
        },
    },
    schema::Contract,
};

const REQUEST: &str = "update-request.json";

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

/// What leads to an admin without dashboard access in two updates.
fn steps_to_an_admin() -> Vec<(&'static str, Value)> {
    let without = || json!({"hasDashboardAccess": false});
    vec![
        ("access is taken from an admin", json!([{"level": "admin"}, without()])),
        ("a member without access becomes an admin", json!([without(), {"level": "admin"}])),
        (
            "a member without access becomes an admin of another name",
            json!([without(), {"level": "admin", "firstName": "Ann", "canManageStudies": false}]),
        ),
        (
            "access is taken from an admin of another name",
            json!([{"level": "admin"}, {"hasDashboardAccess": false, "lastName": "Lee"}]),
        ),
    ]
}

pub(in crate::check) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    let values = |values: Vec<(&str, Value)>| {
        Input::Values(values.into_iter().map(|(name, v)| (name.to_owned(), v)).collect())
    };
    let one =
        |id: &str, promise: &Promise, play: Script| Scenario::new(id, promise, play).writing(0);
    let applying = |id: &str, promise: &Promise| {
        let scenario = one(id, promise, script!(accepted::applies)).judging(&ON_EVERY_UPDATE);
        scenario.like_example(Operation::Update, Expectation::Echoed)
    };
    let tricky = tricky();
    let falses = ["canManageStudies", "hasDashboardAccess"];
    let falses = falses.map(|field| (field, json!({ field: false }))).to_vec();
    let nulls =
        contract.optional.iter().map(|field| (field.as_str(), json!({ field: null }))).collect();
    let malformed = MALFORMED_IDS.map(|(name, id)| (name, json!(id))).to_vec();
    let almost = [
        ("cut by one", "cut"),
        ("with a character behind", "behind"),
        ("with a character before", "before"),
        ("with a space behind", "space"),
    ];
    let almost = almost.map(|(name, way)| (name, json!(way))).to_vec();
    let unknown = vec![("no such user", json!("usr_00000000000000000000000000000000"))];
    let mut scenarios = vec![
        applying("update/valid", &ACCEPTS_VALID_PAYLOADS).with(Input::Valid(REQUEST)),
        applying("update/boundary", &ACCEPTS_BOUNDARY_CASES).with(Input::Boundary(REQUEST)),
        applying("update/false", &FALSE_IS_A_VALUE).with(values(falses)),
        applying("update/null", &NULL_CLEARS_OPTIONAL_FIELDS).with(values(nulls)),
        applying("update/tricky", &ACCEPTS_VALID_PAYLOADS).with(Input::Values(tricky)),
        one("update/null-role", &ACCEPTS_NULL_CLINIC_ROLE, script!(unchanged::null_role)),
        one("update/empty", &EMPTY_OBJECT_CHANGES_NOTHING, script!(unchanged::nothing))
            .with(values(vec![("an empty object", json!({}))])),
        one("update/no-body", &MISSING_BODY_CHANGES_NOTHING, script!(unchanged::nothing)),
        one("update/email", &EMAIL_CANNOT_CHANGE, script!(unchanged::email)),
        one("update/server-fields", &SERVER_FIELDS_STAY, script!(unchanged::server_fields)),
        one("update/owner", &REFUSES_OWNER, script!(refused::owner)),
        one("update/unknown-user", &REFUSES_UNKNOWN_USER, script!(unknown::no_such_user))
            .with(values(unknown)),
        one("update/malformed-id", &REFUSES_MALFORMED_ID, script!(unknown::no_such_user))
            .with(values(malformed)),
        one("update/almost-its-id", &REFUSES_MALFORMED_ID, script!(unknown::almost_its_id))
            .with(values(almost)),
        one("update/repeat", &REPEATING_CHANGES_NOTHING_MORE, script!(repeated::repeat)).writing(1),
        one("update/race", &DISJOINT_UPDATES_BOTH_SURVIVE, script!(repeated::race)).with(values(
            vec![("one after the other", json!("sequential")), ("at once", json!("race"))],
        )),
        one("update/states", &CHANGES_ONLY_PROVIDED_FIELDS, script!(states::applies))
            .judging(&ON_EVERY_UPDATE)
            .judging(&reads::JUDGED)
            .with(Input::Values(states::cases())),
        one("update/reads", &ROWS_AGREE, script!(reads::every_way))
            .judging(&reads::JUDGED)
            .with(Input::Values(reads::cases())),
        one("update/steady", &CHANGES_ONLY_PROVIDED_FIELDS, script!(repeated::many_times))
            .judging(&[&filters::FIRST_NAME_IS_SOUND, &IS_PERSISTED])
            .during(Phase::Alone),
        one("update/others", &LEAVES_OTHER_USERS_ALONE, script!(other_users::others))
            .needing_fixtures()
            .writing(3)
            .during(Phase::Alone),
    ];
    let admin = &ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED;
    scenarios.push(
        one("update/admin-in-steps", admin, script!(refused::admin_step_by_step))
            .with(values(steps_to_an_admin())),
    );
    let constraint = contract.clause(&admin.clause).and_then(|clause| clause.constraint.clone());
    scenarios.extend(constraint.map(|constraint| {
        one("update/admin", admin, script!(refused::admin_without_dashboard))
            .with(Input::Invalid(constraint))
    }));
    scenarios
}
