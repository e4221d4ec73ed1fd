"""JUnit reports as three programs read them that others have written: junitparser and junit2html
(PyPI) and junit2json (npm). Each has to find the same test cases, numbers and messages as the
run's own record says.

    python consumers.py NODE_FOLDER RUN_FOLDER...

A run folder holds junit.xml, junit-rich.xml and ctrf.json of the same run; CTRF is written by
another path and serves as the record. NODE_FOLDER is where junit2json is installed.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from junit2htmlreport import parser as junit2html
from junitparser import Error, Failure, JUnitXml, Skipped

JUNIT2JSON = """
import { parse } from "junit2json";
import { readFileSync } from "node:fs";
console.log(JSON.stringify(await parse(readFileSync(process.argv[1], "utf8"))));
"""

KINDS = ("passed", "failed", "skipped")


def recorded(folder):
    """Status and message of each test case, by its full name, as CTRF has them."""
    tests = json.loads((folder / "ctrf.json").read_text())["results"]["tests"]
    assert len({test["name"] for test in tests}) == len(tests), "a name stands twice"
    return {plain(test["name"]): (test["status"], test.get("message", "")) for test in tests}


def full(classname, name):
    """The id of a check, which is its name; no two classes share one."""
    assert plain(name).startswith(plain(f"{classname.removeprefix('avara.')}::")), (classname, name)
    return name


def by_junitparser(path):
    found = {}
    for suite in JUnitXml.fromfile(str(path)):
        for case in suite:
            status, message = "passed", ""
            for result in case.result:
                kinds = {Failure: "failed", Error: "failed", Skipped: "skipped"}
                status = kinds.get(type(result), status)
                if type(result) in kinds:
                    message = result.message
                    # An attribute has its line ends spelled out.
                    text = (result.text or "").replace("\n", "\\n")
                    assert message.split(" [cut: ")[0][:200] in text, f"no text: {message[:200]}"
            found[full(case.classname, case.name)] = (status, message)
    return found


def by_junit2html(path):
    found = {}
    for suite in junit2html.Junit(str(path)).suites:
        for tests in suite.classes.values():
            for case in tests.cases:
                failed = case.failed() or case.failure is not None
                status = "failed" if failed else "skipped" if case.skipped else "passed"
                message = case.failure_msg if failed else case.skipped_msg if case.skipped else ""
                found[full(case.testclass.name, case.name)] = (status, message or "")
    return found


def by_junit2json(path, node):
    command = ["node", "--input-type=module", "-e", JUNIT2JSON, str(path.resolve())]
    output = subprocess.run(command, cwd=node, check=True, capture_output=True, text=True).stdout
    found = {}
    for suite in json.loads(output).get("testsuite", []):
        for case in suite.get("testcase", []):
            red = case.get("failure", []) + case.get("error", [])
            skipped = case.get("skipped", [])
            status = "failed" if red else "skipped" if skipped else "passed"
            message = (red or skipped or [{}])[0].get("message", "")
            found[full(case["classname"], case["name"])] = (status, message)
    return found


def same_message(told, read):
    """Reports cut long messages at different lengths, and say so."""
    told, read = (plain(text).split(" [cut: ")[0][:1000] for text in (told, read))
    return told == read


def plain(text):
    """junit2html shows a question mark in place of U+FFFD, which XML allows."""
    return text.replace("\ufffd", "?")


def check(folder, node):
    record = recorded(folder)
    numbers = Counter(status for status, _ in record.values())
    readers = {
        "junitparser": by_junitparser,
        "junit2html": by_junit2html,
        "junit2json": lambda path: by_junit2json(path, node),
    }
    passed = 0
    for flavour in ("junit.xml", "junit-rich.xml"):
        path = folder / flavour
        root = ElementTree.parse(path).getroot()
        red = int(root.get("failures")) + int(root.get("errors"))
        assert (int(root.get("tests")), red) == (len(record), numbers["failed"]), path
        for name, read in readers.items():
            found = {plain(case): result for case, result in read(path).items()}
            what = f"{folder.name}/{flavour} by {name}"
            assert found.keys() == record.keys(), f"{what}: {found.keys() ^ record.keys()}"
            counted = Counter(status for status, _ in found.values())
            assert counted == numbers, f"{what}: {counted} and not {numbers}"
            for case, (status, message) in record.items():
                assert found[case][0] == status, f"{what}: {case} is {found[case][0]}"
                if status != "passed":
                    assert same_message(message, found[case][1]), f"{what}: {case}: {found[case][1]!r}"
            passed += 1
    told = ", ".join(f"{numbers[kind]} {kind}" for kind in KINDS)
    print(f"{folder.name}: {told}, read alike by {', '.join(readers)}")
    return passed


def main():
    node, *folders = map(Path, sys.argv[1:])
    assert folders, "no run to read"
    passed = sum(check(folder, node) for folder in folders)
    print(f"{passed} passed, 0 failed")


main()
