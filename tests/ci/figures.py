#!/usr/bin/env python3
"""Holds the table of suites in README.md against what the suites do on the mock.

    figures.py GATE [--write] [SELFTEST.json…]

Checks and clauses have to be as they are told; requests and users, which depend on the seed, nearly
so. The files are those that `selftest --suite NAME` leaves, for the share of the faults that are
found; without one that column is left alone. `--write` writes the table anew. Ends with a line
`N passed, 0 failed`.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"
ROW = re.compile(r"^\| `(full|staging|smoke|read-only)`[^|]*\|.*\|$", re.M)
# What a figure that depends on the seed may be off by.
NEARLY = 0.15


def shares(files):
    """For each suite the share of the faults that its self-test finds, in whole percent."""
    found = {}
    for file in files:
        selftest = json.loads(Path(file).read_text())
        faults = [row for row in selftest["rows"] if row["kind"] == "fault"]
        killed = [row for row in faults if row["outcome"] == "killed"]
        found[selftest["suite"]] = f"{100 * len(killed) // len(faults)} %"
    return found


def measured(gate, suite):
    """What a run of a suite on the mock comes to."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([gate, "--suite", suite, "--seed", "1"], cwd=folder, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"error: --suite {suite} on the mock ends with {done.returncode}")
        run = json.loads(Path(folder, "reports/run.json").read_text())
    summary = run["summary"]
    return {
        "requests": summary["requests"],
        "users": summary["invites"],
        "checks": str(len(run["results"])),
        "clauses": f"{summary['clausesCovered']} of {summary['clausesTotal']}",
    }


def number(text):
    return int(re.sub(r"\D", "", text) or 0)


def is_near(told, is_now):
    return abs(number(told) - is_now) <= max(1, NEARLY * is_now)


def rounded(value):
    """Two digits, since the rest depends on the seed."""
    if value < 100:
        return str(value) if value else "none"
    step = 10 ** (len(str(value)) - 2)
    return f"{round(value / step) * step:,}"


def main():
    gate = str(Path(sys.argv[1]).resolve())
    files = [word for word in sys.argv[2:] if word != "--write"]
    found, text = shares(files), README.read_text()
    wrong, passed = [], 0

    def row(match):
        nonlocal passed
        name, does, requests, users, checks, clauses, faults = (
            cell.strip() for cell in match[0].strip("|").split("|")
        )
        now = measured(gate, match[1])
        share = found.get(match[1], faults)
        same = [
            is_near(requests, now["requests"]), is_near(users, now["users"]),
            checks == now["checks"], clauses == now["clauses"],
            faults == share or abs(number(faults) - number(share)) <= 1,
        ]
        passed += sum(same)
        if not all(same):
            wrong.append(f"{match[1]}: {now}, faults found {share or '-'}")
        cells = [name, does, rounded(now["requests"]), rounded(now["users"]), now["checks"],
                 now["clauses"], share]
        return f"| {' | '.join(cells)} |".replace("  |", " |")

    written = ROW.sub(row, text)
    if "--write" in sys.argv:
        README.write_text(written)
    elif wrong:
        sys.exit("error: README.md is out of date (--write writes it anew):\n" + "\n".join(wrong))
    print(f"{passed} passed, 0 failed")


if __name__ == "__main__":
    main()
