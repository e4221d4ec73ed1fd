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
    lines += ["", "## Not drawn", ""]
    for row in rows:
        for kind in ("valid", "invalid", "boundary"):
            if row[kind]:
                reason = row[kind].split("problem: ")[-1].strip(' "}')[:160]
                lines.append(f"- {row['group']}/{os.path.basename(row['path'])}, {kind}: {reason}")
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_CORPUS"):
        with open(TABLE, "w", encoding="utf-8") as file:
            file.write(text)
    print(text)
    share = drawn(rows, "valid") / len(rows)
    if share < LEAST:
        sys.exit(f"only {share:.0%} of the schemas are drawn from")
    with open(TABLE, encoding="utf-8") as file:
        kept = file.read()
    count = lambda text: int(text.split("| all |")[1].split("|")[4])
    if wrong(rows) > count(kept):
        sys.exit(f"{wrong(rows)} values are wrong, and {count(kept)} were")
    print(f"{len(rows)} passed, 0 failed")


main()
