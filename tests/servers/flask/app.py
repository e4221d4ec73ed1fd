"""The three documented operations, and the revoking of access that the client library has."""

from hmac import compare_digest
from urllib.parse import unquote_plus

from flask import Flask, abort, jsonify, request
from itsdangerous import BadData
from itsdangerous.encoding import base64_decode, base64_encode
from marshmallow import ValidationError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from defects import on
from schemas import InviteSchema, QuerySchema, RevokeSchema, UpdateSchema, UserSchema
from store import Conflict, Refused, Store


def matcher(query):
    """Whether a user has what the query asks for."""
    wanted = {name: value for name, value in query.items() if name not in ("cursor", "limit")}
    if on("double-unquote"):
        wanted = {name: unquote_plus(value) for name, value in wanted.items()}
    if on("elif-filters"):
        wanted = dict(list(wanted.items())[:1])
    tests = {
        "email": lambda user, text: user["email"].casefold() == text.casefold(),
        "first_name": lambda user, text: text in user["first_name"],
        "last_name": lambda user, text: text in user["last_name"],
        "level": lambda user, text: user["level"] == text,
        "invited_source": lambda user, text: user["invited_source"] == text,
    }
    return lambda user: all(tests[name](user, text) for name, text in wanted.items())


def encode_cursor(user, limit):
    position = f"{user['user_id']} {limit}" if on("cursor-pins-limit") else user["user_id"]
    return base64_encode(position).decode()


def decode_cursor(cursor):
    """The id behind which the page begins, and a limit if the cursor pins one."""
    try:
        position = base64_decode(cursor).decode()
    except (BadData, ValueError):
        abort(400, "invalid cursor")
    if not position.startswith("usr_"):
        abort(400, "invalid cursor")
    user_id, _, limit = position.partition(" ")
    return user_id, int(limit) if limit.isdecimal() else None


def create_app(key, users):
    app = Flask(__name__)
    app.json.sort_keys = False
    store = Store(users)
    shown = UserSchema()

    @app.before_request
    def authenticate():
        credentials = request.authorization
        if credentials is None or credentials.type != "bearer" or not credentials.token:
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
        if key is not None and not compare_digest(credentials.token.encode(), key.encode()):
            abort(403)

    @app.errorhandler(ValidationError)
    def invalid(error):
        return jsonify(errors=error.messages), 400

    @app.errorhandler(Refused)
    def refused(error):
        return jsonify(errors={"hasDashboardAccess": ["Required for admin users."]}), 400

    @app.errorhandler(Conflict)
    def conflict(error):
        return jsonify(errors={"email": ["Already in use."]}), 409

    @app.errorhandler(RecursionError)
    def too_deep(error):
        return jsonify(errors={"_schema": ["Nested too deeply."]}), 400

    @app.post("/v1/viewer/users")
    def invite():
        return shown.dump(store.create(InviteSchema().load(request.get_json())))

    @app.get("/v1/viewer/users")
    def list_users():
        query = QuerySchema().load(request.args)
        limit, after = query["limit"], ""
        if "cursor" in query:
            after, pinned = decode_cursor(query["cursor"])
            limit = pinned or limit
        found, more = store.page(matcher(query), after, limit)
        page = {"hasMore": more, "users": shown.dump(found, many=True)}
        if found:
            # Also on the last page, for whoever looks for new users later.
            page["cursor"] = encode_cursor(found[-1], limit)
        return page

    @app.patch("/v1/viewer/users/<user_id>")
    def update(user_id):
        changes = UpdateSchema(partial=True).load(request.get_json() if request.data else {})
        if on("if-value"):
            changes = {name: value for name, value in changes.items() if value}
        try:
            return shown.dump(store.update(user_id, changes))
        except KeyError:
            abort(404, "no such user")

    @app.post("/v1/viewer/users/revoke-access")
    def revoke_access():
        user_id = RevokeSchema().load(request.get_json())["user_id"]
        try:
            store.update(user_id, {"level": "member", "has_dashboard_access": False})
        except KeyError:
            abort(404, "no such user")
        return {"success": True}

    return app
