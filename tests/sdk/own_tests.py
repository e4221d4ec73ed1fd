"""Runs the tests that the official SDK has for users, all of them, against a mock.

    python tests/sdk/own_tests.py SCRATCH http://127.0.0.1:8080

They are in the source archive of the package and are skipped there for want of a server. The mock has
to be one of the modern edition: the SDK knows no other roles.
"""

import os
import pathlib
import re
import subprocess
import sys
import tarfile

VERSION = "0.3.0"
TESTS = "tests/api_resources/viewer/test_users.py"
SKIPPED = re.compile(r'^ *@pytest\.mark\.skip\(reason="Mock server tests are disabled"\)\n', re.M)
EXPECTED = 115


def main():
    scratch, url = pathlib.Path(sys.argv[1]), sys.argv[2]
    root = scratch / f"avara-{VERSION}"
    if not root.exists():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        archive = ["--no-deps", "--no-binary", ":all:", "--dest", scratch, f"avara=={VERSION}"]
        subprocess.run([*pip, *archive], check=True)
        with tarfile.open(scratch / f"avara-{VERSION}.tar.gz") as source:
            source.extractall(scratch, filter="data")
    tests = root / TESTS
    tests.write_text(SKIPPED.sub("", tests.read_text()))
    # The settings of the SDK's own project ask for more tools than these tests need.
    pytest = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", root, tests]
    pytest += ["-o", "asyncio_mode=auto", "-p", "no:cacheprovider"]
    environment = {**os.environ, "TEST_API_BASE_URL": url, "PYTHONPATH": str(root)}
    done = subprocess.run(pytest, cwd=root, env=environment, capture_output=True, text=True)
    sys.stdout.write(done.stdout[-3000:])
    passed = re.search(r"(\d+) passed", done.stdout)
    if done.returncode != 0 or passed is None or int(passed[1]) != EXPECTED:
        sys.exit(f"not all of {EXPECTED} tests passed")
    print(f"{EXPECTED} passed, 0 failed")


if __name__ == "__main__":
    main()
