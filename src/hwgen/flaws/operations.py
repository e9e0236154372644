"""Reasons that say what was done, such as “this adds the two speeds”, of a wrong formula in which nothing of the kind is done."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import reasons_of
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.text import Language
from hwgen.words.words import name_of

ONLY, ONLY_ZH = "(?:(?:only|merely|just|simply) )?", "(?:只|仅|只是|直接|误)?"
# Said of the whole calculation, in one clause: what follows may be about another step.
DONE: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    "en": {
        "add two": re.compile(rf"^This {ONLY}adds (?:up )?(?:the two|both)\b[^.,;]*[.]?$"),
        "add": re.compile(rf"^This {ONLY}adds (?:up )?(?:the|all)\b[^.,;]*[.]?$"),
        "subtract": re.compile(rf"^This {ONLY}(?:subtracts|takes away) (?:the|both|one)\b[^.,;]*[.]?$"),
        "multiply": re.compile(rf"^This {ONLY}multiplies (?:the|both|all|by (?:the|all|both))\b[^.,;]*[.]?$"),
        "divide": re.compile(rf"^This {ONLY}divides (?:the|one|by)\b[^.,;]*[.]?$"),
    },
    "zh": {
        "add two": re.compile(
            rf"^{ONLY_ZH}(?:把|将)[^，。；当看换成作]{{0,6}}(?:[两二]|[和与])[^，。；当看换成作]{{1,8}}相加了?[。]?$"
        ),
        "add": re.compile(rf"^{ONLY_ZH}(?:把|将)[^，。；当看换成作]{{1,16}}(?:相加|加上|加进去)了?[。]?$"),
        "subtract": re.compile(rf"^{ONLY_ZH}(?:把|将)[^，。；当看换成作]{{1,16}}(?:相减|减去|减掉|扣除)了?[。]?$"),
        "multiply": re.compile(
            rf"^{ONLY_ZH}(?:(?:把|将)[^，。；当看换成作]{{1,16}}相乘了?|乘(?:以|上)?了[^，。；当看换成作]{{1,12}})[。]?$"
        ),
        "divide": re.compile(
            rf"^{ONLY_ZH}(?:(?:把|将)[^，。；当看换成作]{{1,16}}相除了?|除以了[^，。；当看换成作]{{1,12}})[。]?$"
        ),
    },
}
# What each shows in a formula: to add something twice is to multiply, and to divide by a number may be to multiply by its part.
SHOWS: Mapping[str, tuple[type[ast.AST], ...]] = {
    "add two": (ast.Add,),
    "add": (ast.Add, ast.Mult),
    "subtract": (ast.Sub, ast.USub),
    "multiply": (ast.Mult, ast.Pow),
    "divide": (ast.Div, ast.FloorDiv, ast.Mod, ast.Mult, ast.Pow),
}
KNOWN = frozenset(
    ["R", "floor", "ceiling", "Abs", "Max", "Min", "sum", "max", "min", "abs", "range", "zip", "len", "sqrt", "tuple"]
)


def of_operations(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
        for id, why in reasons_of(part, item):
            for language, known in DONE.items():
                reason = shown(why.get(language, ""), language).strip()
                for operation, pattern in known.items():
                    if pattern.search(reason) and not _does(part.formulas, id, operation):
                        message = f"the reason of `{id}` says “{reason}”, where its formula is `{part.formulas.wrong[id]}`, in the {name_of(language)} text"
                        yield flaw("reason-direction", message, why[language])
                        break


@lru_cache(maxsize=1024)
def _does(formulas: Formulas, id: str, operation: str) -> bool:
    """Whether a wrong formula has such an operation, or one of which nothing is known."""
    nodes = [*ast.walk(inlined(formulas, formulas.wrong[id] or ""))]
    calls = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    is_open = any(isinstance(node, ast.Attribute) for node in nodes)
    shows = (operation == "divide" and "R" in calls) or (operation in ("add", "add two") and "sum" in calls)
    return is_open or bool(calls - KNOWN) or shows or any(isinstance(node, SHOWS[operation]) for node in nodes)
