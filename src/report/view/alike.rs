//! Findings that are one defect, seen at several places: a constraint that neither of two operations
//! checks, a type that is checked at no field, a filter that is forgotten behind a cursor.

use serde_json::Value;

use crate::model::{Counterexample, Finding, Mutation};

/// Whether two findings are the same rule that a validator does not know: each is a value that was
/// accepted, and either both are the same constraint of the same field in two operations, or both
/// are of one operation, for fields that ought to be of the same type, or that took a null. What
/// takes a null for nothing at all clears no field by it, either.
pub(super) fn alike(one: &Counterexample, other: &Counterexample) -> bool {
    if one.finding.operation == other.finding.operation && is_null_lost(one) && is_null_lost(other)
    {
        return one.finding.clause != other.finding.clause;
    }
    let is_accepted = |finding: &Finding| finding.kind == "accepted";
    let (Some(of_one), Some(of_other)) = (&one.case.mutation, &other.case.mutation) else {
        return false;
    };
    let same_field = of_one.instance_pointer == of_other.instance_pointer;
    let same_operation = one.finding.operation == other.finding.operation;
    is_accepted(&one.finding)
        && is_accepted(&other.finding)
        && one.finding.clause != other.finding.clause
        && of_one.keyword == of_other.keyword
        && if same_operation { same_type(of_one, of_other) } else { same_field }
}

/// Whether a null was accepted where none is allowed, or did not clear what it ought to.
fn is_null_lost(shown: &Counterexample) -> bool {
    match (&shown.case.mutation, shown.finding.kind.as_str()) {
        // What is removed has no value afterwards, and a file does not tell that from a null.
        (Some(mutation), "accepted") => {
            mutation.keyword != "required" && mutation.after.as_ref().is_none_or(Value::is_null)
        }
        (_, "not-cleared") => true,
        _ => false,
    }
}

/// Whether a filter lets something through that only a page behind a cursor shows: then it is the
/// cursor that forgets it.
pub(super) fn is_behind_cursor(one: &Counterexample, other: &Counterexample) -> bool {
    let last = one.exchanges.last().map(|exchange| exchange.request.path.as_str());
    let query = last.and_then(|path| path.split_once('?')).map_or("", |(_, query)| query);
    one.finding.clause.starts_with("filters.")
        && other.finding.clause == "list.cursor.filter"
        && one.finding.kind == other.finding.kind
        && query.split('&').any(|part| part.starts_with("cursor="))
}

fn same_type(one: &Mutation, other: &Mutation) -> bool {
    let kind = |value: &Option<Value>| value.as_ref().map(std::mem::discriminant);
    one.keyword == "type" && one.before.is_some() && kind(&one.before) == kind(&other.before)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::super::fixtures, *};
    use crate::model::Operation;

    fn accepted(
        operation: Operation,
        field: &str,
        keyword: &str,
        before: &Value,
    ) -> Counterexample {
        let mut shown = fixtures::lost_row();
        shown.finding.clause = format!("{operation}.{field}.{keyword}");
        shown.finding.operation = operation;
        shown.finding.kind = "accepted".into();
        let mutation = shown.case.mutation.as_mut().unwrap();
        mutation.instance_pointer = format!("/{field}");
        mutation.keyword = keyword.into();
        mutation.before = Some(before.clone());
        shown
    }

    #[test]
    fn a_constraint_that_two_operations_miss_is_one_defect() {
        let phone = |operation| accepted(operation, "phoneNumber", "pattern", &json!("0123456789"));
        let (invite, update) = (phone(Operation::Invite), phone(Operation::Update));
        assert!(alike(&invite, &update) && alike(&update, &invite));
        assert!(!alike(&invite, &invite));
        let name = accepted(Operation::Update, "lastName", "pattern", &json!("Li"));
        assert!(!alike(&invite, &name), "another field");
        let mut refused = update;
        refused.finding.kind = "refused".into();
        assert!(!alike(&invite, &refused), "another kind");
    }

    #[test]
    fn a_type_that_no_field_of_an_operation_keeps_is_one_defect() {
        let of =
            |field, keyword, before: Value| accepted(Operation::Invite, field, keyword, &before);
        let flag = of("canManageStudies", "type", json!(true));
        assert!(alike(&flag, &of("hasDashboardAccess", "type", json!(false))));
        assert!(!alike(&flag, &of("lastName", "type", json!("Li"))), "a text is no flag");
        assert!(!alike(&flag, &of("hasDashboardAccess", "required", json!(false))));
    }
    #[test]
    fn a_null_that_is_taken_for_nothing_is_one_defect() {
        let null = |field, keyword, after: Option<Value>| {
            let mut shown = accepted(Operation::Update, field, keyword, &json!("Li"));
            shown.case.mutation.as_mut().unwrap().after = after;
            shown
        };
        let name = null("lastName", "type", Some(Value::Null));
        let level = null("level", "enum", None);
        assert!(alike(&name, &level));
        let mut cleared = fixtures::dropped_field();
        cleared.finding.operation = Operation::Update;
        cleared.finding.kind = "not-cleared".into();
        assert!(alike(&cleared, &name) && alike(&name, &cleared));
        assert!(!alike(&null("level", "enum", Some(json!("owner"))), &name), "another value");
        assert!(!alike(&null("level", "required", None), &name), "no value");
    }

    #[test]
    fn what_only_a_page_behind_a_cursor_shows_is_the_cursors() {
        let alien = |clause: &str, path: &str| {
            let mut shown = fixtures::lost_row();
            shown.finding.clause = clause.into();
            shown.finding.kind = "alien-row".into();
            shown.exchanges.last_mut().unwrap().request.path = path.into();
            shown
        };
        let cursor = alien("list.cursor.filter", "/users?level=member&cursor=x");
        assert!(is_behind_cursor(&alien("filters.level", "/users?level=member&cursor=x"), &cursor));
        assert!(!is_behind_cursor(&alien("filters.level", "/users?level=member"), &cursor));
        assert!(!is_behind_cursor(&cursor, &cursor));
    }
}
