//! What is promised about the filters of the list.

use super::Promise;

promises! {
    EMAIL_IS_EXACT = "filters::email_is_exact" for "filters.email" {
        title: "email finds exactly one user",
        sends: "addresses of known users, whole and cut short",
        expects: "the user for the whole address, nobody for a part of it",
    }
    FIRST_NAME_IS_SOUND = "filters::first_name_is_sound" for "filters.firstName.sound" {
        title: "firstName finds only matching users",
        sends: "whole first names of known users and pieces of them",
        expects: "only rows whose firstName contains the text, case aside",
    }
    FIRST_NAME_IS_COMPLETE = "filters::first_name_is_complete" for "filters.firstName.complete" {
        title: "firstName finds every matching user",
        sends: "whole first names of known users and pieces of them",
        expects: "every known user whose firstName contains the text to the letter",
    }
    LAST_NAME_IS_SOUND = "filters::last_name_is_sound" for "filters.lastName.sound" {
        title: "lastName finds only matching users",
        sends: "whole last names of known users and pieces of them",
        expects: "only rows whose lastName contains the text, case aside",
    }
    LAST_NAME_IS_COMPLETE = "filters::last_name_is_complete" for "filters.lastName.complete" {
        title: "lastName finds every matching user",
        sends: "whole last names of known users and pieces of them",
        expects: "every known user whose lastName contains the text to the letter",
    }
    LEVELS_PARTITION_THE_USERS = "filters::levels_partition_the_users" for "filters.level" {
        title: "the levels partition the users",
        sends: "a walk for each level",
        expects: "only users of that level, and every known one",
    }
    SOURCES_PARTITION_THE_USERS = "filters::sources_partition_the_users" for "filters.invitedSource" {
        title: "the sources partition the users",
        sends: "a walk for each source",
        expects: "only users of that source, and every known one",
    }
    TWO_FILTERS_INTERSECT = "filters::two_filters_intersect" for "filters.conjunction" {
        title: "two filters find what both find",
        sends: "pairs of filters on known users",
        expects: "only rows that match both, and every known one that does",
    }
    SPACE_IN_NAMES_COUNTS = "filters::space_in_names_counts" for "filters.space" {
        title: "space in the text of a filter counts",
        sends: "a piece of a last name with the space before it, and one without a space within",
        expects: "the users whose last names hold the text with its space, and nobody else",
    }
    SPECIAL_CHARACTERS_ARE_LITERAL = "filters::special_characters_are_literal" for "filters.literal" {
        title: "special characters are taken literally",
        sends: "names with wildcards, quotes, URL syntax and other scripts, and the bare characters",
        expects: "the users whose names contain the text, and nobody else",
    }
}
