"""Draws with and without replacement, and at least one of several: the formula of the answer is that of the other."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from hwgen.flaws.contrasts import named
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading
from hwgen.flaws.words import search
from hwgen.problem.computed import Computed
from hwgen.words.words import name_of

PROBABILITY = {"zh": re.compile("概率|可能性"), "en": re.compile(r"\bprobability|\bchance", re.IGNORECASE)}
SOME = {
    "zh": re.compile(r"至少[有出摸抽取]?[一1] ?[个次张只名件台]"),
    "en": re.compile(r"\bat least one\b", re.IGNORECASE),
}
WITH, WITHOUT = "with-replacement", "without-replacement"


def of_replaced(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed) or part.formulas.functions:
            continue
        tree = inlined(part.formulas, part.formulas.key)
        for language in (at for at in item.languages if at in PROBABILITY):
            ask = part.say().ask[language]
            asked, name = question_or_all(shown(ask, language)), name_of(language)
            if not PROBABILITY[language].search(asked):
                continue
            drawn = named(shown(item.asked(part, language), language), language).get("drawing", {})
            fewer, again = _is_falling(tree), _repeated(tree)
            if drawn.keys() == {WITH} and fewer:
                message = f"“{drawn[WITH]}” in the {name} text, and the formula of the answer has one fewer each time: `{part.formulas.key}`"
                yield flaw("described-otherwise", message, ask)
            elif drawn.keys() == {WITHOUT} and again and not fewer and _is_plain(tree):
                message = f"“{drawn[WITHOUT]}” in the {name} text, and the formula of the answer has as many each time: `{part.formulas.key}`"
                yield flaw("described-otherwise", message, ask)
            if (match := search(SOME, asked, language)) and _is_product(tree):
                message = f"“{match[0]}” in the {name} text, and the formula of the answer is a product, as it is for all or for none"
                yield flaw("asks-otherwise", message, ask)


def _is_falling(tree: ast.expr) -> bool:
    """Whether it has one fewer of a name that it also has elsewhere, such as r(r − 1)."""
    nodes = [*ast.walk(tree)]
    names = Counter(node.id for node in nodes if isinstance(node, ast.Name))
    for node in nodes:
        match node:
            case ast.BinOp(ast.Name(id=name), ast.Sub(), ast.Constant(1)) if names[name] > 1:
                return True
    return False


def _repeated(tree: ast.expr) -> bool:
    """Whether something is multiplied by itself."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(ast.Name(id=one), ast.Mult(), ast.Name(id=other)) if one == other:
                return True
            case ast.BinOp(op=ast.Pow(), right=ast.Constant()):
                return True
    return False


def _is_plain(tree: ast.expr) -> bool:
    """Whether it has no sum and calls nothing but a fraction, so that no binomial coefficient hides in it."""
    return not any(
        isinstance(n, ast.Add | ast.Sub) or (isinstance(n, ast.Call) and not _is_fraction(n)) for n in ast.walk(tree)
    )


def _is_product(tree: ast.expr) -> bool:
    """Whether it is a product or quotient of counts that stand for themselves, or one fewer: at least one is a sum or what is left of 1."""
    match tree:
        case ast.BinOp(left, ast.Mult() | ast.Div(), right) | ast.Call(ast.Name("R"), [left, right]):
            return _is_product(left) and _is_product(right)
        case ast.BinOp(left, ast.Pow(), ast.Name() | ast.Constant()):
            return isinstance(left, ast.Name)
        case ast.BinOp(ast.Name(), ast.Sub(), ast.Constant(value)):
            return isinstance(value, int)
        case ast.Name() | ast.Constant():
            return True
    return False


def _is_fraction(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "R"
