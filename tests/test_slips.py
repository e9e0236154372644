"""Names that Python does not know are met with what was meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hwgen import Computed, Draw, Formulas
from hwgen.problem.slips import way_out

VALUES = 'write the values in parentheses: `pick("a", (2, 3, 5))`, or `integer("a", 1, 5)` for a range'
MANY = VALUES.replace('"a"', '"n"')
FORMULAS = Formulas("a + b")


def recipe() -> None:
    """No generator: nothing stands above it."""


def imports() -> Any:
    exec("from hwgen import Compted")


@pytest.mark.parametrize(
    ("slip", "hint"),
    [
        (lambda: Computed("s", FORMULAS, placs=2), "did you mean `places`?"),  # type: ignore[call-arg]
        (lambda: Formulas("a", signed=True), "`signed` is a parameter of `Computed`"),  # type: ignore[call-arg]
        (lambda: Draw(lambda key, n: 0).integer("a", 1, hihg=2), "did you mean `high`?"),  # type: ignore[call-arg]
        (lambda: Draw(lambda key, n: 0).pik("a", (1, 2)), "did you mean `pick`?"),  # type: ignore[attr-defined]
        (lambda: Draw(lambda key, n: 0).pick((1, 2)), "its arguments are `name`, `values`"),  # type: ignore[call-arg]
        (lambda: Draw(lambda key, n: 0).pick("a", 5), VALUES),  # type: ignore[type-var]
        (lambda: Draw(lambda key, n: 0).pick("a", {2, 5}), VALUES),  # type: ignore[arg-type]
        (lambda: Draw(lambda key, n: 0).pick("a", 2, 9), MANY),  # type: ignore[call-arg]
        (lambda: Draw(lambda key, n: 0).require(a=2), "compare with `==`: `=` names an argument"),  # type: ignore[call-arg]
        (lambda: Computed("s", FORMULAS).worded(""), "`worded` is of a Problem: write `Problem(...).worded`"),  # type: ignore[attr-defined]
        (lambda: FORMULA, "did you mean `FORMULAS`?"),  # type: ignore[name-defined]  # noqa: F821
        (imports, "did you mean `Computed`?"),
        (lambda: 1 // 0, "reject such numbers with `draw.require(...)`, or draw others"),
        (lambda: recipe.check(None), "write `@generator(...)` above `def recipe`"),  # type: ignore[attr-defined]
        (lambda: [][0], ""),
    ],
)
def test_a_slip_is_met_with_what_was_meant(slip: Callable[[], Any], hint: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        slip()
    assert way_out(caught.value) == hint
