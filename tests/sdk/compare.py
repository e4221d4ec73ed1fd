"""Prints where the types of the official SDK (`pip install avara`) differ from `schemas/`.

    python tests/sdk/compare.py

The documentation is the contract and not the SDK, so a difference is no error: it says where to read
the documentation again. Ends with a line `N compared, M differ`.
"""

import json
import typing
from importlib.metadata import version
from pathlib import Path

from avara.types import shared, viewer

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
PAIRS = {
    "UserInviteParams": ("invite-request", viewer.UserInviteParams),
    "UserInviteResponse": ("user", viewer.UserInviteResponse),
    "UserListParams": ("list-query", viewer.UserListParams),
    "UserListResponse": ("user", viewer.UserListResponse),
    "UserUpdateParams": ("update-request", viewer.UserUpdateParams),
    "UserUpdateResponse": ("user", viewer.UserUpdateResponse),
}
VALUES = {
    "UserLevel": ("user-level", shared.UserLevel),
    "AssignableUserLevel": ("assignable-level", shared.AssignableUserLevel),
    "InvitedSource": ("invited-source", shared.InvitedSource),
    "ClinicRole": ("clinic-role-modern", shared.ClinicRole),
}

def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text())


def sdk_fields(kind):
    """The names of a type on the wire, each with whether it has to be there."""
    if hasattr(kind, "model_fields"):
        fields = kind.model_fields.items()
        return {field.alias or name: field.is_required() for name, field in fields}
    found = {}
    for name, hint in typing.get_type_hints(kind, include_extras=True).items():
        is_required = typing.get_origin(hint) is typing.Required
        if is_required:
            hint = typing.get_args(hint)[0]
        alias = [part.alias for part in getattr(hint, "__metadata__", ()) if part.alias]
        found[alias[0] if alias else name] = is_required
    return found


def differences():
    for name, (file, kind) in PAIRS.items():
        contract = schema(file)
        required, fields = set(contract.get("required", [])), sdk_fields(kind)
        for field in sorted(set(fields) | set(contract["properties"])):
            if field not in fields:
                yield f"{name}.{field}: {file}.json has it, the SDK has not"
            elif field not in contract["properties"]:
                yield f"{name}.{field}: the SDK has it, {file}.json has not"
            elif fields[field] != (field in required):
                told = ["optional", "required"]
                yield (f"{name}.{field}: {told[fields[field]]} for the SDK, "
                       f"{told[field in required]} in {file}.json")
    for name, (file, kind) in VALUES.items():
        ours, theirs = set(schema(file)["enum"]), set(typing.get_args(kind))
        if theirs - ours:
            yield f"{name}: only the SDK has {sorted(theirs - ours)}"
        if ours - theirs:
            yield f"{name}: only {file}.json has {sorted(ours - theirs)}"


def main():
    found = list(differences())
    print(f"avara {version('avara')}")
    print("\n".join(found))
    print(f"{len(PAIRS) + len(VALUES)} compared, {len(found)} differ")


if __name__ == "__main__":
    main()
