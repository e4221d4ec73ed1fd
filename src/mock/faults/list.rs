//! Faults of the list: pages and filters.

use super::{Fault, Hook, When};
use crate::mock::Operation::List;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "list-loses-row-at-page-boundary",
        summary: "The last row of every page but the final one is lost.",
        clause: "list.walk",
        killed_by: &["list::walk_is_a_partition"],
        when: When::Always,
        hooks: &[Hook::Page(|_, page| {
            if page.has_more {
                page.rows.pop();
            }
        })],
    },
    Fault {
        name: "filter-last-name-ignored",
        summary: "The list takes the lastName filter and does not apply it.",
        clause: "filters.lastName.sound",
        killed_by: &["filters::last_name_is_sound"],
        when: When::Always,
        hooks: &[Hook::Request(List, |request| {
            request.remove("lastName");
        })],
    },
];
