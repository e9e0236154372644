"""Scales that a question takes for granted: relative masses make grams to moles, and bits are an eighth of bytes; and numbers and steps of another kind than what is multiplied."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fractions import Fraction

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all
from hwgen.flaws.measures import PURE, Measure
from hwgen.flaws.slots import CONSTANTS, NUMBER, Texts, names_in, tree_of, unit_between
from hwgen.flaws.words import search
from hwgen.problem.templates import parsed
from hwgen.words.words import name_of

RELATIVE_MASS = re.compile(r"相对(?:原子|分子)质量|\brelative (?:atomic|molecular|formula) mass", re.IGNORECASE)
MOLE = re.compile(r"摩尔|\bmoles?\b|\bmol\b|物质的量", re.IGNORECASE)
GRAM = Fraction(1, 1000)
BYTE = 8
# What is counted, and has a size besides.
THINGS = {
    "en": re.compile(r"\bhow many (?:million |billion |thousand )?(?:parameters|weights|numbers|tokens|elements|components|vectors|samples|pixels|records|images)\b", re.IGNORECASE),
    "zh": re.compile("多少[百千万亿]*个?(?:参数|权重|数|词元|元素|分量|向量|样本|像素|记录|图像)"),
}  # fmt: skip
STORED = {
    "en": re.compile(r"\b(?:parameters|weights|numbers|tokens|elements|components|samples|pixels|records|entries)\b", re.IGNORECASE),
    "zh": re.compile("参数|权重|词元|元素|分量|样本|像素|记录"),
}  # fmt: skip
BYTES = re.compile(r"字节|比特|\b[KMGT]i?B\b|\bbytes?\b|\bbits?\b", re.IGNORECASE)
# What tells how much of a memory a thing takes.
SIZED = re.compile(
    r"字节|比特|位|精度|浮点|整型|字符|地址|\b(?:bytes?|bits?|bit|precision|floats?|ints?|double|half|char\w*|address\w*)\b|float|int\d|FP\d|BF16|[KMGT]i?B",
    re.IGNORECASE,
)
SIZE = re.compile(
    r"字节|比特|内存|显存|存储|空间|容量|带宽|[KMGT]i?B|\b(?:bytes?|bits?|memory|storage|size)\b", re.IGNORECASE
)
EQUALS = re.compile(r"[=为是]|\bis\b")


def of_scales(texts: Texts) -> Iterator[Flaw]:
    yield from _of_masses(texts)
    yield from _of_bits(texts)
    yield from _of_counts(texts)
    yield from _of_unsized(texts)
    yield from _of_steps(texts)


def _of_steps(texts: Texts) -> Iterator[Flaw]:
    """A step of the solution in seconds that is a product of metres a second and seconds."""
    for slot in texts.slots(texts.part.solution[texts.language]):
        tree, printed = tree_of(slot.hole.inside), slot.unit(texts.language)
        names = names_in(slot.hole.inside)
        numbers = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} if tree else set()
        if (
            not isinstance(tree, ast.BinOp)
            or not names
            or not numbers <= CONSTANTS
            or any(texts.units.get(name, PURE) == PURE for name in names)
        ):
            continue
        worked = texts.measured(tree)
        dimensions = (printed.dimension, worked.dimension) if worked else ((), ())
        if all(dimensions) and len(set(dimensions)) > 1 and not any("?" in dict(of) for of in dimensions):
            units = ", ".join(f"`{name}` in {texts.units[name].word}" for name in sorted(names))
            message = f"“{printed.word}” stands behind `[{slot.hole.inside}]`, which does not come to it with {units}, in the {name_of(texts.language)} text"
            yield flaw("unit-differs", message, texts.part.solution[texts.language])
            return


def _of_masses(texts: Texts) -> Iterator[Flaw]:
    """A mass in mg or kg that is divided by relative masses as if it were in g."""
    if not RELATIVE_MASS.search(texts.context + texts.ask) or not MOLE.search(texts.ask):
        return
    for name, unit in texts.units.items():
        (factor,) = unit.factors if len(unit.factors) == 1 else (GRAM,)
        off = factor / GRAM
        known = texts.stated | {abs(n) for n in _constants(texts.formulas["key"])}
        if dict(unit.dimension) == {"kg": 1} and off != 1 and not {off, 1 / off} & known and _is_used(texts, name):
            message = (
                f"`{name}` is in {unit.word}, and relative masses go with g, in the {name_of(texts.language)} text"
            )
            yield flaw("unit-differs", message, texts.ask)
    for unit in texts.of_answer:
        (factor,) = unit.factors if len(unit.factors) == 1 else (Fraction(1),)
        known = texts.stated | {abs(n) for n in _constants(texts.formulas["key"])}
        if dict(unit.dimension) == {"mol": 1} and factor != 1 and not {factor, 1 / factor} & known:
            message = f"the answer is in {unit.word}, and grams by relative masses come to mol, in the {name_of(texts.language)} text"
            yield flaw("unit-differs", message, texts.ask)
            return


def _of_bits(texts: Texts) -> Iterator[Flaw]:
    """Bytes asked for, where all sizes of the question are in bits and the formula divides by no 8."""
    asked = [unit for unit in texts.of_answer if _is_size(unit)]
    given = [unit for unit in _written(texts) if _is_size(unit)]
    if not asked or not given or not all(map(_is_of_bytes, asked)) or any(map(_is_of_bytes, given)):
        return
    constants = _constants(texts.formulas["key"])
    if all(n.denominator == 1 and n.numerator % BYTE for n in constants if n) and Fraction(BYTE) not in texts.stated:
        message = f"the answer is in {asked[0].word}, and all sizes of the question are in bits, in the {name_of(texts.language)} text"
        yield flaw("unit-differs", message, texts.ask)


def _of_counts(texts: Texts) -> Iterator[Flaw]:
    """A number of parameters that is multiplied by the bytes of each of them."""
    question = question_or_all(texts.ask)
    match = search(THINGS, question, texts.language)
    if match and not SIZE.search(question):
        worked = texts.measured(texts.formulas["key"])
        if worked and _is_size(worked):
            message = f"the question asks for “{match[0]}”, and `{texts.part.formulas.key}` comes to {'bytes' if _is_of_bytes(worked) else 'bits'}, in the {name_of(texts.language)} text"
            yield flaw("unit-differs", message, texts.ask)


def _of_unsized(texts: Texts) -> Iterator[Flaw]:
    """Bytes asked for, where the question never says how many each thing takes."""
    question = question_or_all(texts.ask)
    rest = f"{texts.context} {texts.ask.replace(question, ' ')} {texts.clauses}"
    asked = [unit for unit in texts.asked if _is_size(unit)]
    things = search(STORED, f"{rest} {question}", texts.language)
    if asked and things and not SIZED.search(rest) and not SIZED.search(BYTES.sub("", question)):
        constants = _constants(texts.formulas["key"])
        if not any(n in (2, 4, 8, 16, 32) for n in constants):
            message = f"the question asks for {asked[0].word} and does not say how many each of the “{things[0]}” takes, in the {name_of(texts.language)} text"
            yield flaw("unit-differs", message, texts.ask)


def _written(texts: Texts) -> Iterator[Measure]:
    """The units behind the numbers of a question, those that are drawn and those that are not."""
    yield from (slot.unit(texts.language) for slot in texts.given)
    pieces = [p for template in (texts.context, texts.ask) for p in parsed(template) if isinstance(p, str)]
    for piece in pieces:
        for match in NUMBER.finditer(piece):
            before, after = piece[: match.start()], piece[match.end() :].lstrip("$")
            # What a unit comes to, such as 1 MB to 10^6 bytes, is no size.
            if not EQUALS.search(before[-8:] + after[:16]):
                yield unit_between(before, after, texts.language)


def _is_size(unit: Measure) -> bool:
    return unit != PURE and dict(unit.dimension) == {"bit": 1}


def _is_of_bytes(unit: Measure) -> bool:
    return all(factor % BYTE == 0 for factor in unit.factors)


def _constants(tree: ast.expr) -> list[Fraction]:
    values = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [Fraction(str(value)) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def _is_used(texts: Texts, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(texts.formulas["key"]))
