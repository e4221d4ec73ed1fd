#!/usr/bin/env python3
"""Runs the shell steps of action.yml and of the templates in ci/ as their systems would, against a mock.

    templates.py GATE SCRATCH

GATE is the program. Needs PyYAML and bash. Ends with a line `N passed, 0 failed`.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FAULT = "list-drops-suffix2"
KEY = "key+of/the=templates~"
passed = 0


def check(condition, what):
    """Counts what holds, and ends at the first thing that does not."""
    global passed
    if not condition:
        sys.exit(f"FAILED: {what}")
    passed += 1


@dataclass
class Step:
    """A shell step: what it runs in which environment, and whether it does after a failure."""

    name: str
    script: str
    shell: list
    env: dict = field(default_factory=dict)
    always: bool = False


BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
SH = ["sh", "-e", "-c"]


def github_action(inputs, folder):
    """The steps of the composite action with these inputs."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    known = {name: given.get("default", "") for name, given in action["inputs"].items()}
    check(set(inputs) <= set(known), f"the inputs of the action are among {sorted(known)}")
    values = known | inputs | {"key": KEY}
    steps, uploads = [], []
    for step in action["runs"]["steps"]:
        if "upload-artifact" in step.get("uses", ""):
            uploads.append(step)
        if "run" not in step:
            continue

        def value(match):
            expression = match[1].strip()
            if expression == "runner.temp":
                return str(folder / "temp")
            return values[expression.removeprefix("inputs.")]

        env = {k: re.sub(r"\$\{\{(.*?)\}\}", value, v) for k, v in step.get("env", {}).items()}
        check("${{" not in step["run"], f"`{step['name']}` takes no input as shell text")
        steps.append(Step(step["name"], step["run"], BASH, env, step.get("if") == "always()"))
    check(all("always()" in step["if"] for step in uploads) and uploads, "reports are always kept")
    for name in ("output", "path", "summary"):
        (folder / name).write_text("")
    shared = {
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_PATH": str(folder / "path"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_ACTION_PATH": str(ROOT),
    }
    for step in steps:
        step.env = shared | step.env
    return steps


def gitlab(inputs, _folder):
    job = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text())["contract"]
    check(job["artifacts"]["when"] == "always", "GitLab keeps the reports of a red job")
    check("junit" in job["artifacts"]["reports"] and job["timeout"], "GitLab reads the JUnit report")
    env = job["variables"] | variables(inputs)
    return [Step("script", "\n".join(job["script"]), SH, env)] + [
        Step("after_script", line, SH, env, True) for line in job["after_script"]
    ]


def jenkins(inputs, _folder):
    text = (ROOT / "ci/Jenkinsfile").read_text()
    env = dict(re.findall(r"(AVARA_\w+) = '(.*)'", text)) | variables(inputs)
    scripts = re.findall(r"sh '''\n(.*?)'''", text, re.S)
    check(len(scripts) == 2 and "post {" in text.split(scripts[0])[1], "Jenkins cleans up in `post`")
    return [Step("stage", scripts[0], SH, env), Step("post", scripts[1], SH, env, True)]


def azure(inputs, _folder):
    pipeline = yaml.safe_load((ROOT / "ci/azure-pipelines.yml").read_text())
    env = {v["name"]: v["value"] for v in pipeline["variables"] if "name" in v} | variables(inputs)
    steps = pipeline["jobs"][0]["steps"]
    kept = [s for s in steps if "publish" in s or s.get("task", "").startswith("PublishTest")]
    check(len(kept) == 2 and all(s["condition"] == "always()" for s in kept), "Azure keeps reports")
    return [
        Step(s["displayName"], s["script"], BASH, env, s.get("condition") == "always()")
        for s in steps
        if "script" in s
    ]


def bazel(inputs, folder):
    outputs = folder / "outputs"
    outputs.mkdir()
    env = variables(inputs) | {
        "TEST_UNDECLARED_OUTPUTS_DIR": "reports",
        "XML_OUTPUT_FILE": str(folder / "test.xml"),
    }
    words = f'"{ROOT}/ci/bazel/gate.sh" "$(command -v avara-conformance)"'
    return [Step("test", f"{words} --suite={inputs['suite']}", BASH, env)]


def variables(inputs):
    return {"AVARA_TARGET": inputs.get("target", ""), "AVARA_SUITE": inputs["suite"]}


def play(steps, folder, programs):
    """Runs the steps in a folder. Returns the exit code of the first that failed, and the output."""
    code, output = 0, ""
    for step in steps:
        if code and not step.always:
            continue
        env = {
            "HOME": str(folder),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "AVARA_API_KEY": KEY,
            "CI": "true",
        }
        work = folder / "work"
        done = subprocess.run(
            [*step.shell, step.script], cwd=work, env=env | step.env, text=True, timeout=300,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        output += f"--- {step.name}: {done.returncode}\n{done.stdout}"
        code = code or done.returncode
    return code, output


class Mock:
    """A mock in a process of its own."""

    def __init__(self, gate, *words):
        self.process = subprocess.Popen(
            [gate, "mock", "--port", "0", *words], stdout=subprocess.PIPE, text=True,
            env=os.environ | {"AVARA_API_KEY": KEY},
        )
        self.url = self.process.stdout.readline().removeprefix("listening on ").strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def fresh(scratch, name):
    folder = scratch / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "work").mkdir(parents=True)
    return folder


def users_left(folder, gate):
    """What another clean-up says; it ends with 0 and this line where nothing was left to do."""
    words = [gate, "cleanup", "--journal", "reports/journal.ndjson"]
    done = subprocess.run(words, cwd=folder / "work", text=True, capture_output=True,
                          env={"AVARA_API_KEY": KEY, "PATH": os.environ["PATH"]})
    return done.stdout if done.returncode or "clean up" in done.stdout else ""


def cut_off(folder, gate, url):
    """A run that is killed in its midst, as by a runner that has no time left."""
    with subprocess.Popen(
        [gate, "--target", url, "--format", "json"], cwd=folder / "work", stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={"AVARA_API_KEY": KEY},
    ) as run:
        journal = folder / "work/reports/journal.ndjson"
        for _ in run.stdout:
            if journal.exists() and journal.read_text().count("\n") > 40:
                break
        run.send_signal(signal.SIGKILL)
        run.stdout.close()


def main():
    gate, scratch = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    programs = fresh(scratch, "programs")
    (programs / "avara-conformance").symlink_to(gate)
    # An image that is run in a mounted folder is, for a shell, the program in that folder.
    docker = programs / "docker"
    docker.write_text(
        '#!/bin/sh\nfor word; do shift; [ "$word" = "$IMAGE" ] && exec avara-conformance "$@"; done\n'
        'echo "no image in: $*" >&2; exit 125\n'
    )
    docker.chmod(0o755)
    systems = [github_action, gitlab, jenkins, azure, bazel]
    with Mock(gate) as good, Mock(gate, "--fault", FAULT) as bad:
        for system in systems:
            name = system.__name__
            folder = fresh(scratch, f"{name}-green")
            code, output = play(system({"target": good.url, "suite": "smoke"}, folder), folder, programs)
            check(code == 0, f"{name} is green for a server that conforms:\n{output}")
            reports = folder / "work/reports"
            run = json.loads((reports / "run.json").read_text())
            check(run["summary"]["conclusion"] == "conforming", f"{name} leaves reports")
            check(run["info"]["target"].rstrip("/") == good.url, f"{name} checks the server")

            folder = fresh(scratch, f"{name}-red")
            code, output = play(system({"target": bad.url, "suite": "smoke"}, folder), folder, programs)
            junit = folder / ("test.xml" if name == "bazel" else "work/reports/junit.xml")
            check(code == 1, f"{name} ends with 1 for a broken promise, not with {code}:\n{output}")
            check("<failure" in junit.read_text(), f"{name} leaves a JUnit report with the failure")
            check(not users_left(folder, gate), f"{name} leaves no user:\n{output}")
            if system is github_action:
                check("::error" in output, f"{name} annotates")
                check((folder / "summary").read_text(), f"{name} writes a summary")
                check("exit-code=1" in (folder / "output").read_text(), f"{name} has an output")

            folder = fresh(scratch, f"{name}-nowhere")
            code, output = play(system({"suite": "smoke"}, folder), folder, programs)
            check(code not in (0, 1), f"{name} is not green without a server: {code}\n{output}")

            folder = fresh(scratch, f"{name}-cut-off")
            cut_off(folder, gate, good.url)
            check(users_left_to_do(folder), f"{name}: a run that was killed leaves users")
            steps = [s for s in system({"target": good.url, "suite": "smoke"}, folder) if s.always]
            if steps:
                code, output = play(steps, folder, programs)
                check(code == 0 and not users_left(folder, gate), f"{name} cleans up:\n{output}")
    release(gate, scratch)
    print(f"{passed} passed, 0 failed")


def release(gate, scratch):
    """Packs a release as the workflow does, and unpacks it."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    steps = {s["name"]: s["run"] for s in workflow["jobs"]["build"]["steps"] if "run" in s}
    target = "x86_64-unknown-linux-gnu"
    folder = fresh(scratch, "release")
    work = folder / "work"
    for name in ("README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "Cargo.toml"):
        shutil.copy(ROOT / name, work)
    built = work / "target" / target / "release"
    built.mkdir(parents=True)
    shutil.copy(gate, built)
    manifest = (ROOT / "Cargo.toml").read_text()
    version = re.search(r'^version = "(.*)"', manifest, re.M)[1]
    for tag, wanted in ((f"v{version}", 0), ("v99.0.0", 1)):
        env = {"TARGET": target, "GITHUB_REF_NAME": tag}
        step = Step("tag", steps["The tag is the version"], BASH, env)
        code, output = play([step], folder, scratch / "programs")
        check(code == wanted, f"a release of the tag {tag}: {code}\n{output}")
    env = {"TARGET": target}
    parts = [Step(name, steps[name], BASH, env) for name in ("Pack", "It runs")]
    code, output = play(parts, folder, scratch / "programs")
    check(code == 0, f"a release is packed and runs:\n{output}")
    sums = subprocess.run(["sha256sum", "--check", *(p.name for p in work.glob("dist/*.sha256"))],
                          cwd=work / "dist", capture_output=True)
    check(sums.returncode == 0, "the checksums of a release are right")
    # The name that `cargo binstall` looks for.
    named = re.search(r'pkg-url = "(.*)"', manifest)[1]
    for key, value in (("name", "avara-conformance"), ("version", version), ("target", target)):
        named = named.replace("{ %s }" % key, value)
    archive = named.replace("{ archive-suffix }", ".tar.gz").rsplit("/", 1)[1]
    check((work / "dist" / archive).is_file(), f"cargo binstall finds {archive}")


def users_left_to_do(folder):
    """Whether the journal names an invitation that nothing has undone."""
    return '"invite"' in (folder / "work/reports/journal.ndjson").read_text()


if __name__ == "__main__":
    main()
