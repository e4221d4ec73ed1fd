"""The users, in memory."""

import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from threading import Lock
from uuid import uuid4

from defects import on

CLINIC_TIME = timezone(timedelta(hours=-6))


class Conflict(Exception):
    """The e-mail address is taken."""


class Refused(Exception):
    """The change would leave an admin without the dashboard."""


def record(sent, base={"last_login_at": None, "invited_source": "api"}):  # noqa: B006 (the defect needs it)
    user = base if on("mutable-default") else dict(base)
    user.update(sent)
    return dict(user)


class Store:
    def __init__(self, count):
        self.lock = Lock()
        self.users = {user["user_id"]: user for user in seed(count)}
        self.ids_by_email = {user["email"].casefold(): user["user_id"] for user in self.users.values()}

    def check(self, user):
        if user["level"] == "admin" and not user["has_dashboard_access"]:
            raise Refused

    def create(self, sent):
        self.check(sent)
        email = sent["email"].casefold()
        with nullcontext() if on("unlocked-duplicates") else self.lock:
            if email in self.ids_by_email:
                raise Conflict
            if on("unlocked-duplicates"):
                time.sleep(0.02)  # The invitation is mailed.
            user = record(sent)
            user["user_id"] = f"usr_{uuid4()}" if on("uuid-with-dashes") else f"usr_{uuid4().hex}"
            now = datetime.now(CLINIC_TIME if on("local-time-z") else UTC)
            user["created_at"] = now.replace(tzinfo=UTC)
            self.users[user["user_id"]] = user
            self.ids_by_email[email] = user["user_id"]
            return user

    def update(self, user_id, changes):
        with self.lock:
            user = {**self.users[user_id], **changes}
            self.check(user)
            self.users[user_id] = user
            return user

    def page(self, matches, after, limit):
        """The matching users behind a position, in the order of their ids, and whether more follow."""
        with self.lock:
            users = [self.users[user_id] for user_id in sorted(self.users) if user_id > after]
        if on("filter-after-slice"):
            found = [user for user in users[: limit + 1] if matches(user)]
        else:
            found = [user for user in users if matches(user)]
        more = len(found[:limit]) == limit if on("exact-multiple") else len(found) > limit
        return found[:limit], more


FIRST = ["Amélie", "Jörg", "Ann-Sofie", "Ivan", "Yuki", "Beyoncé", "Máire", "Carlos", "Åsa", "Thandiwe", "Sam"]
LAST = ["O'Neill", "Weiß", "Núñez", "D'Arcy", "van Dyk", "Jones", "Béranger", "Li", "Ångström", "MacLeod"]
ROLES = ["Surgeon", "Radiologist", "Physician Assistant", "Front Desk Operator", "Oncologist", "PACS Administrator"]


def seed(count):
    random = Random(5)
    yield {
        "user_id": "usr_1234567890abcdef1234567890abcdef", "created_at": datetime(2024, 1, 15, 10, tzinfo=UTC),
        "email": "dr.johnson@hospital.org", "first_name": "Sarah", "last_name": "Johnson", "middle_name": "Marie",
        "phone_number": "5551234567", "suffix1": "MD", "suffix2": "FACR", "clinic_role": "Radiologist",
        "level": "member", "can_manage_studies": True, "has_dashboard_access": True, "invited_source": "api",
        "last_login_at": datetime(2024, 3, 15, 9, tzinfo=UTC),
    }  # fmt: skip
    for n in range(count):
        created = datetime(2022, 9, 1, 6, 30, tzinfo=UTC) + timedelta(hours=11 * n)
        level = "owner" if n in (0, 60) else "admin" if n % 9 == 4 else "member"
        user = {
            "user_id": f"usr_{random.getrandbits(128):032x}", "created_at": created,
            "email": f"user.{n}+staff@clinic.example", "first_name": random.choice(FIRST),
            "last_name": random.choice(LAST), "clinic_role": random.choice(ROLES), "level": level,
            "can_manage_studies": n % 2 == 1, "has_dashboard_access": level != "member" or n % 3 == 0,
            "invited_source": "api" if n % 2 else "dashboard",
            "last_login_at": None if n % 6 == 3 else created + timedelta(days=40, minutes=n),
        }  # fmt: skip
        if n % 4 == 0:
            user |= {"middle_name": "Kim", "phone_number": f"+1555{n:07}"}
        if n % 10 == 1:
            user |= {"suffix1": "DO", "suffix2": "III"}
        yield user
