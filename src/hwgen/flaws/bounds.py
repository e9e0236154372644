"""Bounds that a text puts above a number and the formula at or above it, or the other way round."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Piece, Reading, prose
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.words.words import name_of

Sign = type[ast.cmpop]
SIGNS: Mapping[str, Sign] = {
    ">": ast.Gt, "\\gt": ast.Gt, "<": ast.Lt, "\\lt": ast.Lt, ">=": ast.GtE, "≥": ast.GtE, "\\ge": ast.GtE, "\\geq": ast.GtE,
    "<=": ast.LtE, "≤": ast.LtE, "\\le": ast.LtE, "\\leq": ast.LtE,
}  # fmt: skip
BOUND = re.compile(r"(>=|<=|[<>≥≤]|\\(?:geq?|leq?|gt|lt)(?![A-Za-z]))\s*(-?\d+(?:\.\d+)?)(?![\d.]*\d)")
# The other one of two comparisons that differ in what equals the bound.
OTHER: Mapping[Sign, Sign] = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}
TURNED: Mapping[Sign, Sign] = {ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Lt: ast.Gt, ast.LtE: ast.GtE}
WRITTEN: Mapping[Sign, str] = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<="}


def of_bounds(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        compared = _compared(part.formulas) if isinstance(part, Computed) else {}
        if not isinstance(part, Computed) or not compared:
            continue
        for language in item.languages:
            for text in (item.before(language), part.say().ask[language]):
                for sign, number in BOUND.findall(prose(text).filled(_inside)):
                    # Two draws with one number cannot be told apart.
                    names = [name for name, value in part.params.items() if _is(value, number)]
                    known = compared.get(names[0], frozenset()) if len(names) == 1 else frozenset()
                    if known == {OTHER[SIGNS[sign]]}:
                        here = WRITTEN[OTHER[SIGNS[sign]]]
                        message = f"“{sign} {number}” in the {name_of(language)} text, where the formula compares with “{here} {names[0]}”"
                        yield flaw("described-otherwise", message, text)


def _inside(piece: Piece) -> str:
    return piece.inside if piece.kind in ("math", "code") else " "


def _is(value: object, number: str) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == float(number)


@lru_cache(maxsize=256)
def _compared(formulas: Formulas) -> Mapping[str, frozenset[Sign]]:
    """How a formula compares anything with each name."""
    compared: dict[str, frozenset[Sign]] = {}
    for node in ast.walk(inlined(formulas, formulas.key)):
        match node:
            case ast.Compare(left, [ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE() as sign], [right]):
                for side, way in ((right, type(sign)), (left, TURNED[type(sign)])):
                    if isinstance(side, ast.Name):
                        compared[side.id] = compared.get(side.id, frozenset()) | {way}
    return compared
