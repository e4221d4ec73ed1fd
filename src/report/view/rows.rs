//! The rows of a finding: labelled values, of which each format lays out those that it has room
//! for.

use std::{borrow::Cow, fmt};

use super::{
    super::{numbers::count, time},
    finding::FindingView,
};
use crate::model::Level;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The id of the clause, its level, and the promise.
    Clause,
    /// The promise and its level, where the heading has the id.
    Promise,
    Page,
    Level,
    /// The operation, the place and what is wrong there.
    Where,
    Expected,
    Actual,
    /// What makes the case invalid.
    Invalid,
    /// What a person calls the case.
    Case,
    Checks,
    /// How often it shows, and how many smaller cases were tried.
    Stability,
    /// How often it shows.
    Seen,
    /// When it showed first, how often, and whether every time.
    Since,
    /// Who has to act, and by which page.
    Turn,
    Seed,
    /// The `traceparent` of the request that shows it.
    Trace,
    Replay,
}

/// What a row says.
pub enum Value<'a> {
    /// Words of ours.
    Words(String),
    /// A sentence that repeats what was sent or came back.
    Quote(&'a str),
    /// An id, or something else that is there to be copied.
    Code(Cow<'a, str>),
    /// Several ids.
    Codes(Vec<&'a str>),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(text) => f.write_str(text),
            Self::Quote(text) => f.write_str(text),
            Self::Code(text) => f.write_str(text),
            Self::Codes(ids) => f.write_str(&ids.join(", ")),
        }
    }
}

impl<'a> FindingView<'a> {
    /// The label and the value of a row, if it has one.
    pub(in crate::report) fn row(&self, row: Row) -> Option<(&'static str, Value<'a>)> {
        let shown = self.counterexample;
        let (finding, level, says) = (&shown.finding, shown.level, &shown.clause_says);
        let seen = format!("{}; seen in {}", self.stability(), count(shown.seen as u64, "case"));
        let tried = count(shown.shrink_steps as u64, "smaller case");
        Some(match row {
            Row::Clause => {
                ("clause", Value::Words(format!("{} ({level}): {says}", finding.clause)))
            }
            Row::Promise => ("clause", Value::Words(format!("{says} ({level})"))),
            Row::Page if shown.pages.is_empty() => ("page", Value::Words("none".into())),
            Row::Page => ("page", Value::Words(shown.pages.join("; "))),
            Row::Level => ("level", Value::Words(level.to_string())),
            Row::Where => {
                let (operation, place, kind) = (finding.operation, &finding.place, &finding.kind);
                ("where", Value::Words(format!("{operation}, {place}: {kind}")))
            }
            Row::Expected => ("expected", Value::Quote(&finding.expected)),
            Row::Actual => ("actual", Value::Quote(&finding.actual)),
            Row::Invalid => ("invalid", Value::Quote(&shown.case.mutation.as_ref()?.sentence)),
            Row::Case if shown.case.name.is_empty() => return None,
            Row::Case => ("case", Value::Quote(&shown.case.name)),
            Row::Checks => {
                ("checks", Value::Codes(self.checks.iter().map(|c| c.id.as_str()).collect()))
            }
            Row::Stability => ("stability", Value::Words(format!("{seen}; {tried} tried"))),
            Row::Seen => ("stability", Value::Words(seen)),
            Row::Since => {
                let when = time::of_day(shown.first_seen).map(|time| format!("{time} UTC, "));
                let cases = count(shown.seen as u64, "case");
                let often = format!("seen in {cases}, {}", self.stability());
                ("since", Value::Words(when.unwrap_or_default() + &often))
            }
            Row::Turn => {
                let pages = shown.pages.join("; ");
                let pages = if pages.is_empty() { "no page".to_owned() } else { pages };
                ("turn", Value::Words(format!("{} {pages}", whose_turn(level))))
            }
            Row::Seed => ("seed", Value::Code(self.seed?.to_string().into())),
            Row::Trace => {
                ("trace", Value::Code(shown.exchanges.last()?.traceparent.as_str().into()))
            }
            Row::Replay => ("replay", Value::Code(shown.replay.as_str().into())),
        })
    }
}

fn whose_turn(level: Level) -> &'static str {
    match level {
        Level::Must => "the server's, by",
        Level::Should => "the server's, or the documentation's, which only implies it:",
        Level::May => "nobody's, only observed:",
    }
}
