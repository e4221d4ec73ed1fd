"""The users table."""

from uuid import uuid4

from django.db import models
from django.utils import timezone


def new_user_id():
    return f"usr_{uuid4().hex}"


class ClinicRole(models.TextChoices):
    RADIOLOGIST = "Radiologist"
    CARDIOLOGIST = "Cardiologist"
    NEUROLOGIST = "Neurologist"
    UROLOGIST = "Urologist"
    GYNECOLOGIST = "Gynecologist"
    ENDOCRINOLOGIST = "Endocrinologist"
    DOCTOR = "Doctor"
    SURGEON = "Surgeon"
    PHYSICIAN = "Physician"
    PHYSICIAN_ASSISTANT = "Physician Assistant"
    NURSE_PRACTITIONER = "Nurse Practitioner"
    REGISTERED_NURSE = "Registered Nurse"
    PATIENT_CARE_COORDINATOR = "Patient Care Coordinator"
    FRONT_DESK_OPERATOR = "Front Desk Operator"
    IMAGING_TECHNOLOGIST = "Imaging Technologist"
    PACS_ADMINISTRATOR = "PACS Administrator"
    SOFTWARE_ENGINEER = "Software Engineer"
    REVENUE_CYCLE_MANAGER = "Revenue Cycle Manager"
    ADMINISTRATIVE_DIRECTOR = "Administrative Director"
    ADMINISTRATIVE_ASSISTANT = "Administrative Assistant"
    OTHER = "Other"


class Level(models.TextChoices):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class InvitedSource(models.TextChoices):
    DASHBOARD = "dashboard"
    API = "api"


class ViewerUser(models.Model):
    user_id = models.CharField(max_length=36, primary_key=True, default=new_user_id)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    email = models.EmailField(unique=True)
    first_name = models.TextField()
    last_name = models.TextField()
    middle_name = models.TextField(null=True)
    phone_number = models.CharField(max_length=15, null=True)
    suffix1 = models.TextField(null=True)
    suffix2 = models.TextField(null=True)
    clinic_role = models.CharField(max_length=40, choices=ClinicRole)
    level = models.CharField(max_length=6, choices=Level)
    can_manage_studies = models.BooleanField()
    has_dashboard_access = models.BooleanField()
    invited_source = models.CharField(max_length=9, choices=InvitedSource, default=InvitedSource.API)
    last_login_at = models.DateTimeField(null=True)
