#!/bin/sh
# Breaks three bounds of the generator, one after the other, in a scratch copy, and expects the
# soundness test to go red each time: a test that was never seen failing proves nothing.
#
#   crates/proptest-jsonschema/benches/mutants.sh
#
# Builds the tests once for each mutant, in a target folder of its own that is kept for next time.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target/mutants}"
survivors=0

mutant() { # file, what stands there, what takes its place
    rm -rf "$work/copy"
    mkdir "$work/copy"
    (cd "$root" && tar cf - Cargo.toml Cargo.lock README.md src tests schemas suites crates) |
        tar xf - -C "$work/copy"
    grep -qF -- "$2" "$work/copy/$1" || { echo "error: $1 has no such line: $2" >&2; exit 2; }
    python3 - "$work/copy/$1" "$2" "$3" <<'END'
import sys
path, old, new = sys.argv[1:]
text = open(path).read()
open(path, "w").write(text.replace(old, new, 1))
END
    (cd "$work/copy" && cargo test --quiet --locked -p proptest-jsonschema --test generate --no-run)
    if (cd "$work/copy" && cargo test --quiet --locked -p proptest-jsonschema --test generate soundness) > "$work/out" 2>&1
    then
        echo "SURVIVED  $1: $2  ->  $3"
        survivors=$((survivors + 1))
    else
        echo "red       $1: $2  ->  $3"
        grep -m 1 -E "is drawn as valid|left: |no distinct|called .Result" "$work/out" | cut -c 1-160
    fi
}

mutant crates/proptest-jsonschema/src/facts/fails.rs \
    '"maxLength" => string(Atom::MinLength(keyword::count(value, at)?.saturating_add(1)))' \
    '"maxLength" => string(Atom::MinLength(keyword::count(value, at)?))'
mutant crates/proptest-jsonschema/src/facts/fails.rs \
    '"minimum" => number(Atom::BelowMaximum(keyword::number(value, at)?))' \
    '"minimum" => number(Atom::Maximum(keyword::number(value, at)?))'
mutant crates/proptest-jsonschema/src/draw/drawn.rs \
    'let most = lists.max.unwrap_or(usize::MAX).max(least);' \
    'let most = lists.max.unwrap_or(usize::MAX).saturating_add(1).max(least);'
exit "$survivors"
