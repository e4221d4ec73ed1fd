#!/usr/bin/env python3
"""Looks for links and pictures in the documents that lead nowhere in this repository.

    links.py FILE…

Addresses of other sites are only checked for their form. Ends with a line `N passed, 0 failed`.
"""

import re
import sys
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```+|~~~+).*?^\1\s*$", re.M | re.S)


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def anchors(path):
    """The anchors of the headings of a page, as code hosts make them."""
    found = set()
    for title in re.findall(r"^#+\s+(.*)$", FENCE.sub("", path.read_text()), re.M):
        plain = re.sub(r"[`*]|\]\([^)]*\)|\[", "", title).strip().lower()
        kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LN")
        found.add("".join(kept).replace(" ", "-"))
    return found


def problems(page):
    text = without_code(page.read_text())
    for target in LINK.findall(text):
        parts = urlsplit(target)
        if parts.scheme in ("http", "https"):
            if not parts.netloc:
                yield target, "has no host"
            continue
        path = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
        if not path.exists():
            yield target, "is not there"
        elif parts.fragment and path.suffix == ".md" and parts.fragment not in anchors(path):
            yield target, "has no such heading"


def main():
    pages = [Path(name) for name in sys.argv[1:]]
    found = [f"{page}: {target} {why}" for page in pages for target, why in problems(page)]
    if found:
        sys.exit("\n".join(found))
    count = sum(len(LINK.findall(without_code(page.read_text()))) for page in pages)
    print(f"{count} passed, 0 failed")


if __name__ == "__main__":
    main()
