#!/bin/sh
# Values per second against hypothesis-jsonschema (PyPI) and json-schema-faker (npm): the same
# schema, the same machine, one thread each, one run.
#
#   benches/compare.sh [COUNT]
#
# Installs the two into a temporary folder. Needs cargo, python3 and node.
set -eu
count=${1:-200000}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --quiet --release --manifest-path "$here/../Cargo.toml"
program="$here/../target/release/avara-conformance"
python3 "$here/bundle.py" "$here/../schemas" invite-request.json > "$work/schema.json"

rate() { # name, count, seconds
    awk -v n="$1" -v c="$2" -v s="$3" 'BEGIN { printf "%-36s %12.0f values/s (%d in %.2f s)\n", n, c / s, c, s }'
}

for kind in valid invalid; do
    start=$(date +%s.%N)
    "$program" generate "$work/schema.json" --$kind --count "$count" > /dev/null
    end=$(date +%s.%N)
    rate "avara-conformance, $kind" "$count" "$(echo "$end - $start" | bc)"
done

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet hypothesis-jsonschema==0.23.1 hypothesis==6.100.0
"$work/venv/bin/python" "$here/compare.py" "$work/schema.json" 500

cp "$here/compare.mjs" "$work/"
(cd "$work" && npm install --silent --no-save json-schema-faker@0.6.3 > /dev/null 2>&1)
node "$work/compare.mjs" "$work/schema.json" 20000
