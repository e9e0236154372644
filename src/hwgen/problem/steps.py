"""Worked steps: a formula as TeX with its symbols, with the numbers put in, and its value.

What is printed leads to what is printed: rounded numbers have as many decimals as it takes for the value to come out of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache, reduce
from itertools import count
from typing import Any

from hwgen.problem.evaluating import evaluated, value_of
from hwgen.problem.expressions import names_in
from hwgen.values import ends, fixed_near, number_tex, relation, unrounded

# How tightly the TeX of an expression holds together, from a sum to what needs no parentheses anywhere.
SUM, PRODUCT, SIGNED, POWER, ATOM = range(5)
# The decimals of a rounded number inside a step, where the step does not need more.
INNER = 4
MOST = 9

Tex = tuple[str, int]


class NotSymbolic(Exception):
    """A formula that has no short form in symbols, such as a sum over a list."""


def worked(
    expression: str,
    names: Mapping[str, Any],
    symbols: Mapping[str, str],
    places: int | None = None,
    *,
    formula: bool = True,
) -> str:
    """TeX of an expression: the `formula`, the numbers put in, the value, each where it says more than the one before.

    `names` are values, `symbols` the TeX of those that are written otherwise than they are called. With `places`, the value
    is rounded. Raises ExpressionError.
    """
    tree = _parsed(expression)
    value = evaluated(expression, names)
    inner = _inner_places(expression, names, value, places)
    rounded = _rounds(expression, names, inner)
    if not rounded:
        value = unrounded(value, places)
    text, last = _numbers(tree, names, inner), number_tex(value, places)
    if formula:
        with suppress(NotSymbolic):
            symbolic = _Symbols(names, symbols).tex(tree)[0]
            if symbolic != text:
                text = symbolic if text == last else f"{symbolic} {relation(not rounded)} {text}"
    return text if text == last else f"{text} {relation(ends(value, places) and not rounded)} {last}"


@cache
def _parsed(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def _numbers(tree: ast.expr, names: Mapping[str, Any], inner: int) -> str:
    return _Numbers(names, inner).tex(tree)[0]


def _rounds(expression: str, names: Mapping[str, Any], inner: int) -> bool:
    """Whether a number that is put in is itself rounded."""
    return any(not ends(names[name], inner) for name in _numbers_in(expression, names))


def _numbers_in(expression: str, names: Mapping[str, Any]) -> Iterator[str]:
    """The names of numbers that may be rounded, and of lists of numbers."""
    return (name for name in names_in(expression) if isinstance(names.get(name), (float, tuple, list)))


def _inner_places(expression: str, names: Mapping[str, Any], value: Any, places: int | None) -> int:
    """The least number of decimals, from INNER on, with which the numbers put in lead to the value as it is shown."""
    used = set(_numbers_in(expression, names))
    if not used or places is None:
        return INNER
    for inner in count(max(INNER, places + 1)):
        rounded = {**names, **{name: _cut(names[name], inner) for name in used}}
        if inner == MOST or number_tex(evaluated(expression, rounded), places) == number_tex(value, places):
            return inner
    raise AssertionError


def _cut(value: Any, places: int) -> Any:
    if isinstance(value, tuple | list):
        return tuple(_cut(item, places) for item in value)
    return float(fixed_near(value, places).replace(r"\,", "")) if isinstance(value, float) else value


class _Writer:
    """Writes the tree of an expression; what a name or an unknown call looks like is the subclass's."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names

    def tex(self, node: ast.expr) -> Tex:
        match node:
            case ast.Constant(value=value):
                return self.number(value)
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub(), operand=ast.BinOp(ast.UnaryOp(ast.USub(), top), ast.FloorDiv(), bottom)):
                return self.enclosed("lceil", ast.BinOp(top, ast.Div(), bottom), "rceil")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self.within(operand, PRODUCT, after_sign=True)}", SIGNED
            case ast.BinOp(left=left, op=op, right=right):
                return self.binary(left, op, right)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.tex(body if value_of(test, self.names) else orelse)
            case ast.Tuple(elts=items) | ast.List(elts=items) if not any(isinstance(i, ast.Starred) for i in items):
                return f"({self.listed(items)})", ATOM
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, args, node)
            case _:
                return self.other(node)

    def binary(self, left: ast.expr, op: ast.operator, right: ast.expr) -> Tex:
        match op:
            case ast.Add():
                return _added(self.within(left, SUM), self.tex(right)[0]), SUM
            case ast.Sub():
                return f"{self.within(left, SUM)} - {self.within(right, PRODUCT, after_sign=True)}", SUM
            case ast.Mult():
                factors = self.within(left, PRODUCT), self.within(right, PRODUCT, after_sign=True)
                return r" \times ".join(factors), PRODUCT
            case ast.Div():
                return rf"\frac{{{self.tex(left)[0]}}}{{{self.tex(right)[0]}}}", POWER
            case ast.FloorDiv():
                return self.enclosed("lfloor", ast.BinOp(left, ast.Div(), right), "rfloor")
            case ast.Pow():
                return f"{self.within(left, ATOM, after_sign=True)}^{{{self.tex(right)[0]}}}", POWER
            case ast.Mod():
                return rf"{self.within(left, PRODUCT)} \bmod {self.within(right, POWER)}", PRODUCT
            case _:
                return self.other(ast.BinOp(left, op, right))

    def call(self, name: str, args: list[ast.expr], node: ast.expr) -> Tex:
        match name, args:
            case "R", [top, bottom]:
                return self.binary(top, ast.Div(), bottom)
            case "floor", [inside]:
                return self.enclosed("lfloor", inside, "rfloor")
            case "ceiling", [inside]:
                return self.enclosed("lceil", inside, "rceil")
            case "Abs" | "abs", [inside]:
                return self.enclosed("|", inside, "|")
            case "sqrt", [inside]:
                return rf"\sqrt{{{self.tex(inside)[0]}}}", ATOM
            case "exp", [inside]:
                return f"e^{{{self.tex(inside)[0]}}}", POWER
            case (("log" | "log2"), [inside]):
                sign = r"\ln" if name == "log" else r"\log_2"
                return f"{sign} {self.within(inside, ATOM, after_sign=True)}", PRODUCT
            case _ if name in _NAMED:
                return rf"{_NAMED[name]}\left({self.listed(args)}\right)", ATOM
            case _:
                return self.other(node)

    def enclosed(self, left: str, inside: ast.expr, right: str) -> Tex:
        left, right = (side if side == "|" else rf"\{side}" for side in (left, right))
        return rf"\left{left} {self.tex(inside)[0]} \right{right}", ATOM

    def listed(self, items: list[ast.expr]) -> str:
        return r",\ ".join(self.tex(item)[0] for item in items)

    def within(self, node: ast.expr, strength: int, *, after_sign: bool = False) -> str:
        """An operand, in parentheses where it would be misread without; in a product, those of its first factor are enough."""
        tex, own = self.tex(node)
        misread = tex.startswith("-") and (after_sign or strength > PRODUCT)
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=right) if misread and strength <= PRODUCT:
                return rf"{self.within(left, PRODUCT, after_sign=True)} \times {self.within(right, PRODUCT, after_sign=True)}"
        return rf"\left({tex}\right)" if misread or (own != SIGNED and own < strength) else tex

    def number(self, value: Any, places: int | None = None) -> Tex:
        tex = number_tex(value, places)
        return tex, SIGNED if tex.startswith("-") else POWER if tex.startswith(r"\frac") else ATOM

    def name(self, name: str) -> Tex:
        raise NotImplementedError

    def other(self, node: ast.expr) -> Tex:
        raise NotImplementedError


def _added(left: str, right: str) -> str:
    """A sum, in which the sign of a negative term takes the place of the plus."""
    return f"{left} - {right[1:]}" if right.startswith("-") else f"{left} + {right}"


_NAMED = {
    "Max": r"\max", "Min": r"\min", "max": r"\max", "min": r"\min", "sin": r"\sin", "cos": r"\cos", "tanh": r"\tanh",
    "sigma": r"\sigma", "softmax": r"\mathrm{softmax}", "sign": r"\mathrm{sign}",
}  # fmt: skip


class _Symbols(_Writer):
    """The formula itself. Raises NotSymbolic where only numbers can show it."""

    def __init__(self, names: Mapping[str, Any], symbols: Mapping[str, str]) -> None:
        super().__init__(names)
        self.symbols = symbols

    def name(self, name: str) -> Tex:
        tex = self.symbols.get(name) or name_tex(name)
        if not tex:
            raise NotSymbolic
        return tex, ATOM

    def other(self, node: ast.expr) -> Tex:
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(place))):
                return f"{self.name(name)[0]}_{{{place + 1}}}", ATOM
            case ast.Call(func=ast.Name(id="dot"), args=[left, right]):
                return rf"{self.within(left, ATOM)} \cdot {self.within(right, ATOM)}", PRODUCT
        raise NotSymbolic


class _Numbers(_Writer):
    """The formula with the numbers put in; what cannot be spelled out is worked out."""

    def __init__(self, names: Mapping[str, Any], places: int) -> None:
        super().__init__(names)
        self.places = places

    def name(self, name: str) -> Tex:
        if name == "pi" and name not in self.names:
            return r"\pi", ATOM
        return self.value(self.names[name])

    def value(self, value: Any) -> Tex:
        return self.number(value, None if ends(value, None) and not isinstance(value, tuple | list) else self.places)

    def other(self, node: ast.expr) -> Tex:
        match node:
            case ast.Call(func=ast.Name(id="sum"), args=[values]):
                return self.joined(values, " + ", SUM)
            case ast.Call(func=ast.Name(id="prod"), args=[values]):
                return self.joined(values, r" \times ", PRODUCT)
            case ast.Call(func=ast.Name(id="dot"), args=[left, right]):
                pairs = zip(value_of(left, self.names), value_of(right, self.names), strict=True)
                return self.chain([(self.product(pair, not i), PRODUCT) for i, pair in enumerate(pairs)], " + ", SUM)
            case _:
                return self.value(value_of(node, self.names))

    def product(self, pair: tuple[Any, Any], first: bool) -> str:
        return r" \times ".join(
            rf"\left({tex}\right)" if strength == SIGNED and (i or not first) else tex
            for i, (tex, strength) in enumerate(map(self.value, pair))
        )

    def joined(self, values: ast.expr, sign: str, strength: int) -> Tex:
        match values:
            case ast.GeneratorExp(elt=elt, generators=loops) | ast.ListComp(elt=elt, generators=loops):
                terms = [_Numbers(names, self.places).tex(elt) for names in _bindings(loops, self.names)]
            case _:
                terms = [self.value(item) for item in value_of(values, self.names)]
        return self.chain(terms, sign, strength)

    def chain(self, terms: list[Tex], sign: str, strength: int) -> Tex:
        if not terms:
            return "0" if strength == SUM else "1", ATOM
        if strength == SUM:
            return reduce(_added, (tex for tex, _ in terms)), SUM if len(terms) > 1 else terms[0][1]
        shown = [
            rf"\left({tex}\right)" if own < strength or (i and tex.startswith("-")) else tex
            for i, (tex, own) in enumerate(terms)
        ]
        return sign.join(shown), strength if len(shown) > 1 else terms[0][1]


def _bindings(loops: list[ast.comprehension], names: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a comprehension's names stand for, turn by turn."""
    if not loops:
        yield names
        return
    loop, *others = loops
    for item in value_of(loop.iter, names):
        bound = {**names, **dict(_matched(loop.target, item))}
        if all(value_of(test, bound) for test in loop.ifs):
            yield from _bindings(others, bound)


def _matched(target: ast.expr, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple):
        for part, item in zip(target.elts, value, strict=True):
            yield from _matched(part, item)


@cache
def name_tex(name: str) -> str:
    """A name as a symbol: `alpha` is \\alpha, `x1` and `x_1` have an index; "" for a word, which is no symbol."""
    letters, _, index = name.partition("_")
    if not index:
        letters = name.rstrip("0123456789")
        index = name[len(letters) :]
    tex = rf"\{letters}" if letters in _GREEK else letters if len(letters) == 1 else ""
    return f"{tex}_{{{index}}}" if index and tex else tex


_GREEK = frozenset(
    re.findall(
        "[A-Za-z]+",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega "
        "pi Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega",
    )
)
