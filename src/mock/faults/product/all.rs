//! The product: every defect under every condition that could bring it about.
//!
//! What no request can show is left out where the mock starts to be asked: see `probe`.

use std::sync::LazyLock;

use super::{
    condition::{Class, Condition, State},
    mutant::{Defect, Mutant},
};
use crate::{
    mock::{filters::FILTERS, user::OPTIONAL_FIELDS},
    model::Operation::{self, Invite, List, Update},
    promise::{Promise, filters, invite, list, protocol, update},
};

use Condition::{Always, State as Of, Value, With};

/// Fields that an update can set; an invite sets the address as well.
const FIELDS: [&str; 10] = [
    "firstName",
    "lastName",
    "middleName",
    "suffix1",
    "suffix2",
    "phoneNumber",
    "clinicRole",
    "level",
    "hasDashboardAccess",
    "canManageStudies",
];

/// Fields that only the server sets, as far as a row can show them wrong.
const SERVER_SET: [&str; 3] = ["createdAt", "invitedSource", "lastLoginAt"];

/// The fields whose text is free.
const TEXTS: [&str; 5] = ["firstName", "lastName", "middleName", "suffix1", "suffix2"];

/// States of a user that a defect may depend on.
const STATES: [Condition; 9] = [
    Of("level", State::Text("admin")),
    Of("level", State::Text("member")),
    Of("hasDashboardAccess", State::Flag(false)),
    Of("canManageStudies", State::Flag(false)),
    Of("canManageStudies", State::Flag(true)),
    Of("middleName", State::Absent),
    Of("phoneNumber", State::Absent),
    Of("suffix1", State::Present),
    Of("suffix2", State::Absent),
];

/// Requests for a list that a defect may depend on.
const READS: [Condition; 11] = [
    Condition::NoLimit,
    Condition::Limit(1, 1),
    Condition::Limit(2, 20),
    Condition::Limit(100, 100),
    Condition::OnCursor,
    Condition::FirstPage,
    Condition::LastPage,
    Condition::OtherLimit,
    Condition::Filters(0),
    Condition::Filters(2),
    Condition::Filters(3),
];

static ALL: LazyLock<Vec<Mutant>> = LazyLock::new(|| {
    let mut all = Vec::new();
    writes(&mut all, Update);
    writes(&mut all, Invite);
    pages(&mut all);
    filtered(&mut all);
    rows(&mut all);
    all
});

/// Every row of the product.
#[must_use]
pub fn all() -> &'static [Mutant] {
    &ALL
}

/// What a request may send for a field that a defect may depend on.
fn values(field: &'static str) -> Vec<Condition> {
    let classes: &[Class] = match field {
        "canManageStudies" | "hasDashboardAccess" => &[Class::Same, Class::True, Class::False],
        "level" => &[Class::Same],
        "clinicRole" => &[Class::Same, Class::Spaced],
        "phoneNumber" => &[Class::Same, Class::Null],
        "firstName" | "lastName" => &[
            Class::Same,
            Class::OtherCase,
            Class::NotAscii,
            Class::Spaced,
            Class::Marked,
            Class::Long,
        ],
        _ => {
            &[Class::Same, Class::NotAscii, Class::Spaced, Class::Marked, Class::Long, Class::Null]
        }
    };
    classes.iter().map(|class| Value(field, *class)).collect()
}

/// Defects of what an invite or an update makes of a field.
fn writes(all: &mut Vec<Mutant>, operation: Operation) {
    let is_update = operation == Update;
    for field in FIELDS {
        let mut when: Vec<[Condition; 2]> = vec![[Always; 2], [Condition::OneIn(12), Always]];
        when.extend(values(field).into_iter().map(|value| [value, Always]));
        when.extend(STATES.map(|state| [state, Always]));
        let others = FIELDS.into_iter().filter(|other| *other != field);
        when.extend(others.clone().map(|other| [With(other), Always]));
        if is_update {
            when.push([Condition::Alone, Always]);
            when.push([Condition::AfterUpdate, Always]);
            when.push([Condition::AfterRefusal, Always]);
            when.push([Condition::AfterLevelChange, Always]);
        }
        for conditions in when {
            let mut add = |defect, breaks: &[&'static Promise]| {
                all.push(Mutant::new(operation, field, defect, conditions, breaks.to_vec()));
            };
            let (echo, stored): (&[&Promise], &[&Promise]) = if is_update {
                (
                    &[
                        &update::ECHOES_SENT_FIELDS,
                        &update::FALSE_IS_A_VALUE,
                        &update::NULL_CLEARS_OPTIONAL_FIELDS,
                    ],
                    &[&update::IS_PERSISTED, &update::NULL_CLEARS_OPTIONAL_FIELDS],
                )
            } else {
                (&[&invite::ECHOES_SENT_FIELDS], &[&invite::IS_PERSISTED])
            };
            add(Defect::Ignores, echo);
            add(Defect::StoresNot, stored);
            add(Defect::AnswersNot, echo);
            add(Defect::Changes, echo);
            if TEXTS.contains(&field) {
                add(Defect::Cuts, echo);
                add(Defect::Escapes, echo);
            }
            add(Defect::Fails, &[&protocol::NO_SERVER_ERRORS]);
            if is_update {
                add(
                    Defect::Refuses,
                    &[
                        &update::ACCEPTS_VALID_PAYLOADS,
                        &update::ACCEPTS_BOUNDARY_CASES,
                        &update::REPEATING_CHANGES_NOTHING_MORE,
                    ],
                );
                add(Defect::Accepts, constraint_of(field));
            } else {
                add(
                    Defect::Refuses,
                    &[
                        &invite::ACCEPTS_VALID_PAYLOADS,
                        &invite::ACCEPTS_BOUNDARY_CASES,
                        &invite::ACCEPTS_DOCUMENTED_EXAMPLE,
                    ],
                );
            }
        }
        if is_update {
            let resets = others.map(With).chain(STATES).chain([
                Condition::Alone,
                Condition::AfterUpdate,
                Condition::AfterRefusal,
                Condition::OneIn(12),
            ]);
            for condition in resets {
                let breaks = vec![&update::CHANGES_ONLY_PROVIDED_FIELDS];
                let when = [condition, Always];
                all.push(Mutant::new(operation, field, Defect::Resets, when, breaks));
            }
        }
    }
}

/// What is broken where an update takes any value for a field.
fn constraint_of(field: &str) -> &'static [&'static Promise] {
    use crate::promise::rejects::update as rejects;
    rejects::of(field)
}

/// Defects of a page as a whole.
fn pages(all: &mut Vec<Mutant>) {
    let filtered = FILTERS.map(With);
    let alone = READS.into_iter().chain(filtered).map(|read| [read, Always]);
    let pairs =
        filtered.into_iter().flat_map(|filter| READS[..6].iter().map(move |r| [filter, *r]));
    let when: Vec<[Condition; 2]> = [[Always; 2], [Condition::OneIn(12), Always]]
        .into_iter()
        .chain(alone)
        .chain(pairs)
        .collect();
    for conditions in when {
        for defect in [
            Defect::LosesFirst,
            Defect::LosesLast,
            Defect::Repeats,
            Defect::SaysMore,
            Defect::SaysEnd,
            Defect::SkipsAhead,
            Defect::StepsBack,
            Defect::OverLimit,
            Defect::Fails,
        ] {
            let mut breaks: Vec<&'static Promise> = match defect {
                Defect::SaysMore | Defect::SaysEnd => {
                    vec![&list::HAS_MORE_AGREES_WITH_WHAT_FOLLOWS, &list::WALK_IS_A_PARTITION]
                }
                Defect::OverLimit => vec![&list::LIMIT_IS_AN_UPPER_BOUND],
                Defect::Fails => vec![&protocol::NO_SERVER_ERRORS],
                _ => vec![&list::WALK_IS_A_PARTITION],
            };
            // Of a list that one filter narrows, what is lost is what the filter does not find.
            if [Defect::LosesFirst, Defect::LosesLast, Defect::SaysEnd].contains(&defect) {
                breaks.extend(FILTERS.iter().flat_map(|name| of_filter(name)));
                breaks.push(&filters::TWO_FILTERS_INTERSECT);
            }
            all.push(Mutant::new(List, "", defect, conditions, breaks));
        }
    }
}

/// What is promised about a filter.
fn of_filter(name: &str) -> Vec<&'static Promise> {
    match name {
        "email" => vec![&filters::EMAIL_IS_EXACT],
        "firstName" => vec![&filters::FIRST_NAME_IS_SOUND, &filters::FIRST_NAME_IS_COMPLETE],
        "lastName" => vec![&filters::LAST_NAME_IS_SOUND, &filters::LAST_NAME_IS_COMPLETE],
        "level" => vec![&filters::LEVELS_PARTITION_THE_USERS],
        _ => vec![&filters::SOURCES_PARTITION_THE_USERS],
    }
}

/// Filters that are not looked at, or look at what was.
fn filtered(all: &mut Vec<Mutant>) {
    for name in FILTERS {
        let others = FILTERS.into_iter().filter(|other| *other != name).map(With);
        let when: Vec<Condition> = [Always].into_iter().chain(READS).chain(others).collect();
        for condition in &when {
            let breaks = [
                of_filter(name),
                vec![
                    &filters::TWO_FILTERS_INTERSECT,
                    &list::FILTER_SURVIVES_THE_CURSOR,
                    &filters::SPECIAL_CHARACTERS_ARE_LITERAL,
                ],
            ];
            let when = [*condition, Always];
            all.push(Mutant::new(List, name, Defect::DropsFilter, when, breaks.concat()));
        }
        if !["firstName", "lastName", "level"].contains(&name) {
            continue;
        }
        for condition in when.iter().chain(&STATES) {
            let breaks = [of_filter(name), vec![&filters::TWO_FILTERS_INTERSECT]];
            let when = [*condition, Always];
            all.push(Mutant::new(List, name, Defect::OldIndex, when, breaks.concat()));
        }
    }
}

/// Rows that are missing, other or old in some lists.
fn rows(all: &mut Vec<Mutant>) {
    let reads: Vec<Condition> = READS.into_iter().chain(FILTERS.map(With)).collect();
    for state in STATES {
        for read in [Always].iter().chain(&reads) {
            let mut breaks: Vec<&'static Promise> =
                FILTERS.iter().flat_map(|name| of_filter(name)).collect();
            breaks.extend([
                &list::WALK_IS_A_PARTITION,
                &filters::TWO_FILTERS_INTERSECT,
                &update::IS_PERSISTED,
                &invite::IS_PERSISTED,
            ]);
            all.push(Mutant::new(List, "", Defect::Hides, [state, *read], breaks));
        }
    }
    let persisted: [&'static Promise; 3] =
        [&list::ROWS_AGREE, &update::IS_PERSISTED, &invite::IS_PERSISTED];
    for field in FIELDS.into_iter().chain(SERVER_SET) {
        for read in &reads {
            let mut breaks = persisted.to_vec();
            breaks.push(&update::SERVER_FIELDS_STAY);
            all.push(Mutant::new(List, field, Defect::RowsDiffer, [*read, Always], breaks));
        }
        if OPTIONAL_FIELDS.contains(&field) || FIELDS.contains(&field) {
            for read in &reads {
                let mut breaks = persisted.to_vec();
                breaks.push(&update::NULL_CLEARS_OPTIONAL_FIELDS);
                breaks.push(&update::CHANGES_ONLY_PROVIDED_FIELDS);
                all.push(Mutant::new(List, field, Defect::RowsAreOld, [*read, Always], breaks));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_thousands_and_each_has_a_name_of_its_own() {
        let names: HashSet<&str> = all().iter().map(|mutant| mutant.name.as_str()).collect();
        assert_eq!(names.len(), all().len());
        assert!((3_000..9_000).contains(&all().len()), "{}", all().len());
    }
}
