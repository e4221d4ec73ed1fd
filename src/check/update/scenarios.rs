//! The scenarios of the family.

use serde_json::{Value, json};

use super::{accepted, other_users, refused, repeated, unchanged, unknown};
use crate::{
    check::{
        Input, Phase, Scenario, Script, payload::tricky, scenario::script, updated::ON_EVERY_UPDATE,
    },
    model::{Expectation, Operation},
    promise::{
        Promise, filters,
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
        one("update/other-state", &CHANGES_ONLY_PROVIDED_FIELDS, script!(accepted::other_state))
            .with(values(states)),
        one("update/steady", &CHANGES_ONLY_PROVIDED_FIELDS, script!(repeated::many_times))
            .judging(&[&filters::FIRST_NAME_IS_SOUND, &IS_PERSISTED])
            .during(Phase::Alone),
        one("update/others", &LEAVES_OTHER_USERS_ALONE, script!(other_users::others))
            .needing_fixtures()
            .writing(3)
            .during(Phase::Alone),
    ];
    let admin = &ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED;
    let constraint = contract.clause(&admin.clause).and_then(|clause| clause.constraint.clone());
    scenarios.extend(constraint.map(|constraint| {
        one("update/admin", admin, script!(refused::admin_without_dashboard))
            .with(Input::Invalid(constraint))
    }));
    scenarios
}
