//! What the promises take for granted of each other. A promise that rests on another can be broken
//! by it: a user that was stored wrong is found wrong by every check that reads it afterwards.

use crate::model::Finding;

/// A promise, and those that it rests on. `*` at the end stands for any rest of an id, and a word
/// behind a colon for one kind of finding only.
const RESTS_ON: &[(&str, &[&str])] = &[
    ("protocol.json", &["update.unknown"]),
    ("protocol.malformed", &["invite.body.type", "update.body.type"]),
    ("protocol.malformed.extensions", &["protocol.malformed"]),
    ("protocol.json.names", &["invite.response", "invite.echo", "update.response", "update.echo"]),
    ("protocol.json.names", &["invite.userId.unique", "update.others"]),
    ("invite.echo", &["invite.response"]),
    ("invite.invents", &["invite.response", "invite.echo"]),
    ("invite.createdAt", &["invite.response"]),
    ("invite.invitedSource", &["invite.response"]),
    ("invite.lastLoginAt", &["invite.response"]),
    ("invite.persisted", &["invite.response", "invite.echo"]),
    ("invite.persisted:changed", &["update.others", "list.rows"]),
    ("invite.persisted:dropped", &["update.others", "list.rows"]),
    ("invite.atomic:changed", &["update.others", "list.rows"]),
    ("filters.*:missing-row", &["update.others"]),
    ("filters.*:alien-row", &["list.rows"]),
    ("invite.persisted:missing", &["list.walk", "list.limit.full", "filters.email"]),
    ("invite.persisted:twice", &["list.walk"]),
    (
        "invite.clinicRole.editions",
        &[
            "invite.clinicRole.whole",
            "invite.accepts",
            "invite.response",
            "invite.echo",
            "invite.persisted",
            "update.accepts",
            "update.response",
            "update.echo",
            "update.persisted",
        ],
    ),
    ("invite.email.unique", &["list.walk", "filters.email"]),
    // A user who should not be there may be found under the next address that is not one.
    ("invite.email.format:accepted", &["invite.atomic"]),
    ("invite.admin.dashboard:left-behind", &["invite.atomic:left-behind"]),
    ("update.accepts", &["invite.persisted", "update.persisted"]),
    ("update.response", &["invite.response", "invite.echo", "update.null", "update.atomic"]),
    ("update.response:anyOf", &["update.clinicRole.null"]),
    ("update.response:const", &["update.admin.dashboard"]),
    ("update.admin.dashboard", &["update.response:required", "update.response:type"]),
    ("update.echo", &["update.response", "update.others"]),
    ("update.false", &["update.response", "update.echo"]),
    ("update.null", &["update.response", "update.echo", "update.persisted", "update.others"]),
    (
        "update.partial",
        &[
            "update.response",
            "update.echo",
            "update.others",
            "update.persisted",
            "invite.persisted",
        ],
    ),
    ("update.server-fields", &["update.response"]),
    ("update.email", &["update.response", "update.others"]),
    (
        "update.clinicRole.null",
        &["update.accepts", "update.response:required", "update.response:type"],
    ),
    (
        "update.persisted",
        &["update.echo", "update.false", "update.null", "update.others", "invite.persisted"],
    ),
    ("update.persisted:missing", &["list.walk"]),
    ("update.persisted:twice", &["list.walk"]),
    ("update.empty", &EVERY_UPDATE),
    ("update.no-body", &EVERY_UPDATE),
    ("update.idempotent", &EVERY_UPDATE),
    ("update.commute", &EVERY_UPDATE),
    ("update.others", &["update.server-fields"]),
    ("update.atomic", &["update.others"]),
    ("update.atomic:changed", &["list.rows"]),
    ("update.admin.dashboard:stored", &["update.atomic"]),
    ("update.malformed-id", &["update.unknown"]),
    ("update.*", &["invite.userId.unique"]),
    ("auth.side-effects", &["update.others"]),
    ("list.accepts", &["invite.response"]),
    (
        "list.response",
        &[
            "invite.response",
            "invite.echo",
            "invite.atomic",
            "update.atomic",
            "update.response",
            "update.null",
        ],
    ),
    ("list.response:anyOf", &["update.clinicRole.null"]),
    ("list.response:const", &["invite.admin.dashboard", "update.admin.dashboard"]),
    ("list.response:maxItems", &["list.limit.most"]),
    ("list.limit.full", &["list.walk", "list.hasMore", "list.limit.most"]),
    (
        "list.walk",
        &[
            "list.hasMore:no-cursor",
            "list.hasMore:more-follows",
            "invite.userId.unique",
            "filters.lastName.sound",
        ],
    ),
    ("list.hasMore:nothing-follows", &["list.walk"]),
    ("list.cursor.stable", &["list.walk"]),
    ("list.cursor.garbage", &["list.walk"]),
    ("list.cursor.foreign", &["list.walk", "list.cursor.garbage"]),
    ("list.limit.type:accepted", &["list.limit.minimum"]),
    ("list.cursor.filter", &["list.walk", "filters.*"]),
    ("list.rows", &["list.walk", "update.others"]),
    ("list.level.enum", &["filters.level", "filters.conjunction"]),
    ("list.invitedSource.enum", &["filters.invitedSource", "filters.conjunction"]),
    ("filters.firstName.complete", &["filters.firstName.sound"]),
    ("filters.lastName.complete", &["filters.lastName.sound"]),
    ("filters.literal", &["filters.firstName.*", "filters.lastName.*"]),
    ("filters.space", &["filters.firstName.*", "filters.lastName.*"]),
    (
        "filters.conjunction",
        &[
            "filters.firstName.*",
            "filters.lastName.*",
            "filters.level",
            "filters.invitedSource",
            "filters.email",
        ],
    ),
    ("filters.*", &["list.walk", "list.limit.full", "list.hasMore"]),
    ("filters.firstName.*", &["invite.persisted:missing"]),
    ("filters.lastName.*", &["invite.persisted:missing"]),
    ("filters.level", &["invite.persisted:missing"]),
    ("filters.invitedSource", &["invite.persisted:missing"]),
    ("model.history", &["*"]),
];

/// What an update that is looked at closely rests on: all that every update promises.
const EVERY_UPDATE: [&str; 11] = [
    "update.accepts",
    "update.response",
    "update.echo",
    "update.false",
    "update.null",
    "update.partial",
    "update.server-fields",
    "update.email",
    "update.persisted",
    "update.others",
    "invite.persisted",
];

/// What is told beside the matter: it says nothing of why a request was answered as it was.
const ASIDE: [&str; 2] = ["protocol.secrets", "protocol.json.interoperable"];

/// What spoils every field of a user, whichever one shows it.
const SPOILING: [&str; 2] = ["update.others", "invite.userId.unique"];

/// Whether a finding that shows wherever another does may be there because of it.
pub(super) fn may_follow(one: &Finding, other: &Finding) -> bool {
    // A server that fails does so by itself, and what an error gives away explains no refusal.
    one.clause != "protocol.no-5xx"
        && !ASIDE.contains(&other.clause.as_str())
        && touch(one, other)
        && !rests_on(other, one)
}

/// Whether a finding may be there because of another: its promise rests on that one, and they speak
/// of the same field, if they speak of any.
pub(super) fn rests_on(one: &Finding, other: &Finding) -> bool {
    one.clause != other.clause
        && touch(one, other)
        && (is_joint(one, other)
            || RESTS_ON.iter().any(|(promise, on)| {
                is(promise, one) && on.iter().any(|pattern| is(pattern, other))
            }))
}

/// What a filter finds together with others says as much about how they are joined.
fn is_joint(one: &Finding, other: &Finding) -> bool {
    let is_filter = one.clause.starts_with("filters.") || one.clause == "list.cursor.filter";
    is_filter && one.place.contains('+') && other.clause == "filters.conjunction"
}

fn is(pattern: &str, finding: &Finding) -> bool {
    let (clause, kind) = pattern.split_once(':').unwrap_or((pattern, ""));
    let fits = match clause.strip_suffix('*') {
        Some(start) => finding.clause.starts_with(start),
        None => finding.clause == clause,
    };
    fits && (kind.is_empty() || finding.kind == kind)
}

/// Whether one finding and another that may explain it have a field in common. What is no field is
/// all of them.
fn touch(one: &Finding, other: &Finding) -> bool {
    let (fields_of_one, fields_of_other) = (fields(&one.place), fields(&other.place));
    fields_of_one.is_empty()
        || fields_of_other.is_empty()
        || SPOILING.contains(&other.clause.as_str())
        || fields_of_one.iter().any(|field| fields_of_other.contains(field))
}

/// The filters, each called as the field that it looks at.
const PARAMETERS: [&str; 5] = ["email", "firstName", "lastName", "level", "invitedSource"];

/// The fields of a user that a place names: one at the end of a pointer, or the parameters of a
/// filter. An id is none of them: where it is wrong, so is everything.
fn fields(place: &str) -> Vec<&str> {
    match place.rsplit_once('/') {
        Some((_, last)) if ["users", "hasMore", "cursor", "userId", "*", ""].contains(&last) => {
            Vec::new()
        }
        Some((_, last)) => vec![last],
        None => place.split('+').filter(|name| PARAMETERS.contains(name)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Operation;

    fn finding(clause: &str, place: &str, kind: &str) -> Finding {
        Finding {
            clause: clause.into(),
            operation: Operation::List,
            place: place.into(),
            kind: kind.into(),
            expected: String::new(),
            actual: String::new(),
        }
    }

    #[test]
    fn a_promise_rests_on_another_at_the_same_field_only() {
        let echo = finding("update.echo", "/lastName", "changed");
        let rests = |clause: &str, place: &str| rests_on(&finding(clause, place, "changed"), &echo);
        assert!(rests("update.persisted", "/users/*/lastName"));
        assert!(!rests("update.persisted", "/users/*/firstName"));
        assert!(rests("model.history", "email+lastName"));
        assert!(!rests("invite.echo", "/lastName"));
        assert!(!rests_on(&echo, &echo), "no promise rests on itself");
    }

    #[test]
    fn only_filters_that_are_joined_rest_on_the_way_that_they_are() {
        let joined = finding("filters.conjunction", "level+lastName", "alien-row");
        let level = |place| finding("filters.level", place, "alien-row");
        assert!(rests_on(&level("level+lastName"), &joined));
        assert!(!rests_on(&level("level"), &joined));
        assert!(rests_on(&joined, &level("level")));
    }

    #[test]
    fn only_a_page_that_says_too_little_explains_what_a_walk_misses() {
        let walk = finding("list.walk", "/users", "missing");
        let has_more = |kind| finding("list.hasMore", "/hasMore", kind);
        assert!(rests_on(&walk, &has_more("more-follows")));
        assert!(!rests_on(&walk, &has_more("nothing-follows")));
        assert!(rests_on(&has_more("nothing-follows"), &walk));
    }

    /// A clause that is renamed is renamed here, too.
    #[test]
    fn every_id_is_that_of_a_clause() {
        let contract = include_str!("../../../schemas/clauses.toml");
        for (promise, on) in RESTS_ON {
            for pattern in [promise].into_iter().chain(*on) {
                let clause = pattern.split(':').next().unwrap();
                let line = match clause.strip_suffix('*') {
                    Some(start) => format!("\nid = \"{start}"),
                    None => format!("\nid = \"{clause}\"\n"),
                };
                assert!(contract.contains(&line), "{pattern}");
            }
        }
    }
}
