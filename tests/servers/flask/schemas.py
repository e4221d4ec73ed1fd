"""What comes in and goes out, as marshmallow schemas."""

from marshmallow import EXCLUDE, Schema, fields, post_dump, post_load
from marshmallow.validate import Length, OneOf, Range, Regexp

from defects import on

# The roles of all pages, the older ones too.
CLINIC_ROLES = [
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
    "PACS Administrator",
]  # fmt: skip
OPTIONAL = ("middleName", "phoneNumber", "suffix1", "suffix2")


class StrictBoolean(fields.Boolean):
    """A JSON boolean; the library would take words and numbers as well."""

    def _deserialize(self, value, attr, data, **kwargs):
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def Flag(**kwargs):
    if on("truthy-one"):
        return fields.Boolean(truthy={True}, falsy={False}, **kwargs)
    return StrictBoolean(**kwargs)


def Name(**kwargs):
    return fields.String(validate=Length(min=1), **kwargs)


def Phone(**kwargs):
    # Digits, with the plus sign of an international number if there is one.
    end = "$" if on("phone-dollar") else r"\Z"
    return fields.String(validate=Regexp(r"^\+?[0-9]{10,15}" + end), **kwargs)


class CamelCaseSchema(Schema):
    def on_bind_field(self, field_name, field_obj):
        first, *rest = (field_obj.data_key or field_name).split("_")
        field_obj.data_key = first + "".join(word.title() for word in rest)


class InviteSchema(CamelCaseSchema):
    can_manage_studies = Flag(required=True)
    clinic_role = fields.String(required=True, validate=OneOf(CLINIC_ROLES))
    email = fields.Email(required=True)
    first_name = Name(required=True)
    has_dashboard_access = Flag(required=True)
    last_name = Name(required=True)
    level = fields.String(required=True, validate=OneOf(["admin", "member"]))
    middle_name = Name()
    phone_number = Phone()
    suffix1 = Name()
    suffix2 = Name()


class UpdateSchema(InviteSchema):
    class Meta:
        exclude = ("email",)

    clinic_role = fields.String(allow_none=True, validate=OneOf(CLINIC_ROLES))
    middle_name = Name(allow_none=True)
    phone_number = Phone(allow_none=True)
    suffix1 = Name(allow_none=True)
    suffix2 = Name(allow_none=True)

    @post_load
    def keep_role(self, data, **kwargs):
        """Everybody has a role: null leaves it as it is."""
        if data.get("clinic_role", "") is None:
            del data["clinic_role"]
        return data


class RevokeSchema(CamelCaseSchema):
    user_id = fields.String(required=True)


class QuerySchema(CamelCaseSchema):
    class Meta:
        unknown = EXCLUDE

    cursor = fields.String()
    email = fields.String()
    first_name = fields.String()
    invited_source = fields.String(validate=OneOf(["dashboard", "api"]))
    last_name = fields.String()
    level = fields.String(validate=OneOf(["owner", "admin", "member"]))
    limit = fields.Integer(load_default=10, validate=Range(1, 100))


class UserSchema(InviteSchema):
    created_at = fields.AwareDateTime()
    invited_source = fields.String()
    last_login_at = fields.AwareDateTime()
    user_id = fields.String()

    @post_dump
    def drop_absent(self, data, **kwargs):
        return {name: value for name, value in data.items() if value is not None or name not in OPTIONAL}
