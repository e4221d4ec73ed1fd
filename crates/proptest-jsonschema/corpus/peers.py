"""Two other generators on the same schemas, each value judged by Python's jsonschema: hypothesis-jsonschema
here, json-schema-faker by `peers.mjs`. Only whether they draw, and whether it is right."""

import json
import os
import subprocess
import sys

SCRATCH = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS, VALUES = 10, 5

HYPOTHESIS = """
import json, sys, warnings
from hypothesis import HealthCheck, given, settings
from hypothesis_jsonschema import from_schema
warnings.simplefilter("ignore")
schema = json.load(open(sys.argv[1], encoding="utf-8"))

@settings(max_examples=int(sys.argv[2]), database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(from_schema(schema))
def draw(value):
    print(json.dumps({"value": value}), flush=True)

draw()
"""


def drawn(command):
    env = dict(os.environ, HYPOTHESIS_STORAGE_DIRECTORY=os.path.join(SCRATCH, "hypothesis"))
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, env=env)
    except subprocess.TimeoutExpired:
        return None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return lines if done.returncode == 0 and lines else None


def main():
    sys.argv = ["corpus.py", SCRATCH, "draw"]
    sys.path.insert(0, HERE)
    import corpus

    with open(os.path.join(SCRATCH, "rows.json"), encoding="utf-8") as file:
        rows = json.load(file)
    for index, row in enumerate(rows):
        row["peers"] = {}
        commands = {
            "hypothesis-jsonschema": [sys.executable, "-c", HYPOTHESIS, row["path"], str(VALUES)],
            "json-schema-faker": ["node", os.path.join(HERE, "peers.mjs"), SCRATCH, row["path"], str(VALUES)],
        }
        for name, command in commands.items():
            lines = drawn(command)
            if lines is None:
                row["peers"][name] = "nothing"
                continue
            for kind in corpus.KINDS:
                with open(os.path.join(SCRATCH, "out", f"peer.{kind}"), "w", encoding="utf-8") as file:
                    file.write("\n".join(lines) + "\n" if kind == "valid" else "")
            verdict = corpus.judged(("peer", row["path"]))
            row["peers"][name] = "wrong" if verdict.get("valid") else "right"
    with open(os.path.join(SCRATCH, "rows.json"), "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)


main()
