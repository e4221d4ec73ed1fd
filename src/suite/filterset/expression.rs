//! What an expression is made of, and which checks it selects.

use crate::{
    check::{Catalogue, Check},
    model::{Level, Operation},
    suite::pattern::matches,
};

/// An expression that cannot be used; the text shows where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{expression}\n{indent}^ {problem}", indent = " ".repeat(*.column))]
pub struct FiltersetError {
    /// The expression on one line.
    pub expression: String,
    /// Where, in characters from 0.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub problem: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    All,
    None,
    Check(Text),
    Clause(Text),
    Level(Level),
    Operation(Operation),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

/// How an id is matched.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Text {
    /// The whole of it.
    Is(String),
    /// The whole of it, with `*` for any text.
    Like(String),
    /// A part of it.
    Contains(String),
}

pub(super) fn selects(expression: &Expression, check: &Check) -> bool {
    match expression {
        Expression::All => true,
        Expression::None => false,
        Expression::Check(text) => text.matches(&check.id),
        Expression::Clause(text) => check.clauses.iter().any(|clause| text.matches(clause)),
        Expression::Level(level) => check.level == *level,
        Expression::Operation(operation) => is_about(check, *operation),
        Expression::Not(inner) => !selects(inner, check),
        Expression::And(left, right) => selects(left, check) && selects(right, check),
        Expression::Or(left, right) => selects(left, check) || selects(right, check),
    }
}

/// Whether a check is about this one operation. Those that watch every response are about none.
fn is_about(check: &Check, operation: Operation) -> bool {
    let id = operation.id();
    let (family, property) = check.id.split_once("::").unwrap_or((&check.id, ""));
    family == id
        || (family == "filters" && operation == Operation::List)
        || property.strip_prefix(id).is_some_and(|rest| rest.starts_with('_'))
}

/// Whether something in the catalogue is selected by this part of an expression.
pub(super) fn is_known(expression: &Expression, catalogue: &Catalogue) -> bool {
    match expression {
        Expression::Check(_) | Expression::Clause(_) => {
            catalogue.checks.iter().any(|check| selects(expression, check))
        }
        _ => true,
    }
}

impl Text {
    pub(super) fn of(text: &str) -> Self {
        match text.strip_prefix('=') {
            Some(id) => Self::Is(id.trim().to_owned()),
            None if text.contains('*') => Self::Like(text.to_owned()),
            None => Self::Contains(text.to_owned()),
        }
    }

    fn matches(&self, id: &str) -> bool {
        match self {
            Self::Is(whole) => id == whole,
            Self::Like(pattern) => matches(pattern, id),
            Self::Contains(part) => id.contains(part.as_str()),
        }
    }
}
