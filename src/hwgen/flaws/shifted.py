"""Reasons that one too many or too few was counted, beside formulas in which it is the other way round."""

from __future__ import annotations

import ast
import copy
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from numbers import Real
from typing import Any

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.mistakes import inlined, same
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.reasons import reasons_of
from hwgen.flaws.trees import names_of, powers_of
from hwgen.problem.computed import Computed
from hwgen.problem.evaluating import ExpressionError, evaluated
from hwgen.problem.formula import Formulas
from hwgen.proof.canonical import Inlined
from hwgen.proof.rewritten import multiplied_out
from hwgen.text import Language
from hwgen.words.words import name_of

# Of years or of steps: which of the two a reason says, and by how many.
MORE: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:one|an?)(?: \w+){1,2} too many\b|\bone more (?!than)\w+|\b(?:one|an) extra \w+", re.IGNORECASE
    ),
    "zh": re.compile(r"多[算计数用乘加]了?一[年月天次步层轮期段]"),
}
FEWER: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:one|an?)(?: \w+){1,2} too few\b|\bone \w+ fewer\b|\bone fewer \w+", re.IGNORECASE),
    "zh": re.compile(r"少[算计数用乘加]了?一[年月天次步层轮期段]"),
}
OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
# What a name stands for, to tell formulas apart before they are multiplied out: none is a sum or a multiple of others.
FIRST_TRIED, STEP = 1.37, 0.618
NEAR = 1e-9
CLAUSE = re.compile(r"[;；。]|\.(?!\d)")


def of_shifted(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
        for id, why in reasons_of(part, item):
            for language in (at for at in item.languages if at in MORE):
                # Behind its first clause, a reason may say how many there are.
                visible = CLAUSE.split(prose(why.get(language, "")).visible, maxsplit=1)[0]
                more, fewer = MORE[language].search(visible), FEWER[language].search(visible)
                match = more or fewer
                # Comparing formulas takes long, and few reasons say anything of the kind.
                if (
                    match
                    and not (more and fewer)
                    and (_shift(part.formulas, id) or _shift_of_values(part, id)) == (-1 if more else 1)
                ):
                    message = f"the reason of `{id}` says “{match[0]}”, where its formula has one {'fewer' if more else 'more'}, in the {name_of(language)} text"
                    yield flaw("reason-direction", message, why[language])


@lru_cache(maxsize=1024)
def _shift(formulas: Formulas, id: str) -> int:
    """1 or −1 where a wrong formula is that of the key with one more or one fewer of a number; else 0."""
    wrong = formulas.wrong.get(id)
    if not isinstance(wrong, str):
        return 0
    key, other = (inlined(formulas, text) for text in (formulas.key, wrong))
    names = sorted(names_of(key))
    tried = {name: FIRST_TRIED + STEP * i * (i + 1) for i, name in enumerate(names)}
    value = _value(other, tried)
    shifts, expected = set(), ""

    def is_shifted(tree: ast.expr) -> bool:
        nonlocal expected
        shifted = _value(tree, tried) if value is not None else None
        if value is not None and shifted is not None:
            return abs(shifted - value) <= NEAR * abs(value)
        # Multiplying out takes long.
        expected = expected or multiplied_out(other)
        return multiplied_out(tree) == expected

    powers = any(not isinstance(power.right, ast.Constant) for power in powers_of(key))
    for by in (1, -1):
        for name in names:
            if is_shifted(Inlined({name: _off(ast.Name(name, ast.Load()), by)}).visit(copy.deepcopy(key))):
                shifts.add(by)
        # How often something is multiplied by itself.
        if powers and is_shifted(_Powers(by).visit(copy.deepcopy(key))):
            shifts.add(by)
    return shifts.pop() if len(shifts) == 1 else 0


def _shift_of_values(part: Computed, id: str) -> int:
    """The same where a formula is more than arithmetic: by its values here, and with each whole number one larger."""
    wrong, key = part.formulas.wrong.get(id), ast.unparse(inlined(part.formulas, part.formulas.key))
    whole = [name for name, value in part.params.items() if type(value) is int and name in names_of(ast.parse(key))]
    if not isinstance(wrong, str):
        return 0
    other = ast.unparse(inlined(part.formulas, wrong))
    places = [part.params, *({**part.params, name: part.params[name] + 1} for name in whole)]
    shifts = set()
    for name in whole:
        for by in (1, -1):
            pairs = [(_evaluated(other, at), _evaluated(key, {**at, name: at[name] + by})) for at in places]
            if all(isinstance(one, Real) and same(one, two) for one, two in pairs):
                shifts.add(by)
    return shifts.pop() if len(shifts) == 1 else 0


def _evaluated(text: str, params: Mapping[str, Any]) -> Any:
    try:
        return evaluated(text, params)
    except ExpressionError:
        return None


def _value(node: ast.expr, names: Mapping[str, float]) -> float | None:
    """What arithmetic comes to; None where there is more than arithmetic."""
    match node:
        case ast.Constant(int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            return names.get(name)
        case ast.UnaryOp(ast.USub(), inside):
            value_inside = _value(inside, names)
            return None if value_inside is None else -value_inside
        case ast.BinOp(left, op, right) if type(op) in OPERATORS:
            operands = _value(left, names), _value(right, names)
        case ast.Call(ast.Name("R"), [left, right], []):
            op, operands = ast.Div(), (_value(left, names), _value(right, names))
        case _:
            return None
    one, two = operands
    if one is None or two is None:
        return None
    try:
        result = OPERATORS[type(op)](one, two)
    except ArithmeticError:
        return None
    return result if isinstance(result, float) else None


def _off(counted: ast.expr, by: int) -> ast.expr:
    return ast.BinOp(counted, ast.Add() if by > 0 else ast.Sub(), ast.Constant(1))


class _Powers(ast.NodeTransformer):
    """Adds one to each exponent that is no plain number, or takes it away."""

    def __init__(self, by: int) -> None:
        self.by = by

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow) and not isinstance(node.right, ast.Constant):
            return ast.BinOp(node.left, node.op, _off(node.right, self.by))
        return node
