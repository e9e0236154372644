"""Ratios of temperatures that are not counted from absolute zero."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.slots import CLAUSE, Texts
from hwgen.words.words import name_of

# Degrees that do not begin at absolute zero, and what says that a number of them is a difference.
RELATIVE = re.compile(
    r"(?:\\[,;:! ]|~|\s|\^|\{|\$)*(?:°\s?[CF]\b|℃|\\circ|摄氏度|华氏度|degrees (?:Celsius|Fahrenheit))"
)
CHANGE = {"zh": re.compile(r"[升降]高?(?:了|低)|[温高低]差|相差|变化|每"), "en": re.compile(r"\b(?:by|difference|warmer|colder|hotter|cooler|rises?|falls?|drops?)\b(?! to\b)", re.IGNORECASE)}  # fmt: skip


def of_temperatures(texts: Texts) -> Iterator[Flaw]:
    """Ratios of temperatures that are not counted from absolute zero, as in a law of gases."""
    known = {
        slot.name: match[0]
        for slot in reversed(texts.given)
        if (match := RELATIVE.match(slot.after)) and not CHANGE[texts.language].search(CLAUSE.split(slot.before)[-1])
    }
    for node in ast.walk(texts.formulas["key"]) if texts.language in CHANGE else ():
        match node:
            case ast.BinOp(above, ast.Div(), ast.Name(id=below)) | ast.Call(
                ast.Name("R" | "Fraction"), [above, ast.Name(id=below)]
            ) if below in known:
                both = [name for name in _factors(above) if name in known]
                if both:
                    message = f"`{texts.part.formulas.key}` divides `{both[0]}` by `{below}`, which are in {known[below].strip()}: a ratio of temperatures is one in K, in the {name_of(texts.language)} text"
                    yield flaw("unit-differs", message, texts.ask)
                    return


def _factors(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name(id=name):
            yield name
        case ast.BinOp(left, ast.Mult(), right):
            yield from (*_factors(left), *_factors(right))
