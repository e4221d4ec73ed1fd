"""The defects that this server can be started with, each a bug that its stack invites."""

DEFECTS = {
    "lax-coercion": (
        'pydantic\'s lax mode: "true", "no" and 1 are taken for a boolean',
        "invite and update pages: canManageStudies, hasDashboardAccess: boolean",
    ),
    "patch-defaults": (
        "model_dump without exclude_unset: an update clears every optional field that it does not name",
        "update page: only provided fields will be updated",
    ),
    "null-ignored": (
        "model_dump with exclude_none: null does not clear middleName, phoneNumber, suffix1, suffix2",
        "update page: middleName, phoneNumber, suffix1, suffix2: string | null",
    ),
    "echo-input": (
        "the framework's own 422 repeats the input and cannot write NaN or Infinity: 500 for an invalid body",
        "invite and update pages: an invalid body is refused; RFC 9110: a client's error is a 4xx",
    ),
    "unescaped-like": (
        "% and _ in the name filters are LIKE wildcards: users match whose name does not contain the text",
        "list page: firstName, lastName: contains match",
    ),
    "timestamp-keyset": (
        "the cursor holds createdAt alone: users created in the same moment are lost at a page boundary",
        "list page: cursor pagination over all users",
    ),
    "filters-lost": (
        "a request with a cursor forgets the filters: the second page holds users that do not match",
        "list page: filters together with cursor",
    ),
    "case-sensitive-duplicate": (
        "the duplicate check compares as sent what is stored in lower case, and the unique index answers 500",
        "invite page: a valid or a refused invitation, never a server error",
    ),
    "admin-rule-body-only": (
        "an update checks the admin rule in its own body only: admins without dashboard access are stored",
        "all pages: hasDashboardAccess, required for admin users",
    ),
    "exclude-none": (
        "response_model_exclude_none: lastLoginAt is missing, not null, for users who never logged in",
        "all pages: lastLoginAt is a required field, null if never logged in",
    ),
    "forgotten-commit": (
        "an update answers with the changed user but is never committed",
        "update page: provided fields will be updated",
    ),
    "stale-email-cache": (
        "the list by e-mail is cached and an update does not clear it: the old user is shown",
        "update and list pages: provided fields will be updated",
    ),
}

active: str | None = None


def on(name: str) -> bool:
    """Whether the server was started with this defect."""
    assert name in DEFECTS, name
    return active == name
