"""20 of 2,000 items under ten constraints and 600 pairs of enemies, ten parallel forms, and the reason where there is no paper.

Beside a greedy draw, which takes items by chance and starts again where it is stuck: `python benchmarks/assembly.py`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem, Objective
from hwgen.draw import chance, shuffled
from hwgen.errors import NoPaper, Span
from hwgen.kinds import TrueFalse
from hwgen.plan.assembly import assemble
from hwgen.plan.certificate import bounds_reached
from hwgen.plan.demands import demands
from hwgen.plan.faults import unmet
from hwgen.plan.forms import forms
from hwgen.plan.plan import filled
from hwgen.plan.solver import NAME
from hwgen.plan.uses import uses
from hwgen.problem.parts import Problem
from hwgen.text import Text

ITEMS, PAIRS, FORMS, TRIES = 2000, 600, 10, 2000
TOPICS = ("cnn", "recurrent", "attention", "generative", "evaluation", "systems", "graphs", "optimisation")
KINDS = ("true-false", "choice", "choice", "numeric", "essay")
BLOOM = ("remember", "understand", "apply", "analyse")
PLAN = """
title: {zh: 期末考试, en: Final}
minutes: 120
plan:
  points: 100
  minutes: 80-90
  difficulty: 2.4-2.6
  levels: {1: at most 3, 4: at least 2}
  topics: {cnn: 3-4, attention: 20-30%, systems: 2, generative: GENERATIVE}
  bloom: {apply: at least 4, analyse: at least 15%}
sections:
  - {title: {zh: 判断, en: T}, points: 3, questions: [{pick: 8, kind: true-false}]}
  - {title: {zh: 选择, en: C}, points: 4, questions: [{pick: 6, kind: choice}, {pick: 2, kind: choice, difficulty: [3, 4], points: 6}]}
  - {title: {zh: 填空, en: N}, points: 6, questions: [{pick: 2, kind: numeric}]}
  - {title: {zh: 简答, en: S}, points: 14, questions: [{pick: 2, kind: essay}]}
"""


def course(count: int = ITEMS) -> Course:
    """A course of items by chance."""
    here = Span(Path("bank.yaml"), 1)
    objectives = {f"{t}-{b}": Objective(f"{t}-{b}", t, b, Text("", ""), here) for t in TOPICS for b in BLOOM}  # type: ignore[arg-type]
    rivals: dict[int, list[str]] = {}
    for i in range(PAIRS):
        a, b = (chance(("enemy", i, side), count) for side in "ab")
        rivals.setdefault(a, []).append(f"item-{b}")
    items = {}
    for i in range(count):
        topic, kind, bloom = (words[chance((i, k), len(words))] for k, words in enumerate((TOPICS, KINDS, BLOOM)))
        minutes = {"true-false": 1, "choice": 3, "numeric": 5, "essay": 18}[kind] + chance((i, "m"), 5) / 4
        level = (1, 2, 2, 2, 3, 3, 3, 4, 4, 5)[chance((i, "level"), 10)]
        id = f"item-{i}"
        items[id] = BankItem(
            id,
            kind,
            here,
            topic,
            level,
            minutes,
            (),
            "",
            Problem((TrueFalse("asked", ()),)),
            "",
            objective=f"{topic}-{bloom}",
            enemies=tuple(rivals.get(i, ())),
        )
    topics = {t: Text(t, t) for t in TOPICS}
    return Course(Path("."), Text("", ""), Text("", ""), items, {}, {}, {}, {}, topics, objectives)


def blueprint(folder: Path, name: str, generative: str = "at most 4") -> Blueprint:
    path = folder / f"{name}.yaml"
    path.write_text(PLAN.replace("GENERATIVE", generative), encoding="utf-8")
    return Blueprint(path)


def greedy(course: Course, plan: Blueprint, seed: int) -> Iterator[int]:
    """How many demands each take of a greedy draw misses."""
    fitting: dict[tuple[int, int], list[BankItem]] = {}
    for use in uses(course, plan, seed, graded=True):
        fitting.setdefault(use.at, []).append(use.item)  # type: ignore[arg-type]
    for take in range(TRIES):
        items: list[BankItem] = []
        for i, j, entry in plan.plan.entries():
            left = (item for item in shuffled((seed, take, i, j), fitting[i, j]) if item not in items)
            items += [next(left) for _ in range(entry.count)]
        yield len(unmet(filled(course, plan, seed, [(item, None) for item in items])))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bank = course()
        plan = blueprint(Path(folder), "final")
        used = uses(bank, plan, 1, graded=True)
        print(f"{NAME}, 1 thread, Python {sys.version.split()[0]}: {len(bank.items)} items, {len(used)} uses, "
              f"{len(demands(bank, plan, 1, used))} demands")  # fmt: skip
        times = []
        for seed in range(1, 6):
            start = time.perf_counter()
            assert not unmet(assemble(bank, plan, seed))
            times.append(time.perf_counter() - start)
        print(f"one paper of 20: {min(times):.2f} to {max(times):.2f} s (5 seeds)")
        start = time.perf_counter()
        found = forms(bank, plan, 1, FORMS)
        told = bounds_reached(found)
        common = sum(form["least_in_common"] for form in told["forms"])
        print(f"{FORMS} parallel forms: {time.perf_counter() - start:.2f} s, {common} items in common")
        start = time.perf_counter()
        try:
            assemble(bank, blueprint(Path(folder), "never", "at least 16"), 1)
        except NoPaper as e:
            print(f"no paper: {time.perf_counter() - start:.2f} s: {e.diagnostics[0].message}")
        start = time.perf_counter()
        missed = list(greedy(bank, plan, 1))
        papers = missed.count(0)
        print(f"greedy draw: {papers} papers in {TRIES} takes, the best of them misses {min(missed)} demands, "
              f"{time.perf_counter() - start:.1f} s")  # fmt: skip


if __name__ == "__main__":
    main()
