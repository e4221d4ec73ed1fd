"""Asks usual validators which of the candidates they take for an e-mail address, each as it is by
default, and prints the table as JSON: candidate, and the validators that take it.

    python tests/email/verdicts.py SCRATCH

tests/email/run calls it. SCRATCH holds the packages of npm (`node_modules`) and of Debian (`java`);
those of PyPI belong to the Python that runs this.
"""

import base64
import importlib.metadata
import json
import pathlib
import subprocess
import sys

import django.conf
import email_validator
import marshmallow
import pydantic
import wtforms

django.conf.settings.configure(USE_I18N=False)

from django.core import exceptions, validators  # noqa: E402: these need the settings
from rest_framework import serializers  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
HOW = (
    "Made by tests/email/run, which runs the validators on tests/email/candidates.json; for each "
    "candidate the ones that take it. whatwg is the regular expression of the HTML standard."
)
PACKAGES = (
    "Django", "WTForms", "djangorestframework", "email-validator", "marshmallow", "pydantic",
)
REFUSALS = (
    ValueError, exceptions.ValidationError, marshmallow.ValidationError, serializers.ValidationError,
)


class Form(wtforms.Form):
    email = wtforms.EmailField(validators=[wtforms.validators.Email()])


def wtforms_email(text):
    form = Form(data={"email": text})
    if not form.validate():
        raise ValueError(form.errors)


VALIDATORS = {
    "django": validators.validate_email,
    "djangorestframework": serializers.EmailField().run_validation,
    # Whether the domain has a server for mail is asked by neither pydantic nor WTForms.
    "email-validator": lambda text: email_validator.validate_email(text, check_deliverability=False),
    "marshmallow": marshmallow.fields.Email().deserialize,
    "pydantic": pydantic.TypeAdapter(pydantic.EmailStr).validate_python,
    "wtforms": wtforms_email,
}


def takes(validate, text):
    try:
        validate(text)
    except REFUSALS:
        return False
    return True


def ask(scratch, candidates, *command):
    """The versions and the verdicts that a program in another language prints."""
    lines = "".join(base64.b64encode(text.encode()).decode() + "\n" for text in candidates)
    ran = subprocess.run(
        command, cwd=scratch, input=lines, stdout=subprocess.PIPE, text=True, check=True
    )
    versions, *verdicts = ran.stdout.splitlines()
    if len(verdicts) != len(candidates):
        raise SystemExit(f"{command[0]} gave {len(verdicts)} verdicts")
    return dict(word.split("=") for word in versions.split()), verdicts


def main(scratch):
    candidates = sorted(json.loads((HERE / "candidates.json").read_text("utf-8")))
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    table = {
        text: [name for name, validate in VALIDATORS.items() if takes(validate, text)]
        for text in candidates
    }
    for command in (
        ("node", HERE / "verdicts.mjs"),
        ("go", "run", HERE / "verdicts.go"),
        ("java", "-cp", "java/usr/share/java/*", HERE / "Verdicts.java"),
    ):
        more, verdicts = ask(scratch, candidates, *command)
        versions.update(more)
        for text, names in zip(candidates, verdicts):
            table[text] += names.split()
    # A line for each candidate, so that a difference can be read.
    rows = ",\n".join(f"  {json.dumps(text)}: {json.dumps(sorted(table[text]))}" for text in table)
    print("{")
    print(f' "how": {json.dumps(HOW)},')
    print(f' "versions": {json.dumps(versions, sort_keys=True)},')
    print(f' "verdicts": {{\n{rows}\n }}')
    print("}")


main(sys.argv[1])
