//! A defect at a step, under conditions: one row of the product.

use std::fmt::{self, Display, Formatter};

use super::condition::{Condition, Moment};
use crate::{mock::Object, model::Operation, promise::Promise};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Defect {
    /// The field is neither stored nor answered.
    Ignores,
    /// The field is answered and not stored.
    StoresNot,
    /// The field is stored and not answered.
    AnswersNot,
    /// Another value is stored and answered.
    Changes,
    /// The value is cut after 20 characters.
    Cuts,
    /// The value is escaped as on a page of HTML.
    Escapes,
    /// The field is reset although the request does not name it.
    Resets,
    /// The request makes the server fail.
    Fails,
    /// The request is refused although it is valid.
    Refuses,
    /// The request is accepted although the field breaks a constraint.
    Accepts,
    /// The first row of a page is lost.
    LosesFirst,
    /// The last row of a page is lost.
    LosesLast,
    /// The last row of a page is there twice.
    Repeats,
    /// `hasMore` is true where nothing follows.
    SaysMore,
    /// `hasMore` is false where more follows.
    SaysEnd,
    /// The cursor leads one row too far.
    SkipsAhead,
    /// The cursor leads one row back.
    StepsBack,
    /// A page has one row more than its limit.
    OverLimit,
    /// The filter of this name is not looked at.
    DropsFilter,
    /// The filter of this name looks at what users were before.
    OldIndex,
    /// Users in such a state are not in the list.
    Hides,
    /// Rows show another value of the field.
    RowsDiffer,
    /// Rows show the field as it was before the last update.
    RowsAreOld,
}

/// One row of the product.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its name: operation, field, defect and conditions.
    pub name: String,
    /// Where it acts.
    pub operation: Operation,
    /// The field or filter that it is about; empty for a page as a whole.
    pub field: &'static str,
    /// What goes wrong.
    pub defect: Defect,
    /// When, all of them together.
    pub when: [Condition; 2],
    /// The promises that it breaks: a check of any of them is its own.
    pub breaks: Vec<&'static Promise>,
}

impl Mutant {
    pub(super) fn new(
        operation: Operation,
        field: &'static str,
        defect: Defect,
        when: [Condition; 2],
        breaks: Vec<&'static Promise>,
    ) -> Self {
        let mut words = vec![operation.to_string()];
        words.extend((!field.is_empty()).then(|| field.to_owned()));
        words.push(defect.to_string());
        let said = when.iter().filter(|one| **one != Condition::Always);
        words.extend(said.map(ToString::to_string));
        Self { name: words.join("/"), operation, field, defect, when, breaks }
    }

    /// Whether it acts now.
    pub(super) fn acts(&self, at: Moment<'_>) -> bool {
        self.when.iter().all(|one| one.holds(at))
    }

    /// Whether it acts on a request of this operation that has its field.
    pub(super) fn acts_on(&self, operation: Operation, defect: Defect, at: Moment<'_>) -> bool {
        let names = |request: &Object| self.field.is_empty() || request.contains_key(self.field);
        self.operation == operation && self.defect == defect && names(at.request) && self.acts(at)
    }

    /// Whether users have to keep what they were.
    pub(in crate::mock) fn remembers(&self) -> bool {
        let old = [Defect::OldIndex, Defect::RowsAreOld].contains(&self.defect);
        old || self.when.iter().any(|one| one.is_history())
    }

    /// What a table calls its conditions.
    #[must_use]
    pub fn condition_kind(&self) -> &'static str {
        let said = self.when.iter().filter(|one| **one != Condition::Always);
        match said.map(|one| one.kind()).collect::<Vec<_>>()[..] {
            [] => Condition::Always.kind(),
            [one] => one,
            _ => "two conditions",
        }
    }
}

impl Display for Defect {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let name = format!("{self:?}");
        for (place, letter) in name.char_indices() {
            if letter.is_uppercase() && place > 0 {
                write!(out, "-")?;
            }
            write!(out, "{}", letter.to_ascii_lowercase())?;
        }
        Ok(())
    }
}
