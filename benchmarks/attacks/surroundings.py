"""The machine around a run: languages, clocks, missing folders, full disks, closed outputs. The same seed gives the same bytes."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator

from attack import HWGEN, Place, Tally, fault, place
from kills import digests

BUILD = ("build", "named", "--seed", "7", "--engine", "typst", "--out")


def attack(count: int) -> Iterator[Tally]:
    with place(6) as at:
        yield environments(at)
        yield outputs(at)


def environments(at: Place) -> Tally:
    tally = Tally("other languages, time zones, hash seeds, homes and folders; a cold cache", "the same bytes")
    assert at.run(*BUILD, "usual").returncode == 0
    usual = digests(at.course / "usual")
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    for name, more in {
        "LC_ALL=C": {"LC_ALL": "C", "LANG": "C"},
        "LC_ALL=tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8"},
        "LC_ALL=zh_CN.GB18030": {"LC_ALL": "zh_CN.GB18030"},
        "TZ=Pacific/Apia": {"TZ": "Pacific/Apia"},
        "PYTHONHASHSEED=1": {"PYTHONHASHSEED": "1"},
        "PYTHONHASHSEED=2": {"PYTHONHASHSEED": "2"},
        "PYTHONOPTIMIZE=2": {"PYTHONOPTIMIZE": "2"},
        "PYTHONUTF8=0": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        "HOME=/nowhere": {"HOME": "/nowhere"},
        "HWGEN_CACHE=/dev/null": {"HWGEN_CACHE": "/dev/null"},
        "HWGEN_CACHE=/proc/nothing": {"HWGEN_CACHE": "/proc/nothing"},
        "a cold cache": {"HWGEN_CACHE": str(at.root / "cold")},
        "no variable but PATH": {},
    }.items():
        out = name.replace("/", "_")
        done = at.run(*BUILD, out, env=at.environment(**more) if more else bare)
        why = fault(done, {0}) or ("" if digests(at.course / out) == usual else "other bytes")
        tally.count(name, held=not why, why=why)
    return tally


def outputs(at: Place) -> Tally:
    tally = Tally(
        "full disks, closed and broken outputs", "reported in a message; the exit code says whether everything worked"
    )
    hwgen = " ".join(HWGEN)
    for shell, code in {
        f"{hwgen} list > /dev/full": 1,
        f"{hwgen} list >&-": 0,
        f"{hwgen} list 2>&-": 0,
        f"{hwgen} list < /dev/null >&- 2>&-": 0,
        f"{hwgen} list nothing 2>/dev/full": 2,
        f"set -o pipefail; {hwgen} list | head -1": 0,
        f"set -o pipefail; {hwgen} explain --markdown | head -1": 0,
        f"set -o pipefail; {hwgen} variants --all --json | head -1": 0,
        f"{hwgen} build named --seed 7 --formats json --out /dev/full/x": 1,
        f"{hwgen} build named --seed 7 --formats json --out ''": 2,
        f"{hwgen} export moodle named --seed 7 -o /dev/full/x.xml": 1,
        f"TMPDIR=/proc {hwgen} build named --seed 7 --engine typst --out proc": 0,
    }.items():
        done = subprocess.run(
            ["bash", "-c", shell], cwd=at.course, env=at.environment(), capture_output=True, check=False
        )
        why = (
            fault(done, {code})
            if "2>" not in shell
            else ""
            if done.returncode == code
            else f"exit code {done.returncode}"
        )
        tally.count(shell.replace(hwgen, "hwgen"), held=not why, why=why)
    for bytes in (0, 1000, 20_000, 200_000):
        done = at.run(
            *BUILD,
            f"small-{bytes}",
            preexec_fn=lambda bytes=bytes: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, bytes)),
        )
        whole = done.returncode == 0 or not list((at.course / f"small-{bytes}").rglob("exam.*"))
        tally.count(f"files of at most {bytes} bytes", held=whole and not fault(done), why=fault(done))
    return tally
