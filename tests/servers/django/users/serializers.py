"""What comes in and goes out, as serializers."""

from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from defects import on

from .models import ClinicRole, InvitedSource, Level, ViewerUser

ASSIGNABLE = [Level.ADMIN, Level.MEMBER]
BLANK = on("allow-blank")


class StrictText:
    """A JSON string; the framework would take numbers as well."""

    def to_internal_value(self, data):
        if not isinstance(data, str) and not on("numbers-as-strings"):
            self.fail("invalid")
        return super().to_internal_value(data)


class TextField(StrictText, serializers.CharField):
    pass


class PhoneField(StrictText, serializers.RegexField):
    def __init__(self, **kwargs):
        super().__init__(r"\A[0-9]{10,15}\Z", **kwargs)


class FlagField(serializers.BooleanField):
    """A JSON boolean; the framework would take words and numbers as well."""

    def to_internal_value(self, data):
        if not isinstance(data, bool) and not on("boolean-words"):
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


class UserSerializer(serializers.ModelSerializer):
    """The fields that an invitation and an update share, and the whole user as the answer."""

    canManageStudies = FlagField(source="can_manage_studies")
    clinicRole = serializers.ChoiceField(ClinicRole, source="clinic_role")
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)
    firstName = TextField(source="first_name")
    hasDashboardAccess = FlagField(source="has_dashboard_access")
    invitedSource = serializers.CharField(source="invited_source", read_only=True)
    lastLoginAt = serializers.DateTimeField(source="last_login_at", read_only=True)
    lastName = TextField(source="last_name")
    level = serializers.ChoiceField(ASSIGNABLE)
    userId = serializers.CharField(source="user_id", read_only=True)
    middleName = TextField(source="middle_name", required=False, allow_blank=BLANK)
    phoneNumber = PhoneField(source="phone_number", required=False)
    suffix1 = TextField(required=False, allow_blank=BLANK)
    suffix2 = TextField(required=False, allow_blank=BLANK)

    OPTIONAL = ("middleName", "phoneNumber", "suffix1", "suffix2")

    class Meta:
        model = ViewerUser
        fields = [
            "canManageStudies", "clinicRole", "createdAt", "email", "firstName", "hasDashboardAccess",
            "invitedSource", "lastLoginAt", "lastName", "level", "userId",
            "middleName", "phoneNumber", "suffix1", "suffix2",
        ]  # fmt: skip

    def validate(self, attrs):
        """Admins need the dashboard: they get access to it, whatever was said."""
        if attrs.get("level", getattr(self.instance, "level", None)) == Level.ADMIN:
            attrs["has_dashboard_access"] = True
        return attrs

    def to_representation(self, user):
        shown = super().to_representation(user)
        return {name: value for name, value in shown.items() if value is not None or name not in self.OPTIONAL}


class InviteSerializer(UserSerializer):
    email = serializers.EmailField(max_length=254, validators=[UniqueValidator(ViewerUser.objects.all())])


class UpdateSerializer(UserSerializer):
    """E-mail cannot be changed, the optional fields can be taken away."""

    email = serializers.EmailField(read_only=True)
    clinicRole = serializers.ChoiceField(ClinicRole, source="clinic_role", allow_null=True)
    middleName = TextField(source="middle_name", allow_null=True, allow_blank=BLANK)
    phoneNumber = PhoneField(source="phone_number", allow_null=True)
    suffix1 = TextField(allow_null=True, allow_blank=BLANK)
    suffix2 = TextField(allow_null=True, allow_blank=BLANK)

    def validate_clinicRole(self, role):
        return ClinicRole.OTHER if role is None else role

    def validate(self, attrs):
        if on("checkbox-default"):
            attrs.setdefault("can_manage_studies", False)
        return super().validate(attrs)


class ListQuerySerializer(serializers.Serializer):
    email = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    firstName = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    invitedSource = serializers.ChoiceField(InvitedSource, required=False)
    lastName = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    level = serializers.ChoiceField(Level, required=False)
    if not on("silent-page-size"):
        limit = serializers.IntegerField(min_value=1, max_value=100, default=100)
