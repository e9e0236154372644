"""What sympy worked out once is kept, as long as what it rests on stays the same."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hwgen.problem.compiling import Compiled
from hwgen.problem.formula import Formulas
from hwgen.problem.known import known_values


def halved(value: Any) -> Any:
    return value / 2


def formulas() -> Formulas:
    return Formulas("sqrt(n)*halved(n)", let={"m": "n + 1"}, wrong={"one": "m/3"}, functions=(halved,))


def test_exact_values_are_worked_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path))
    worked_out = 0
    by_sympy = Compiled._by_sympy

    def counted(self: Compiled, params: Any) -> dict[str, Any]:
        nonlocal worked_out
        worked_out += 1
        return by_sympy(self, params)

    monkeypatch.setattr(Compiled, "_by_sympy", counted)
    answers = []
    for state in ("today", "today", "tomorrow"):
        with known_values("a paper", state):
            answers.append(formulas()({"n": 2}))
    assert worked_out == 2
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].wrong == {"one": 1}
    assert answers[0].key == pytest.approx(2**0.5)
    with known_values("a paper", "tomorrow"):
        assert formulas()({"n": Fraction(1, 2)}).key == pytest.approx(0.5**0.5 / 4)
    formulas()({"n": 2})
    assert worked_out == 4
