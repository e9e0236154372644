"""What only several variants show: options that are slips alone, and two questions with one answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hwgen import Computed, Formulas, Problem
from hwgen.errors import Span
from hwgen.flaws.across import Across
from hwgen.problem.generator import Generator


def seen(*variants: tuple[Any, ...]) -> list[str]:
    """The rules that variants break, each with the keys and the wrong values of its parts."""
    generator = Generator("q", "t", 1, "s", (), 0, "choice", "", Span(Path("q.py"), 1), lambda draw: Problem(()))
    across = Across(generator)
    for parts in variants:
        across.see(
            Problem(
                tuple(
                    Computed(f"t/{i}", Formulas("n"), key=key, wrong=dict(enumerate(wrong)))  # type: ignore[arg-type]
                    for i, (key, *wrong) in enumerate(parts)
                )
            )
        )
    return [diagnostic.rule for diagnostic in across.flaws()]


@pytest.mark.parametrize(
    ("wrong", "rules"),
    [((1, -1, 2), ["slips-alone"]), ((1, -1, 20), []), ((1, -1, None), ["slips-alone"]), ((1, None, None), [])],
)
def test_not_all_options_are_slips(wrong: tuple[int | None, ...], rules: list[str]) -> None:
    assert seen(*(((key, *(by if by is None else key + by for by in wrong)),) for key in (20, 31, 45))) == rules


def test_slips_in_few_variants_or_of_small_numbers_are_none() -> None:
    assert seen(((20, 21, 22),), ((20, 40, 10),), ((30, 60, 15),)) == []
    assert seen(*(((key, key + 1, key - 1),) for key in (3, 4, 5))) == []


def test_two_questions_have_two_answers() -> None:
    keys = (20, 31, 45, 52)
    assert seen(*(((key, 1), (key, 2)) for key in keys)) == ["answered-twice"]
    assert seen(*(((key, 1), (key + (key == 52), 2)) for key in keys)) == []
    # With few keys, they may meet.
    assert seen(*(((1, 5), (1, 6)) for _ in keys)) == []
