#!/bin/sh
# Values per second against hypothesis-jsonschema (PyPI) and json-schema-faker (npm): the same
# schema, the same machine, one thread each. The rounds are interleaved, so that whatever else the
# machine does meets all of them alike, and seconds are those of the processor, not of the clock;
# what counts is the ratio of each round, and their median.
# Neither of the two draws invalid values, so ours are held against their valid ones.
#
#   benches/compare.sh [ROUNDS]
#
# Installs the two into a temporary folder. Needs cargo, python3 and node.
set -eu
rounds=${1:-5}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --quiet --locked --release --bins --manifest-path "$here/../Cargo.toml"
program="$here/../target/release/avara-conformance"
python3 "$here/bundle.py" "$here/../schemas" invite-request.json > "$work/schema.json"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    hypothesis-jsonschema==0.23.1 hypothesis==6.100.0
cp "$here/compare.mjs" "$work/"
(cd "$work" && npm install --silent --no-save json-schema-faker@0.6.3 > /dev/null 2>&1)

ours() { # kind: the whole program, its start included
    bash -c 'TIMEFORMAT="%U %S"; time "$@" > /dev/null' sh \
        "$program" generate "$work/schema.json" "--$1" --count 300000 2>&1 |
        awk '{ printf "%.0f\n", 300000 / ($1 + $2) }'
}

echo "round     valid   invalid  hypothesis  jsf    valid/hyp  invalid/hyp  valid/jsf  invalid/jsf"
round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    valid=$(ours valid)
    faker=$(node "$work/compare.mjs" "$work/schema.json" 10000)
    invalid=$(ours invalid)
    python=$("$work/venv/bin/python" "$here/compare.py" "$work/schema.json" 300)
    echo "$round $valid $invalid $python $faker" | awk '{
        printf "%5d %9d %9d %11d %6d %10.0fx %11.0fx %9.1fx %11.1fx\n",
            $1, $2, $3, $4, $5, $2 / $4, $3 / $4, $2 / $5, $3 / $5 }'
done | tee "$work/rounds"

median() { # column, name
    awk -v c="$1" '{ sub("x", "", $c); print $c }' "$work/rounds" | sort -n |
        awk -v n="$2" '{ v[NR] = $1 } END { printf "median of %d rounds, %s: %s times\n", NR, n, v[int((NR + 1) / 2)] }'
}
median 6 "valid / hypothesis-jsonschema"
median 7 "invalid / hypothesis-jsonschema"
median 8 "valid / json-schema-faker"
median 9 "invalid / json-schema-faker"
