//! The checks of the family `update`.

use crate::check::catalogue::Declared;

pub(in crate::check) const CHECKS: &[Declared] = &[
    Declared {
        id: "update::accepts_valid_payloads",
        title: "accepts random valid bodies",
        sends: "bodies drawn from update-request.json, with roles that all pages agree on",
        expects: "2xx",
    },
    Declared {
        id: "update::accepts_boundary_cases",
        title: "accepts every valid edge case",
        sends: "every edge case of update-request.json that is valid",
        expects: "2xx",
    },
    Declared {
        id: "update::response_matches_schema",
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every accepted update",
        expects: "a body that satisfies update-response.json",
    },
    Declared {
        id: "update::echoes_sent_fields",
        title: "echoes every sent field",
        sends: "nothing of its own: it watches every accepted update",
        expects: "each sent value in the response",
    },
    Declared {
        id: "update::is_persisted",
        title: "the list shows the user as updated",
        sends: "a list request by the address of every updated user",
        expects: "each sent value in the row",
    },
    Declared {
        id: "update::changes_only_provided_fields",
        title: "changes only the provided fields",
        sends: "nothing of its own: it watches every accepted update",
        expects: "every other field as before, in the response and in the list",
    },
    Declared {
        id: "update::server_fields_stay",
        title: "leaves the server's fields alone",
        sends: "updates that also hold userId, createdAt, invitedSource and lastLoginAt",
        expects: "the four fields as before, whether the update is accepted or refused",
    },
    Declared {
        id: "update::false_is_a_value",
        title: "applies false",
        sends: "false for each boolean field of a user who has true",
        expects: "false in the response and in the list",
    },
    Declared {
        id: "update::null_clears_optional_fields",
        title: "null clears the optional fields",
        sends: "null for each of middleName, phoneNumber, suffix1 and suffix2",
        expects: "the field gone from the response and from the list",
    },
    Declared {
        id: "update::accepts_null_clinic_role",
        title: "accepts a null clinic role",
        sends: "clinicRole null",
        expects: "2xx with a valid role",
    },
    Declared {
        id: "update::empty_object_changes_nothing",
        title: "an empty object changes nothing",
        sends: "{}",
        expects: "2xx, the user as before",
    },
    Declared {
        id: "update::missing_body_changes_nothing",
        title: "an update without a body changes nothing",
        sends: "a PATCH without a body, as the documented example does",
        expects: "2xx, the user as before",
    },
    Declared {
        id: "update::email_cannot_change",
        title: "the e-mail address cannot be changed",
        sends: "another address of this run's own domain",
        expects: "a 4xx, or 2xx with the address as before",
    },
    Declared {
        id: "update::refuses_owner",
        title: "refuses to make an owner",
        sends: "level owner",
        expects: "a 4xx",
    },
    Declared {
        id: "update::admin_without_dashboard_is_never_stored",
        title: "never stores an admin without dashboard access",
        sends: "level admin with hasDashboardAccess false, at once and one after the other",
        expects: "a 4xx, or 2xx with one of the two corrected",
    },
    Declared {
        id: "update::refuses_unknown_user",
        title: "refuses a user that does not exist",
        sends: "a well-formed id that no user has",
        expects: "a 4xx",
    },
    Declared {
        id: "update::refuses_malformed_id",
        title: "refuses a malformed id",
        sends: "ids that are short, long, of another form or hold special characters",
        expects: "a 4xx",
    },
    Declared {
        id: "update::rejected_changes_nothing",
        title: "a refused update applies nothing",
        sends: "a list request after every refused update",
        expects: "the user as before",
    },
    Declared {
        id: "update::repeating_changes_nothing_more",
        title: "repeating an update changes nothing more",
        sends: "the same update twice",
        expects: "the same user both times",
    },
    Declared {
        id: "update::disjoint_updates_both_survive",
        title: "two updates of different fields both survive",
        sends: "two updates of one user that share no field, in both orders and at once",
        expects: "the user with both applied",
    },
    Declared {
        id: "update::leaves_other_users_alone",
        title: "leaves other users alone",
        sends: "an update of one user, between two reads of another",
        expects: "the other as before",
    },
];
