"""How many values a second hypothesis-jsonschema draws and serialises."""

import json
import sys
import time

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis_jsonschema import from_schema

schema = json.load(open(sys.argv[1]))
count = int(sys.argv[2])
strategy = from_schema(schema)
seen = 0


@settings(
    max_examples=count,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(strategy)
def draw(value):
    global seen
    seen += 1
    json.dumps(value)


start = time.perf_counter()
draw()
seconds = time.perf_counter() - start
print(f"{'hypothesis-jsonschema, valid':<36} {seen / seconds:12.0f} values/s ({seen} in {seconds:.2f} s)")
