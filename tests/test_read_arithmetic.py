"""Arithmetic in several lines, sums with dots, remainders in words, and numbers before their nouns are read as they are printed."""

from __future__ import annotations

import pytest

from hwgen import Text
from hwgen.proof.arithmetic import claims
from hwgen.proof.grammar import slips
from hwgen.proof.spoken import in_prose


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        (r"0 + 1 + \dots + 9 = 45", [True]),
        (r"0 + 1 + \dots + 9 = 55", [False]),
        (r"10 + 9 + \cdots + 1 = 55", [True]),
        (r"1 \times 2 \times 3 \times \dots \times 5 = 120", [True]),
        (r"1 \times 2 \times 3 \times \dots \times 5 = 60", [False]),
        # Powers of two, or not: the reader cannot know.
        (r"1 + 2 + \dots + 64 = 127", []),
        (r"1 + 2 + 4 + \dots + 64 = 127", []),
        # Only the first term is multiplied.
        (r"2 \times 1 + 2 + \dots + 10 = 56", []),
        (r"\begin{gathered} 2 \times 3 = 6,\qquad 2 \times 4 = 8 \\ 2 \times 5 = 10 \end{gathered}", [True] * 3),
        (r"\begin{gathered} 2 \times 3 = 6,\qquad 2 \times 4 = 9 \\ 2 \times 5 = 11 \end{gathered}", [True, False, False]),
        (r"\begin{aligned} 2 \times 3 &= 1 + 5 \\ &= 6 \end{aligned}", [True, True]),
        (r"\begin{aligned} 2 \times 3 &= 1 + 5 \\ &= 7 \end{aligned}", [True, False]),
        (r"\begin{pmatrix} 2 & 3 \\ 4 & 5 \end{pmatrix} = 6", []),
    ],
)  # fmt: skip
def test_steps_are_read_in_lines_and_with_dots(formula: str, holds: list[bool]) -> None:
    assert [claim.holds() for claim in claims(formula)] == holds


@pytest.mark.parametrize(
    ("text", "language", "holds"),
    [
        ("$1 + 30 = 31$, and the remainder on division by 7 is $3$.", "en", True),
        ("$1 + 30 = 31$, and the remainder on division by 6 is $3$.", "en", False),
        ("31 divided by 7 leaves the remainder 3.", "en", True),
        ("31 divided by 7 leaves the remainder 4.", "en", False),
        ("$1 + 30 = 31$，除以 7 的余数是 $3$。", "zh", True),
        ("$1 + 30 = 31$，除以 6 的余数是 $3$。", "zh", False),
    ],
)
def test_remainders_in_words_are_worked_out(text: str, language: str, holds: bool) -> None:
    (formula,) = in_prose(text, language)
    assert [claim.holds() for claim in claims(formula)] == [holds]


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("a layer with 8 input and 16 output channels has", False),
        ("a layer with two input and three output channels has", False),
        ("a layer with 8 input and 16 more has", True),
        ("a layer with 8 input and has", True),
    ],
)
def test_a_noun_may_come_behind_another_number(text: str, slip: bool) -> None:
    assert bool([*slips(Text(zh="", en=text))]) is slip
