"""A course of two generators, one of them wrong: read and proven in no time."""

from __future__ import annotations

from pathlib import Path

GENERATORS = """
from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator

WRONG = {"one-more": "n**2 + 1", "two-more": "n**2 + 2", "three-more": "n**2 + 3"}


def say(n: int) -> Wording:
    return Wording(ask=Text(zh=f"{n}?", en=f"{n}?"), claim=Text(zh="${}$", en="${}$"), solution=Text(zh=f"{n * n}", en=f"{n * n}"))


@generator(topic="squares", minutes=1, source="s")
def square(draw: Draw) -> Problem:
    n = draw.integer("n", 2, 9)
    return Problem(Computed("area", Formulas("n**2", wrong=WRONG), draw.params, lambda: say(n), difficulty=1))


@square.check
def by_addition(n):
    return sum([n] * n)


@generator(topic="squares", minutes=1, source="s")
def wrong_square(draw: Draw) -> Problem:
    n = draw.integer("n", 2, 9)
    return Problem(Computed("area", Formulas("n**2", wrong=WRONG), draw.params, lambda: say(n), difficulty=1))


@wrong_square.check
def too_much(n):
    return sum([n] * n) + 1
"""


def squares(root: Path) -> Path:
    """Writes the course into `root`."""
    (root / "bank/exams").mkdir(parents=True)
    (root / "bank/course.yaml").write_text("name: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\n", encoding="utf-8")
    lines = (
        f"{name}-more: {{name: {{zh: 错, en: wrong}}, topics: [squares], "
        f"why: {{zh: 多加了 {more}。, en: This adds {more} too many.}}}}\n"
        for more, name in enumerate(("one", "two", "three"), 1)
    )
    (root / "bank/misconceptions.yaml").write_text("".join(lines), encoding="utf-8")
    (root / "bank/conventions.yaml").write_text("", encoding="utf-8")
    (root / "generators").mkdir()
    (root / "generators/squares.py").write_text(GENERATORS, encoding="utf-8")
    return root
