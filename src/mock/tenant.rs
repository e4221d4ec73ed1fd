//! The users a tenant has at the start: the same for the same seed, and of every kind that a
//! filter or a form of display could stumble over.

use chrono::{DateTime, TimeDelta, Utc};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use serde_json::{Value, json};

use super::{
    store::Users,
    text::fold,
    user::{OPTIONAL_FIELDS, Object, User, timestamp},
};
use crate::model::Edition;

/// The user of the documentation's examples. Every tenant has it, with an address of its own, so that
/// the documented invitation can be sent as it stands.
pub const EXAMPLE_USER_ID: &str = "usr_1234567890abcdef1234567890abcdef";

const FIRST_NAMES: [&str; 16] = [
    "Ana",
    "Zoë",
    "D'Arcy",
    "Jean-Luc",
    "李",
    "Σωκράτης",
    "Anna Maria",
    "A",
    "Nguyễn",
    "Ali",
    "100% Real",
    "Under_Score",
    "Renée",
    "ÅSA",
    "O\"Neil",
    "annabel",
];
const LAST_NAMES: [&str; 18] = [
    "Johnson",
    "O'Brien",
    "Smith-Jones",
    "Müller",
    "van der Berg",
    "Ng",
    "Smith & Sons",
    "C++",
    "50%",
    "snake_case",
    "\"Quoted\"",
    "Łukasiewicz",
    "José",
    "johnston",
    "王",
    "null",
    "a.*b",
    "Back\\slash",
];
/// Roles of both editions, of one of them, and with punctuation.
const ROLES: [&str; 12] = [
    "Radiologist",
    "PACS Administrator",
    "Scribe",
    "Doctor",
    "Pathologists' Assistant",
    "Other",
    "Speech-Language Pathologist",
    "Nurse Practitioner",
    "IT Support",
    "Cardiologist",
    "Registered Nurse",
    "Emergency Medicine Physician",
];
/// Local parts; the number keeps them apart.
const LOCAL_PARTS: [&str; 6] = ["user", "First.Last", "tag+box", "o'hara", "under_score", "UPPER"];

/// What only one edition knows of these roles.
const OLDER: &str = "PACS Administrator";
const MODERN: [&str; 5] = [
    "Scribe",
    "Pathologists' Assistant",
    "Speech-Language Pathologist",
    "IT Support",
    "Emergency Medicine Physician",
];

/// The role, or the one of everybody where the edition does not know it.
fn known_to(edition: Option<Edition>, role: &str) -> &str {
    let unknown = match edition {
        None => false,
        Some(Edition::Older) => MODERN.contains(&role),
        Some(Edition::Modern) => role == OLDER,
    };
    if unknown { "Other" } else { role }
}

/// A tenant of so many users, the example among them, with the roles of an edition or of all.
pub(super) fn seeded(size: usize, seed: u64, edition: Option<Edition>) -> Users {
    let mut users = Users::default();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for index in 0..size.max(1) {
        let mut user = if index == 0 { example() } else { drawn(index, &mut random) };
        let role = known_to(edition, user.text("clinicRole")).to_owned();
        user.set("clinicRole", role);
        // The addresses differ by their number; two could only be the same by a mistake here.
        if users.claim(fold(user.text("email"))).is_ok() {
            users.push(user, None);
        }
    }
    users
}

fn user(fields: Value) -> User {
    match fields {
        Value::Object(fields) => User(fields),
        _ => User(Object::new()),
    }
}

fn example() -> User {
    user(json!({
        "canManageStudies": true,
        "clinicRole": "Radiologist",
        "createdAt": "2024-01-15T10:00:00Z",
        "email": "johnson@example.com",
        "firstName": "Sarah",
        "hasDashboardAccess": true,
        "invitedSource": "api",
        "lastLoginAt": "2024-03-15T09:00:00Z",
        "lastName": "Johnson",
        "level": "member",
        "userId": EXAMPLE_USER_ID,
        "middleName": "Marie",
        "phoneNumber": "5551234567",
        "suffix1": "MD",
        "suffix2": "FACR"
    }))
}

/// The first users go through the kinds in order, so that small tenants have them too.
pub(super) fn drawn(index: usize, random: &mut ChaCha8Rng) -> User {
    let level = match (index, below(random, 100)) {
        (1, _) | (4.., 0..2) => "owner",
        (2, _) | (4.., 2..15) => "admin",
        _ => "member",
    };
    let access = level != "member" || below(random, 3) == 0;
    let source =
        if level == "owner" || (index > 3 && below(random, 2) == 0) { "dashboard" } else { "api" };
    let created = DateTime::<Utc>::UNIX_EPOCH
        + TimeDelta::days(19_500)
        + TimeDelta::seconds(i64::from(below(random, 50_000_000)));
    let login = created + TimeDelta::seconds(i64::from(below(random, 10_000_000)));
    let id = (u128::from(random.next_u64()) << 64) | u128::from(random.next_u64());
    let local = pick(&LOCAL_PARTS, index, random);
    let mut drawn = user(json!({
        "canManageStudies": below(random, 2) == 0,
        "clinicRole": pick(&ROLES, index, random),
        "createdAt": if below(random, 12) == 0 { Value::Null } else { timestamp(created).into() },
        "email": format!("{local}.{index}@example.com"),
        "firstName": pick(&FIRST_NAMES, index, random),
        "hasDashboardAccess": access,
        "invitedSource": source,
        "lastLoginAt": if access && below(random, 3) > 0 { timestamp(login).into() } else { Value::Null },
        "lastName": pick(&LAST_NAMES, index, random),
        "level": level,
        "userId": format!("usr_{id:032x}"),
    }));
    let phone = format!("1{:014}", random.next_u64() % 100_000_000_000_000);
    let values = ["Marie", &phone[..10 + below(random, 6) as usize], "Jr.", "FACR"];
    for (name, value) in OPTIONAL_FIELDS.into_iter().zip(values) {
        if below(random, 2) == 0 {
            drawn.set(name, value);
        }
    }
    drawn
}

fn below(random: &mut ChaCha8Rng, end: u32) -> u32 {
    // The bias of the remainder does not matter for a tenant that only has to be varied.
    random.next_u32() % end
}

fn pick(list: &[&'static str], index: usize, random: &mut ChaCha8Rng) -> &'static str {
    let drawn = random.next_u32() as usize;
    list[if index <= list.len() { index - 1 } else { drawn % list.len() }]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::schema::{self, Location};

    fn all(size: usize, seed: u64) -> Vec<User> {
        seeded(size, seed, None).rows().iter().map(|row| row.user.clone()).collect()
    }

    #[test]
    fn a_tenant_of_one_edition_has_no_role_of_the_other() {
        let documents = schema::embedded().unwrap();
        for edition in [Edition::Older, Edition::Modern] {
            let roles = Location::root(&format!("clinic-role-{edition}.json"));
            let roles = documents.validator(&roles).unwrap();
            for row in seeded(500, 7, Some(edition)).rows() {
                assert!(roles.is_valid(&row.user["clinicRole"]), "{}", row.user["clinicRole"]);
            }
        }
    }

    #[test]
    fn every_seeded_user_keeps_the_contract() {
        let documents = schema::embedded().unwrap();
        let schema = documents.validator(&Location::root("user.json")).unwrap();
        for user in all(1_000, 7) {
            assert!(schema.is_valid(&Value::Object(user.0.clone())), "{:?}", user.0);
            let email = user.text("email");
            assert!(email.ends_with("@example.com") || user.text("userId") == EXAMPLE_USER_ID);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_tenant_and_another_one_does_not() {
        assert_eq!(all(300, 1), all(300, 1));
        assert_ne!(all(300, 1), all(300, 2));
    }

    #[test]
    fn the_size_is_exact_and_the_example_always_there() {
        for (asked, made) in [(0, 1), (1, 1), (2, 2), (5_000, 5_000)] {
            let users = all(asked, 3);
            assert_eq!(users.len(), made);
            assert_eq!(users[0].text("userId"), EXAMPLE_USER_ID);
            let ids: HashSet<_> = users.iter().map(|user| user.text("userId")).collect();
            assert_eq!(ids.len(), made);
        }
    }

    #[test]
    fn even_a_small_tenant_has_every_kind_of_user() {
        for seed in 0..20 {
            let users = all(100, seed);
            let some = |test: &dyn Fn(&User) -> bool| assert!(users.iter().any(test), "{seed}");
            for level in ["owner", "admin", "member"] {
                some(&|user| user.text("level") == level);
            }
            for source in ["api", "dashboard"] {
                some(&|user| user.text("invitedSource") == source);
            }
            for name in OPTIONAL_FIELDS {
                some(&|user| user.contains_key(name));
                some(&|user| !user.contains_key(name));
            }
            for mark in ['\'', '"', '%', '_', '+', '&', 'ü'] {
                some(&|user| user.text("lastName").contains(mark));
            }
            some(&|user| user["createdAt"].is_null());
            some(&|user| user["lastLoginAt"].is_string());
            some(&|user| user.text("clinicRole") == "PACS Administrator");
            some(&|user| user.text("clinicRole") == "Scribe");
        }
    }
}
