"""Writes one schema with every reference to another file resolved in place."""

import json
import pathlib
import sys


def resolve(value, folder):
    if isinstance(value, dict):
        if "$ref" in value and not value["$ref"].startswith("#"):
            target = resolve(json.loads((folder / value["$ref"]).read_text()), folder)
            return {k: v for k, v in target.items() if k != "$schema"}
        return {k: resolve(v, folder) for k, v in value.items()}
    if isinstance(value, list):
        return [resolve(v, folder) for v in value]
    return value


folder = pathlib.Path(sys.argv[1])
print(json.dumps(resolve(json.loads((folder / sys.argv[2]).read_text()), folder)))
