//! The checks of the family `invite`.

use crate::check::catalogue::Declared;

pub(in crate::check) const CHECKS: &[Declared] = &[
    Declared {
        id: "invite::accepts_documented_example",
        title: "accepts the documented example",
        sends: "the body of the documented example, with an address of this run",
        expects: "2xx",
    },
    Declared {
        id: "invite::accepts_valid_payloads",
        title: "accepts random valid bodies",
        sends: "bodies drawn from invite-request.json, with roles that all pages agree on",
        expects: "2xx",
    },
    Declared {
        id: "invite::accepts_boundary_cases",
        title: "accepts every valid edge case",
        sends: "every edge case of invite-request.json that is valid",
        expects: "2xx",
    },
    Declared {
        id: "invite::treats_disputed_roles_alike",
        title: "treats roles that the pages dispute alike",
        sends: "a role of each edition that the other does not know, by invite and by update",
        expects: "the same answer from both: 2xx with the role echoed, or a 4xx",
    },
    Declared {
        id: "invite::admin_without_dashboard_is_never_stored",
        title: "never stores an admin without dashboard access",
        sends: "valid bodies with level admin and hasDashboardAccess false",
        expects: "a 4xx, or 2xx with one of the two corrected, in the response and in the list",
    },
    Declared {
        id: "invite::refuses_owner",
        title: "refuses to invite an owner",
        sends: "the documented example with level owner",
        expects: "a 4xx",
    },
    Declared {
        id: "invite::duplicate_email_never_makes_two_users",
        title: "never makes two users of one address",
        sends: "two invitations with the same address, one after the other and at once",
        expects: "at most one user with the address in the list",
    },
    Declared {
        id: "invite::rejected_leaves_no_trace",
        title: "a refused invitation leaves no user behind",
        sends: "a list request by the address of every refused invitation",
        expects: "no row",
    },
    Declared {
        id: "invite::response_matches_schema",
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "a body that satisfies invite-response.json",
    },
    Declared {
        id: "invite::echoes_sent_fields",
        title: "echoes every sent field",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "each sent field in the response with the same value",
    },
    Declared {
        id: "invite::invents_no_fields",
        title: "invents no field",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "no optional field in the response that was not sent",
    },
    Declared {
        id: "invite::user_ids_are_unique",
        title: "gives every user an id of its own",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "a userId that this run has not seen for another address",
    },
    Declared {
        id: "invite::created_at_is_now",
        title: "createdAt is the time of the invitation",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "createdAt within two minutes of the Date header, or null",
    },
    Declared {
        id: "invite::invited_source_is_api",
        title: "invitedSource is api",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "invitedSource api",
    },
    Declared {
        id: "invite::last_login_is_null",
        title: "lastLoginAt is null",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "lastLoginAt null",
    },
    Declared {
        id: "invite::is_persisted",
        title: "the list shows the new user as invited",
        sends: "a list request by the address of every invited user",
        expects: "one row with the user's id, every sent and every server-set field",
    },
];
