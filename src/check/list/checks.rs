//! The checks of the family `list`.

use crate::check::catalogue::Declared;

pub(in crate::check) const CHECKS: &[Declared] = &[
    Declared {
        id: "list::accepts_documented_parameters",
        title: "accepts every documented parameter",
        sends: "nothing of its own: it watches every list request that must be accepted",
        expects: "2xx",
    },
    Declared {
        id: "list::response_matches_schema",
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every page",
        expects: "a body that satisfies list-response.json, every row included",
    },
    Declared {
        id: "list::limit_is_an_upper_bound",
        title: "a page never has more rows than limit, and never more than 100",
        sends: "nothing of its own: it watches every page",
        expects: "at most limit rows, at most 100 without one",
    },
    Declared {
        id: "list::limit_is_reached_while_more_follows",
        title: "a page that is not the last is full",
        sends: "first pages at limit 1, 2, 99 and 100, and walks at limit 1, 7 and 100",
        expects: "limit rows wherever hasMore is true",
    },
    Declared {
        id: "list::walk_is_a_partition",
        title: "a walk shows every user once and ends",
        sends: "walks at limit 1, 7 and 100, each beside one at 100",
        expects: "the same users, no row twice, none missing, an end",
    },
    Declared {
        id: "list::has_more_agrees_with_what_follows",
        title: "hasMore and cursor agree with what follows",
        sends: "walks at limit 1, 7 and 100, and at exact divisors of the number of rows",
        expects: "hasMore with a cursor exactly when rows follow",
    },
    Declared {
        id: "list::cursor_is_base64",
        title: "the cursor is base64",
        sends: "a page at limit 1",
        expects: "a cursor of base64 characters, standard or URL-safe",
    },
    Declared {
        id: "list::same_cursor_gives_same_page",
        title: "the same cursor gives the same page",
        sends: "the second page at limit 2, twice",
        expects: "the same rows",
    },
    Declared {
        id: "list::filter_survives_the_cursor",
        title: "a filter holds on every page",
        sends: "a walk at limit 1 with the filter that most users match",
        expects: "only matching rows, on every page",
    },
    Declared {
        id: "list::refuses_garbage_cursor",
        title: "refuses a cursor that it never gave",
        sends: "text that is not base64, base64 of text, base64 of JSON",
        expects: "a 4xx",
    },
];
