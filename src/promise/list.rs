//! What is promised about pages, limits and cursors of the list.

use super::Promise;

promises! {
    ACCEPTS_DOCUMENTED_PARAMETERS = "list::accepts_documented_parameters" for "list.accepts" {
        title: "accepts every documented parameter",
        sends: "nothing of its own: it watches every list request that must be accepted",
        expects: "2xx",
    }
    RESPONSE_MATCHES_SCHEMA = "list::response_matches_schema" for "list.response" {
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every page",
        expects: "a body that satisfies list-response.json, every row included",
    }
    LIMIT_IS_AN_UPPER_BOUND = "list::limit_is_an_upper_bound" for "list.limit.most" {
        title: "a page never has more rows than limit, and never more than 100",
        sends: "nothing of its own: it watches every page",
        expects: "at most limit rows, at most 100 without one",
    }
    LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS = "list::limit_is_reached_while_more_follows" for "list.limit.full" {
        title: "a page that is not the last is full",
        sends: "first pages at limit 1, 2, 99 and 100, and walks at limit 1, 7 and 100",
        expects: "limit rows wherever hasMore is true",
    }
    WALK_IS_A_PARTITION = "list::walk_is_a_partition" for "list.walk" {
        title: "a walk shows every user once and ends",
        sends: "walks at limit 1, 7 and 100, each beside one at 100",
        expects: "the same users, no row twice, none missing, an end",
    }
    HAS_MORE_AGREES_WITH_WHAT_FOLLOWS = "list::has_more_agrees_with_what_follows" for "list.hasMore" {
        title: "hasMore and cursor agree with what follows",
        sends: "walks at limit 1, 7 and 100, and at exact divisors of the number of rows",
        expects: "hasMore with a cursor exactly when rows follow",
    }
    CURSOR_IS_BASE64 = "list::cursor_is_base64" for "list.cursor.base64" {
        title: "the cursor is base64",
        sends: "a page at limit 1",
        expects: "a cursor of base64 characters, standard or URL-safe",
    }
    SAME_CURSOR_GIVES_SAME_PAGE = "list::same_cursor_gives_same_page" for "list.cursor.stable" {
        title: "the same cursor gives the same page",
        sends: "the second page at limit 2, twice",
        expects: "the same rows",
    }
    FILTER_SURVIVES_THE_CURSOR = "list::filter_survives_the_cursor" for "list.cursor.filter" {
        title: "a filter holds on every page",
        sends: "a walk at limit 1 with the filter that most users match",
        expects: "only matching rows, on every page",
    }
    REFUSES_GARBAGE_CURSOR = "list::refuses_garbage_cursor" for "list.cursor.garbage" {
        title: "refuses a cursor that is not base64",
        sends: "text that is not base64",
        expects: "a 4xx",
    }
    REFUSES_FOREIGN_CURSOR = "list::refuses_foreign_cursor" for "list.cursor.foreign" {
        title: "refuses base64 that it never gave as a cursor",
        sends: "base64 of text, base64 of JSON",
        expects: "a 4xx",
    }
    REFUSES_A_LIMIT_WITH_A_FRACTION = "list::refuses_a_limit_with_a_fraction" for "list.limit.whole" {
        title: "refuses a limit with a fraction",
        sends: "limits such as 1.5",
        expects: "a 4xx",
    }
    ROWS_AGREE = "list::rows_agree" for "list.rows" {
        title: "every list shows a user as the same row",
        sends: "all triples of filters, limits and cursors, and reads in every way of a user who was just updated",
        expects: "the row that the list by e-mail shows, and the last accepted answer",
    }
}
