"""Several runs in one place, and results that a user wrote into."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from attack import HWGEN, Place, Tally, place
from kills import digests


def attack(count: int) -> Iterator[Tally]:
    with place(2) as at:
        yield classes(at, count)
        yield singles(at, count)
        yield ledger(at, count)
        yield edited(at, count)


def together(at: Place, *commands: list[str]) -> list[subprocess.Popen[bytes]]:
    running = []
    for words in commands:
        running.append(
            subprocess.Popen(
                [*HWGEN, *words], cwd=at.course, env=at.environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
            )
        )
        time.sleep(at.random.uniform(0, 0.5))
    return running


def classes(at: Place, count: int) -> Tally:
    tally = Tally(
        "two class builds into one --out, A4 and Letter", "each is made whole or refused; the folder is one of the two"
    )
    alone = {}
    for paper in ("a4", "letter"):
        assert at.run(*at.copies(paper, "--copies", "8", "--paper", paper)).returncode == 0
        alone[paper] = digests(at.course / paper)
    for i in range(count):
        out = f"both-{i}"
        running = together(at, *(at.copies(out, "--copies", "8", "--paper", paper) for paper in alone))
        told = [process.communicate()[1].decode() for process in running]
        refused = [
            process.returncode and "another build is running here" in said
            for process, said in zip(running, told, strict=True)
        ]
        sound = all(bool(process.returncode) == bool(no) for process, no in zip(running, refused, strict=True))
        held = sound and not all(refused) and digests(at.course / out) in alone.values()
        tally.count(out, held=held, why=" / ".join(said[-150:] for said in told))
    return tally


def singles(at: Place, count: int) -> Tally:
    tally = Tally("three single builds into one --out at once", "all succeed, with the bytes of one build")
    words = ["build", "named", "--seed", "7", "--formats", "json,moodle", "--out"]
    at.run(*words, "single")
    for i in range(count):
        running = together(at, *[[*words, f"three-{i}"]] * 3)
        told = [process.communicate()[1].decode() for process in running]
        held = not any(process.returncode for process in running) and digests(at.course / f"three-{i}") == digests(
            at.course / "single"
        )
        tally.count(f"three-{i}", held=held, why=told[-1][-200:])
    return tally


def ledger(at: Place, count: int) -> Tally:
    tally = Tally("three builds with --final at once", "the ledger has all three")
    path = at.course / "bank/ledger.yaml"
    for i in range(count):
        seeds = range(1000 + 3 * i, 1003 + 3 * i)
        running = together(
            at,
            *(
                ["build", "named", "--seed", str(seed), "--formats", "json", "--final", "--out", "final"]
                for seed in seeds
            ),
        )
        told = [process.communicate()[1].decode() for process in running]
        text = path.read_text(encoding="utf-8")
        tally.count(f"{seeds}", held=all(f"seed: {seed}\n" in text for seed in seeds), why=told[-1][-200:])
    return tally


def edited(at: Place, count: int) -> Tally:
    tally = Tally(
        "a class is built again after marks were typed into answers.xlsx",
        "the build stops; the marks and a file of the user are still there",
    )
    for i in range(count):
        words = at.copies(f"marks-{i}", "--copies", "2")
        at.run(*words)
        folder = next((at.course / f"marks-{i}/named").iterdir())
        marks = bytes(at.random.randbytes(100))
        (folder / "answers.xlsx").write_bytes(marks)
        (folder / "scan.png").write_bytes(marks)
        done = at.run(*words, *at.random.choice([[], ["--resume"]]))
        held = done.returncode == 1 and sum(kept(path, marks) for path in folder.iterdir()) == 2
        tally.count(f"marks-{i}", held=held, why=done.stderr.decode()[-200:])
    return tally


def kept(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
