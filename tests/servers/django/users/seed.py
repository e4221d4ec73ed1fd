"""The users that exist at the start."""

from datetime import UTC, datetime, timedelta
from random import Random

from django.conf import settings

from .models import ClinicRole, ViewerUser

FIRST = ["Élodie", "Jürgen", "Mary-Kate", "Łukasz", "Wei", "Chloé", "Sinéad", "Ana María", "Bjørn", "Ifeoma", "Tom"]
LAST = ["O'Connor", "Schröder", "Peña", "D'Souza", "de la Cruz", "Brown", "Lefèvre", "Ng", "Sørensen", "McDonald"]


def moment(*args, **later):
    value = datetime(*args, tzinfo=UTC) + timedelta(**later)
    return value if settings.USE_TZ else value.replace(tzinfo=None)


def seed(count):
    random = Random(11)
    users = [
        ViewerUser(
            user_id="usr_1234567890abcdef1234567890abcdef", created_at=moment(2024, 1, 15, 10),
            email="dr.johnson@hospital.org", first_name="Sarah", last_name="Johnson", middle_name="Marie",
            phone_number="5551234567", suffix1="MD", suffix2="FACR", clinic_role="Radiologist", level="member",
            can_manage_studies=True, has_dashboard_access=True, last_login_at=moment(2024, 3, 15, 9),
        )
    ]  # fmt: skip
    for n in range(count):
        level = "owner" if n == 0 else "admin" if n % 7 == 3 else "member"
        first, last = random.choice(FIRST), random.choice(LAST)
        users.append(
            ViewerUser(
                user_id=f"usr_{random.getrandbits(128):032x}", created_at=moment(2023, 5, 1, 8, days=n // 3),
                email=f"Person{n}@{'Clinic' if n % 9 == 0 else 'clinic'}.example", first_name=first, last_name=last,
                middle_name="Lee" if n % 5 == 0 else None, suffix1="Jr." if n % 8 == 1 else None,
                suffix2="PhD" if n % 16 == 1 else None, phone_number=f"44207{n:06}" if n % 2 else None,
                clinic_role=random.choice(ClinicRole.values), level=level, can_manage_studies=n % 3 != 0,
                has_dashboard_access=level != "member" or n % 2 == 0,
                invited_source="dashboard" if n % 3 == 0 else "api",
                last_login_at=None if n % 5 == 2 else moment(2024, 5, 1, 8, hours=13 * n),
            )
        )  # fmt: skip
    ViewerUser.objects.bulk_create(users)
