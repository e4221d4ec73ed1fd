//! What is promised about updates.

use super::Promise;

promises! {
    ACCEPTS_VALID_PAYLOADS = "update::accepts_valid_payloads" for "update.accepts" {
        title: "accepts random valid bodies",
        sends: "bodies drawn from update-request.json, with roles that all pages agree on",
        expects: "2xx",
    }
    ACCEPTS_BOUNDARY_CASES = "update::accepts_boundary_cases" for "update.accepts" {
        title: "accepts every valid edge case",
        sends: "every edge case of update-request.json that is valid",
        expects: "2xx",
    }
    EMPTY_OBJECT_CHANGES_NOTHING = "update::empty_object_changes_nothing" for "update.empty" {
        title: "an empty object changes nothing",
        sends: "{}",
        expects: "2xx, the user as before",
    }
    MISSING_BODY_CHANGES_NOTHING = "update::missing_body_changes_nothing" for "update.no-body" {
        title: "an update without a body changes nothing",
        sends: "a PATCH without a body",
        expects: "2xx, the user as before",
    }
    ACCEPTS_NULL_CLINIC_ROLE = "update::accepts_null_clinic_role" for "update.clinicRole.null" {
        title: "accepts a null clinic role",
        sends: "clinicRole null",
        expects: "2xx with a valid role",
    }
    ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED = "update::admin_without_dashboard_is_never_stored" for "update.admin.dashboard" {
        title: "never stores an admin without dashboard access",
        sends: "level admin with hasDashboardAccess false, at once and one after the other",
        expects: "a 4xx, or 2xx with one of the two corrected",
    }
    REFUSES_OWNER = "update::refuses_owner" for "update.owner" {
        title: "refuses to make an owner",
        sends: "level owner",
        expects: "a 4xx",
    }
    REFUSES_UNKNOWN_USER = "update::refuses_unknown_user" for "update.unknown" {
        title: "refuses a user that does not exist",
        sends: "a well-formed id that no user has",
        expects: "a 4xx",
    }
    REFUSES_MALFORMED_ID = "update::refuses_malformed_id" for "update.malformed-id" {
        title: "refuses a malformed id",
        sends: "ids that are short, long, of another form or hold special characters",
        expects: "a 4xx",
    }
    REJECTED_CHANGES_NOTHING = "update::rejected_changes_nothing" for "update.atomic" {
        title: "a refused update applies nothing",
        sends: "a list request after every refused update",
        expects: "the user as before",
    }
    RESPONSE_MATCHES_SCHEMA = "update::response_matches_schema" for "update.response" {
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every accepted update",
        expects: "a body that satisfies update-response.json",
    }
    ECHOES_SENT_FIELDS = "update::echoes_sent_fields" for "update.echo" {
        title: "echoes every sent field",
        sends: "nothing of its own: it watches every accepted update",
        expects: "each sent value in the response",
    }
    IS_PERSISTED = "update::is_persisted" for "update.persisted" {
        title: "the list shows the user as updated",
        sends: "a list request by the address of every updated user",
        expects: "each sent value in the row",
    }
    CHANGES_ONLY_PROVIDED_FIELDS = "update::changes_only_provided_fields" for "update.partial" {
        title: "changes only the provided fields",
        sends: "nothing of its own: it watches every accepted update",
        expects: "every other field as before, in the response and in the list",
    }
    FALSE_IS_A_VALUE = "update::false_is_a_value" for "update.false" {
        title: "applies false",
        sends: "false for each boolean field of a user who has true",
        expects: "false in the response and in the list",
    }
    NULL_CLEARS_OPTIONAL_FIELDS = "update::null_clears_optional_fields" for "update.null" {
        title: "null clears the optional fields",
        sends: "null for each of middleName, phoneNumber, suffix1 and suffix2",
        expects: "the field gone from the response and from the list",
    }
    EMAIL_CANNOT_CHANGE = "update::email_cannot_change" for "update.email" {
        title: "the e-mail address cannot be changed",
        sends: "another address of this run's own domain",
        expects: "a 4xx, or 2xx with the address as before",
    }
    SERVER_FIELDS_STAY = "update::server_fields_stay" for "update.server-fields" {
        title: "leaves the server's fields alone",
        sends: "updates that also hold userId, createdAt, invitedSource and lastLoginAt",
        expects: "the four fields as before, whether the update is accepted or refused",
    }
    REPEATING_CHANGES_NOTHING_MORE = "update::repeating_changes_nothing_more" for "update.idempotent" {
        title: "repeating an update changes nothing more",
        sends: "the same update twice",
        expects: "the same user both times",
    }
    DISJOINT_UPDATES_BOTH_SURVIVE = "update::disjoint_updates_both_survive" for "update.commute" {
        title: "two updates of different fields both survive",
        sends: "two updates of one user that share no field, in both orders and at once",
        expects: "the user with both applied",
    }
    LEAVES_OTHER_USERS_ALONE = "update::leaves_other_users_alone" for "update.others" {
        title: "leaves other users alone",
        sends: "an update of one user, between two reads of another",
        expects: "the other as before",
    }
}
