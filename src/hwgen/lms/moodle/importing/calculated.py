"""Calculated questions: for each of their sets of numbers the question that a student is asked."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from hwgen.lms.moodle import reading
from hwgen.lms.moodle.parsing import Node
from hwgen.numerals import machine

TYPES = {"calculated": "numerical", "calculatedsimple": "numerical", "calculatedmulti": "multichoice"}
MOST_SETS = 30
COMPUTED = re.compile(r"\{=((?:[^{}]|\{[^{}]*\})*)\}")
NAME = re.compile(r"\{([A-Za-z_][^{}<>\s]*)\}")
LONGEST_EXPRESSION = 1000
OPERATIONS: Mapping[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: math.fmod,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
SAME_NAME = "acos acosh asin asinh atan atan2 atanh ceil cos cosh exp expm1 floor fmod log log10 log1p pow sin sinh sqrt tan tanh"
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in SAME_NAME.split()},
    "abs": abs,
    "max": max,
    "min": min,
    "pi": lambda: math.pi,
    "deg2rad": math.radians,
    "rad2deg": math.degrees,
    # Halves away from zero, as PHP rounds.
    "round": lambda x, n=0: math.copysign(math.floor(abs(x) * 10**n + 0.5) / 10**n, x),
}


class NotComputable(ValueError):
    """An expression that is none, or has no value."""


def sets(question: Node) -> list[dict[str, str]]:
    """The sets of numbers that Moodle draws from, as written; an empty one where there is nothing to be drawn."""
    definitions = question.first("dataset_definitions")
    values: dict[str, list[str]] = {}
    for definition in definitions.every("dataset_definition") if definitions else ():
        items = definition.first("dataset_items")
        numbered = (
            {item.content("number"): item.content("value") for item in items.every("dataset_item")} if items else {}
        )
        ordered = sorted(numbered, key=lambda n: (len(n), n))
        values[definition.content("name", "text")] = [numbered[n] for n in ordered]
    count = min(map(len, values.values()), default=1)
    return [{name: numbers[i] for name, numbers in values.items()} for i in range(count)]


def asked(question: Node, numbers: Mapping[str, str]) -> Node:
    """The question with a set of numbers in it. Raises NotComputable."""
    kind = TYPES[question.attributes["type"]]
    children: list[Node] = []
    for child in question.children:
        if child.name == "dataset_definitions":
            continue
        if child.name == "answer":
            child = _number(child, numbers) if kind == "numerical" else _option(child, numbers)
        children.append(_filled(child, numbers) if child.name != "name" else child)
    return replace(question, attributes={**question.attributes, "type": kind}, children=children)


def _filled(node: Node, numbers: Mapping[str, str]) -> Node:
    """The element with numbers for wildcards in all of its texts."""
    if node.name in ("file", "tags"):
        return node
    children = [_filled(child, numbers) for child in node.children]
    return replace(node, text=_shown(node.text, numbers), children=children)


def _shown(text: str, numbers: Mapping[str, str], show: Callable[[float], str] | None = None) -> str:
    """The text with numbers for wildcards, and values for what is to be computed, `{=...}`."""
    text = COMPUTED.sub(lambda m: (show or _plain)(evaluated(m[1], numbers)), text)
    return NAME.sub(lambda m: numbers.get(m[1], m[0]), text)


def _plain(value: float) -> str:
    return f"{value:.12g}"


def _number(answer: Node, numbers: Mapping[str, str]) -> Node:
    """A numerical answer: the value that Moodle shows, and its tolerance as a number."""
    text = answer.content("text")
    if text == "*":
        return answer
    value = evaluated(text, numbers)
    slack = _tolerance(answer, value)
    shown = _formatted(answer, value)
    if abs(float(shown) - value) > slack:
        shown = repr(value)
    kept = [child for child in answer.children if child.name not in ("text", "tolerance")]
    leaves = [_leaf(answer, "text", shown), _leaf(answer, "tolerance", machine(Fraction(repr(slack))))]
    return replace(answer, children=[*leaves, *kept])


def _option(answer: Node, numbers: Mapping[str, str]) -> Node:
    """An option, in which every value is shown with its decimals."""
    text = _shown(answer.content("text"), numbers, lambda value: _formatted(answer, value))
    return replace(answer, children=[_leaf(answer, "text", text), *(c for c in answer.children if c.name != "text")])


def _leaf(beside: Node, name: str, text: str) -> Node:
    return Node(name, {}, beside.line, [], text)


def _tolerance(answer: Node, value: float) -> float:
    """Moodle's kinds of tolerance: 1 is a part of the answer, 2 a number, 3 a factor."""
    read = reading.read_number(answer.content("tolerance", default="0"))
    tolerance = abs(read[0]) if read else 0.0
    return tolerance if answer.content("tolerancetype", default="1") == "2" else tolerance * abs(value)


def _formatted(answer: Node, value: float) -> str:
    """As Moodle shows it: 1 counts decimals, 2 significant figures."""
    read = reading.read_number(answer.content("correctanswerlength", default="2"))
    length = min(15, max(0, int(read[0]))) if read else 2
    if answer.content("correctanswerformat", default="1") == "2":
        return f"{value:.{max(1, length)}g}"
    rounded = f"{FUNCTIONS['round'](value, length):.{length}f}"
    return rounded.removeprefix("-") if not float(rounded) else rounded


def evaluated(expression: str, numbers: Mapping[str, str]) -> float:
    """The value of an expression of Moodle's. Raises NotComputable."""
    names = {name: f"x{i}" for i, name in enumerate(numbers)}
    try:
        values = {names[name]: float(number) for name, number in numbers.items()}
        source = NAME.sub(lambda m: f"({names[m[1]]})", " ".join(expression.split()))
        if len(source) > LONGEST_EXPRESSION:
            raise NotComputable(expression)
        value = float(_value(ast.parse(source, mode="eval").body, values))
    except (ArithmeticError, KeyError, RecursionError, SyntaxError, TypeError, ValueError, MemoryError) as e:
        raise NotComputable(expression) from e
    if not math.isfinite(value):
        raise NotComputable(expression)
    return value


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(float(number) | int(number)):
            return float(number)
        case ast.Name(name):
            return values[name]
        case ast.UnaryOp(op, operand):
            return OPERATIONS[type(op)](_value(operand, values))
        case ast.BinOp(left, op, right):
            return OPERATIONS[type(op)](_value(left, values), _value(right, values))
        case ast.Call(ast.Name(name), arguments):
            return FUNCTIONS[name.lower()](*_arguments(name, arguments, values))
        case _:
            raise NotComputable(ast.dump(node)[:80])


def _arguments(name: str, arguments: list[ast.expr], values: Mapping[str, float]) -> Iterator[float]:
    for place, argument in enumerate(arguments):
        value = _value(argument, values)
        yield int(value) if name.lower() == "round" and place else value
