"""Lays out what became of the corpus, and compares it with the table that is kept."""

import json
import os
import sys

SCRATCH, TABLE = sys.argv[1:]
LEAST = 0.95


def main():
    with open(os.path.join(SCRATCH, "rows.json"), encoding="utf-8") as file:
        rows = json.load(file)
    lines = [
        "# Schemas of real packages",
        "",
        "Written by `corpus/run` with UPDATE_CORPUS=1; a value is wrong when ajv or Python's jsonschema",
        "sees it otherwise. What cannot be drawn is told with the reason.",
        "",
        "| package | schemas | valid | invalid | boundary | wrong |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    groups = sorted({row["group"] for row in rows})
    drawn = lambda some, kind: sum(not row[kind] for row in some)
    wrong = lambda some: sum(
        row[judge].get(kind, 0) for row in some for judge in ("python", "ajv") for kind in ("valid", "invalid", "boundary")
    )
    for group in [*groups, None]:
        some = [row for row in rows if group in (None, row["group"])]
        counts = [str(drawn(some, kind)) for kind in ("valid", "invalid", "boundary")]
        lines.append(f"| {group or 'all'} | {len(some)} | {' | '.join(counts)} | {wrong(some)} |")
    peers = sorted({name for row in rows for name in row.get("peers", {})})
    if peers:
        lines += ["", "Others on the same schemas, five valid values each, judged by Python's jsonschema:", ""]
        lines += ["| generator | all right | some wrong | nothing in 10 s |", "| --- | ---: | ---: | ---: |"]
    for name in peers:
        said = [row["peers"].get(name) for row in rows]
        lines.append(f"| {name} | {' | '.join(str(said.count(word)) for word in ('right', 'wrong', 'nothing'))} |")
    lines += ["", "## Not drawn", ""]
    for row in rows:
        for kind in ("valid", "invalid", "boundary"):
            if row[kind]:
                reason = row[kind].split("problem: ")[-1].strip(' "}')[:160]
                lines.append(f"- {row['group']}/{os.path.basename(row['path'])}, {kind}: {reason}")
    unjudged = [row for row in rows if "error" in row["python"] or "error" in row["ajv"]]
    if unjudged:
        lines += ["", "## Judged by one validator only, or by none", ""]
    for row in unjudged:
        for judge in ("python", "ajv"):
            if "error" in row[judge]:
                name = f"{row['group']}/{os.path.basename(row['path'])}"
                lines.append(f"- {name}, by {judge}: {' '.join(row[judge]['error'].split())}")
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_CORPUS"):
        with open(TABLE, "w", encoding="utf-8") as file:
            file.write(text)
    print(text)
    share = drawn(rows, "valid") / len(rows)
    if share < LEAST:
        sys.exit(f"only {share:.0%} of the schemas are drawn from")
    with open(TABLE, encoding="utf-8") as file:
        kept = int(file.read().split("| all |")[1].split("|")[4])
    if wrong(rows) > kept:
        sys.exit(f"{wrong(rows)} values are wrong, and {kept} were")
    print(f"{len(rows)} passed, 0 failed")


main()
