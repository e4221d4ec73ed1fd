//! Under which conditions a defect acts: a value, a state, a request, a history, a moment.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use crate::mock::{
    Object, User, cursor,
    faults::{
        REFUSED, WAS,
        fields::{is_null, text},
    },
    filters::FILTERS,
};

/// What a value is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// As it is already.
    Same,
    /// As it is already but for capitals.
    OtherCase,
    /// With a letter outside of ASCII.
    NotAscii,
    /// With a space in it.
    Spaced,
    /// With an apostrophe, an ampersand or an angle bracket.
    Marked,
    /// Of a hundred characters and more.
    Long,
    /// The value `false`.
    False,
    /// The value `true`.
    True,
    /// No value.
    Null,
}

/// What a field of a user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// This text.
    Text(&'static str),
    /// This truth.
    Flag(bool),
    /// There, with a value.
    Present,
    /// Not there.
    Absent,
}

/// One condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// None.
    Always,
    /// The request sends such a value for the field.
    Value(&'static str, Class),
    /// The user was like this before; one who is invited is so by the invitation.
    State(&'static str, State),
    /// The request has this field or parameter as well.
    With(&'static str),
    /// The request has no other field.
    Alone,
    /// The user was updated before.
    AfterUpdate,
    /// The update before was refused.
    AfterRefusal,
    /// The update before changed the level.
    AfterLevelChange,
    /// One of so many requests of the operation.
    OneIn(u64),
    /// The request names no limit.
    NoLimit,
    /// The limit lies between these.
    Limit(u64, u64),
    /// The limit is another one than the cursor was made with.
    OtherLimit,
    /// The request goes on from a cursor.
    OnCursor,
    /// The request has no cursor.
    FirstPage,
    /// Nothing follows.
    LastPage,
    /// So many filters.
    Filters(usize),
}

/// What a condition is held against.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) request: &'a Object,
    /// The user before an update; the user of a row.
    pub(super) user: Option<&'a User>,
    pub(super) turn: u64,
    pub(super) has_more: bool,
}

impl Condition {
    pub(super) fn holds(self, at: Moment<'_>) -> bool {
        let limit = || at.request.get("limit").and_then(Value::as_u64);
        let was = || at.user.and_then(|user| user.get(WAS));
        match self {
            Self::Always => true,
            Self::Value(field, class) => class.fits(field, at),
            Self::State(field, state) => {
                state.fits(at.user.map_or(at.request, |user| &user.0), field)
            }
            Self::With(name) => at.request.contains_key(name),
            Self::Alone => at.request.len() == 1,
            Self::AfterUpdate => was().is_some(),
            Self::AfterRefusal => at.user.is_some_and(|user| user.contains_key(REFUSED)),
            Self::AfterLevelChange => was()
                .is_some_and(|was| at.user.is_some_and(|user| was["level"] != user.text("level"))),
            Self::OneIn(many) => at.turn.is_multiple_of(many),
            Self::NoLimit => limit().is_none(),
            Self::Limit(from, to) => limit().is_some_and(|limit| (from..=to).contains(&limit)),
            Self::OtherLimit => {
                let cursor = cursor::decode(text(at.request, "cursor"));
                cursor.is_some_and(|cursor| cursor.get("limit").and_then(Value::as_u64) != limit())
            }
            Self::OnCursor => at.request.contains_key("cursor"),
            Self::FirstPage => !at.request.contains_key("cursor"),
            Self::LastPage => !at.has_more,
            Self::Filters(many) => {
                FILTERS.iter().filter(|name| at.request.contains_key(**name)).count() == many
            }
        }
    }

    /// Whether it looks at what happened to a user before.
    pub(super) fn is_history(self) -> bool {
        matches!(self, Self::AfterUpdate | Self::AfterRefusal | Self::AfterLevelChange)
    }

    /// What a table calls conditions of this kind.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Value(..) => "a value",
            Self::State(..) => "a state",
            Self::With(_) | Self::Alone => "other fields",
            Self::AfterUpdate | Self::AfterRefusal | Self::AfterLevelChange => "a history",
            Self::OneIn(_) => "now and then",
            Self::NoLimit | Self::Limit(..) | Self::OtherLimit => "a limit",
            Self::OnCursor | Self::FirstPage | Self::LastPage => "a page",
            Self::Filters(_) => "filters",
        }
    }
}

impl Class {
    fn fits(self, field: &str, at: Moment<'_>) -> bool {
        let Some(sent) = at.request.get(field) else { return false };
        let before = at.user.and_then(|user| user.get(field));
        let holds = |test: fn(char) -> bool| sent.as_str().is_some_and(|sent| sent.contains(test));
        match self {
            Self::Same => before == Some(sent),
            Self::OtherCase => match (before.and_then(Value::as_str), sent.as_str()) {
                (Some(before), Some(sent)) => {
                    before != sent && before.to_lowercase() == sent.to_lowercase()
                }
                _ => false,
            },
            Self::NotAscii => holds(|c| !c.is_ascii()),
            Self::Spaced => holds(|c| c == ' '),
            Self::Marked => holds(|c| "'&<>\"".contains(c)),
            Self::Long => sent.as_str().is_some_and(|sent| sent.chars().count() >= 100),
            Self::False => *sent == false,
            Self::True => *sent == true,
            Self::Null => is_null(at.request, field),
        }
    }
}

impl State {
    fn fits(self, user: &Object, field: &str) -> bool {
        let value = user.get(field).filter(|value| !value.is_null());
        match self {
            Self::Text(wanted) => value.is_some_and(|value| value == wanted),
            Self::Flag(wanted) => value.is_some_and(|value| *value == wanted),
            Self::Present => value.is_some(),
            Self::Absent => value.is_none(),
        }
    }
}

impl Display for Condition {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => write!(out, "always"),
            Self::Value(field, class) => {
                write!(out, "{field}-{}", format!("{class:?}").to_lowercase())
            }
            Self::State(field, State::Text(text)) => write!(out, "of-{text}-{field}"),
            Self::State(field, State::Flag(flag)) => write!(out, "of-{flag}-{field}"),
            Self::State(field, State::Present) => write!(out, "of-present-{field}"),
            Self::State(field, State::Absent) => write!(out, "of-absent-{field}"),
            Self::With(name) => write!(out, "with-{name}"),
            Self::Alone => write!(out, "alone"),
            Self::AfterUpdate => write!(out, "after-update"),
            Self::AfterRefusal => write!(out, "after-refusal"),
            Self::AfterLevelChange => write!(out, "after-level-change"),
            Self::OneIn(many) => write!(out, "one-in-{many}"),
            Self::NoLimit => write!(out, "no-limit"),
            Self::Limit(from, to) => write!(out, "limit-{from}-{to}"),
            Self::OtherLimit => write!(out, "other-limit"),
            Self::OnCursor => write!(out, "on-cursor"),
            Self::FirstPage => write!(out, "first-page"),
            Self::LastPage => write!(out, "last-page"),
            Self::Filters(many) => write!(out, "filters-{many}"),
        }
    }
}
