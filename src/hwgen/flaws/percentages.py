"""Percentages by which something rises or falls: the formula adds or subtracts them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.slots import Texts
from hwgen.text import Language
from hwgen.words.words import name_of

# Right before a percentage, and the sign that it has in the formula.
CHANGES: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    "en": {
        "+": re.compile(
            r"\b(?:raised?s?|rises?|rose|increase[sd]?|grow(?:s|n)?|grew|gains?) (?:by )?\$?$", re.IGNORECASE
        ),
        "-": re.compile(
            r"\b(?:cut|lower(?:s|ed)|falls?|fell|reduce[sd]?|decrease[sd]?|drops?|dropped|shrinks?|loses?|discounted) (?:by )?\$?$",
            re.IGNORECASE,
        ),
    },
    "zh": {
        "+": re.compile(r"(?:涨价|上涨|增加|增长|上升|提高|升高)了?\s?\$?$"),
        "-": re.compile(r"(?:降价|下跌|减少|下降|降低|缩短|缩小)了?\s?\$?$"),
    },
}
PERCENT = re.compile(r"\s?\\?[%％]")
WHOLE = (1, 100)


def of_percentages(texts: Texts) -> Iterator[Flaw]:
    """What rises by so many percent and has them subtracted from the whole, or the other way round."""
    for slot in texts.given if texts.language in CHANGES else ():
        for sign, pattern in CHANGES[texts.language].items():
            change = pattern.search(slot.before)
            if change and PERCENT.match(slot.after):
                signs = set(_signs(texts.formulas["key"], slot.name))
                if signs and sign not in signs:
                    does = "adds" if sign == "-" else "subtracts"
                    message = f"“{change[0].strip(' $')}” stands before `[{slot.name}]`%, which `{texts.part.formulas.key}` {does}, in the {name_of(texts.language)} text"
                    yield flaw("described-otherwise", message, texts.ask)


def _signs(tree: ast.expr, name: str) -> Iterator[str]:
    """The signs with which a number is put to 1 or 100, as a share or in percent."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(ast.Constant(whole), ast.Add() | ast.Sub() as op, other) if whole in WHOLE:
                if _is_share(other, name):
                    yield "+" if isinstance(op, ast.Add) else "-"


def _is_share(node: ast.expr, name: str) -> bool:
    match node:
        case (
            ast.Name(id=id)
            | ast.BinOp(ast.Name(id=id), ast.Div(), ast.Constant(100))
            | ast.Call(ast.Name("R"), [ast.Name(id=id), ast.Constant(100)])
        ):
            return id == name
    return False
