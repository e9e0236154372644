"""Expressions of the formula language that anybody may have written: walked, not evaluated by Python, and within bounds."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from inspect import signature
from typing import Any

from hwgen.errors import closest, counted
from hwgen.problem.expressions import SIGNS
from hwgen.problem.functions import QUICK, tidy
from hwgen.problem.products import without_tex, written_out

MOST_STEPS = 100_000
# No power is larger, and no number longer, than is of use in a question.
MOST_POWER = 4096
MOST_BITS = 8192


def _pow(a: Any, b: Any) -> Any:
    if abs(b) > MOST_POWER:
        raise ValueError("a power of that size is not calculated")
    return QUICK["_pow"](a, b)


def _times(a: Any, b: Any) -> Any:
    if isinstance(a, tuple) or isinstance(b, tuple):
        raise ValueError("a list is not multiplied")
    return a * b


BUILTIN: Mapping[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (len, sum, min, max, range, zip, enumerate, sorted, tuple, list, abs, all, any, round, reversed)
}
KNOWN: Mapping[str, Any] = {**{name: f for name, f in QUICK.items() if not name.startswith("_")}, **BUILTIN}
OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: _times,
    ast.Div: QUICK["_div"],
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _pow,
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


# As other programs and textbooks call them.
OTHER_NAMES = {
    "ln": "log",
    "lg": "log(x)/log(10)",
    "log10": "log(x)/log(10)",
    "e": "exp(1)",
    "pow": "**",
    "ceil": "ceiling",
}
REASONS: Mapping[type[Exception], str] = {
    ZeroDivisionError: "it divides by zero",
    OverflowError: "a number in it is too large",
    IndexError: "a list in it has no entry at the place that is asked for",
    TypeError: "a list stands where a number belongs, or a number where a list does",
}


class NotCalculated(Exception):
    """Why an expression has no value."""


def calculated(text: str, names: Mapping[str, Any] | None = None) -> Any:
    """The value of an expression over `names`: exact where it can be, lists as tuples. Raises NotCalculated."""
    try:
        return _plain(_Walk().value(ast.parse(text.strip(), mode="eval").body, names or {}))
    except SyntaxError as e:
        raise NotCalculated(_misspelt(text.strip(), e, names or {})) from e
    except (ArithmeticError, ValueError, IndexError, TypeError, RecursionError, MemoryError) as e:
        # Python says so of log(-1) and of sqrt(-1).
        outside = "it takes a root or a logarithm of a number that has none" if str(e) == "math domain error" else ""
        raise NotCalculated(outside or REASONS.get(type(e)) or str(e) or type(e).__name__) from e


def _misspelt(text: str, error: SyntaxError, names: Mapping[str, Any]) -> str:
    """What is wrong with a text that is no expression, said for those who do not program."""
    if sign := next((sign for sign in SIGNS if sign in text), ""):
        return f"`{sign}` is no sign of formulas: write `{SIGNS[sign]}`"
    if "≈" in text:
        return f"`≈` is no sign of formulas: write `{text.partition('≈')[0].strip()}` alone"
    if not text:
        return "nothing stands on one side of `=`"
    if plain := without_tex(text):
        return f"the formula is written in TeX: write `{plain}`"
    if "\\" in text or "$" in text:
        return "the formula is written in TeX: write it like `5/2`, `3*sqrt(2)` or `2**8`"
    if quotient := re.fullmatch(r"(\d+(?:\.\d+)?) ?: ?(\d+(?:\.\d+)?)", text):
        return f"`:` is no sign of formulas: write `{quotient[1]}/{quotient[2]}`"
    if share := re.search(r"(\d+(?:\.\d+)?)\s*%(?!\s*[\w(])", text):
        return f"`%` is no percent sign in formulas: write `{share[1]}/100`"
    if whole := written_out(text):
        unknown = next((name for name in re.findall(r"[A-Za-z_]\w*", whole) if name not in {**names, **KNOWN}), "")
        return _unknown(unknown) if unknown else f"a product needs its `*`: write `{whole}`"
    rest = text[(error.offset or 1) - 1 :]
    return f"not an expression: {error.msg}" + f", at `{rest}`" * bool(rest)


def _plain(value: Any) -> Any:
    return tuple(map(_plain, value)) if isinstance(value, (list, tuple, range)) else tidy(value)


class _Walk:
    def __init__(self) -> None:
        self.steps = 0

    def value(self, node: ast.expr, names: Mapping[str, Any]) -> Any:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise NotCalculated(f"more than {MOST_STEPS:,} steps")
        value = self._value(node, names)
        if isinstance(value, int) and value.bit_length() > MOST_BITS:
            raise NotCalculated("the number is too long")
        if isinstance(value, (range, tuple, list)) and len(value) > MOST_STEPS:
            raise NotCalculated("the list is too long")
        return value

    def _value(self, node: ast.expr, names: Mapping[str, Any]) -> Any:
        match node:
            case ast.Constant(value=bool() | int()):
                return node.value
            case ast.Constant(value=float()):
                return QUICK["Fraction"](repr(node.value))
            case ast.Name(id=name) if name in names or name in KNOWN:
                return names[name] if name in names else KNOWN[name]
            case ast.Name(id=name):
                raise NotCalculated(_unknown(name))
            case ast.BinOp(op=ast.BitXor()):
                raise NotCalculated("`^` is no power: write `**`")
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return OPERATORS[type(op)](self.value(left, names), self.value(right, names))
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self.value(inner, names)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                return COMPARISONS[type(op)](self.value(left, names), self.value(right, names))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return self.value(body if self.value(test, names) else otherwise, names)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return tuple(self.value(part, names) for part in parts)
            case ast.Subscript(value=inner, slice=place):
                return self.value(inner, names)[self.value(place, names)]
            case ast.GeneratorExp(elt=part, generators=loops) | ast.ListComp(elt=part, generators=loops):
                return tuple(self.value(part, inside) for inside in self._loop(loops, names))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in KNOWN:
                return self._called(name, [self.value(arg, names) for arg in args])
            case ast.Call(func=ast.Constant(value=int() | float() as factor), args=[inner]):
                raise NotCalculated(f"a product needs its `*`: write `{factor}*({ast.unparse(inner)})`")
            case ast.Call(func=ast.Name(id=name)) if name not in KNOWN:
                raise NotCalculated(f"there is no function `{name}`{_meant(name)}")
        raise NotCalculated(f"`{ast.unparse(node)}` does not belong to the language of formulas")

    def _called(self, name: str, values: Sequence[Any]) -> Any:
        try:
            signature(KNOWN[name]).bind(*values)
        except TypeError as e:
            raise NotCalculated(f"`{name}` does not take {counted(len(values), 'value')}") from e
        except ValueError:
            # Some functions of Python do not say what they take.
            pass
        return KNOWN[name](*values)

    def _loop(self, loops: Iterable[ast.comprehension], names: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        first, *rest = loops
        for item in self.value(first.iter, names):
            inside = {**names, **_bound(first.target, item)}
            if all(self.value(test, inside) for test in first.ifs):
                if rest:
                    yield from self._loop(rest, inside)
                else:
                    yield inside


def _unknown(name: str) -> str:
    if name in ("true", "false"):
        return f"`{name}` is not known here: write a number or a list"
    if meant := _meant(name):
        return f"`{name}` is not known here{meant}"
    return f"`{name}` is not known here: write numbers, without letters and units"


def _meant(name: str) -> str:
    """What to write instead of a name that is not known."""
    near = OTHER_NAMES.get(name) or closest(name, KNOWN)
    return f": write `{near}`" if near else ""


def _bound(target: ast.expr, item: Any) -> dict[str, Any]:
    match target:
        case ast.Name(id=name):
            return {name: item}
        case ast.Tuple(elts=parts):
            return {k: v for part, one in zip(parts, item, strict=True) for k, v in _bound(part, one).items()}
    raise NotCalculated(f"`{ast.unparse(target)}` is not allowed there")
