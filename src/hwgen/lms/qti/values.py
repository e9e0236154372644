"""Values of QTI: none, a single one, or a container; and the mapping that says what each is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from lxml import etree

from hwgen.lms.xmltree import text_of

Scalar = str | float | bool


@dataclass(frozen=True)
class Container:
    """Several values, in an order that counts or not."""

    items: tuple[Scalar, ...]
    ordered: bool = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Container):
            return NotImplemented
        return self.items == other.items if self.ordered else Counter(self.items) == Counter(other.items)

    def __hash__(self) -> int:
        return hash(frozenset(self.items))


# None is the NULL of QTI, to which an empty container is equal.
Value = Scalar | Container | None


class NoValue(ValueError):
    """A text that is no value of its type."""


# What reading and processing raise for an item whose values do not fit what is done with them.
UNFIT = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)


def scalar(base: str, text: str) -> Scalar:
    """Raises NoValue."""
    match base:
        case "float" | "integer" | "duration":
            try:
                number = float(text)
            except ValueError as e:
                raise NoValue(f"`{text[:40]}` is not a number") from e
            if not isfinite(number):
                raise NoValue(f"`{text[:40]}` is not a number")
            return number
        case "boolean":
            return text.strip() in ("true", "1")
        case "pair":
            return " ".join(sorted(text.split()))
        case "directedPair" | "identifier":
            return " ".join(text.split())
        case _:
            return text


def container(items: Iterable[Scalar], cardinality: str) -> Value:
    """A value of this cardinality; NULL where there is none."""
    values = tuple(items)
    if not values:
        return None
    return values[0] if cardinality == "single" else Container(values, cardinality == "ordered")


def items_of(value: Value) -> tuple[Scalar, ...]:
    if value is None:
        return ()
    return value.items if isinstance(value, Container) else (value,)


def declared(element: etree._Element | None, cardinality: str, base: str) -> Value:
    """The values in a declaration. Raises NoValue."""
    if element is None:
        return None
    return container((scalar(base, text) for text in stated(element)), cardinality)


def stated(element: etree._Element | None) -> tuple[str, ...]:
    """The values in a declaration as they stand there."""
    texts = map(text_of, element.iterchildren("qti-value")) if element is not None else ()
    return tuple(text for text in texts if text.strip())


@dataclass(frozen=True)
class Mapped:
    """What each value of a response is worth; text may be compared without regard to capitals."""

    exact: dict[Scalar, float]
    folded: dict[str, float]
    default: float
    least: float | None
    most: float | None

    @classmethod
    def of(cls, element: etree._Element | None, base: str) -> Mapped | None:
        """Raises NoValue."""
        if element is None:
            return None
        exact: dict[Scalar, float] = {}
        folded: dict[str, float] = {}
        for entry in element.iterchildren("qti-map-entry"):
            key, worth = scalar(base, entry.get("map-key") or ""), float(entry.get("mapped-value") or 0)
            if isinstance(key, str) and base == "string" and entry.get("case-sensitive") == "false":
                folded.setdefault(key.lower(), worth)
            else:
                exact.setdefault(key, worth)
        least, most = element.get("lower-bound"), element.get("upper-bound")
        return cls(
            exact,
            folded,
            float(element.get("default-value") or 0),
            float(least) if least else None,
            float(most) if most else None,
        )

    def worth(self, value: Value) -> float:
        """A value that comes twice counts once."""
        given = dict.fromkeys(items_of(value))
        if not given:
            return self.default if value is None and not self.exact and not self.folded else 0.0
        total = sum(self._one(item) for item in given)
        total = total if self.least is None else max(self.least, total)
        return total if self.most is None else min(self.most, total)

    def _one(self, item: Scalar) -> float:
        if item in self.exact:
            return self.exact[item]
        return self.folded.get(item.lower(), self.default) if isinstance(item, str) else self.default
