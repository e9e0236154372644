"""Generators of squares, with whatever is to be wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hwgen import Computed, Draw, Formulas, Problem, Text, generator
from hwgen.content.picture import Picture
from hwgen.problem.generator import Generator
from hwgen.proof.options import usable
from hwgen.values import Form

WRONG = {"one-more": "n**2 + 1", "two-more": "n**2 + 2", "three-more": "n**2 + 3"}


def both(text: str) -> Text:
    return Text(zh=text, en=text)


TEXTS = {"ask": both("[n]?"), "claim": both("$[value]$"), "solution": both("[key]")}


def squares(
    formulas: Formulas,
    check: Callable[..., object] = lambda n: sum([n] * n),
    **more: Any,
) -> Generator:
    @generator(topic="t", minutes=1, source="s")
    def square(draw: Draw) -> Problem:
        draw.integer("n", 2, 9)
        return Problem(Computed("t/area", formulas, **TEXTS | {"difficulty": 1} | more))

    square.check(check)
    return square


def one(key: str, *wrong: str, form: Form = "number", places: int | None = None) -> Computed:
    formulas = Formulas(key, wrong={f"w{i}": text for i, text in enumerate(wrong)})
    part = Computed("t/p", formulas, difficulty=1, form=form, places=places, wrong_count=2)
    done = usable(Problem((part,))).parts[0]
    assert isinstance(done, Computed)
    return done


def pairs(
    ask: str = "[a] and [b]?",
    claim: str = "$[value]$",
    solution: str = "$[=key]$",
    key: str = "a + 10*b",
    figures: Callable[[Draw], dict[str, Picture]] | None = None,
) -> Generator:
    """Two numbers are drawn; the texts are templates."""

    @generator(topic="t", minutes=1, source="s")
    def pair(draw: Draw) -> Problem:
        draw.integer("a", 1, 4)
        draw.integer("b", 1, 4)
        wrong = {"one-more": f"{key} + 1", "two-more": f"{key} + 2", "three-more": f"{key} + 3"}
        part = Computed(
            "t/pair", PAIRS.setdefault(key, Formulas(key, wrong=wrong)), ask=both(ask), claim=both(claim),
            solution=both(solution), difficulty=1,
        )  # fmt: skip
        return Problem(part, both("![](dots)") if figures else None, (lambda: figures(draw)) if figures else dict)

    pair.check(lambda a, b: {"a + 10*b": sum([a, *[10] * b]), "a*b": sum([a] * b), "a + 10": sum([a, 10])}[key])
    return pair


PAIRS: dict[str, Formulas] = {}


def dots(*names: str) -> Callable[[Draw], dict[str, Picture]]:
    return lambda draw: {"dots": Picture(10, 10, (), " ".join(f"{name}={draw.params[name]}" for name in names))}
