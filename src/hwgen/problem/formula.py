"""Closed forms: a key and its misconceptions as expressions, with a quick road, an exact one by sympy, and their TeX."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import sympy

from hwgen.values import Raw, equal_tex, number_tex

KEY = "key"
_quick: ContextVar[bool] = ContextVar("quick", default=False)


@contextmanager
def quickly() -> Iterator[None]:
    """Lets formulas be evaluated without sympy: for walks over a whole domain."""
    token = _quick.set(True)
    try:
        yield
    finally:
        _quick.reset(token)


@dataclass(frozen=True)
class Answers:
    """What the formulas of a question come to: the key, and each misconception's value, or None where it has none."""

    key: Raw
    wrong: Mapping[str, Raw]


class Formulas:
    """The closed form of an answer and those of its misconceptions, as expressions in Python's notation.

    `Formulas("floor((n+2*p-K)/s)+1", let={"K": "d*(k-1)+1"}, wrong={"no-plus-one": "floor((n+2*p-K)/s)"})`.
    `let` names intermediate values, in order. `under` gives, for a convention's id, the key under its alternative.
    `tex` names symbols (`{"e": r"\\eta"}`). A wrong expression that is None or that cannot be evaluated for some draws
    (a division by zero, a root of a negative number) has no value there. Numbers are exact: integers, rationals, and
    for `sqrt`, `exp`, `log`, ... what sympy makes of them. Also known: R(a, b) = a/b, floor, ceiling, Max, Min, Abs,
    sign, log2, sin, cos, tanh, sigma (logistic), pi, prod, dot, matmul, softmax, and `functions` of your own.
    """

    def __init__(
        self,
        key: str,
        *,
        wrong: Mapping[str, str] | None = None,
        let: Mapping[str, str] | None = None,
        under: Mapping[str, str] | None = None,
        tex: Mapping[str, str] | None = None,
        functions: Sequence[Callable[..., Any]] = (),
    ) -> None:
        self.key, self.wrong, self.let = key, dict(wrong or {}), dict(let or {})
        self.under, self.tex = dict(under or {}), dict(tex or {})
        self.functions = {f.__name__: f for f in functions}
        self._all = _Compiled(self.let, {KEY: key, **self.wrong}, self.functions)

    def __call__(self, params: Mapping[str, Any]) -> Answers:
        """The values for `params`: by sympy, or inside `quickly()` by Python's own numbers."""
        values = self._all.quick(params) if _quick.get() else self._all.exact(params)
        return Answers(values.pop(KEY), values)

    def values(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The named intermediate values and the key (as "key"), for worked solutions."""
        compiled = self._named
        return compiled.quick(params) if _quick.get() else compiled.exact(params)

    @cached_property
    def _named(self) -> _Compiled:
        return _Compiled(self.let, {**{name: name for name in self.let}, KEY: self.key}, self.functions)

    def under_alternatives(self, params: Mapping[str, Any]) -> dict[str, Raw]:
        """The key under the alternative of each convention in `under`."""
        return self._under.quick(params) if self.under else {}

    @cached_property
    def _under(self) -> _Compiled:
        return _Compiled(self.let, self.under, self.functions)

    def with_key(self, key: str, let: Mapping[str, str] | None = None) -> Formulas:
        """The same question with another key: for planted faults and conventions."""
        return Formulas(
            key,
            wrong=self.wrong,
            let=self.let if let is None else let,
            under=self.under,
            tex=self.tex,
            functions=tuple(self.functions.values()),
        )

    def worked(self, params: Mapping[str, Any], name: str = KEY, *, places: int | None = None) -> str:
        """TeX of the key (or of the `let` called `name`): the formula, the numbers put in, the value."""
        text = self.key if name == KEY else self.let[name]
        values = {**params, **self.values(params)}
        result = values[name]
        symbols, template = _template(text, tuple(self.tex.items()))
        numbers = {s: _operand(values[s]) for s in symbols}
        steps = [
            _filled(template, {s: _symbol(s, self.tex) for s in symbols}),
            _filled(template, numbers),
        ]
        worked = " = ".join(dict.fromkeys(steps))
        if steps[-1] == number_tex(result, places):
            return worked
        return f"{worked} = {number_tex(result)}" if places is None else f"{worked} {equal_tex(result, places)}"


def _operand(value: Any) -> str:
    """A number as it stands in a formula: in parentheses where a sign or a bar would be misread."""
    shown = number_tex(value, 4 if isinstance(value, float) else None)
    return rf"\left({shown}\right)" if shown.startswith(("-", r"\frac")) else shown


def _symbol(name: str, named: Mapping[str, str]) -> str:
    return named.get(name) or str(sympy.latex(sympy.Symbol(name)))


def _filled(template: str, names: Mapping[str, str]) -> str:
    for name, shown in names.items():
        template = template.replace(f"@{name}@", shown)
    return template


@cache
def _template(text: str, named: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], str]:
    """The TeX of an expression with `@name@` for each of its symbols."""
    symbols = tuple(sorted(_free(text) - set(_SYMPY)))
    known = {**_SYMPY, **{s: sympy.Symbol(s) for s in symbols}}
    with sympy.evaluate(False):
        expression = sympy.parse_expr(text, local_dict=known, evaluate=False)
    names = {sympy.Symbol(s): f"@{s}@" for s in symbols}
    tex = str(sympy.latex(expression, order="none", mul_symbol="times", symbol_names=names))
    return symbols, tex.replace(r"\lfloor{", r"\lfloor {")


def _free(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}


def _bound(text: str) -> set[str]:
    """The names that a comprehension or a lambda in `text` binds."""
    nodes = list(ast.walk(ast.parse(text, mode="eval")))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {n.arg for n in nodes if isinstance(n, ast.arg)}


class _Compiled:
    """Expressions over the same parameters and lets, compiled once for either road."""

    def __init__(self, let: Mapping[str, str], wanted: Mapping[str, str], functions: Mapping[str, Any]) -> None:
        self.let, self.wanted, self.functions = let, wanted, functions
        self.names = tuple(wanted)
        self.asked: dict[str, Any] | None = None
        self.found: dict[str, Any] = {}

    def quick(self, params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return {name: _tidy(value) for name, value in zip(self.names, self._together(params), strict=True)}
        except (ZeroDivisionError, ValueError, IndexError, OverflowError):
            return self._one_by_one(params, self._quick_codes, _QUICK)

    @cached_property
    def _together(self) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
        texts = (*self.let.values(), *self.wanted.values())
        free = {name for text in texts for name in _free(text)}
        bound = {name for text in texts for name in _bound(text)}
        known = {**_QUICK, **self.functions}
        lines = ["def together(params):"]
        for name in sorted(free - set(known) - set(self.let) - _BUILTIN):
            lines.append(f"    {name} = params.get({name!r})" if name in bound else f"    {name} = params[{name!r}]")
        lines += [f"    {name} = {_rewritten(text, _QuickForm())}" for name, text in self.let.items()]
        results = (_rewritten(text, _QuickForm()) for text in self.wanted.values())
        lines.append(f"    return ({', '.join(results)},)")
        space: dict[str, Any] = dict(known)
        exec("\n".join(lines), space)
        return space["together"]  # type: ignore[no-any-return]

    def _one_by_one(
        self, params: Mapping[str, Any], codes: tuple[Any, Any], space: Mapping[str, Any]
    ) -> dict[str, Any]:
        lets, wanted = codes
        scope = {**space, **self.functions, **params}
        for name, code in lets.items():
            scope[name] = eval(code, scope)
        results: dict[str, Any] = {}
        for name, code in wanted.items():
            try:
                results[name] = _tidy(eval(code, scope))
            except (ZeroDivisionError, ValueError, IndexError, OverflowError):
                if name == KEY:
                    raise
                results[name] = None
        return results

    @cached_property
    def _quick_codes(self) -> tuple[Any, Any]:
        return self._codes(_QuickForm())

    @cached_property
    def _exact_codes(self) -> tuple[Any, Any]:
        return self._codes(_ExactForm())

    def _codes(self, form: ast.NodeTransformer) -> tuple[Any, Any]:
        def code(text: str) -> Any:
            return compile(_rewritten(text, form), "<formula>", "eval")

        return {n: code(t) for n, t in self.let.items()}, {n: code(t) for n, t in self.wanted.items()}

    def exact(self, params: Mapping[str, Any]) -> dict[str, Any]:
        # The texts of a variant ask for the same values again.
        if self.asked != params:
            self.asked, self.found = dict(params), self._exactly(params)
        return dict(self.found)

    def _exactly(self, params: Mapping[str, Any]) -> dict[str, Any]:
        exact = {name: _sympified(value) for name, value in params.items()}
        found = self._one_by_one(exact, self._exact_codes, _EXACT)
        return {name: _told(value) for name, value in found.items()}


def _rewritten(text: str, form: ast.NodeTransformer) -> str:
    return ast.unparse(ast.fix_missing_locations(form.visit(ast.parse(text, mode="eval"))))


class _Form(ast.NodeTransformer):
    """Makes division and decimal constants exact."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Div):
            return _call("_div", node.left, node.right)
        if isinstance(node.op, ast.Pow) and not (
            isinstance(node.right, ast.Constant) and isinstance(node.right.value, int)
        ):
            return _call("_pow", node.left, node.right)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, float):
            fraction = Fraction(str(node.value))
            return _call("_div", ast.Constant(fraction.numerator), ast.Constant(fraction.denominator))
        return node


class _QuickForm(_Form):
    """Also turns floor(a/b) into a//b."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in ("floor", "ceiling") and len(node.args) == 1:
            inner = node.args[0]
            if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div):
                top, bottom = self.visit(inner.left), self.visit(inner.right)
                if node.func.id == "floor":
                    return ast.BinOp(top, ast.FloorDiv(), bottom)
                return ast.UnaryOp(ast.USub(), ast.BinOp(ast.UnaryOp(ast.USub(), top), ast.FloorDiv(), bottom))
        return self.generic_visit(node)


class _ExactForm(_Form):
    pass


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def _sympified(value: Any) -> Any:
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int):
        return sympy.Integer(value)
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, tuple | list):
        return tuple(_sympified(v) for v in value)
    if isinstance(value, dict):
        return {k: _sympified(v) for k, v in value.items()}
    return value


def _told(value: Any) -> Any:
    """What sympy found as plain data: an integer, a fraction, else a float of its 30 digits."""
    if isinstance(value, tuple | list):
        return tuple(_told(v) for v in value)
    if not isinstance(value, sympy.Basic):
        return value
    if value in (sympy.true, sympy.false):
        return bool(value)
    if not value.is_Rational:
        return float(value.evalf(30))
    return int(value) if value.is_Integer else Fraction(int(value.p), int(value.q))


_INT = {int}


def _tidy(value: Any) -> Any:
    """Fractions that are whole as integers."""
    kind = type(value)
    if kind is int:
        return value
    if kind is tuple or kind is list:
        return tuple(value if {*map(type, value)} == _INT else map(_tidy, value))
    return value.numerator if kind is Fraction and value.denominator == 1 else value


def _quick_div(a: Any, b: Any) -> Any:
    if isinstance(a, float) or isinstance(b, float):
        return a / b
    return a // b if isinstance(a, int) and isinstance(b, int) and a % b == 0 else _tidy(Fraction(a) / b)


def _quick_pow(a: Any, b: Any) -> Any:
    if isinstance(b, Fraction) and b.denominator == 2 and not isinstance(a, float):
        return _quick_sqrt(_quick_pow(a, b.numerator))
    if isinstance(a, int) and isinstance(b, int) and b < 0:
        return _tidy(Fraction(a) ** b)
    if isinstance(b, Fraction) and not isinstance(a, float) and a > 0:
        root = round(float(a) ** (1 / b.denominator))
        if root**b.denominator == a:
            return _quick_pow(root, b.numerator)
    return _tidy(a**b)


def _quick_sqrt(a: Any) -> Any:
    if isinstance(a, float):
        return math.sqrt(a)
    a = Fraction(a)
    if a < 0:
        raise ValueError("the root of a negative number")
    top, bottom = math.isqrt(a.numerator), math.isqrt(a.denominator)
    if top * top == a.numerator and bottom * bottom == a.denominator:
        return _tidy(Fraction(top, bottom))
    return math.sqrt(a)


def _quick_log2(a: Any) -> Any:
    if not isinstance(a, float) and a > 0:
        exponent = round(math.log2(a))
        if Fraction(2) ** exponent == a:
            return exponent
    return math.log2(a)


def _quick_log(a: Any) -> Any:
    return 0 if a == 1 else math.log(a)


def _quick_exp(a: Any) -> Any:
    return 1 if a == 0 else math.exp(a)


def _logistic(a: Any) -> Any:
    return Fraction(1, 2) if a == 0 else 1 / (1 + math.exp(-a))


def _prod(values: Any) -> Any:
    total: Any = 1
    for value in values:
        total = total * value
    return total


def _dot(a: Any, b: Any) -> Any:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _matmul(a: Any, b: Any) -> Any:
    return tuple(tuple(_dot(row, column) for column in zip(*b, strict=True)) for row in a)


def _softmax_by(exp: Callable[[Any], Any], div: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    def softmax(values: Any) -> Any:
        powers = [exp(v) for v in values]
        total = sum(powers)
        return tuple(div(p, total) for p in powers)

    return softmax


def _sign(a: Any) -> int:
    return (1 if a > 0 else 0) - (1 if a < 0 else 0)


_SHARED: dict[str, Any] = {"prod": _prod, "dot": _dot, "matmul": _matmul, "sign": _sign}

_QUICK: dict[str, Any] = {
    **_SHARED,
    "_div": _quick_div,
    "_pow": _quick_pow,
    "R": _quick_div,
    "floor": math.floor,
    "ceiling": math.ceil,
    "sqrt": _quick_sqrt,
    "exp": _quick_exp,
    "log": _quick_log,
    "log2": _quick_log2,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": lambda a: 0 if a == 0 else math.tanh(a),
    "sigma": _logistic,
    "pi": math.pi,
    "Max": max,
    "Min": min,
    "Abs": abs,
    "softmax": _softmax_by(_quick_exp, _quick_div),
    "Fraction": Fraction,
}


def _exact_extreme(choose: Callable[..., Any], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The largest or smallest of rational numbers without sympy's search for assumptions."""

    def extreme(*values: Any) -> Any:
        if all(isinstance(value, int | sympy.Rational) for value in values):
            return choose(values)
        return otherwise(*values)

    return extreme


def _exact_div(a: Any, b: Any) -> Any:
    bottom = sympy.sympify(b)
    if bottom == 0:
        raise ZeroDivisionError
    return sympy.sympify(a) / bottom


def _exact_sqrt(a: Any) -> Any:
    if a < 0:
        raise ValueError("the root of a negative number")
    return sympy.sqrt(a)


def _exact_log(a: Any) -> Any:
    if a <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    return sympy.log(a)


_EXACT: dict[str, Any] = {
    **_SHARED,
    "_div": _exact_div,
    "_pow": lambda a, b: sympy.sympify(a) ** sympy.sympify(b),
    "R": _exact_div,
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
    "sqrt": _exact_sqrt,
    "exp": sympy.exp,
    "log": _exact_log,
    "log2": lambda a: _exact_log(a) / sympy.log(2) if not _power_of_two(a) else sympy.Integer(_quick_log2(_told(a))),
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "sigma": lambda a: 1 / (1 + sympy.exp(-a)),
    "pi": sympy.pi,
    "Max": _exact_extreme(max, sympy.Max),
    "Min": _exact_extreme(min, sympy.Min),
    "Abs": abs,
    "softmax": _softmax_by(sympy.exp, _exact_div),
}


def _power_of_two(a: Any) -> bool:
    value = _told(sympy.sympify(a))
    return isinstance(value, int | Fraction) and value > 0 and isinstance(_quick_log2(value), int)


# How the functions look in a worked solution.
_SYMPY: dict[str, Any] = {
    "R": lambda a, b: a / b,
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
    "sqrt": sympy.sqrt,
    "exp": sympy.exp,
    "log": sympy.log,
    "log2": sympy.Function(r"\log_{2}"),
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "sigma": sympy.Function(r"\sigma"),
    "pi": sympy.pi,
    "Max": sympy.Max,
    "Min": sympy.Min,
    "Abs": sympy.Abs,
}

_BUILTIN = frozenset(
    [
        "len",
        "sum",
        "min",
        "max",
        "range",
        "zip",
        "enumerate",
        "sorted",
        "tuple",
        "list",
        "dict",
        "set",
        "abs",
        "all",
        "any",
        "next",
        "int",
        "round",
        "map",
        "filter",
        "str",
        "reversed",
        "True",
        "False",
        "None",
        "iter",
        "isinstance",
        "bool",
        "divmod",
    ]
)
