#!/usr/bin/env python3
"""What runs leave behind on a server that breaks what they lean on.

    run.py GATE [--table FILE]

GATE is the program. Each fault of the mock that breaks the list, the invitation or the update for
everybody is switched on in a process of its own, and the full suite runs against it. No run may
invite more than the one without a fault, and none may say that it left a user behind. What the table
shows is what the runs say of themselves in `run.json`.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FAULTS = """
list-in-an-envelope list-hides-new-users list-hides-new-users-from-walks list-declared-as-html
has-more-never has-more-always cursor-ignored page-loses-last-row page-loses-first-row
last-page-loses-last-row list-order-changes list-drops-suffix2 json-as-text-of-json
filter-last-name-ignored filter-level-ignored email-overrides-the-other-filters filters-or
invite-reply-in-envelope invite-answers-204 invite-stores-nothing invite-stores-another-id
invite-of-admins-stores-nothing invite-declared-as-text invite-escapes-html new-id-is-a-number
new-id-too-short new-id-from-the-name new-id-without-prefix invite-does-not-store-middle-name
invite-booleans-as-text sometimes-invite-stores-nothing sometimes-html-with-200
update-answers-204 update-stores-nothing update-changes-id update-hits-the-next-user
update-changes-everybody update-changes-email update-ignores-level update-ignores-false-access
sometimes-update-stores-nothing update-admin-loses-dashboard update-declares-nothing
""".split()


def run(gate, faults):
    """`run.json` and exit code of a run against a mock with these faults."""
    flags = [flag for fault in faults for flag in ("--fault", fault)]
    with tempfile.TemporaryDirectory() as reports:
        mock = subprocess.Popen([gate, "mock", "--port", "0", *flags], stdout=subprocess.PIPE, text=True)
        try:
            url = mock.stdout.readline().split()[-1]
            done = subprocess.run(
                [gate, "--target", url, "--seed", "1", "--reports-dir", reports, "--quiet"],
                env={**os.environ, "AVARA_API_KEY": "mock-key"}, capture_output=True, text=True,
            )
        finally:
            mock.terminate()
            mock.wait()
        return json.loads(pathlib.Path(reports, "run.json").read_text()), done.returncode


def row(name, told, code):
    summary = told["summary"]
    left = summary.get("left") or []
    reasons = sorted({user["reason"] for user in left})
    return [name, code, summary["requests"], summary["invites"], summary.get("neutralised", 0),
            len(left), "; ".join(reasons)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gate", type=os.path.abspath)
    parser.add_argument("--table", type=pathlib.Path)
    asked = parser.parse_args()
    rows = [row("none", *run(asked.gate, []))]
    most = rows[0][3]
    known = subprocess.run([asked.gate, "mock", "--list-faults"], capture_output=True, text=True).stdout.split()
    wrong = []
    for fault in FAULTS:
        if fault not in known:
            wrong.append(f"{fault}: the mock has no such fault")
            continue
        rows.append(row(f"`{fault}`", *run(asked.gate, [fault])))
        _, code, _, invites, _, left, _ = rows[-1]
        print(*rows[-1], flush=True)
        if code not in (1, 5):
            wrong.append(f"{fault}: exit code {code}")
        if invites > most:
            wrong.append(f"{fault}: {invites} invitations, and {most} without a fault")
        if left:
            wrong.append(f"{fault}: {left} users are left")
    if asked.table:
        head = ["fault", "exit", "requests", "invited", "cleaned up", "left", "why"]
        lines = [head, ["---"] * len(head), *rows]
        asked.table.write_text("".join(f"| {' | '.join(map(str, line))} |\n" for line in lines))
    print("\n".join(wrong))
    print(f"{len(rows) - 1 - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
