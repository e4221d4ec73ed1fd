#!/usr/bin/env python3
"""Makes the pictures of README.md and of reports/samples anew: what a run against a defect of the
mock shows on a terminal and on its page, once for one defect and once for two.

    docs/pictures/make.py GATE CHROMIUM

GATE is the program.
"""

import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "reports/samples"
COLUMNS = 96
RUNS = {
    "": ["update-answers-204"],
    "-two": ["update-ignores-last-name", "page-loses-last-row"],
}
COLOURS = {
    "30": "#15161e", "31": "#ff6b6b", "32": "#5fd38d", "33": "#ffd166", "34": "#6ea8fe",
    "35": "#d291ff", "36": "#5ad4e6", "37": "#e6e6e6", "90": "#8b90a0", "91": "#ff8787",
    "92": "#8ce99a", "93": "#ffe066", "94": "#91a7ff", "95": "#e599f7", "96": "#66d9e8",
}


def shown(command, folder):
    """What a command writes on a terminal of that width, colours included."""
    env = os.environ | {"CLICOLOR_FORCE": "1", "COLUMNS": str(COLUMNS), "LINES": "60"}
    env.pop("NO_COLOR", None)
    # A terminal, so that the width is taken from it; its progress bar would be drawn many times.
    words = ["script", "-qec", f"stty cols {COLUMNS} rows 60; {command} 2>/dev/null", "/dev/null"]
    done = subprocess.run(words, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    return done.stdout.replace("\r\n", "\n").strip("\n")


def as_html(text):
    """A text with SGR sequences as spans."""
    parts, style = [], {}
    for piece in re.split(r"(\x1b\[[0-9;]*m)", text):
        if not piece.startswith("\x1b["):
            css = ";".join(f"{key}:{value}" for key, value in style.items())
            parts.append(f'<span style="{css}">{html.escape(piece)}</span>')
            continue
        for code in piece[2:-1].split(";"):
            if code in ("", "0"):
                style = {}
            elif code == "1":
                style["font-weight"] = "bold"
            elif code == "2":
                style["opacity"] = "0.65"
            elif code in ("22", "39"):
                style.pop("font-weight" if code == "22" else "color", None)
            elif code in COLOURS:
                style["color"] = COLOURS[code]
    return "".join(parts)


def picture(chromium, page, file, size):
    """A picture of a page."""
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--force-device-scale-factor=1", f"--window-size={size}", f"--screenshot={file}",
         f"file://{page}"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KiB")


def main():
    gate, chromium = Path(sys.argv[1]).resolve(), sys.argv[2]
    for name, faults in RUNS.items():
        command = " ".join(["avara-conformance --seed 7", *(f"--fault {fault}" for fault in faults)])
        with tempfile.TemporaryDirectory() as folder:
            text = shown(command.replace("avara-conformance", str(gate), 1), folder)
            lines = text.count("\n") + 3
            body = (
                "<!doctype html><meta charset=utf-8><style>"
                "body{margin:0;background:#15161e;color:#e6e6e6}"
                "pre{margin:0;padding:20px 24px;font:14px/20px 'DejaVu Sans Mono',monospace}</style>"
                f'<pre><b style="color:#5fd38d">$</b> {command}\n{as_html(text)}</pre>'
            )
            page = Path(folder, "terminal.html")
            page.write_text(body)
            size = f"{COLUMNS * 9},{lines * 20 + 20}"
            picture(chromium, page, SAMPLES / f"terminal{name}.png", size)
            report = Path(folder, "reports/report.html")
            picture(chromium, report, SAMPLES / f"report{name}.png", "1280,1000")


if __name__ == "__main__":
    main()
