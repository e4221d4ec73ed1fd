"""The defects that this server can be started with, each a bug that its stack invites."""

DEFECTS = {
    "boolean-words": (
        'BooleanField as it comes: "yes", "on", "true", 1 are taken for a boolean',
        "invite and update pages: canManageStudies, hasDashboardAccess: boolean",
    ),
    "numbers-as-strings": (
        "CharField as it comes: numbers are taken for names and phone numbers",
        "invite and update pages: firstName, lastName, phoneNumber: string",
    ),
    "allow-blank": (
        'allow_blank on the optional text fields: "" is stored for middleName, suffix1, suffix2',
        "invite and update pages: middleName, suffix1, suffix2: minLength 1",
    ),
    "checkbox-default": (
        "canManageStudies is read as from an HTML form: an update without it sets it to false",
        "update page: only provided fields will be updated",
    ),
    "offset-paging": (
        "offset paging, newest first: a user who is invited during a walk makes another appear twice",
        "list page: cursor pagination, each user once",
    ),
    "silent-page-size": (
        "the page size as the framework reads it: limit 0, 101, -1 or text gives a page, not a refusal",
        "list page: limit: number, minimum 1, maximum 100",
    ),
    "naive-timestamps": (
        "USE_TZ = False: createdAt and lastLoginAt are local times without an offset",
        "all pages: createdAt, lastLoginAt: format date-time (RFC 3339)",
    ),
    "email-icontains": (
        "the e-mail filter looks for a part: other users match too",
        "list page: email: filter by exact email match",
    ),
    "lost-update": (
        "save() writes all columns of a user read without a lock: of two updates at once one is lost",
        "update page: only provided fields will be updated",
    ),
    "namesakes": (
        "an update writes with filter(first and last name).update(): all namesakes are changed",
        "update page: updates a user, the one of the path",
    ),
    "read-only-open": (
        "IsAuthenticatedOrReadOnly: the list is open to everybody",
        "list page: Authorization: Bearer",
    ),
    "field-by-field": (
        "an update saves each field by itself, without a transaction: a refused one is partly applied",
        "update page: a refused update changes nothing",
    ),
}

active: str | None = None


def on(name: str) -> bool:
    """Whether the server was started with this defect."""
    assert name in DEFECTS, name
    return active == name
