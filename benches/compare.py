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


start = time.process_time()
draw()
print(f"{seen / (time.process_time() - start):.0f}")
