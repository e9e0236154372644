"""Reasons that name an operation that was left out or taken for another: done to the formula of the key, it gives the wrong value."""

from __future__ import annotations

import ast
import copy
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from numbers import Real
from typing import Any

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import reasons_of
from hwgen.flaws.words import table
from hwgen.problem.computed import Computed
from hwgen.problem.evaluating import ExpressionError, evaluated
from hwgen.problem.formula import Formulas
from hwgen.proof.canonical import Inlined
from hwgen.text import Language
from hwgen.words.words import name_of

NEAR = 1e-9
# A reason of more than one sentence may name two mistakes.
SENTENCE_END = re.compile(r"[.。；;]\s*(?=\S)(?!\d)")


def _exchanged(this: type[ast.operator], that: type[ast.operator]) -> Callable[[ast.AST], list[ast.AST]]:
    """One operation in the place of another, either way round."""

    def change(node: ast.AST) -> list[ast.AST]:
        match node:
            case ast.BinOp(left, op, right) if isinstance(op, this):
                return [ast.BinOp(left, that(), right), ast.BinOp(right, that(), left)]
            case ast.Call(func=ast.Name("R"), args=[left, right]) if this is ast.Div:
                return [ast.BinOp(left, that(), right), ast.BinOp(right, that(), left)]
        return []

    return change


def _without_one(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.BinOp(left, ast.Add(), ast.Constant(1)):
            return [left]
        case ast.BinOp(ast.Constant(1), ast.Add(), right):
            return [right]
    return []


def _whole(node: ast.AST) -> list[ast.AST]:
    """What is divided by two, or taken half of."""
    match node:
        case ast.BinOp(left, ast.Div(), ast.Constant(2)) | ast.Call(func=ast.Name("R"), args=[left, ast.Constant(2)]):
            return [left]
        case ast.Constant(0.5):
            return [ast.Constant(1)]
    return []


def _halved(node: ast.AST) -> list[ast.AST]:
    return [ast.BinOp(node, ast.Div(), ast.Constant(2))] if isinstance(node, ast.expr) and _whole(node) else []


def _not_squared(node: ast.AST) -> list[ast.AST]:
    """What stands below a square, and of a product with each of its factors not squared."""
    match node:
        case ast.BinOp(base, ast.Pow(), ast.Constant(2)):
            return [base, *(ast.BinOp(node, ast.Div(), factor) for factor in _factors(base))]
    return []


def _factors(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left, ast.Mult(), right):
            return [*_factors(left), *_factors(right)]
        case ast.BinOp(left, ast.Div(), _):
            return _factors(left)
    return [node]


def _not_rooted(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.Call(func=ast.Name("sqrt"), args=[inside]):
            return [inside]
    return []


def _not_subtracted(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.BinOp(left, ast.Sub(), _):
            return [left]
    return []


def _subtracted_twice(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.BinOp(_, ast.Sub(), right):
            return [ast.BinOp(node, ast.Sub(), right)]
    return []


def _rounded(other: str) -> Callable[[ast.AST], list[ast.AST]]:
    def change(node: ast.AST) -> list[ast.AST]:
        match node:
            case ast.Call(func=ast.Name("floor" | "ceiling"), args=args):
                return [ast.Call(ast.Name(other, ast.Load()), args, [])]
        return []

    return change


# The mistakes that reasons name, by their names in mistakes.yaml, with what each makes of a node of the formula.
CHANGES: Mapping[str, Callable[[ast.AST], list[ast.AST]]] = {
    "no-one": _without_one,
    "no-half": _whole,
    "half-too-much": _halved,
    "no-square": _not_squared,
    "no-root": _not_rooted,
    "not-subtracted": _not_subtracted,
    "subtracted-twice": _subtracted_twice,
    "added-for-subtracted": _exchanged(ast.Sub, ast.Add),
    "subtracted-for-added": _exchanged(ast.Add, ast.Sub),
    "multiplied-for-divided": _exchanged(ast.Div, ast.Mult),
    "divided-for-multiplied": _exchanged(ast.Mult, ast.Div),
    "added-for-multiplied": _exchanged(ast.Mult, ast.Add),
    "multiplied-for-added": _exchanged(ast.Add, ast.Mult),
    "rounded-up": _rounded("ceiling"),
    "rounded-down": _rounded("floor"),
}


# By what a wrong formula shows such a mistake, even if more than this is wrong with it: fewer of some operations, or more of others.
SHOWN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "no-one": (("1", "and one"), ()),
    "no-half": (("half",), ()),
    "half-too-much": ((), ("half",)),
    "no-square": (("square",), ()),
    "no-root": (("sqrt", "Pow"), ("square",)),
    "not-subtracted": (("Sub",), ()),
    "subtracted-twice": ((), ("Sub", "2")),
    "added-for-subtracted": ((), ("Add",)),
    "subtracted-for-added": ((), ("Sub",)),
    "multiplied-for-divided": (("Div",), ("Mult",)),
    "divided-for-multiplied": (("Mult",), ("Div",)),
    "added-for-multiplied": (("Mult", "Pow"), ("Add",)),
    "multiplied-for-added": (("Add",), ("Mult",)),
    "rounded-up": (("floor",), ("ceiling",)),
    "rounded-down": (("ceiling",), ("floor",)),
}
# Other functions may hold such an operation inside.
KNOWN = frozenset(
    [
        *("Add", "Sub", "Mult", "Div", "Pow", "1", "2", "half", "square", "and one"),
        *("sqrt", "floor", "ceiling", "exp", "log", "log2", "Abs"),
    ]
)


def of_mistakes(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed) and isinstance(part.key, Real | tuple):
            for id, why in reasons_of(part, item):
                for language, text in why.items():
                    reason = shown(text, language).strip()
                    if SENTENCE_END.search(reason):
                        continue
                    for name, word in _named(reason, language):
                        if not _shows(part, id, name) and not any(
                            same(value, part.wrong[id]) for value in _values(part, name)
                        ):
                            message = (
                                f"the reason of `{id}` says “{word}”, but with that mistake the formula does not give "
                                f"{part.value(part.wrong[id]).tex()}, in the {name_of(language)} text"
                            )
                            yield flaw("reason-direction", message, text)


@cache
def _patterns(language: Language) -> Mapping[str, re.Pattern[str]]:
    known: Mapping[str, Mapping[Language, str]] = table("mistakes.yaml")
    return {name: re.compile(of[language], re.IGNORECASE) for name, of in known.items() if language in of}


def _named(reason: str, language: Language) -> Iterator[tuple[str, str]]:
    for name, pattern in _patterns(language).items():
        if match := pattern.search(reason):
            yield name, match[0]


def _shows(part: Computed, id: str, name: str) -> bool:
    """Whether the wrong formula differs from that of the key by more or fewer of such operations, or nothing can be told of the two."""
    formulas = part.formulas
    key, wrong = (taken(inlined(formulas, text), part.params) for text in (formulas.key, formulas.wrong[id] or ""))
    mine, theirs = _operations(key), _operations(wrong)
    # What a mistake makes of a case decides which case it is.
    cases = any(isinstance(node, ast.IfExp) for node in ast.walk(key))
    if cases or not mine or (name == "no-half" and not mine["half"]) or (mine | theirs).keys() - KNOWN:
        return True
    less, more = SHOWN[name]
    if name == "not-subtracted" and theirs["Add"] > mine["Add"] and not mine["Pow"]:
        # What should be subtracted is added.
        return False
    if name == "no-one":
        # Where one is taken away instead, it is not left out; nor where another one is.
        return all(mine[of] > theirs[of] for of in less)
    return any(mine[of] > theirs[of] for of in less) or any(theirs[of] > mine[of] for of in more)


def _operations(tree: ast.expr) -> Counter[str]:
    return Counter(name for node in ast.walk(tree) for name in _operation(node))


def _operation(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(name)):
            yield "Div" if name == "R" else name
        case ast.BinOp(_, ast.FloorDiv(), _):
            yield from ("floor", "Div")
        case ast.BinOp(_, op, _):
            yield type(op).__name__
        case ast.UnaryOp(ast.USub(), _):
            yield "Sub"
        case ast.Constant(1 | 2 as number):
            yield str(number)
    if _whole(node):
        yield "half"
    if _without_one(node):
        yield "and one"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and ast.unparse(node.right) == "4":
        yield from ("half", "half")
    if isinstance(node, ast.BinOp) and _not_squared(node):
        yield "square"


def _values(part: Computed, name: str) -> list[Any]:
    """What the key would be with this mistake made in one place, or in all."""
    values = []
    for text in _changed(part.formulas, name):
        with suppress(ExpressionError):
            values.append(evaluated(text, part.params))
    return values


@lru_cache(maxsize=256)
def _changed(formulas: Formulas, name: str) -> tuple[str, ...]:
    tree = inlined(formulas, formulas.key)
    change = CHANGES[name]
    places = [node for node in ast.walk(tree) if change(node)]
    each = [ast.unparse(_Replaced({place: new}).visit(tree)) for place in places for new in change(place)]
    if places and name == "no-root":
        # The root may be taken of the whole in two steps.
        each.append(f"({ast.unparse(tree)})**2")
    if len(places) > 1:
        each.append(ast.unparse(_Replaced({place: change(place)[0] for place in places}).visit(tree)))
    return tuple(each)


@lru_cache(maxsize=1024)
def inlined(formulas: Formulas, text: str) -> ast.expr:
    """A formula with the intermediate values written out: one tree for all variants, which nobody may change."""
    known: dict[str, ast.expr] = {}
    for name, value in formulas.let.items():
        known[name] = Inlined(known).visit(ast.parse(value, mode="eval").body)
    return Inlined(known).visit(ast.parse(text, mode="eval").body)  # type: ignore[no-any-return]


def taken(tree: ast.expr, params: Mapping[str, Any]) -> ast.expr:
    """A formula with the case in the place of all cases that a draw alone decides on."""
    return _Taken(params).visit(copy.deepcopy(tree)) if any(isinstance(n, ast.IfExp) for n in ast.walk(tree)) else tree


class _Taken(ast.NodeTransformer):
    def __init__(self, params: Mapping[str, Any]) -> None:
        self.params = params

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        # What is worked out before it is compared may be worked out wrongly.
        match node.test:
            case ast.Name(name) | ast.Compare(ast.Name(name), _, [ast.Constant()]) if name in self.params:
                return node.body if evaluated(ast.unparse(node.test), self.params) else node.orelse
        return node


class _Replaced:
    """Copies a tree with some of its nodes replaced; the inner ones first."""

    def __init__(self, nodes: Mapping[ast.AST, ast.AST]) -> None:
        self.nodes = nodes

    def visit(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.visit(one) for one in node]
        if not isinstance(node, ast.AST):
            return node
        if node in self.nodes:
            return self.nodes[node]
        return type(node)(**{field: self.visit(value) for field, value in ast.iter_fields(node)})


def same(one: Any, other: Any) -> bool:
    if not isinstance(one, Real) or not isinstance(other, Real):
        return bool(one == other)
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR)
