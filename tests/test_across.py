"""What only several variants show: options that are slips alone, two questions with one answer, and steps that repeat others or come from nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hwgen import Computed, Formulas, Problem, Text
from hwgen.errors import Span
from hwgen.flaws.across import Across
from hwgen.flaws.steps import equations
from hwgen.problem.computed import Wording
from hwgen.problem.generator import Generator


def same(text: str) -> Text:
    return Text(text, text)


QUESTION = same("$x_1 = 3$, $x_2 = 8$?")


def broken(problems: Iterable[Problem]) -> list[str]:
    """The rules that variants break together."""
    generator = Generator("q", "t", 1, "s", (), 0, "choice", "", Span(Path("q.py"), 1), lambda draw: Problem(()))
    across = Across(generator)
    for problem in problems:
        across.see(problem)
    return [diagnostic.rule for diagnostic in across.flaws()]


def seen(*variants: tuple[Any, ...]) -> list[str]:
    """The rules that variants break, each with the keys and the wrong values of its parts."""
    return broken(
        Problem(
            tuple(
                Computed(
                    f"t/{i}",
                    Formulas("n"),
                    key=key,
                    wrong=dict(enumerate(wrong)),
                    say=partial(Wording, QUESTION, QUESTION, QUESTION),
                )  # type: ignore[arg-type]
                for i, (key, *wrong) in enumerate(parts)
            )
        )
        for parts in variants
    )


def solved(*solutions: str) -> list[str]:
    """The rules that variants of one question break, by their solutions."""
    return broken(
        Problem((Computed("t/q", Formulas("n"), key=i, say=partial(Wording, QUESTION, QUESTION, same(solution))),))
        for i, solution in enumerate(solutions)
    )


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


# The result of a step, and what the next one puts in: as it is, or once more.
REPEATED = (
    (r"$15 \times 10 = 150$: $$16 \times (1 + {}) = 2416.$$", r"15 \times 10", "150"),
    (r"$m = \frac{{32}}{{4}} = 8$: $$64 \times {} \times 3^2 = 4608.$$", r"\frac{32}{4}", "8"),
    (r"$2 \times 64 + 3 \times 64 = 320$: $$12 \times \left({}\right) = 3840.$$", r"2 \times 64 + 3 \times 64", "320"),
    (r"$3 \times 14^2 = 588$: $$\frac{{{}}}{{2}} = 294.$$", r"3 \times 14^2", "588"),
)


@pytest.mark.parametrize(("solution", "again", "result"), REPEATED)
def test_what_was_worked_out_is_put_in_and_not_worked_out_again(solution: str, again: str, result: str) -> None:
    assert solved(*[solution.format(again)] * 4) == ["step-repeated"]
    assert solved(*[solution.format(result)] * 4) == []
    # In less than half of the variants, numbers have met by chance.
    assert solved(solution.format(again), *[solution.format(result)] * 3) == []


def test_a_longer_calculation_or_another_one_is_none_again() -> None:
    others = (
        r"$2 \times 15 = 30$: $$2 \times 15^2 = 450.$$",
        r"$2 + 15 = 17$: $$2 + 15 \times 3 = 47.$$",
        r"$2 \times 15 = 30$: $$12 \times 150 = 1800.$$",
        r"$1 \times 2 = 2$: $$1 \times 2 + 3 = 5.$$",
    )
    assert solved(*others) == []


STATED = (
    (r"$\bar x = 5.5$: $$8 - 5.5 = 2.5.$$", r"$\bar x = \frac{3 + 8}{2} = 5.5$: $$8 - 5.5 = 2.5.$$"),
    (r"$d_1 = 4,\ d_2 = 7$: $$4 + 7 = 11.$$", r"$d_1 = 3 + 1 = 4,\ d_2 = 8 - 1 = 7$: $$4 + 7 = 11.$$"),
    (
        r"$\|u\| = 1\,200$: $$8 \times 1\,200 = 9\,600.$$",
        r"$\|u\| = \sqrt{1\,440\,000} = 1\,200$: $$8 \times 1\,200 = 9\,600.$$",
    ),
    (r"$n = 9$: $$9 + 3 = 12.$$", r"$n = 8$: $$8 + 3 = 11.$$"),
)


@pytest.mark.parametrize(("stated", "worked"), STATED)
def test_numbers_of_a_solution_come_from_somewhere(stated: str, worked: str) -> None:
    assert solved(*[stated] * 4) == ["step-unworked"]
    assert solved(*[worked] * 4) == []


def test_a_comma_within_brackets_parts_no_equation() -> None:
    assert list(equations(r"$m = \max(0,\ 17 - 13) = 4,\ n = 5$")) == [["m", r"\max(0,\ 17 - 13)", "4"], ["n", "5"]]
