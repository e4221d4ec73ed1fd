#!/usr/bin/env python3
"""A second implementation of the users API, for the tests of the gate.

It shares nothing with the mock: its first version was written from the API's documentation alone,
before its author had seen the mock. It takes the other way wherever the documentation leaves a
choice, and was given more such ways later: 201 for an invitation, 422 and 403,
problem details (RFC 9457) that repeat what was sent, newest first, 25 rows a page, keys of rows as
signed cursors, SQLite, texts compared by full case folding, e-mail addresses by the grammar of
HTML, a list that shows times with another precision than the answers to writes.

    server.py [--key KEY] [--users N] [--http VERSION] [--idle SECONDS] [--no-date]
              [--defect NAME]

It listens on a free port of the loopback and prints its address as the first line. A defect is
one of `defects.py`.
"""

import argparse
import base64
import datetime
import hashlib
import hmac
import http.server
import json
import random
import re
import secrets
import sqlite3
import threading
import urllib.parse

ROLES = """Doctor/Physician/Surgeon/Radiologist/Cardiologist/Neurologist/Urologist/Gynecologist
Endocrinologist/Oncologist/Radiation Oncologist/Hematologist/Gastroenterologist/Pulmonologist
Nephrologist/Rheumatologist/Dermatologist/Ophthalmologist/Otolaryngologist/Pediatrician
Obstetrician/Psychiatrist/Anesthesiologist/Emergency Medicine Physician/Family Medicine Physician
Internal Medicine Physician/Pathologist/Nuclear Medicine Physician/Pain Management Specialist
Infectious Disease Specialist/Immunologist/Physician Assistant/Nurse Practitioner
Certified Registered Nurse Anesthetist/Psychologist/Medical Assistant/Scribe/Registered Nurse
Nurse Manager/Patient Care Coordinator/Imaging Technologist/Laboratory Technician
Medical Laboratory Scientist/Pathologists' Assistant/Phlebotomist/Pharmacist/Pharmacy Technician
Physical Therapist/Occupational Therapist/Speech-Language Pathologist/Respiratory Therapist
Nutritionist/Front Desk Operator/Revenue Cycle Manager/Administrative Director
Administrative Assistant/Legal Administrator/IT Administrator/IT Support/Software Engineer/Other"""
ROLES = [role for line in ROLES.splitlines() for role in line.split("/")]

NAMES = ("firstName", "lastName", "middleName", "suffix1", "suffix2")
FLAGS = ("canManageStudies", "hasDashboardAccess")
OPTIONAL = ("middleName", "phoneNumber", "suffix1", "suffix2")
REQUIRED = ("firstName", "lastName", "email", "level", "clinicRole", *FLAGS)
COLUMNS = (*REQUIRED, *OPTIONAL, "userId", "createdAt", "lastLoginAt", "invitedSource")
LARGEST_BODY = 1 << 18

# What a browser takes for an address (HTML, "valid email address"): laxer than RFC 5321.
LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
EMAIL = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{LABEL}(?:\.{LABEL})*")


class Problem(Exception):
    """A refusal: the status, and what goes into the problem document."""

    def __init__(self, status, detail, pointer=None, headers=()):
        super().__init__(detail)
        self.status, self.detail, self.pointer, self.headers = status, detail, pointer, headers

    def document(self):
        title = http.HTTPStatus(self.status).phrase
        document = {"type": "about:blank", "title": title, "status": self.status}
        document["detail"] = self.detail
        if self.pointer is not None:
            document["pointer"] = self.pointer
        return document


def check_value(field, value):
    """Refuses a value that the documentation does not allow for `field`."""

    def need(condition, detail):
        if not condition:
            raise Problem(422, detail, "/" + field)

    if field in FLAGS:
        need(isinstance(value, bool), "must be true or false")
        return
    need(isinstance(value, str), "must be a string")
    need(not any("\ud800" <= c <= "\udfff" for c in value), "must be Unicode text")
    if field in NAMES:
        need(value != "", "must not be empty")
    elif field == "phoneNumber":
        need(re.fullmatch("[0-9]{10,15}", value), "must be 10 to 15 digits")
    elif field == "email":
        need(EMAIL.fullmatch(value), "must be an email address")
    elif field == "level":
        need(value in ("admin", "member"), "must be admin or member")
    elif field == "clinicRole":
        need(value in ROLES, "must be a known role")


def check_together(user):
    """Administrators need the dashboard."""
    if user["level"] == "admin" and not user["hasDashboardAccess"]:
        raise Problem(422, "an admin needs dashboard access", "/hasDashboardAccess")


def timestamp(moment):
    return moment.isoformat(timespec="microseconds")


class Store:
    """The users, in a table; `row` grows with time, so it orders and serves as cursor."""

    def __init__(self):
        self.lock = threading.RLock()
        self.database = sqlite3.connect(":memory:", check_same_thread=False)
        self.database.row_factory = sqlite3.Row
        self.database.create_function("fold", 1, str.casefold, deterministic=True)
        columns = ", ".join(f'"{column}"' for column in COLUMNS)
        self.database.execute(f"CREATE TABLE users (row INTEGER PRIMARY KEY, {columns})")
        self.database.execute("CREATE UNIQUE INDEX one_email ON users (fold(email))")
        self.database.execute('CREATE UNIQUE INDEX one_id ON users ("userId")')

    def insert(self, user):
        marks = ", ".join("?" for _ in COLUMNS)
        values = [user.get(column) for column in COLUMNS]
        names = ", ".join(f'"{column}"' for column in COLUMNS)
        with self.lock:
            self.database.execute(f"INSERT INTO users ({names}) VALUES ({marks})", values)

    def select(self, conditions, values, count):
        where = " AND ".join(["TRUE", *conditions])
        query = f"SELECT * FROM users WHERE {where} ORDER BY row DESC LIMIT ?"
        with self.lock:
            return [dict(row) for row in self.database.execute(query, [*values, count])]

    def update(self, user_id, changes):
        with self.lock:
            for column, value in changes.items():
                change = f'UPDATE users SET "{column}" = ? WHERE "userId" = ?'
                self.database.execute(change, (value, user_id))

    def fill(self, count):
        """A tenant of `count` users, always the same: all levels, both sources."""
        rng = random.Random(77)
        first = ["Ana", "Bo", "Chloë", "D'Arcy", "Łukasz", "María José", "佐藤", "X Æ", "100%", "a_b"]
        last = ["Ng", "O'Neill", "Smith-Jones", "Weiß", "WEISS", "Ünal", "(Test)", "a+b", "c&d", "*"]
        start = datetime.datetime(2021, 5, 1, tzinfo=datetime.timezone.utc)
        for number in range(count):
            level = "owner" if number % 29 == 3 else rng.choice(["admin", "member", "member"])
            created = start + datetime.timedelta(minutes=rng.randrange(60, 90) * 30 * number)
            login = created + datetime.timedelta(days=rng.randrange(1, 40))
            role = "PACS Administrator" if number % 17 == 5 else rng.choice(ROLES)
            user = {
                "userId": "usr_" + rng.randbytes(16).hex().upper(),
                "email": f"Staff.{number}@example.net",
                "firstName": rng.choice(first),
                "lastName": rng.choice(last),
                "level": level,
                "clinicRole": role,
                "canManageStudies": rng.random() < 0.5,
                "hasDashboardAccess": level != "member" or rng.random() < 0.5,
                "createdAt": None if number == 8 else timestamp(created),
                "lastLoginAt": timestamp(login) if rng.random() < 0.7 else None,
                "invitedSource": rng.choice(["dashboard", "api"]),
            }
            for field in OPTIONAL:
                if rng.random() < 0.3:
                    user[field] = "0123456789" if field == "phoneNumber" else "Jr."
            self.insert(user)


class Api:
    """The three operations: each takes a request apart and answers (status, document, headers)."""

    def __init__(self, key, users):
        self.key = key
        self.secret = secrets.token_bytes(16)
        self.store = Store()
        self.store.fill(users)

    def authorize(self, header, _method):
        challenge = [("WWW-Authenticate", 'Bearer realm="viewer"')]
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem(401, "credentials are missing", headers=challenge)
        if not hmac.compare_digest(token.strip().encode(), self.key.encode()):
            raise Problem(403, "this key opens nothing")

    def check_value(self, field, value):
        check_value(field, value)

    def invite(self, body):
        payload = self.fields(body, REQUIRED + OPTIONAL)
        for field in REQUIRED:
            if field not in payload:
                raise Problem(422, "is required", "/" + field)
        for field, value in payload.items():
            self.check_value(field, value)
        check_together(payload)
        user = dict.fromkeys(COLUMNS) | payload
        user["userId"] = "usr_" + secrets.token_hex(16).upper()
        user["createdAt"] = timestamp(datetime.datetime.now(datetime.timezone.utc))
        user["invitedSource"] = "api"
        try:
            self.store.insert(user)
        except sqlite3.IntegrityError:
            raise Problem(409, "this email address is in use", "/email") from None
        return 201, show(user), [("Location", "/v1/viewer/users/" + user["userId"])]

    def list(self, query):
        conditions, values = self.conditions(query)
        limit = 25
        if "limit" in query:
            if not re.fullmatch("[0-9]{1,6}", query["limit"]) or not 1 <= int(query["limit"]) <= 100:
                raise Problem(422, "limit must be a whole number from 1 to 100")
            limit = int(query["limit"])
        if "cursor" in query:
            conditions.append("row < ?")
            values.append(self.open_cursor(query["cursor"]))
        rows = self.store.select(conditions, values, limit + 1)
        page = rows[:limit]
        document = {"users": [in_milliseconds(show(row)) for row in page]}
        if len(rows) > limit:
            document["cursor"] = self.seal_cursor(page[-1]["row"])
        document["hasMore"] = len(rows) > limit
        return 200, document, []

    def update(self, user_id, body):
        allowed = [field for field in REQUIRED + OPTIONAL if field != "email"]
        changes = self.fields(body or b"{}", allowed)
        for field, value in changes.items():
            if value is None and field == "clinicRole":
                changes[field] = "Other"
            elif not (value is None and field in OPTIONAL):
                self.check_value(field, value)
        with self.store.lock:
            found = self.store.select(['"userId" = ?'], [user_id], 1)
            if not found:
                raise Problem(404, "there is no such user")
            user = found[0] | changes
            check_together(user)
            self.store.update(user_id, changes)
        return 200, show(user), []

    def conditions(self, query):
        """The SQL conditions of the filters, and their values."""
        conditions, values = [], []
        known = {"level": ("owner", "admin", "member"), "invitedSource": ("dashboard", "api")}
        for name, text in query.items():
            if name in known:
                if text not in known[name]:
                    raise Problem(422, f"{name} must be one of {', '.join(known[name])}")
                conditions.append(f'"{name}" = ?')
                values.append(text)
            elif name == "email":
                conditions.append("email = ?")
                values.append(text)
            elif name in ("firstName", "lastName"):
                conditions.append(f'instr(fold("{name}"), fold(?)) > 0')
                values.append(text)
        return conditions, values

    def fields(self, body, allowed):
        """The JSON object in `body`, all of its members among `allowed`."""

        def no_constant(name):
            raise ValueError(name)

        try:
            payload = json.loads(body.decode("utf-8"), parse_constant=no_constant)
        except (ValueError, RecursionError):
            raise Problem(400, "the body is not JSON") from None
        if not isinstance(payload, dict):
            raise Problem(422, "the body must be an object", "")
        for field in payload:
            if field not in allowed:
                raise Problem(422, "this member is not known here", "/" + ascii(field)[1:-1])
        return payload

    def seal_cursor(self, row):
        key = row.to_bytes(6, "big")
        tag = hmac.new(self.secret, key, hashlib.sha256).digest()[:9]
        return base64.b64encode(tag + key).decode()

    def open_cursor(self, cursor):
        try:
            sealed = base64.b64decode(cursor, validate=True)
            row = int.from_bytes(sealed[9:], "big")
            if hmac.compare_digest(self.seal_cursor(row).encode(), cursor.encode()):
                return row
        except (ValueError, OverflowError):
            pass
        raise Problem(400, "this cursor was not made here")


def show(row):
    """A row as the API shows it: flags as booleans, absent optional fields left out."""
    user = {}
    for column in sorted(COLUMNS, reverse=True):
        value = row[column]
        if column in FLAGS:
            value = bool(value)
        if value is not None or column not in OPTIONAL:
            user[column] = value
    return user


def in_milliseconds(user):
    """The same times, cut to milliseconds and written with a Z."""
    for field in ("createdAt", "lastLoginAt"):
        if user[field] is not None:
            moment = datetime.datetime.fromisoformat(user[field])
            user[field] = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return user


def read_query(text):
    """The query as a dictionary; a parameter that comes twice is refused."""
    try:
        pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, errors="strict")
    except ValueError:
        raise Problem(400, "the query is not UTF-8") from None
    query = dict(pairs)
    if len(query) != len(pairs):
        raise Problem(400, "a query parameter may come once only")
    return query


class Handler(http.server.BaseHTTPRequestHandler):
    """HTTP/1.1 with connections that stay open; the API itself is in `Api`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    api: Api
    has_date = True
    received = b""

    def answer(self):
        self.received = b""
        try:
            status, document, headers = self.route()
        except Problem as problem:
            status, document, headers = problem.status, problem.document(), problem.headers
            document["received"] = self.received[:2000].decode("utf-8", "replace")
        kind = "application/json" if status < 400 else "application/problem+json"
        content = json.dumps(document, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer  # noqa: N815

    def route(self):
        body = self.body()
        path, _, query = self.path.partition("?")
        one = re.fullmatch("/v1/viewer/users/([^/]+)", path)
        operations = {}
        if path == "/v1/viewer/users":
            operations = {
                "POST": lambda: self.api.invite(body),
                "GET": lambda: self.api.list(read_query(query)),
            }
        elif one:
            user_id = urllib.parse.unquote(one[1], errors="replace")
            operations = {"PATCH": lambda: self.api.update(user_id, body)}
        self.api.authorize(self.headers["Authorization"], self.command)
        if not operations:
            raise Problem(404, "there is nothing here")
        if self.command not in operations:
            allow = [("Allow", ", ".join(operations))]
            raise Problem(405, "not this way", headers=allow)
        if body and self.headers.get_content_type() != "application/json":
            raise Problem(415, "the body must be application/json")
        return operations[self.command]()

    def body(self):
        """The whole body, so that the next request on this connection starts where it should."""
        length = self.headers["Content-Length"] or "0"
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self.close_connection = True
            raise Problem(411, "send a Content-Length")
        if int(length) > LARGEST_BODY:
            self.drain(int(length))
            raise Problem(413, "this is too much")
        self.received = self.rfile.read(int(length))
        return self.received

    def drain(self, length):
        while length > 0 and (chunk := self.rfile.read(min(length, 1 << 16))):
            length -= len(chunk)

    def send_header(self, keyword, value):
        if self.has_date or keyword != "Date":
            super().send_header(keyword, value)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--key", default="second-server-key")
    arguments.add_argument("--users", type=int, default=64)
    arguments.add_argument("--http", choices=["1.0", "1.1"], default="1.1")
    arguments.add_argument("--idle", type=float, help="close connections that are idle so long")
    arguments.add_argument("--no-date", action="store_true", help="send no Date header")
    arguments.add_argument("--defect", help="one of defects.py")
    options = arguments.parse_args()
    Handler.protocol_version = "HTTP/" + options.http
    Handler.timeout = options.idle
    Handler.has_date = not options.no_date
    api = Api
    if options.defect:
        from defects import DEFECTS

        api = DEFECTS[options.defect]
    Handler.api = api(options.key, options.users)
    server = Server(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    # Under its own name, so that the defects are made of the same classes.
    import server

    server.main()
