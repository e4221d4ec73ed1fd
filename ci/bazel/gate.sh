#!/usr/bin/env bash
# The gate as a test of Bazel: bazel test //ci/bazel:contract --test_env=AVARA_API_KEY \
#   --test_env=AVARA_TARGET=https://staging.example.net
# The first argument is the program; the others are its own.
set -euo pipefail

program=$1
shift
if [ -z "${AVARA_TARGET:-}" ]; then
  echo "error: say --test_env=AVARA_TARGET=URL: without it the mock would be checked" >&2
  exit 2
fi

# What Bazel keeps of a test: bazel-testlogs/…/test.outputs.
reports=${TEST_UNDECLARED_OUTPUTS_DIR:-$PWD/reports}
words=("--reports-dir=$reports")
[ -z "${XML_OUTPUT_FILE:-}" ] || words+=("--junit=$XML_OUTPUT_FILE")
# bazel test --test_filter=…
[ -z "${TESTBRIDGE_TEST_ONLY:-}" ] || words+=("$TESTBRIDGE_TEST_ONLY")

clean_up() {
  if [ -f "$reports/journal.ndjson" ]; then
    "$program" cleanup "--journal=$reports/journal.ndjson" || echo "users are left on the tenant" >&2
  fi
}
# Bazel ends a test that takes too long with SIGTERM, which the gate is told as well.
trap 'kill -TERM "$gate" 2>/dev/null || true' TERM INT
"$program" "${words[@]}" "$@" &
gate=$!
code=0
wait "$gate" || code=$?
# The shell comes back from `wait` when it is signalled, before the gate has ended.
while kill -0 "$gate" 2>/dev/null; do
  wait "$gate" || code=$?
done
clean_up
exit "$code"
