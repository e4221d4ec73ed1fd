//! What is promised about filters: sound (every row matches) and complete (every match is there).

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{finding, page::id};
use crate::{
    model::{Finding, Operation},
    promise::Promise,
};

/// Filter parameters, name and value.
pub(in crate::check) type Filter<'a> = [(&'a str, &'a str)];

/// How closely a row must match. Whether case, accents and the width of letters count is
/// undocumented, and collations of databases pass over them: what lies between the two is
/// conforming.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    CaseSensitive,
    CaseInsensitive,
}

/// Whether one parameter admits a row.
fn admits(name: &str, wanted: &str, row: &Value, reading: Reading) -> bool {
    let fold = |text: &str| match reading {
        Reading::CaseSensitive => text.to_owned(),
        // Letter by letter: `str::to_lowercase` looks at the neighbours of a sigma, so that a
        // part of a name would no longer be contained in it. The capital of a small letter brings
        // those together whose case folding is of several letters, such as sharp s and ss.
        Reading::CaseInsensitive => {
            let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).map(plain);
            letters.flat_map(char::to_lowercase).flat_map(char::to_uppercase).collect()
        }
    };
    let value = row[name].as_str().unwrap_or_default();
    match name {
        "firstName" | "lastName" => fold(value).contains(&fold(wanted)),
        "email" => fold(value) == fold(wanted),
        _ => value == wanted,
    }
}

/// The letter without the stroke through it, which Unicode does not take apart.
fn plain(letter: char) -> char {
    match letter {
        '\u{f8}' => 'o',
        '\u{d8}' => 'O',
        '\u{142}' => 'l',
        '\u{141}' => 'L',
        '\u{111}' => 'd',
        '\u{110}' => 'D',
        '\u{131}' => 'i',
        other => other,
    }
}

/// Whether a filter must find the row, however case is read.
pub(in crate::check) fn must_find(filter: &Filter<'_>, row: &Value) -> bool {
    filter.iter().all(|(name, wanted)| admits(name, wanted, row, Reading::CaseSensitive))
}

fn written(filter: &Filter<'_>) -> String {
    let pair = |(name, value): &(&str, &str)| match *name {
        "firstName" | "lastName" => format!("{name} containing {value:?}"),
        _ => format!("{name} {value:?}"),
    };
    filter.iter().map(pair).collect::<Vec<_>>().join(" and ")
}

fn names(filter: &Filter<'_>) -> String {
    let names: Vec<&str> = filter.iter().map(|(name, _)| *name).collect();
    names.join("+")
}

/// Whether a row is one that the filter must not find, however case is read.
fn is_alien(filter: &Filter<'_>, row: &Value) -> bool {
    filter.iter().any(|(name, wanted)| !admits(name, wanted, row, Reading::CaseInsensitive))
}

/// Whether the filter finds only rows that it may.
pub(in crate::check) fn is_sound(filter: &Filter<'_>, rows: &[Value]) -> bool {
    !rows.iter().any(|row| is_alien(filter, row))
}

/// Every row matches the filter; the first that does not is named.
pub(in crate::check) fn sound(
    promise: &Promise,
    filter: &Filter<'_>,
    rows: &[Value],
) -> Vec<Finding> {
    let alien = |row: &&Value| is_alien(filter, row);
    let Some(first) = rows.iter().find(alien) else { return Vec::new() };
    let count = rows.iter().filter(alien).count();
    let held: Vec<String> =
        filter.iter().map(|(name, _)| format!("{name} {}", first[*name])).collect();
    let seen = (names(filter), "alien-row");
    let expected = format!("only rows with {}", written(filter));
    let who = id(first).unwrap_or("a row");
    let actual = format!(
        "{count} of {} rows do not match, such as {who} with {}",
        rows.len(),
        held.join(" and ")
    );
    vec![finding(promise, Operation::List, (&seen.0, seen.1), expected, actual)]
}

/// The users that the filter must find and did not.
pub(in crate::check) fn missing<'a>(
    filter: &Filter<'_>,
    known: &'a [Value],
    rows: &[Value],
) -> Vec<&'a Value> {
    let found: BTreeSet<&str> = rows.iter().filter_map(id).collect();
    known
        .iter()
        .filter(|row| must_find(filter, row))
        .filter(|row| id(row).is_some_and(|id| !found.contains(id)))
        .collect()
}

/// The contradiction that a missing user is.
pub(in crate::check) fn incomplete(
    promise: &Promise,
    filter: &Filter<'_>,
    user: &Value,
) -> Finding {
    let place = names(filter);
    let who = id(user).unwrap_or("a user");
    let expected = format!("{who} among the users with {}", written(filter));
    finding(promise, Operation::List, (&place, "missing-row"), expected, "it is not there")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::promise::filters::LAST_NAME_IS_SOUND as LAST;

    fn user(id: &str, name: &str) -> Value {
        json!({"userId": id, "lastName": name, "email": format!("{id}@example.com"), "level": "member"})
    }

    #[test]
    fn what_case_decides_is_neither_alien_nor_missing() {
        let known = [user("a", "McCoy"), user("b", "mccoy")];
        let filter = [("lastName", "McC")];
        assert!(sound(&LAST, &filter, &known).is_empty(), "a case-insensitive server finds both");
        assert!(missing(&filter, &known, &known[..1]).is_empty(), "a case-sensitive one the first");
        assert_eq!(missing(&filter, &known, &known[1..]), [&known[0]]);
    }

    #[test]
    fn an_alien_row_is_named() {
        let rows = [user("a", "McCoy"), user("b", "Kirk")];
        let found = sound(&LAST, &[("lastName", "Coy")], &rows);
        assert_eq!(found[0].key(), "filters.lastName.sound list lastName alien-row");
        assert_eq!(found[0].actual, "1 of 2 rows do not match, such as b with lastName \"Kirk\"");
    }

    #[test]
    fn a_final_sigma_is_contained_in_its_own_name() {
        let rows = [user("a", "ΟΔΥΣΣΕΑΣ")];
        assert!(sound(&LAST, &[("lastName", "ΟΔΥΣ")], &rows).is_empty());
    }

    #[test]
    fn case_may_be_folded_to_several_letters() {
        let rows = [user("a", "Weiß"), user("b", "WEISS"), user("c", "Wei\u{1e9e}")];
        for wanted in ["ss", "ß", "SS"] {
            assert!(sound(&LAST, &[("lastName", wanted)], &rows).is_empty(), "{wanted}");
        }
    }

    #[test]
    fn a_collation_may_pass_over_accents_and_width() {
        let rows =
            [user("a", "N\u{fa}\u{f1}ez"), user("b", "S\u{f8}rensen"), user("c", "\u{ff2e}une")];
        for (wanted, row) in [("nunez", 0), ("Nu\u{301}n", 0), ("soren", 1), ("nun", 2)] {
            assert!(sound(&LAST, &[("lastName", wanted)], &rows[row..=row]).is_empty(), "{wanted}");
        }
        assert_eq!(sound(&LAST, &[("lastName", "nonez")], &rows[..1]).len(), 1);
        assert_eq!(missing(&[("lastName", "nunez")], &rows, &[]), [] as [&Value; 0]);
    }

    #[test]
    fn two_filters_admit_the_intersection() {
        let rows = [user("a", "McCoy"), user("b", "Kirk")];
        let filter = [("lastName", "K"), ("level", "member")];
        assert_eq!(missing(&filter, &rows, &[]), [&rows[1]]);
        assert_eq!(sound(&LAST, &filter, &rows)[0].place, "lastName+level");
    }

    #[test]
    fn an_email_is_matched_whole() {
        let rows = [user("a", "x")];
        assert_eq!(sound(&LAST, &[("email", "a@example.co")], &rows).len(), 1);
        assert!(sound(&LAST, &[("email", "A@example.com")], &rows).is_empty());
    }
}
