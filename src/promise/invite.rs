//! What is promised about invitations.

use super::Promise;

promises! {
    ACCEPTS_DOCUMENTED_EXAMPLE = "invite::accepts_documented_example" for "invite.accepts" {
        title: "accepts the documented example",
        sends: "the body of the documented example, with an address of this run",
        expects: "2xx",
    }
    ACCEPTS_VALID_PAYLOADS = "invite::accepts_valid_payloads" for "invite.accepts" {
        title: "accepts random valid bodies",
        sends: "bodies drawn from invite-request.json, with roles that all pages agree on",
        expects: "2xx",
    }
    ACCEPTS_BOUNDARY_CASES = "invite::accepts_boundary_cases" for "invite.accepts" {
        title: "accepts every valid edge case",
        sends: "every edge case of invite-request.json that is valid",
        expects: "2xx",
    }
    TREATS_DISPUTED_ROLES_ALIKE = "invite::treats_disputed_roles_alike" for "invite.clinicRole.editions" {
        title: "treats roles that the pages dispute alike",
        sends: "a role of each edition that the other does not know, by invite and by update",
        expects: "the same answer from both: 2xx with the role echoed, or a 4xx",
    }
    ROLES_ARE_THOSE_OF_AN_EDITION = "invite::roles_are_those_of_an_edition" for "invite.clinicRole.whole" {
        title: "takes all the roles of a page, or only those of all pages",
        sends: "every role that only one edition names, by update, and by invite where that makes no user",
        expects: "an edition's roles all accepted, or those that the pages dispute all refused",
    }
    ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED = "invite::admin_without_dashboard_is_never_stored" for "invite.admin.dashboard" {
        title: "never stores an admin without dashboard access",
        sends: "valid bodies with level admin and hasDashboardAccess false",
        expects: "a 4xx, or 2xx with one of the two corrected, in the response and in the list",
    }
    REFUSES_OWNER = "invite::refuses_owner" for "invite.owner" {
        title: "refuses to invite an owner",
        sends: "the documented example with level owner",
        expects: "a 4xx",
    }
    DUPLICATE_EMAIL_NEVER_MAKES_TWO_USERS = "invite::duplicate_email_never_makes_two_users" for "invite.email.unique" {
        title: "never makes two users of one address",
        sends: "invitations with the same address, one after the other, in other letter case, and at once",
        expects: "at most one user with the address in the list",
    }
    REJECTED_LEAVES_NO_TRACE = "invite::rejected_leaves_no_trace" for "invite.atomic" {
        title: "a refused invitation leaves no user behind and changes none",
        sends: "a list request by the address of every refused invitation",
        expects: "no row, or the row of the user who had the address before",
    }
    RESPONSE_MATCHES_SCHEMA = "invite::response_matches_schema" for "invite.response" {
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "a body that satisfies invite-response.json",
    }
    ECHOES_SENT_FIELDS = "invite::echoes_sent_fields" for "invite.echo" {
        title: "echoes every sent field",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "each sent field in the response with the same value",
    }
    INVENTS_NO_FIELDS = "invite::invents_no_fields" for "invite.invents" {
        title: "invents no field",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "no optional field in the response that was not sent",
    }
    USER_IDS_ARE_UNIQUE = "invite::user_ids_are_unique" for "invite.userId.unique" {
        title: "gives every user an id of its own",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "a userId that this run has not seen for another address",
    }
    CREATED_AT_IS_NOW = "invite::created_at_is_now" for "invite.createdAt" {
        title: "createdAt is the time of the invitation",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "createdAt within two minutes of the Date header, or null",
    }
    INVITED_SOURCE_IS_API = "invite::invited_source_is_api" for "invite.invitedSource" {
        title: "invitedSource is api",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "invitedSource api",
    }
    LAST_LOGIN_IS_NULL = "invite::last_login_is_null" for "invite.lastLoginAt" {
        title: "lastLoginAt is null",
        sends: "nothing of its own: it watches every accepted invitation",
        expects: "lastLoginAt null",
    }
    IS_PERSISTED = "invite::is_persisted" for "invite.persisted" {
        title: "the list shows the new user as invited",
        sends: "a list request by the address of every invited user",
        expects: "one row with the user's id, every sent and every server-set field",
    }
}
