//! Faults of the invite.

use serde_json::Value;

use super::{Fault, Hook, When};
use crate::mock::Operation::Invite;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "invite-reply-drops-phone-number",
        summary: "The answer to an invite leaves the phone number out, though it is stored.",
        clause: "invite.echo",
        killed_by: &["invite::echoes_sent_fields"],
        when: When::Always,
        hooks: &[Hook::Reply(Invite, |_, reply| {
            reply.as_object_mut().map(|user| user.remove("phoneNumber"));
        })],
    },
    Fault {
        name: "invite-accepts-nine-digit-phone",
        summary: "An invite takes a phone number of fewer than ten digits.",
        clause: "invite.phoneNumber.pattern",
        killed_by: &["invite::rejects::phoneNumber::pattern"],
        when: When::Always,
        hooks: &[Hook::Violations(Invite, |request, violations| {
            let phone = request.get("phoneNumber").and_then(Value::as_str).unwrap_or_default();
            if (1..10).contains(&phone.len()) && phone.bytes().all(|byte| byte.is_ascii_digit()) {
                violations.retain(|violation| !violation.is("phoneNumber", "pattern"));
            }
        })],
    },
];
