#!/usr/bin/env python3
"""Runs the gate against every server of this folder, and expects each to be clean.

    run.py GATE SCRATCH [--defects] [--table FILE] [STACK ...]

GATE is the program, SCRATCH a folder for what the stacks install. Each suite runs plain and with
`--strict`, all of them one after the other on the same tenant: the next run must be as clean as the
first. With `--defects` each defect of a stack is switched on, one after the other, and the full suite
has to name its clause, or one of those that the defect breaks by it. A stack whose tools are not
there is skipped, and says so. `--table` writes down what was seen.
"""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
SUITES = ["full", "staging", "smoke", "read-only"]
RUNS = [(suite, flags) for flags in ([], ["--strict"]) for suite in SUITES]


def node(stack, scratch):
    folder = scratch / stack
    shutil.copytree(HERE / stack, folder, dirs_exist_ok=True)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return ["node", str(folder / "server.mjs")]


def python(stack, scratch):
    folder = scratch / "venv"
    program = folder / "bin" / "python"
    if not program.exists():
        venv.create(folder, with_pip=True)
    requirements = HERE / stack / "requirements.txt"
    pip = [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", requirements], check=True)
    return [str(program), str(HERE / stack / "server.py")]


def go(stack, scratch):
    program = scratch / "go-server"
    build = ["go", "build", "-buildvcs=false", "-o", program, "."]
    subprocess.run(build, cwd=HERE / stack, check=True)
    return [str(program)]


STACKS = {
    "express": ("npm", node),
    "fastify": ("npm", node),
    "go": ("go", go),
    "fastapi": ("python3", python),
    "django": ("python3", python),
    "flask": ("python3", python),
}


@contextlib.contextmanager
def served(command, *flags):
    """The address of a fresh server."""
    server = subprocess.Popen(
        [*command, "--port", "0", "--key", "k", *flags],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )
    try:
        yield server.stdout.readline().split()[-1]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def run(gate, url, suite, *flags):
    """Exit code, output, `run.json` and seconds of one run."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as reports:
        done = subprocess.run(
            [gate, "--target", url, "--suite", suite, "--seed", "1", "--reports-dir", reports, *flags],
            env={**os.environ, "AVARA_API_KEY": "k"}, capture_output=True, text=True,
        )
        record = pathlib.Path(reports, "run.json")
        told = json.loads(record.read_text()) if record.exists() else {}
    return done.returncode, done.stdout + done.stderr, told, time.monotonic() - begun


def findings(told):
    """Level and clause of each finding."""
    shown = [found for result in told.get("results", []) for found in result["counterexamples"]]
    return {(found["level"], found["finding"]["clause"]) for found in shown}


def clean(gate, stack, command):
    """A row for each suite, of runs against one server; whether each ended with 0."""
    rows, good = [], True
    with served(command) as url:
        for suite, flags in RUNS:
            code, output, told, seconds = run(gate, url, suite, *flags)
            strict = " ".join(flags)
            print(f"{stack:8} {suite:9} {strict:8} {code}  {seconds:5.1f} s", flush=True)
            summary = told.get("summary", {})
            warned = sorted(clause for _, clause in findings(told))
            rows.append([stack, f"{suite} {strict}".strip(), str(code), f"{seconds:.1f}",
                         str(summary.get("requests", "")), str(summary.get("invites", "")),
                         ", ".join(warned) or "none"])
            if code != 0:
                good = False
                print(output[-6000:])
    return rows, good


def defective(gate, stack, command):
    """A row for each defect; whether each was found by a clause that it breaks."""
    rows, good = [], True
    listed = subprocess.run([*command, "--list-defects"], capture_output=True, text=True, check=True)
    for defect in json.loads(listed.stdout):
        with served(command, "--defect", defect["name"]) as url:
            code, _, told, seconds = run(gate, url, "full")
        found = findings(told)
        breaks = {clause.strip() for clause in defect["clause_hint"].split(",")}
        named = breaks & {clause for _, clause in found}
        must = sorted(clause for level, clause in found if level == "must")
        good = good and bool(named)
        print(f"{stack:8} {defect['name']:28} {code}  {seconds:5.1f} s  "
              f"{'named' if named else 'NOT NAMED'}  {', '.join(must)}", flush=True)
        rows.append([stack, f"`{defect['name']}`", defect["summary"], ", ".join(sorted(breaks)),
                     "yes" if named else "no", str(code), str(len(must))])
    return rows, good


HEADS = {
    False: ["stack", "suite", "exit", "seconds", "requests", "users", "warnings"],
    True: ["stack", "defect", "what it does", "clause", "named", "exit", "must clauses found broken"],
}


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gate", type=os.path.abspath)
    parser.add_argument("scratch", type=pathlib.Path)
    parser.add_argument("stacks", nargs="*")
    parser.add_argument("--defects", action="store_true")
    parser.add_argument("--table", type=pathlib.Path)
    asked = parser.parse_intermixed_args()
    asked.scratch.mkdir(parents=True, exist_ok=True)
    look = defective if asked.defects else clean
    rows, passed, failed = [], 0, 0
    for stack in asked.stacks or STACKS:
        tool, prepare = STACKS[stack]
        if shutil.which(tool) is None:
            print(f"skipped: {stack}, since {tool} is not installed")
            continue
        seen, good = look(asked.gate, stack, prepare(stack, asked.scratch))
        rows += seen
        passed, failed = passed + good, failed + (not good)
    if asked.table:
        asked.table.write_text(table(HEADS[asked.defects], rows))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
