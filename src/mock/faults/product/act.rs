//! What a mutant does at each step of a request.

use serde_json::Value;

use super::{
    condition::Moment,
    mutant::{Defect, Mutant},
};
use crate::{
    mock::{
        Candidate, Object, Page, User, Violation,
        cursor::following,
        faults::{
            WAS,
            fields::{cut, rewrite, set},
        },
        filters::passed_with,
        text::fold,
        user::OPTIONAL_FIELDS,
    },
    model::Operation::{self, List},
};

/// How many characters are left of a value that is cut.
const CUT: usize = 20;

impl Mutant {
    /// Whether the request makes the server fail, and what is wrong with it in the mutant's eyes.
    pub(in crate::mock) fn judge(
        &self,
        (operation, request): (Operation, &Object),
        before: Option<&User>,
        turn: u64,
        violations: &mut Vec<Violation>,
    ) -> bool {
        let at = Moment { request, user: before, turn, has_more: false };
        let acts = |defect| self.acts_on(operation, defect, at);
        if acts(Defect::Refuses) {
            violations.push(Violation::new(self.field, "own", "this is not accepted"));
        }
        if acts(Defect::Accepts) {
            violations.retain(|one| one.field != self.field);
        }
        acts(Defect::Fails)
    }

    /// The request of a list, once it is known to be valid.
    pub(in crate::mock) fn accepted(&self, request: &mut Object, turn: u64) {
        let at = Moment { request, user: None, turn, has_more: false };
        let limit = request.get("limit").and_then(Value::as_u64);
        if let Some(limit) = limit.filter(|limit| *limit < 100)
            && self.defect == Defect::OverLimit
            && self.acts(at)
        {
            set(request, "limit", limit + 1);
        }
    }

    /// The user that a write makes, as answered and as stored.
    pub(in crate::mock) fn settle(
        &self,
        (operation, request): (Operation, &Object),
        before: Option<&User>,
        turn: u64,
        (answered, stored): (&mut User, &mut Option<User>),
    ) {
        let at = Moment { request, user: before, turn, has_more: false };
        if self.operation != operation || !self.acts(at) {
            return;
        }
        let sent = request.contains_key(self.field);
        let mut both = |change: &dyn Fn(&mut User)| {
            change(answered);
            stored.iter_mut().for_each(change);
        };
        let back = |user: &mut User| undo(user, before, self.field);
        match self.defect {
            Defect::Ignores if sent => both(&back),
            Defect::StoresNot if sent => stored.iter_mut().for_each(back),
            Defect::AnswersNot if sent => back(answered),
            Defect::Changes if sent => both(&|user| spoil(user, self.field)),
            Defect::Cuts if sent => both(&|user| cut(user, self.field, CUT)),
            Defect::Escapes if sent => both(&|user| rewrite(user, self.field, escaped)),
            Defect::Resets if !sent => both(&|user| reset(user, self.field)),
            _ => {}
        }
    }

    /// Whether a user belongs into a list.
    pub(in crate::mock) fn matches(
        &self,
        request: &Object,
        candidate: &Candidate<'_>,
        turn: u64,
        matches: &mut bool,
    ) {
        if self.operation != List {
            return;
        }
        let user = candidate.user;
        let at = Moment { request, user: Some(user), turn, has_more: true };
        match self.defect {
            Defect::Hides if self.acts(at) => *matches = false,
            Defect::DropsFilter if request.contains_key(self.field) && self.acts(at) => {
                *matches = passed_with(request, user, self.field, |_, _| true);
            }
            Defect::OldIndex if request.contains_key(self.field) && self.acts(at) => {
                let test: fn(&str, &User) -> bool = match self.field {
                    "firstName" => |asked, user| contains(user, "firstName", asked),
                    "lastName" => |asked, user| contains(user, "lastName", asked),
                    _ => |asked, user| was(user, "level") == asked,
                };
                *matches = passed_with(request, user, self.field, test);
            }
            _ => {}
        }
    }

    /// A page of the list.
    pub(in crate::mock) fn page(&self, request: &Object, page: &mut Page, turn: u64) {
        let has_more = page.has_more;
        let at = Moment { request, user: None, turn, has_more };
        if self.operation != List {
            return;
        }
        if matches!(self.defect, Defect::RowsDiffer | Defect::RowsAreOld) {
            for (_, user) in &mut page.rows {
                if !self.acts(Moment { user: Some(user), ..at }) {
                    continue;
                }
                if self.defect == Defect::RowsDiffer {
                    spoil(user, self.field);
                } else if let Some(was) = user.get(WAS).cloned() {
                    match was.get(self.field) {
                        Some(old) => user.set(self.field, old.clone()),
                        None => drop(user.remove(self.field)),
                    }
                }
            }
            return;
        }
        if !self.acts(at) {
            return;
        }
        let last = page.rows.last().map(|(sequence, _)| *sequence);
        match self.defect {
            Defect::LosesFirst if !page.rows.is_empty() => drop(page.rows.remove(0)),
            Defect::LosesLast => drop(page.rows.pop()),
            Defect::Repeats => page.rows.extend(page.rows.last().cloned()),
            Defect::SaysMore if !has_more && last.is_some() => {
                page.has_more = true;
                page.cursor = last.map(|last| following(request, last));
            }
            Defect::SaysEnd => {
                page.has_more = false;
                page.cursor = None;
            }
            Defect::SkipsAhead => shift(page, |after| after + 1),
            Defect::StepsBack => shift(page, |after| after.saturating_sub(1)),
            _ => {}
        }
    }
}

fn shift(page: &mut Page, change: fn(u64) -> u64) {
    if let Some(cursor) = &mut page.cursor
        && let Some(after) = cursor.get("after").and_then(Value::as_u64)
    {
        set(cursor, "after", change(after));
    }
}

/// What a field was before the last update of a user.
fn was<'a>(user: &'a User, field: &str) -> &'a str {
    let old = user.get(WAS).and_then(|was| was.get(field)).and_then(Value::as_str);
    old.unwrap_or_else(|| user.text(field))
}

fn contains(user: &User, field: &str, asked: &str) -> bool {
    fold(was(user, field)).contains(&fold(asked))
}

/// Makes a field what it was; of a new user, what it is where nothing is sent.
fn undo(user: &mut User, before: Option<&User>, field: &str) {
    match before {
        Some(before) => match before.get(field) {
            Some(old) => user.set(field, old.clone()),
            None => drop(user.remove(field)),
        },
        None if OPTIONAL_FIELDS.contains(&field) => drop(user.remove(field)),
        None => spoil(user, field),
    }
}

/// Makes a field what a user has who was never asked.
fn reset(user: &mut User, field: &str) {
    match field {
        "canManageStudies" => user.set(field, false),
        "hasDashboardAccess" => user.set(field, true),
        "level" => user.set(field, "member"),
        "clinicRole" => user.set(field, "Other"),
        "firstName" | "lastName" => rewrite(user, field, str::to_uppercase),
        _ => drop(user.remove(field)),
    }
}

/// Makes a field another lawful value.
fn spoil(user: &mut User, field: &str) {
    let is_admin = user.text("level") == "admin";
    let Some(value) = user.get(field).cloned() else { return };
    let other: Value = match (field, value) {
        ("hasDashboardAccess", _) if is_admin => return,
        ("level", _) => "member".into(),
        ("clinicRole", value) => if value == "Other" { "Doctor" } else { "Other" }.into(),
        ("invitedSource", value) => if value == "api" { "dashboard" } else { "api" }.into(),
        ("createdAt" | "lastLoginAt", _) => "2001-02-03T04:05:06Z".into(),
        ("userId" | "email", _) => return,
        (_, Value::Bool(flag)) => (!flag).into(),
        ("phoneNumber", Value::String(digits)) => digits.chars().rev().collect::<String>().into(),
        (_, Value::String(text)) => {
            let capitals = text.to_uppercase();
            if capitals == text { text.to_lowercase() + "x" } else { capitals }.into()
        }
        _ => return,
    };
    user.set(field, other);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;")
}
