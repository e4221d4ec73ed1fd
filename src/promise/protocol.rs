//! What is promised about every answer, whatever the operation.

use super::Promise;

promises! {
    NO_SERVER_ERRORS = "protocol::no_server_errors" for "protocol.no-5xx" {
        title: "nothing makes the server fail",
        sends: "nothing of its own: it watches every response",
        expects: "a status below 500",
    }
    ANSWERS_IN_JSON = "protocol::answers_in_json" for "protocol.json" {
        title: "bodies are JSON and not declared as anything else",
        sends: "nothing of its own: it watches every response",
        expects: "2xx with one JSON text, and no Content-Type but application/json",
    }
    DECLARES_WHAT_IT_SENDS = "protocol::declares_what_it_sends" for "protocol.json.declared" {
        title: "bodies are declared",
        sends: "nothing of its own: it watches every accepted request",
        expects: "a Content-Type",
    }
    REFUSES_MALFORMED_JSON = "protocol::refuses_malformed_json" for "protocol.malformed" {
        title: "refuses bodies that are not JSON",
        sends: "invitations and updates that are cut short, empty, unclosed, or no object",
        expects: "a 4xx",
    }
    REFUSES_EXTENSIONS_OF_JSON =
        "protocol::refuses_extensions_of_json" for "protocol.malformed.extensions" {
        title: "refuses what only some parsers take for JSON",
        sends: "invitations and updates with a trailing comma, a comment, NaN, single quotes, bare \
                control characters, text after the end and more",
        expects: "a 4xx",
    }
    REFUSES_HUGE_BODIES = "protocol::refuses_huge_bodies" for "protocol.huge" {
        title: "refuses huge bodies",
        sends: "an invitation and an update with a last name of five million characters",
        expects: "a 4xx",
    }
    MEMBER_NAMES_ARE_EXACT = "protocol::member_names_are_exact" for "protocol.json.names" {
        title: "a name in other letters is the name of another member",
        sends: "an invitation with FIRSTNAME beside firstName, and an update with FIRSTNAME alone",
        expects: "a 4xx, or the user with the first name as it was sent or stood",
    }
    JSON_THAT_EVERY_CLIENT_READS = "protocol::json_that_every_client_reads" for "protocol.json.interoperable" {
        title: "every client can read the JSON",
        sends: "nothing of its own: it watches every JSON body",
        expects: "no lone surrogate, no name twice, no number beyond the doubles, no deep nesting",
    }
    ERRORS_HIDE_INTERNALS = "protocol::errors_hide_internals" for "protocol.secrets" {
        title: "errors show no internals",
        sends: "nothing of its own: it watches every error",
        expects: "no stack trace and no database message",
    }
}
