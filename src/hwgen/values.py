"""Values that an answer can have, how they are compared and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod


@dataclass(frozen=True)
class Shape:
    """The size of a tensor, such as 32×62×62."""

    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Product:
    """A number written as a product that a reader can follow, such as 32×3×3×3."""

    factors: tuple[int, ...]


Value = int | Fraction | Shape | Product


def amount(value: Value) -> int | Fraction:
    """The number behind a value; a shape counts its elements, a product is multiplied out."""
    match value:
        case Shape(factors) | Product(factors):
            return prod(factors)
        case _:
            return value


def plain(value: Value) -> object:
    """The value as JSON data: shapes as lists, products as numbers, fractions as strings."""
    match value:
        case Shape(sizes):
            return list(sizes)
        case Fraction():
            return str(value)
        case _:
            return amount(value)


def tex(value: Value) -> str:
    match value:
        case Shape(factors) | Product(factors):
            return r" \times ".join(map(str, factors))
        case Fraction():
            return rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
        case _:
            return str(value)
