"""What a question needs for its arithmetic: nothing, a calculator for the four operations, or one with functions."""

from __future__ import annotations

from typing import Literal, get_args

Calculator = Literal["none", "basic", "scientific"]
# From the least to the most.
CALCULATORS: tuple[Calculator, ...] = get_args(Calculator)
EXPLAINED = "What its arithmetic needs: `none`, a `basic` calculator, or a `scientific` one with exp, ln and roots."


def needs_more(calculator: Calculator, allowed: Calculator) -> bool:
    return CALCULATORS.index(calculator) > CALCULATORS.index(allowed)
