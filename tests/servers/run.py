#!/usr/bin/env python3
"""Runs the gate against every server of this folder, and expects each to be clean.

    run.py GATE SCRATCH [STACK ...]

GATE is the program, SCRATCH a folder for what the stacks install. Each suite runs plain and with
`--strict`, all of them one after the other on the same tenant: the next run must be as clean as the
first. A stack whose tools are not there is skipped, and says so.
"""

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


def clean(gate, stack, command):
    """Whether every run against a fresh server of the stack ends with 0."""
    server = subprocess.Popen(
        [*command, "--port", "0", "--key", "k"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )
    good = True
    try:
        url = server.stdout.readline().split()[-1]
        for suite, flags in RUNS:
            begun = time.monotonic()
            with tempfile.TemporaryDirectory() as reports:
                done = subprocess.run(
                    [gate, "--target", url, "--suite", suite, "--seed", "1",
                     "--reports-dir", reports, *flags],
                    env={**os.environ, "AVARA_API_KEY": "k"}, capture_output=True, text=True,
                )
            seconds = time.monotonic() - begun
            print(f"{stack:8} {suite:8} {' '.join(flags):8} {done.returncode}  {seconds:5.1f} s")
            if done.returncode != 0:
                good = False
                print(done.stdout[-6000:])
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    return good


def main():
    gate, scratch, *wanted = sys.argv[1:]
    scratch = pathlib.Path(scratch)
    scratch.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for stack in wanted or STACKS:
        tool, prepare = STACKS[stack]
        if shutil.which(tool) is None:
            print(f"skipped: {stack}, since {tool} is not installed")
            continue
        if clean(os.path.abspath(gate), stack, prepare(stack, scratch)):
            passed += 1
        else:
            failed += 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
