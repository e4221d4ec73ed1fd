"""Exercises a server with the official SDK (`pip install avara==0.3.0`).

    python tests/sdk/sdk_check.py http://127.0.0.1:8080

The base URL is the bare origin: the SDK adds /v1 itself. The key is taken from AVARA_API_KEY.
Invites use addresses under example.com only. The first miss ends the run with exit code 1.
"""

import os
import re
import sys
import uuid

import avara
from avara import Avara

EXAMPLE_USER_ID = "usr_1234567890abcdef1234567890abcdef"

checks = []


def check(function):
    """Marks a function as a check; they run in the order in which they stand."""
    checks.append(function)
    return function


def same(actual, expected, what):
    """Stops at a difference and says where it is. `assert` would be silent under `python -O`."""
    if actual != expected:
        raise AssertionError(f"{what}: expected {short(expected)}, got {short(actual)}")


def short(value, longest=300):
    """A value for a message: a list of users would fill the screen."""
    text = repr(value)
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"


def refused(status, call, **arguments):
    """Makes a call that must be refused with this status, and gives the error's JSON."""
    try:
        call(**arguments)
    except avara.APIStatusError as error:
        same(error.status_code, status, "status code")
        return error.body
    raise AssertionError(f"accepted, where {status} was expected: {arguments!r}")


def invitation(**changes):
    """A valid invite with an address of its own."""
    return {
        "can_manage_studies": False,
        "clinic_role": "Radiologist",
        "email": f"sdk-{uuid.uuid4().hex}@example.com",
        "first_name": "Søren",
        "has_dashboard_access": True,
        "last_name": "O'Brien",
        "level": "member",
        **changes,
    }


def stored(client, email):
    """The one user that has this address."""
    users = list(client.viewer.users.list(email=email))
    same(len(users), 1, f"users with the address {email}")
    return users[0]


@check
def invite_returns_the_user(client):
    optional = {"middle_name": "M.", "phone_number": "5551234567", "suffix1": "MD", "suffix2": "FACR"}
    sent = invitation(**optional)
    user = client.viewer.users.invite(**sent)
    for name, value in sent.items():
        same(getattr(user, name), value, name)
    if not re.fullmatch(r"usr_[0-9a-f]{32}", user.user_id):
        raise AssertionError(f"user_id: {user.user_id!r}")
    same(user.invited_source, "api", "invited_source")
    same(user.last_login_at, None, "last_login_at")
    if user.created_at is None or user.created_at.tzinfo is None:
        raise AssertionError(f"created_at: {user.created_at!r}")
    same(stored(client, sent["email"]).to_dict(), user.to_dict(), "the same user in the list")


@check
def invite_without_optional_fields(client):
    user = client.viewer.users.invite(**invitation())
    for name in ("middle_name", "phone_number", "suffix1", "suffix2"):
        same(getattr(user, name), None, name)


@check
def an_invalid_invite_is_an_api_status_error(client):
    for changes, field in (
        ({"phone_number": "123456789"}, "phoneNumber"),
        ({"first_name": ""}, "firstName"),
        ({"level": "owner"}, "level"),
        ({"level": "admin", "has_dashboard_access": False}, "hasDashboardAccess"),
    ):
        sent = invitation(**changes)
        body = refused(400, client.viewer.users.invite, **sent)
        same(body["error"]["details"][0]["field"], field, "field of the error")
        same(list(client.viewer.users.list(email=sent["email"])), [], "users after the refusal")


@check
def a_duplicate_address_is_a_conflict(client):
    sent = invitation()
    client.viewer.users.invite(**sent)
    # The SDK repeats a 409 as if it were a lock; without retries the refusal shows at once.
    once = client.with_options(max_retries=0)
    refused(409, once.viewer.users.invite, **{**sent, "email": sent["email"].upper()})


@check
def update_changes_only_what_is_given(client):
    user = client.viewer.users.invite(**invitation(middle_name="M.", suffix1="MD", suffix2="III"))
    users = client.viewer.users
    changed = users.update(user.user_id, last_name="Núñez", suffix2=None, can_manage_studies=True)
    expected = {**user.to_dict(), "lastName": "Núñez", "canManageStudies": True}
    del expected["suffix2"]
    same(changed.to_dict(), expected, "the user after the update")
    same(stored(client, user.email).to_dict(), expected, "the user in the list")


@check
def update_without_arguments_changes_nothing(client):
    user = client.viewer.users.invite(**invitation(suffix2="III"))
    same(client.viewer.users.update(user.user_id).to_dict(), user.to_dict(), "the user")


@check
def update_refuses_what_is_not_allowed(client):
    user = client.viewer.users.invite(**invitation(has_dashboard_access=False))
    refused(400, client.viewer.users.update, user_id=user.user_id, level="admin")
    refused(404, client.viewer.users.update, user_id="usr_" + "0" * 32, first_name="X")
    same(stored(client, user.email).to_dict(), user.to_dict(), "the user in the list")


@check
def list_pages_by_itself(client):
    made = {client.viewer.users.invite(**invitation()).user_id for _ in range(5)}
    whole = [user.user_id for user in client.viewer.users.list()]
    if not made <= set(whole):
        raise AssertionError("an invited user is missing from the list")
    same(len(set(whole)), len(whole), "users without repetition")
    for limit in (2, 7, 100):
        paged = [user.user_id for user in client.viewer.users.list(limit=limit)]
        same(paged, whole, f"the list in pages of {limit}")


@check
def list_pages_can_be_turned_by_hand(client):
    page = client.viewer.users.list(limit=2)
    same((len(page.users), page.has_more), (2, True), "the first page")
    following = page.get_next_page()
    if {user.user_id for user in page.users} & {user.user_id for user in following.users}:
        raise AssertionError("the second page repeats a user of the first")


@check
def list_filters_and_keeps_the_filter_while_paging(client):
    name = f"+&% {uuid.uuid4().hex} _'\""
    made = [
        client.viewer.users.invite(**invitation(first_name=name, level=level)).user_id
        for level in ("admin", "member", "member")
    ]
    users = client.viewer.users
    found = [user.user_id for user in users.list(first_name=name, limit=1)]
    same(sorted(found), sorted(made), "users by first name")
    found = [user.user_id for user in users.list(first_name=name.upper()[4:], level="member", limit=1)]
    same(sorted(found), sorted(made[1:]), "members by a part of the first name")
    same(list(users.list(first_name=name, invited_source="dashboard")), [], "from the dashboard")
    same(list(users.list(last_name=name)), [], "by another column")


@check
def list_refuses_bad_parameters(client):
    for arguments in ({"limit": 0}, {"limit": 101}, {"limit": 1.5}, {"cursor": "garbage"}, {"level": "x"}):
        refused(400, client.viewer.users.list, **arguments)


@check
def the_documented_user_exists(client):
    user = client.viewer.users.update(EXAMPLE_USER_ID)
    same((user.first_name, user.middle_name, user.suffix2), ("Sarah", "Marie", "FACR"), "the user")


@check
def revoke_access_leaves_a_plain_member(client):
    user = client.viewer.users.invite(**invitation(level="admin"))
    same(client.viewer.users.revoke_access(user_id=user.user_id).success, True, "success")
    after = stored(client, user.email)
    same((after.level, after.has_dashboard_access), ("member", False), "level and access")
    refused(404, client.viewer.users.revoke_access, user_id="usr_" + "0" * 32)


@check
def another_scheme_is_not_authorized(client):
    bare = client.with_options(default_headers={"Authorization": "Basic eDp5"})
    try:
        bare.viewer.users.list(limit=1)
    except avara.AuthenticationError as error:
        same(error.status_code, 401, "status code")
    else:
        raise AssertionError("accepted without a bearer token")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: sdk_check.py BASE_URL")
    key = os.environ.get("AVARA_API_KEY", "sdk-check")
    # Not the SDK's strict mode: its types lack "PACS Administrator", which a list may contain.
    client = Avara(base_url=sys.argv[1], api_key=key)
    for passed, function in enumerate(checks):
        try:
            function(client)
        except Exception as error:
            sys.exit(f"{function.__name__}: {error}\n{passed} passed, 1 failed")
    print(f"{len(checks)} passed, 0 failed")


if __name__ == "__main__":
    main()
