"""The defects that this server can be started with, each a bug that its stack invites."""

DEFECTS = {
    "truthy-one": (
        "Boolean(truthy={True}, falsy={False}): 1, 0 and 1.0 are taken for booleans, since 1 == True",
        "invite and update pages: canManageStudies, hasDashboardAccess: boolean",
    ),
    "phone-dollar": (
        "the pattern of the phone number ends with $: a line break after the digits is stored",
        "invite and update pages: phoneNumber: 10-15 digits",
    ),
    "if-value": (
        "an update takes the fields `if value`: false and null are lost",
        "update page: provided fields will be updated; optional fields: string | null",
    ),
    "elif-filters": (
        "the filters are an if/elif chain: the second of two is ignored",
        "list page: each query parameter filters",
    ),
    "filter-after-slice": (
        "the page is cut before it is filtered: pages run short and hasMore ends the walk too early",
        "list page: filters together with hasMore and cursor",
    ),
    "exact-multiple": (
        "hasMore is len(page) == limit: true with nothing behind it when the last page is full",
        "list page: hasMore",
    ),
    "cursor-pins-limit": (
        "the cursor carries the limit of the first request, and a later limit is ignored",
        "list page: limit: number of results to return",
    ),
    "unlocked-duplicates": (
        "an invitation looks for the e-mail, sends the mail, then stores, without a lock: two users, one e-mail",
        "invite page: creates a new user; list page: email: exact match",
    ),
    "mutable-default": (
        "a mutable default argument: optional fields of earlier invitations appear in later users",
        "invite page: the user has the fields that were sent",
    ),
    "double-unquote": (
        "the name and e-mail filters are decoded twice: %25 and + in a value are read as something else",
        "list page: firstName, lastName: contains match; email: exact match",
    ),
    "uuid-with-dashes": (
        "userId is usr_ and str(uuid4()), with dashes",
        "all pages: userId: usr_{32-hex-chars}",
    ),
    "local-time-z": (
        "createdAt is the clinic's local time, said to be UTC",
        "all pages: createdAt: timestamp when the user was created",
    ),
}

active: str | None = None


def on(name: str) -> bool:
    """Whether the server was started with this defect."""
    assert name in DEFECTS, name
    return active == name
