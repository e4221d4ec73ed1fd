"""Defects of the second server, one class each: plausible bugs in one place of an honest one."""

import datetime
import hashlib

import server
from server import Api, Problem


class DropsSuffix(Api):
    """The column of the first suffix is forgotten in the INSERT."""

    def invite(self, body):
        status, user, headers = super().invite(body)
        self.store.update(user["userId"], {"suffix1": None})
        user.pop("suffix1", None)
        return status, user, headers


class LosesARowBetweenPages(Api):
    """The cursor means the last row of a page in one place and the row behind it in the other."""

    def open_cursor(self, cursor):
        return super().open_cursor(cursor) - 1


class IgnoresTheLevelFilter(Api):
    """A filter is taken and not applied."""

    def conditions(self, query):
        return super().conditions({name: query[name] for name in query if name != "level"})


class NullDoesNotClear(Api):
    """Null counts as missing."""

    def fields(self, body, allowed):
        return {k: v for k, v in super().fields(body, allowed).items() if v is not None}


class PutsInsteadOfPatching(Api):
    """An update replaces the user: what is not sent is gone."""

    def fields(self, body, allowed):
        payload = super().fields(body, allowed)
        return payload if "email" in allowed else dict.fromkeys(server.OPTIONAL) | payload


class FailsOnUnknownRoles(Api):
    """A role that is not in the table is an error that nobody catches."""

    def fields(self, body, allowed):
        payload = super().fields(body, allowed)
        if payload.get("clinicRole", "Other") not in (*server.ROLES, None):
            raise Problem(500, "KeyError")
        return payload


class IgnoresTheLimit(Api):
    """Every page has 25 rows."""

    def list(self, query):
        return super().list({name: query[name] for name in query if name != "limit"})


class StoresRejectedInvites(Api):
    """The row is written before the phone number is looked at, and not rolled back."""

    def invite(self, body):
        try:
            return super().invite(body)
        except Problem as problem:
            if problem.pointer == "/phoneNumber":
                payload = self.fields(body, server.REQUIRED + server.OPTIONAL)
                super().invite(server.json.dumps(payload | {"phoneNumber": "0" * 10}).encode())
            raise


class LocalTimeAsUtc(Api):
    """createdAt is the local time of a server east of Greenwich, and says that it is UTC."""

    def invite(self, body):
        status, user, headers = super().invite(body)
        created = datetime.datetime.fromisoformat(user["createdAt"]) + datetime.timedelta(hours=5)
        user["createdAt"] = server.timestamp(created)
        self.store.update(user["userId"], {"createdAt": user["createdAt"]})
        return status, user, headers


class ReusesIds(Api):
    """The id is made from the names."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.store.database.execute("DROP INDEX one_id")

    def invite(self, body):
        status, user, headers = super().invite(body)
        name = f"{user['firstName']} {user['lastName']}".encode()
        same = "usr_" + hashlib.md5(name).hexdigest()
        self.store.update(user["userId"], {"userId": same})
        return status, user | {"userId": same}, headers


class ListsForAnybody(Api):
    """The list is served without a look at the credentials."""

    def authorize(self, header, method):
        if method != "GET":
            super().authorize(header, method)


class TakesNineDigits(Api):
    """The lower bound of phone numbers is off by one."""

    def check_value(self, field, value):
        if field != "phoneNumber" or len(str(value)) != 9:
            super().check_value(field, value)


class TwoUsersOfOneAddress(Api):
    """The table has no unique index for addresses."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.store.database.execute("DROP INDEX one_email")


class AnswersBeforeItStores(Api):
    """An update of a level is shown and never written."""

    def update(self, user_id, body):
        before = self.store.select(['"userId" = ?'], [user_id], 1)
        answer = super().update(user_id, body)
        self.store.update(user_id, {"level": before[0]["level"]})
        return answer


DEFECTS = {
    "drops-suffix": DropsSuffix,
    "loses-a-row-between-pages": LosesARowBetweenPages,
    "ignores-the-level-filter": IgnoresTheLevelFilter,
    "null-does-not-clear": NullDoesNotClear,
    "puts-instead-of-patching": PutsInsteadOfPatching,
    "fails-on-unknown-roles": FailsOnUnknownRoles,
    "ignores-the-limit": IgnoresTheLimit,
    "stores-rejected-invites": StoresRejectedInvites,
    "local-time-as-utc": LocalTimeAsUtc,
    "reuses-ids": ReusesIds,
    "lists-for-anybody": ListsForAnybody,
    "takes-nine-digits": TakesNineDigits,
    "two-users-of-one-address": TwoUsersOfOneAddress,
    "answers-before-it-stores": AnswersBeforeItStores,
}
