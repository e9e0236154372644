"""Attacks hwgen, and writes down what it survived.

    python benchmarks/attacks [COUNT] [--page FILE] [NAME...]

COUNT says how often each thing is tried at a random moment or with random damage. NAMEs are those of the modules beside this one.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from attack import ROOT, Tally

from hwgen import limits

ATTACKS = {
    "kills": "Kills",
    "places": "Several runs in one place",
    "files": "Damaged files and bombs",
    "strings": "Naughty strings",
    "injections": "Injections",
    "surroundings": "The machine around it",
}

LIMITS = {
    "a file of a course": f"{limits.YAML_BYTES // limits.MB} MB",
    "a class list": f"{limits.ROSTER_BYTES // limits.MB} MB",
    "what an Excel file unpacks to": f"{limits.ROSTER_UNPACKED_BYTES // limits.MB} MB",
    "a file to be imported or checked": f"{limits.IMPORT_BYTES // limits.MB} MB",
    "what a package unpacks to": f"{limits.ARCHIVE_UNPACKED_BYTES // limits.MB} MB",
    "files in a package": f"{limits.ARCHIVE_FILES:,}",
    "an XML file in a package": f"{limits.XML_BYTES // limits.MB} MB",
    "a picture": f"{limits.PICTURE_BYTES // limits.MB} MB",
    "pixels of a picture": f"{limits.PICTURE_PIXELS:,}",
    "the longer side of a picture, in pixels": f"{limits.PICTURE_SIDE:,}",
    "elements within each other in an SVG": f"{limits.SVG_DEPTH:,}",
    "elements of an SVG, with repeats": f"{limits.SVG_ELEMENTS:,}",
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Attacks hwgen, and writes down what it survived.")
    parser.add_argument("count", nargs="?", type=int, default=10)
    parser.add_argument("names", nargs="*", default=list(ATTACKS))
    parser.add_argument("--page", type=Path)
    given = parser.parse_args()
    os.environ.setdefault("PYTHONPATH", str(ROOT / "src"))
    found = {}
    for name in given.names:
        found[name] = []
        for tally in import_module(name).attack(given.count):
            found[name].append(tally)
            print(f"{len(tally.failures):4} of {tally.tried:4} failed: {tally.what}", flush=True)
            for failure in tally.failures:
                print(f"       {failure}", flush=True)
    if given.page:
        given.page.write_text(page(found), encoding="utf-8")
    sys.exit(any(tally.failures for tallies in found.values() for tally in tallies))


def page(found: dict[str, list[Tally]]) -> str:
    tried = sum(tally.tried for tallies in found.values() for tally in tallies)
    failed = sum(len(tally.failures) for tallies in found.values() for tally in tallies)
    lines = [
        "# Reliability",
        "",
        "`make attacks` attacks hwgen and writes this page. Each row says what was done, what must hold, how often it was tried and how often it held.",
        "Every attack is made on the small course in `tests/course`.",
        "",
        f"The last run made {tried} attempts with Python {platform.python_version()} on {platform.system()}: "
        + (f"{failed} failed." if failed else "all of them held."),
    ]
    for name, tallies in found.items():
        lines += ["", f"## {ATTACKS[name]}", "", "| attack | what must hold | tried | held |", "|---|---|---:|---:|"]
        lines += [f"| {t.what} | {t.expected} | {t.tried} | {t.tried - len(t.failures)} |" for t in tallies]
        failures = [failure for tally in tallies for failure in tally.failures]
        if failures:
            lines += [
                "",
                "What did not hold:",
                "",
                *(f"- `{' '.join(failure.split()).replace('`', ' ')[:200]}`" for failure in failures[:20]),
            ]
    lines += ["", "## Limits", "", "What is larger is refused with a message.", "", "| what | at most |", "|---|---:|"]
    lines += [f"| {what} | {most} |" for what, most in LIMITS.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
