"""What an answer is worth: an expression beside an option, a number or an entry, by which `hwgen check` proves it right or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import Field

CHECK = (
    "An expression for what it comes to, such as `1 - 0.9**3`, or several with `=` between them; `hwgen check` calculates that right ones are "
    "equal, and that wrong ones differ from them and from one another."
)
RIGHT = "right"


def check() -> Any:
    """The key `check` of a record."""
    return Field(None, description=CHECK)


@dataclass(frozen=True)
class Calculation:
    """What one answer comes to by `expression`. Those of a question with the same `what` are equal, all others differ.

    `number` is the answer as it is written; two numbers differ if they are farther apart than `tolerance`.
    """

    expression: str
    what: str
    number: Fraction | None = None
    tolerance: Fraction = Fraction(0)
