"""What comes in and goes out, as pydantic models."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, EmailStr, Field, model_validator
from pydantic.alias_generators import to_camel

from defects import on

ClinicRole = Literal[
    "Doctor", "Physician", "Surgeon", "Radiologist", "Cardiologist", "Neurologist", "Urologist", "Gynecologist",
    "Endocrinologist", "Oncologist", "Radiation Oncologist", "Hematologist", "Gastroenterologist", "Pulmonologist",
    "Nephrologist", "Rheumatologist", "Dermatologist", "Ophthalmologist", "Otolaryngologist", "Pediatrician",
    "Obstetrician", "Psychiatrist", "Anesthesiologist", "Emergency Medicine Physician", "Family Medicine Physician",
    "Internal Medicine Physician", "Pathologist", "Nuclear Medicine Physician", "Pain Management Specialist",
    "Infectious Disease Specialist", "Immunologist", "Physician Assistant", "Nurse Practitioner",
    "Certified Registered Nurse Anesthetist", "Psychologist", "Medical Assistant", "Scribe", "Registered Nurse",
    "Nurse Manager", "Patient Care Coordinator", "Imaging Technologist", "Laboratory Technician",
    "Medical Laboratory Scientist", "Pathologists' Assistant", "Phlebotomist", "Pharmacist", "Pharmacy Technician",
    "Physical Therapist", "Occupational Therapist", "Speech-Language Pathologist", "Respiratory Therapist",
    "Nutritionist", "Front Desk Operator", "Revenue Cycle Manager", "Administrative Director",
    "Administrative Assistant", "Legal Administrator", "IT Administrator", "IT Support", "Software Engineer", "Other",
]  # fmt: skip
Name = Annotated[str, Field(min_length=1)]
Phone = Annotated[str, Field(pattern=r"^[0-9]{10,15}$")]
AssignableLevel = Literal["admin", "member"]
OPTIONAL = ("middle_name", "phone_number", "suffix1", "suffix2")


class Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class Input(Model):
    # A JSON boolean is a boolean; the default would take "yes" and 1 as well.
    model_config = ConfigDict(strict=not on("lax-coercion"))


class UserInvite(Input):
    can_manage_studies: bool
    clinic_role: ClinicRole
    email: EmailStr
    first_name: Name
    has_dashboard_access: bool
    last_name: Name
    level: AssignableLevel
    middle_name: Name | None = None
    phone_number: Phone | None = None
    suffix1: Name | None = None
    suffix2: Name | None = None

    @model_validator(mode="after")
    def admins_have_a_dashboard(self):
        if self.level == "admin" and not self.has_dashboard_access:
            raise ValueError("hasDashboardAccess is required for admin users")
        return self


class UserUpdate(Input):
    # The defaults are never read: only the fields that were sent are dumped.
    can_manage_studies: bool = None
    clinic_role: ClinicRole | None = None
    first_name: Name = None
    has_dashboard_access: bool = None
    last_name: Name = None
    level: AssignableLevel = None
    middle_name: Name | None = None
    phone_number: Phone | None = None
    suffix1: Name | None = None
    suffix2: Name | None = None

    def changes(self) -> dict:
        """The fields to write; a role cannot be taken away, so null leaves it."""
        sent = self.model_dump(exclude_unset=not on("patch-defaults"), exclude_none=on("null-ignored"))
        return {name: value for name, value in sent.items() if value is not None or name in OPTIONAL}


class RevokeAccess(Input):
    user_id: str


class Revoked(Model):
    success: bool
    message: str


class UserQuery(Model):
    cursor: str | None = None
    email: str | None = None
    first_name: str | None = None
    invited_source: Literal["dashboard", "api"] | None = None
    last_name: str | None = None
    level: Literal["owner", "admin", "member"] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


def absent(value):
    return value is None


class UserOut(Model):
    can_manage_studies: bool
    clinic_role: str
    created_at: datetime
    email: str
    first_name: str
    has_dashboard_access: bool
    invited_source: str
    last_login_at: datetime | None
    last_name: str
    level: str
    user_id: str
    middle_name: str | None = Field(None, exclude_if=absent)
    phone_number: str | None = Field(None, exclude_if=absent)
    suffix1: str | None = Field(None, exclude_if=absent)
    suffix2: str | None = Field(None, exclude_if=absent)


class UserPage(Model):
    has_more: bool
    users: list[UserOut]
    cursor: str | None = Field(None, exclude_if=absent)
