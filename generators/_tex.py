"""TeX that stands alike in every language."""

from collections.abc import Sequence
from typing import Any

from hwgen import Text, number_tex


def same(text: str) -> Text:
    """A text without words."""
    return Text(text, text)


def cells(*formulas: str) -> tuple[Text, ...]:
    """The names of the numbers of a tuple."""
    return tuple(same(f"${formula}$") for formula in formulas)


def matrix(rows: Sequence[Sequence[Any]]) -> str:
    inside = r" \\ ".join(" & ".join(map(number_tex, row)) for row in rows)
    return rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"


def filled(name: str, rows: int, columns: int) -> str:
    """A matrix of holes for the entries of what has this name; braces keep each number apart from what stands before it."""
    lines = (" & ".join(f"{{[{name}[{i}][{j}]]}}" for j in range(columns)) for i in range(rows))
    return r"\begin{pmatrix} " + r" \\ ".join(lines) + r" \end{pmatrix}"


def column(values: Sequence[Any]) -> str:
    return matrix([[value] for value in values])


def listed(values: Sequence[Any]) -> str:
    return r",\ ".join(map(number_tex, values))
