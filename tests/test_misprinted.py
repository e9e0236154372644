"""Percentages in texts of computed questions: a number is divided by 100 once, by the percent sign or by the template."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from readings import both

from hwgen import Computed, Draw, Formulas, Problem, Text
from hwgen.errors import CourseError
from hwgen.problem.computed import Wording
from hwgen.problem.formula import quickly
from hwgen.proof.printed import refuse_misprinted

STEM = r"Of [n] images [p]\% are wrong: how many?"
SOLUTION = r"$[n] \times [p]\% = [key]$"
PRODUCT = "n*p/100"


def misprinted(stem: str = STEM, solution: str = SOLUTION, reason: str = "No.", formula: str = PRODUCT) -> None:
    """Reads some variants of a question whose texts hold `[n]`, `[p]`, a share of [p/100] and the `[key]`."""
    variants = []
    for n, p in ((200, 15), (400, 35), (600, 5)):
        params: dict[str, Any] = {"n": n, "p": Fraction(p, 100) if formula == "n*p" else p}
        with quickly():
            formulas = Formulas(formula)
            key = formulas(params).key
        shown = {"[n]": n, "[p]": p, "[p/100]": p / 100, "[p/100:frac]": rf"\frac{{{p}}}{{100}}", "[key]": key}

        def text(template: str, shown: dict[str, Any] = shown) -> Text:
            for hole, value in shown.items():
                template = template.replace(hole, str(value))
            return both(template)

        wording = Wording(text(stem), both("${}$"), text(solution), {"w": text(reason)})
        part = Computed("t/it", formulas, params=params, say=lambda wording=wording: wording, key=key)
        variants.append((Problem(part), Draw(lambda name, bound: 0)))
    generator: Any = SimpleNamespace(id="share", span=None)
    refuse_misprinted(generator, variants)


@pytest.mark.parametrize(
    "texts",
    [
        {"stem": r"Of [n] images [p/100]\% are wrong: how many?"},
        {"stem": r"Of [n] images [p/100] per cent are wrong: how many?"},
        {"stem": r"[n] 幅图中有百分之 [p/100] 是错的：有多少幅？"},
        {"stem": r"Of [n] images $[p/100:frac]\%$ are wrong: how many?"},
        {"solution": r"$[n] \times [p]\%$, with $[p]/100 = [p/100]\%$, is $[key]$"},
        {"reason": r"This takes [p/100]\% of all images."},
        {"reason": r"This takes $[p/100:frac]\%$ of all images."},
        {"formula": "n*p", "solution": r"A share of [p/100]\% of [n] is $[key]$"},
    ],
)
def test_a_percentage_is_not_divided_by_100_twice(texts: dict[str, str]) -> None:
    with pytest.raises(CourseError, match="percent sign"):
        misprinted(**texts)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"formula": "n*p"},
        {"formula": "n*(1 + p/1200)**3"},
        {"stem": "Of [n] images a share of [p/100] is wrong: how many?"},
        {"solution": r"$[n] \times [p/100] = [key]$", "reason": r"This takes $[p/100:frac]$ for [p]\%."},
        {"reason": r"This takes $33\frac{1}{3}\%$ of them, and 0.5\% of the others."},
        {"stem": r"Of [n] images [p/100]\% are wrong: how many?", "formula": "n*p/10000"},
    ],
)
def test_a_percentage_or_a_share_is_sound(texts: dict[str, str]) -> None:
    misprinted(**texts)
