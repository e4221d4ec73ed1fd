//! Faults that show only now and then.

use std::time::Duration;

use super::{
    Fault, Hook,
    When::{self, OneIn},
    tools::{crash, rematch, set, users},
};
use crate::mock::{
    Answer, Framing,
    Operation::{Invite, List, Update},
    user::CLEARED_BY_NULL,
};

/// Faults on one of so many requests of an operation.
macro_rules! sometimes {
    ($($when:expr; $name:literal $summary:literal $clause:literal $killer:literal $hook:expr)*) => {
        &[$(Fault {
            name: $name,
            summary: $summary,
            clause: $clause,
            killed_by: &[$killer],
            when: $when,
            hooks: &[$hook],
        }),*]
    };
}

const IN_40: When = OneIn(40);
const IN_60: When = OneIn(60);

pub(super) const FAULTS: &[Fault] = sometimes! {
    IN_40; "sometimes-invite-drops-fields" "One answer to an invite in 40 lacks every optional field."
        "invite.echo" "invite::echoes_sent_fields"
        Hook::Reply(Invite, |_, reply| users(reply, |user| {
            user.retain(|name, _| !CLEARED_BY_NULL.contains(&name.as_str()));
        }))
    IN_40; "sometimes-invite-stores-nothing" "One invite in 40 is answered and nobody is stored."
        "invite.persisted" "invite::is_persisted"
        Hook::Stored(Invite, |_, user| *user = None)
    IN_40; "sometimes-update-stores-nothing" "One update in 40 is answered and nothing is stored."
        "update.persisted" "update::is_persisted"
        Hook::Stored(Update, |_, user| *user = None)
    IN_40; "sometimes-update-shows-another-name" "One answer to an update in 40 shows the last name of another user."
        "update.partial" "update::changes_only_provided_fields"
        Hook::Reply(Update, |request, reply| if !request.contains_key("lastName") {
            reply["lastName"] = "Another".into();
        })
    IN_40; "sometimes-list-loses-a-row" "One page in 40 lacks a row in the middle."
        "list.walk" "list::walk_is_a_partition"
        Hook::Page(|_, page| if page.rows.len() > 2 { page.rows.remove(1); })
    IN_40; "sometimes-list-ignores-filters" "One list in 40 comes from a replica that ignores the first name."
        "filters.firstName.sound" "filters::first_name_is_sound"
        Hook::Match(|request, candidate, matches| {
            rematch((request, candidate), matches, "firstName", |_, _| true);
        })
    IN_40; "sometimes-list-has-no-cursor" "One page in 40 says that more follows and gives no cursor."
        "list.hasMore" "list::has_more_agrees_with_what_follows"
        Hook::Page(|_, page| page.cursor = None)
    IN_40; "sometimes-500" "One request in 40 ends in a 500."
        "protocol.no-5xx" "protocol::no_server_errors"
        Hook::Answer(|_, answer| crash(answer, true))
    IN_40; "sometimes-502-of-a-proxy" "One list in 40 is answered by a proxy, with 502 and HTML."
        "protocol.no-5xx" "protocol::no_server_errors"
        Hook::Answer(|call, answer| if call.is(List) {
            *answer = Answer::empty(axum::http::StatusCode::BAD_GATEWAY);
            answer.body = b"<h1>502 Bad Gateway</h1>".to_vec();
        })
    IN_40; "sometimes-html-with-200" "One list in 40 is a page of HTML with 200."
        "protocol.json" "protocol::answers_in_json"
        Hook::Answer(|call, answer| if call.is(List) && answer.code.is_none() {
            answer.headers.clear();
            answer.body = b"<h1>We will be right back</h1>".to_vec();
        })
    IN_40; "sometimes-update-hits-another" "One update in 40 changes canManageStudies of everybody."
        "update.others" "update::leaves_other_users_alone"
        Hook::Others(|_, _, other| set(&mut other.0, "canManageStudies", false))
    IN_60; "sometimes-hangs" "One request in 60 is not answered in time."
        "protocol.no-5xx" "protocol::no_server_errors"
        Hook::Delay(|_| Duration::from_secs(15))
    IN_60; "sometimes-breaks-off" "The connection breaks in the middle of one answer in 60."
        "protocol.no-5xx" "protocol::no_server_errors"
        Hook::Answer(|_, answer| answer.framing = Framing::Cut)
};
