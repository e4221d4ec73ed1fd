"""The three documented operations, and the revoking of access that the client library has."""

import base64
import json
import re
from datetime import UTC, datetime
from secrets import compare_digest
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from fastapi import Depends, FastAPI, HTTPException, Path, Query, Security, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database import User, open_database
from defects import on
from models import Revoked, RevokeAccess, UserInvite, UserOut, UserPage, UserQuery, UserUpdate

USER_ID = "usr_[0-9a-f]{32}"
UserId = Annotated[str, Path(alias="userId", pattern=f"^{USER_ID}$")]


def fold(email: str) -> str:
    """E-mail addresses are kept and compared in one form: normalised, in lower case."""
    try:
        email = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        pass  # An address that nobody can have matches nobody.
    return email.lower()


def encode_cursor(user: User) -> str:
    after = [user.created_at.isoformat(), user.user_id]
    return base64.b64encode(json.dumps(after).encode()).decode()


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        created_at, user_id = json.loads(base64.b64decode(cursor, validate=True))
        if not re.fullmatch(USER_ID, user_id):
            raise ValueError(user_id)
        return datetime.fromisoformat(created_at).astimezone(UTC), user_id
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "Invalid cursor") from error


def create_app(key: str | None, users: int) -> FastAPI:
    engine = open_database(users)
    cached: dict[str, UserPage] = {}

    def get_session():
        with Session(engine) as session:
            yield session

    def authenticate(credentials: Annotated[HTTPAuthorizationCredentials, Security(HTTPBearer())]):
        if key is not None and not compare_digest(credentials.credentials.encode(), key.encode()):
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Unknown API key", {"WWW-Authenticate": "Bearer"})

    Database = Annotated[Session, Depends(get_session)]
    app = FastAPI(title="Viewer users", dependencies=[Depends(authenticate)])
    exclude_none = on("exclude-none")

    if not on("echo-input"):

        @app.exception_handler(RequestValidationError)
        def invalid(request, error: RequestValidationError):
            # As the framework has it but without the input, which may be no JSON (NaN) or secret.
            detail = [{name: item[name] for name in ("type", "loc", "msg")} for item in error.errors()]
            return JSONResponse({"detail": detail}, status_code=422)

    def find(session: Session, user_id: str) -> User:
        user = session.get(User, user_id)
        if user is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "User not found")
        return user

    @app.post("/v1/viewer/users", status_code=201, response_model_exclude_none=exclude_none)
    def invite(body: UserInvite, session: Database) -> UserOut:
        email = fold(body.email)
        wanted = body.email if on("case-sensitive-duplicate") else email
        taken = HTTPException(status.HTTP_409_CONFLICT, "A user with this email already exists")
        if session.scalar(select(User).where(User.email == wanted)):
            raise taken
        user = User(**body.model_dump(exclude={"email"}), email=email)
        session.add(user)
        try:
            session.commit()
        except IntegrityError as error:
            if on("case-sensitive-duplicate"):
                raise
            raise taken from error
        cached.clear()
        return UserOut.model_validate(user)

    @app.get("/v1/viewer/users", response_model_exclude_none=exclude_none)
    def list_users(query: Annotated[UserQuery, Query()], session: Database) -> UserPage:
        if on("stale-email-cache") and query.email in cached:
            return cached[query.email]
        rows = select(User).order_by(User.created_at, User.user_id)
        if not (on("filters-lost") and query.cursor):
            if query.email is not None:
                rows = rows.where(User.email == fold(query.email))
            for column, text in ((User.first_name, query.first_name), (User.last_name, query.last_name)):
                if text is not None:
                    rows = rows.where(column.contains(text, autoescape=not on("unescaped-like")))
            if query.invited_source:
                rows = rows.where(User.invited_source == query.invited_source)
            if query.level:
                rows = rows.where(User.level == query.level)
        if query.cursor:
            created_at, user_id = decode_cursor(query.cursor)
            if on("timestamp-keyset"):
                rows = rows.where(User.created_at > created_at)
            else:
                rows = rows.where(tuple_(User.created_at, User.user_id) > (created_at, user_id))
        found = session.scalars(rows.limit(query.limit + 1)).all()
        shown = found[: query.limit]
        more = len(found) > query.limit
        page = UserPage(
            has_more=more,
            users=[UserOut.model_validate(user) for user in shown],
            cursor=encode_cursor(shown[-1]) if more else None,
        )
        if on("stale-email-cache") and query.email:
            cached[query.email] = page
        return page

    @app.patch("/v1/viewer/users/{userId}", response_model_exclude_none=exclude_none)
    def update(user_id: UserId, session: Database, body: UserUpdate | None = None) -> UserOut:
        user = find(session, user_id)
        changes = body.changes() if body else {}
        stored = {} if on("admin-rule-body-only") else {n: getattr(user, n) for n in ("level", "has_dashboard_access")}
        after = stored | changes
        if after.get("level") == "admin" and after.get("has_dashboard_access") is False:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "hasDashboardAccess is required for admin users")
        for name, value in changes.items():
            setattr(user, name, value)
        if on("forgotten-commit"):
            session.flush()
        else:
            session.commit()
        return UserOut.model_validate(user)

    @app.post("/v1/viewer/users/revoke-access")
    def revoke_access(body: RevokeAccess, session: Database) -> Revoked:
        user = find(session, body.user_id)
        user.level, user.has_dashboard_access = "member", False
        session.commit()
        cached.clear()
        return Revoked(success=True, message="Access revoked")

    return app
