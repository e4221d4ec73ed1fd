//! Waivers: known failures that do not stop a release, each with an owner and an end.

use std::{fs, ops::Range, path::Path};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{load::SuiteError, place::at};
use crate::model::Waiver;

/// How far ahead a waiver may expire, in days.
const LONGEST: i64 = 90;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    check: Spanned<String>,
    finding: Spanned<String>,
    reason: Spanned<String>,
    ticket: Spanned<String>,
    owner: Spanned<String>,
    expires: Spanned<Date>,
}

/// A TOML date, or the same as text.
struct Date(NaiveDate);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = toml::Value::deserialize(deserializer)?;
        let text = text.as_str().map_or_else(|| text.to_string(), str::to_owned);
        let parsed = text.parse().map(Self);
        parsed.map_err(|_| serde::de::Error::custom("expires is a date such as 2026-12-31"))
    }
}

/// Reads a waiver file. `today` decides what is too far ahead; a waiver that has expired is read
/// all the same, since the run has to say so. `known` tells whether a check exists.
///
/// # Errors
/// Names the file and the line of the first wrong entry.
pub fn load(
    path: &Path,
    today: NaiveDate,
    known: impl Fn(&str) -> bool,
) -> Result<Vec<Waiver>, SuiteError> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|source| SuiteError::Unreadable { file: file.clone(), source })?;
    parse(&text, today, known).map_err(|problem| SuiteError::Invalid { file, problem })
}

fn parse(
    text: &str,
    today: NaiveDate,
    known: impl Fn(&str) -> bool,
) -> Result<Vec<Waiver>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    file.waiver.into_iter().map(|entry| entry.checked(text, today, &known)).collect()
}

impl Entry {
    fn checked(
        self,
        text: &str,
        today: NaiveDate,
        known: &impl Fn(&str) -> bool,
    ) -> Result<Waiver, String> {
        let at = |place: Range<usize>, problem: &str| at(text, place, problem);
        for field in [&self.finding, &self.reason, &self.ticket, &self.owner] {
            if field.get_ref().trim().is_empty() {
                return Err(at(field.span(), "this must not be empty"));
            }
        }
        if !known(self.check.get_ref()) {
            let problem = format!("no check `{}`; --list shows all", self.check.get_ref());
            return Err(at(self.check.span(), &problem));
        }
        let expires = self.expires.get_ref().0;
        let days = (expires - today).num_days();
        if days > LONGEST {
            let problem = format!("expires in {days} days; {LONGEST} are the most");
            return Err(at(self.expires.span(), &problem));
        }
        Ok(Waiver {
            check: self.check.into_inner(),
            finding: self.finding.into_inner(),
            reason: self.reason.into_inner(),
            ticket: self.ticket.into_inner(),
            owner: self.owner.into_inner(),
            expires: expires.to_string(),
            expired: days < 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[waiver]]
check = \"invite::echoes_sent_fields\"
finding = \"invite.echo invite /suffix1 dropped\"
reason = \"fixed in the next release\"
ticket = \"API-7\"
owner = \"platform\"
expires = 2026-12-31
";

    fn parsed(text: &str) -> Result<Vec<Waiver>, String> {
        let today = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        parse(text, today, |check| check.starts_with("invite::"))
    }

    #[test]
    fn a_complete_entry_is_a_waiver() {
        let waivers = parsed(GOOD).unwrap();
        assert_eq!(waivers[0].expires, "2026-12-31");
        assert!(!waivers[0].expired);
        assert!(parsed(&GOOD.replace("2026-12-31", "\"2026-11-30\"")).unwrap()[0].expired);
    }

    #[test]
    fn a_wrong_entry_is_told_with_its_line() {
        for (from, to, line, says) in [
            ("2026-12-31", "2027-12-31", 7, "90 are the most"),
            ("2026-12-31", "\"soon\"", 7, "expires is a date"),
            ("invite::echoes", "invit::echoes", 2, "no check `invit::echoes_sent_fields`"),
            ("\"API-7\"", "\" \"", 5, "must not be empty"),
            ("ticket", "tickets", 5, "tickets"),
        ] {
            let error = parsed(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(&format!("line {line},")) && error.contains(says), "{error}");
        }
        assert!(parsed(&GOOD.replace("owner = \"platform\"\n", "")).unwrap_err().contains("owner"));
    }
}
