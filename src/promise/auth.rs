//! What is promised about credentials.

use super::Promise;

promises! {
    INVITE_REQUIRES_CREDENTIALS = "auth::invite_requires_credentials" for "auth.invite" {
        title: "invite requires credentials",
        sends: "the documented example without a token, with a wrong one, with HTTP Basic, with the key in another scheme",
        expects: "a 4xx",
    }
    LIST_REQUIRES_CREDENTIALS = "auth::list_requires_credentials" for "auth.list" {
        title: "list requires credentials",
        sends: "a list request without a token, with a wrong one, with HTTP Basic, with the key in another scheme",
        expects: "a 4xx",
    }
    UPDATE_REQUIRES_CREDENTIALS = "auth::update_requires_credentials" for "auth.update" {
        title: "update requires credentials",
        sends: "an update of an own user without a token, with a wrong one, with HTTP Basic, with the key in another scheme",
        expects: "a 4xx",
    }
    REFUSALS_NAME_THE_CREDENTIALS = "auth::refusals_name_the_credentials" for "auth.status" {
        title: "the status of a refusal is about the credentials",
        sends: "the requests with missing and wrong credentials of the checks above",
        expects: "401 or 403; 400 and 404 are only noted",
    }
    REFUSED_REQUESTS_CHANGE_NOTHING = "auth::refused_requests_change_nothing" for "auth.side-effects" {
        title: "a request without credentials changes nothing",
        sends: "a list request after every write that was refused for its credentials",
        expects: "no new user, the known one unchanged",
    }
}
