//! The filters of the list.

use super::{
    store::Row,
    text::fold,
    user::{Object, User},
};

/// Their names.
pub(super) const FILTERS: [&str; 5] = ["email", "firstName", "invitedSource", "lastName", "level"];

/// The filters of a request, folded once.
pub(super) struct Filters {
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    invited_source: Option<String>,
    level: Option<String>,
}

impl Filters {
    pub(super) fn new(request: &Object) -> Self {
        let text = |name| asked(request, name);
        Self {
            email: text("email").map(fold),
            first_name: text("firstName").map(fold),
            last_name: text("lastName").map(fold),
            invited_source: text("invitedSource").map(str::to_owned),
            level: text("level").map(str::to_owned),
        }
    }

    /// Whether a row passes all of them.
    pub(super) fn match_row(&self, row: &Row) -> bool {
        let is = |asked: &Option<String>, has: &str| asked.as_ref().is_none_or(|a| a == has);
        let contains = |asked: &Option<String>, has: &str| {
            asked.as_ref().is_none_or(|part| has.contains(part.as_str()))
        };
        is(&self.email, &row.email)
            && contains(&self.first_name, &row.first_name)
            && contains(&self.last_name, &row.last_name)
            && is(&self.invited_source, row.user.text("invitedSource"))
            && is(&self.level, row.user.text("level"))
    }
}

/// What a request asks a filter for.
fn asked<'a>(request: &'a Object, filter: &str) -> Option<&'a str> {
    request.get(filter)?.as_str()
}

/// Whether a user passes one filter.
fn passes(filter: &str, asked: &str, user: &User) -> bool {
    let has = user.text(filter);
    match filter {
        "firstName" | "lastName" => fold(has).contains(&fold(asked)),
        "email" => fold(has) == fold(asked),
        _ => has == asked,
    }
}

/// Which of the filters of a request a user passes, in the order of their names.
pub(super) fn passed(request: &Object, user: &User) -> Vec<bool> {
    let asked = FILTERS.iter().filter_map(|name| Some((*name, asked(request, name)?)));
    asked.map(|(name, asked)| passes(name, asked, user)).collect()
}

/// Whether a user passes the filters of a request when one of them matches in another way.
pub(super) fn passed_with(
    request: &Object,
    user: &User,
    filter: &str,
    test: fn(&str, &User) -> bool,
) -> bool {
    FILTERS.iter().all(|name| {
        asked(request, name).is_none_or(|asked| {
            if *name == filter { test(asked, user) } else { passes(name, asked, user) }
        })
    })
}
