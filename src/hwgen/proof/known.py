"""Parts that a walk met before: variants that differ in their setting alone are worked out and read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hwgen.draw import Draw, Unusable
from hwgen.problem.computed import TEXTS, Computed
from hwgen.problem.expressions import names_in
from hwgen.problem.formula import Formulas
from hwgen.problem.parts import Part, Problem
from hwgen.problem.templates import has_holes, names_read
from hwgen.proof.options import changed, usable_part
from hwgen.text import Text

# Settings are drawn last as a rule: the variants that share their numbers follow each other.
MOST = 64
# What tells two parts apart beside their formulas, their texts and the values that these read.
DATA = ("about", "difficulty", "conventions", "form", "places", "signed", "most", "unit", "wrong_count")


class Known:
    """The parts of the last variants. `fresh` are those of the last one that no variant had before it."""

    def __init__(self) -> None:
        self.parts: dict[object, Part | Unusable] = {}
        self.fresh: list[Part] = []

    def forget(self) -> None:
        self.parts.clear()

    def usable(self, problem: Problem, draw: Draw) -> Problem:
        """As `options.usable`. Raises Unusable."""
        self.fresh = []
        names = {**draw.params, **draw.lets}
        return changed(problem, parts=tuple(self._usable(part, names) for part in problem.parts))

    def _usable(self, part: Part, names: Mapping[str, Any]) -> Part:
        key = _key(part, names) if isinstance(part, Computed) and part.ask else None
        known = self.parts.get(key) if key else None
        if known is None:
            known = _usable_or_why(part)
            if not isinstance(known, Unusable):
                self.fresh.append(known)
            if key:
                if len(self.parts) == MOST:
                    del self.parts[next(iter(self.parts))]
                self.parts[key] = known
        if isinstance(known, Unusable):
            raise known
        return known


def _usable_or_why(part: Part) -> Part | Unusable:
    try:
        return usable_part(part)
    except Unusable as e:
        return e


def _key(part: Computed, names: Mapping[str, Any]) -> tuple[object, ...] | None:
    """What parts have in common that come out the same; None where a text brings holes of its own."""
    texts = tuple(getattr(part, name) for name in TEXTS)
    formulas, follows = part.formulas, tuple(part.follows.items())
    read = _read(formulas, texts, follows)
    values = [part.params[name] if name in part.params else names.get(name) for name in read]
    if any(isinstance(value, Text) and has_holes(value) for value in values):
        return None
    data = [getattr(part, name) for name in DATA]
    tables = (part.cells, part.labels, part.names, part.given)
    return formulas, texts, follows, repr((values, data)), repr(tables) if any(tables) else ""


@lru_cache(maxsize=1024)
def _read(formulas: Formulas, texts: tuple[Text, ...], follows: tuple[tuple[str, str], ...]) -> list[str]:
    """The names that formulas and texts read."""
    closed = (formulas.key, *formulas.let.values(), *formulas.wrong.values(), *formulas.under.values())
    templates = (template for text in (*texts, *formulas.reasons.values()) for template in text.values())
    return sorted(frozenset().union(*map(names_in, (*closed, *dict(follows).values())), *map(names_read, templates)))
