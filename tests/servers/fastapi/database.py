"""The users table, and the users that exist at the start."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from sqlalchemy import DateTime, QueuePool, TypeDecorator, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class UtcDateTime(TypeDecorator):
    """SQLite knows no time zone: moments are stored in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value, dialect):
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    user_id: Mapped[str] = mapped_column(primary_key=True, default=lambda: f"usr_{uuid4().hex}")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC), index=True)
    email: Mapped[str] = mapped_column(unique=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    middle_name: Mapped[str | None]
    phone_number: Mapped[str | None]
    suffix1: Mapped[str | None]
    suffix2: Mapped[str | None]
    clinic_role: Mapped[str]
    level: Mapped[str]
    can_manage_studies: Mapped[bool]
    has_dashboard_access: Mapped[bool]
    invited_source: Mapped[str] = mapped_column(default="api")
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


FIRST = ["Zoë", "José", "Anne-Marie", "Søren", "Li", "Renée", "Dmitri", "Aoife", "Mary Jo", "François", "Noor"]
LAST = ["O'Brien", "Müller", "García", "D'Angelo", "van der Berg", "Nguyễn", "Smith", "Østergård", "St. John", "Kim"]
ROLES = ["Radiologist", "Cardiologist", "Registered Nurse", "Pathologist", "IT Administrator", "Scribe", "Other"]


def seed(count: int):
    random = Random(7)
    yield User(
        user_id="usr_1234567890abcdef1234567890abcdef", created_at=datetime(2024, 1, 15, 10, tzinfo=UTC),
        email="dr.johnson@hospital.org", first_name="Sarah", last_name="Johnson", middle_name="Marie",
        phone_number="5551234567", suffix1="MD", suffix2="FACR", clinic_role="Radiologist", level="member",
        can_manage_studies=True, has_dashboard_access=True, last_login_at=datetime(2024, 3, 15, 9, tzinfo=UTC),
    )  # fmt: skip
    for n in range(count):
        # A clinic's staff is imported in groups of five, all in one moment.
        created = datetime(2024, 2, 1, 8, tzinfo=UTC) + timedelta(hours=7 * (n // 5))
        level = "owner" if n < 2 else "admin" if n % 6 == 0 else "member"
        yield User(
            user_id=f"usr_{random.getrandbits(128):032x}", created_at=created, email=f"staff{n:03}@clinic.example",
            first_name=random.choice(FIRST), last_name=random.choice(LAST),
            middle_name=random.choice(["Marie", "J.", None, None]), suffix1=random.choice(["MD", "Jr.", None]),
            phone_number=f"555{random.randrange(10**7):07}" if n % 3 else None, clinic_role=random.choice(ROLES),
            level=level, can_manage_studies=n % 2 == 0, has_dashboard_access=level != "member" or n % 4 == 0,
            invited_source="api" if n % 5 in (1, 3) else "dashboard",
            last_login_at=None if n % 4 == 1 else created + timedelta(days=n % 30, minutes=n),
        )  # fmt: skip


def open_database(users: int):
    # A database in memory lives in one connection; sessions take turns.
    engine = create_engine(
        "sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args={"check_same_thread": False}
    )
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(seed(users))
        session.commit()
    return engine
