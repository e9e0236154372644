"""What stands around the holes of a generator's texts: the unit behind each number goes with those of the numbers that it is worked out from."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from numbers import Real
from typing import Any

from hwgen.bank.course import Course
from hwgen.draw import replayed
from hwgen.flaws.conversions import without_known
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.measures import PURE, Measure, ahead, behind, measured, unconverted
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.trees import names_of
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.templates import Hole, parsed
from hwgen.text import Language, Text
from hwgen.words.words import name_of

VALUE = "value"
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:\s?\^\s?\{?(\d+)\}?)?")
CLAUSE = re.compile(r"[，。；：、？,;:?()（）\n]|(?<!\d)\.(?!\d)|\. ")
# What a step leads to.
DERIVED = re.compile(r"(?:=|\\approx|得到?|[即是为共有]|\b(?:is|are|makes?|gives?|leaves?|has|have))\s*\$*\s*$")
GOES_ON = re.compile(r"\s*(?:[-+/^*×÷]|\\(?:times|cdot|div))")
# Numbers of formulas that are no constants of nature, which would have a unit themselves.
CONSTANTS = frozenset([1, 2, 3, 4, 6, 8, 12, 24, 60, 1000, 1024, 3600, 10**6, 10**9])
# The unit that a question asks for.
ASKED = {"zh": re.compile(r"多少个?|单位[为是：]?|以(?=[^，。]{1,8}(?:为单位|计))"), "en": re.compile(r"\bhow many\b|\bin\b", re.IGNORECASE)}  # fmt: skip


@dataclass(frozen=True)
class Slot:
    """A hole of a template with the text right before and right behind it."""

    hole: Hole
    before: str
    after: str

    @property
    def name(self) -> str:
        """The name of which it shows the number itself, if it does."""
        return self.hole.inside if self.hole.inside.isidentifier() else ""

    def unit(self, language: Language) -> Measure:
        return unit_between(self.before, self.after, language, math=self.hole.math)


def unit_between(before: str, after: str, language: Language, *, math: bool = False) -> Measure:
    """The unit of a number that stands between two texts; a pure number where there is none."""
    unit, each = behind(after, language, math=math), ahead(before, language)
    rate = unit.times(each, -1)
    # 每小时 5 km/h says the hour twice.
    if (
        each == PURE
        or rate is None
        or {base: -power for base, power in each.dimension}.items() <= dict(unit.dimension).items()
    ):
        return unit
    return Measure(rate.dimension, rate.factors, f"{unit.word}/{each.word}")


def slots(template: str, values: Mapping[str, Any], language: Language) -> Iterator[Slot]:
    """The holes of a template, and those of the texts that it is made of."""
    pieces = ("", *parsed(template), "")
    for before, hole, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if isinstance(hole, Hole):
            left, right = (piece if isinstance(piece, str) else "" for piece in (before, after))
            inner = values.get(hole.inside)
            if isinstance(inner, Text) and not hole.forms:
                yield from slots(inner.get(language, ""), values, language)
            elif hole.forms:
                form_before, mark, form_after = hole.forms[-1][1].partition("#")
                if mark:
                    yield Slot(hole, left + form_before, form_after + right)
            else:
                yield Slot(hole, left, right)


@dataclass(frozen=True)
class Texts:
    """The templates of a computed question in one language."""

    part: Computed
    context: str
    values: Mapping[str, Any]
    language: Language
    clauses: str
    is_drawn: bool = False
    misconceptions: Mapping[str, Text] = field(default_factory=dict)

    @property
    def ask(self) -> str:
        return self.part.ask[self.language]

    @cached_property
    def reasons(self) -> Mapping[str, Text]:
        """The reason of each wrong formula: its own, or that of bank/misconceptions.yaml."""
        return {
            id: why
            for id, why in {**self.misconceptions, **self.part.formulas.reasons}.items()
            if id in self.part.formulas.wrong
        }

    @cached_property
    def given(self) -> tuple[Slot, ...]:
        return tuple(self.slots(self.context, self.ask))

    @cached_property
    def all(self) -> tuple[Slot, ...]:
        return (*self.given, *self.slots(self.part.claim[self.language], self.part.solution[self.language]))

    def slots(self, *templates: str) -> Iterator[Slot]:
        for template in templates:
            yield from slots(template, self.values, self.language)

    @cached_property
    def units(self) -> dict[str, Measure]:
        """The unit of each number, as the question first gives it."""
        units = {name: PURE for name, value in self.values.items() if isinstance(value, Real)}
        for slot in reversed(self.given):
            if slot.name in units and (unit := slot.unit(self.language)) != PURE:
                units[slot.name] = unit
        return units

    @cached_property
    def formulas(self) -> dict[str, ast.expr]:
        """The key and the intermediate values, each in terms of the numbers of the question."""
        formulas = self.part.formulas
        known = {name: inlined(formulas, text) for name, text in (*formulas.let.items(), ("key", formulas.key))}
        return {**known, VALUE: known["key"]}

    @cached_property
    def constants(self) -> dict[str, Measure]:
        """The units of numbers that the question states itself, such as 200 km, where the formula works with them."""
        units: dict[str, list[Measure]] = {}
        for template in (self.context, self.ask):
            dollars = 0
            for piece in (piece for piece in parsed(template) if isinstance(piece, str)):
                for match in NUMBER.finditer(piece):
                    if not match[2]:
                        before, after = piece[: match.start()], piece[match.end() :]
                        # Inside a formula that goes on, a unit is written as TeX.
                        math = (dollars + before.count("$")) % 2 == 1 and not after.startswith("$")
                        unit = unit_between(before, after.lstrip("$"), self.language, math=math)
                        units.setdefault(match[1], []).append(unit)
                dollars += piece.count("$")
        once = {number: of[0] for number, of in units.items() if len(of) == 1}
        return {number: unit for number, unit in once.items() if unit != PURE and Fraction(number) not in CONSTANTS}

    def measured(self, tree: ast.expr) -> Measure | None:
        """What an expression is a number of, stated numbers taken with their units."""
        stated = {f"{number} in words": unit for number, unit in self.constants.items()}
        return measured(_Stated(stated).visit(copy.deepcopy(tree)) if stated else tree, {**self.units, **stated})

    @cached_property
    def asked(self) -> tuple[Measure, ...]:
        """The units that the question asks for."""
        matches = ASKED[self.language].finditer(self.ask) if self.language in ASKED else ()
        return tuple(behind(self.ask[match.end() :], self.language) for match in matches)

    @cached_property
    def of_answer(self) -> tuple[Measure, ...]:
        """The units of the answer, as the question, the claim and the solution have them."""
        keyed = (slot.unit(self.language) for slot in self.all if slot.name in (VALUE, "key"))
        return (*self.asked, *keyed)

    @cached_property
    def stated(self) -> frozenset[Fraction]:
        """The numbers that the question itself states, with what two of them make: no factor of these was forgotten."""
        plain = " ".join(
            piece for template in (self.context, self.ask) for piece in parsed(template) if isinstance(piece, str)
        )
        # That 1 KiB is 2^10 bytes is known without being stated.
        plain = without_known(plain, self.language)
        numbers = {
            Fraction(number) ** int(power or 1)
            for number, power in NUMBER.findall(f"{plain} {self.clauses}")
            if len(power) < 3
        }
        numbers = {n for n in numbers if n} | {Fraction(1)}
        return frozenset(a * b for a, b in product(numbers, repeat=2)) | {a / b for a, b in product(numbers, repeat=2)}


def templates(course: Course, generator: Generator, choices: Sequence[int]) -> Iterator[Texts]:
    """The templates of a variant, question by question, in each language."""
    problem, draw = replayed(generator.recipe, choices)
    values, is_drawn = {**draw.params, **draw.lets}, problem.figures() != {}
    shared = {id: misconception.why for id, misconception in course.misconceptions.items()}
    for part in problem.parts:
        if isinstance(part, Computed) and part.ask:
            for language in course.languages:
                context = problem.context.get(language, "") if isinstance(problem.context, Text) else ""
                clauses = " ".join(course.conventions[name].clause.get(language, "") for name in part.conventions)
                yield Texts(part, context, {**values, **part.params}, language, clauses, is_drawn, shared)


def of_slots(texts: Texts) -> Iterator[Flaw]:
    """What is found around the holes of templates, each with its rule."""
    yield from _of_units(texts)
    yield from _of_dimensions(texts)
    yield from _of_sums(texts)
    if not texts.is_drawn:
        yield from _of_givens(texts)


def _of_units(texts: Texts) -> Iterator[Flaw]:
    """Units that the numbers do not have: what is worked out in metres a second, and said to be kilometres an hour."""
    language, part = texts.language, texts.part
    for slot in texts.all:
        tree = texts.formulas.get(slot.name) or tree_of(slot.hole.inside)
        worked = texts.units.get(slot.name) or (texts.measured(tree) if tree else None)
        is_key = slot.name in (VALUE, "key")
        what, formula = ("the answer", part.formulas.key) if is_key else (f"`[{slot.hole.inside}]`", slot.hole.inside)
        yield from _compared(texts, worked, slot.unit(language), what, formula, tree)
    worked = texts.measured(texts.formulas["key"])
    for unit in texts.asked:
        yield from _compared(texts, worked, unit, "the answer", part.formulas.key, texts.formulas["key"])


def _of_dimensions(texts: Texts) -> Iterator[Flaw]:
    """An answer in joules of what is worked out in watts: of numbers that all have a unit, without a constant that may have one."""
    tree = texts.formulas["key"]
    worked = texts.measured(tree)
    names = names_of(tree) & texts.values.keys()
    numbers = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    if (
        not worked
        or not {n for n in numbers if str(n) not in texts.constants} <= CONSTANTS
        or any(texts.units.get(name, PURE) == PURE for name in names)
    ):
        return
    for printed in texts.of_answer:
        dimensions = printed.dimension, worked.dimension
        if all(dimensions) and len(set(dimensions)) > 1 and not any("?" in dict(of) for of in dimensions):
            units = ", ".join(f"`{name}` in {texts.units[name].word}" for name in sorted(names))
            message = f"the answer is to be in “{printed.word}”, which `{texts.part.formulas.key}` does not come to with {units}, in the {name_of(texts.language)} text"
            yield flaw("unit-differs", message, texts.ask)
            return


def _compared(
    texts: Texts,
    worked: Measure | None,
    printed: Measure,
    what: str,
    formula: str,
    tree: ast.expr | None,
) -> Iterator[Flaw]:
    names = names_of(tree) if tree else set()
    own = {base for name in names for base, _ in texts.units.get(name, PURE).dimension}
    bases = own | dict(printed.dimension).keys() if printed.dimension else _mixed(texts, tree)
    for factor in unconverted(worked, printed, bases) if worked else ():
        if not {factor, 1 / factor} & texts.stated:
            units = ", ".join(f"`{name}` in {unit.word}" for name, unit in sorted(texts.units.items()) if unit.word)
            where = f"in the {name_of(texts.language)} text"
            if printed.word:
                message = f"“{printed.word}” stands behind {what}, but with {units}, `{formula}` is off by the factor {factor}, {where}"
            else:
                message = f"no unit stands behind {what}, but with {units}, `{formula}` is off by the factor {factor}, {where}"
            yield flaw("unit-differs", message, texts.ask)
            return


def _mixed(texts: Texts, tree: ast.expr | None) -> Set[str]:
    """The bases of which an expression has numbers in several units, such as hours and minutes."""
    units = {texts.units.get(node.id, PURE) for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree else set()
    scales: dict[str, set[frozenset[Fraction]]] = {}
    for unit in units:
        if len(unit.dimension) == 1 and abs(unit.dimension[0][1]) == 1:
            scales.setdefault(unit.dimension[0][0], set()).add(
                unit.factors if unit.dimension[0][1] > 0 else frozenset(1 / f for f in unit.factors)
            )
    return {base for base, factors in scales.items() if len(factors) > 1}


class _Stated(ast.NodeTransformer):
    """Puts the numbers that a question states in the place of constants."""

    def __init__(self, names: Mapping[str, Measure]) -> None:
        self.names = names

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        name = f"{node.value!r} in words"
        return ast.Name(name) if name in self.names else node


def tree_of(expression: str) -> ast.expr | None:
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return None


def _of_sums(texts: Texts) -> Iterator[Flaw]:
    """Sums of two of different kinds, such as metres a second less seconds."""
    for slot in texts.all:
        match tree_of(slot.hole.inside):
            case ast.BinOp(ast.Name(id=one), ast.Add() | ast.Sub(), ast.Name(id=other)):
                units = [texts.units.get(name, PURE) for name in (one, other)]
                kinds = {unit.dimension for unit in units}
                if len(kinds) == 2 and all(kinds) and not any("?" in dict(kind) for kind in kinds):
                    message = f"`[{slot.hole.inside}]` is of “{units[0].word}” and “{units[1].word}”, which do not add up, in the {name_of(texts.language)} text"
                    yield flaw("unit-differs", message, texts.ask)


def _of_givens(texts: Texts) -> Iterator[Flaw]:
    """Numbers that the solution takes for given, where the question shows only their sum or difference with others."""
    shown = {name for slot in texts.given for name in (slot.name, *operands(slot.hole.inside, sums=False))}
    hidden = {name: slot for slot in texts.given for name in operands(slot.hole.inside, sums=True)}
    # What is a place in a list may be counted from one.
    key = texts.formulas["key"]
    used = names_in(ast.unparse(key)) if not any(isinstance(node, ast.Subscript) for node in ast.walk(key)) else set()
    derived = set[str]()
    for slot in texts.slots(texts.part.solution[texts.language]):
        if DERIVED.search(slot.before) and not GOES_ON.match(slot.after):
            derived.add(slot.name)
        worked = texts.formulas.get(slot.name)
        names = names_in(ast.unparse(worked)) if slot.hole.worked and worked else {slot.name}
        for name in sorted((names & used & hidden.keys()) - shown - derived):
            inside = hidden[name].hole.inside
            # A formula may work with the very sum.
            if name == slot.name or name in names_in(
                ast.unparse(_Without(inside).visit(copy.deepcopy(texts.formulas["key"])))
            ):
                message = f"the solution works with `[{name}]`, of which the question shows `[{inside}]` alone, in the {name_of(texts.language)} text"
                yield flaw("constant-unsaid", message, texts.ask)
                return


def names_in(expression: str) -> set[str]:
    tree = tree_of(expression)
    return names_of(tree) if tree else set()


def operands(expression: str, *, sums: bool) -> set[str]:
    """The names of a sum or difference, or else of anything that is none."""
    tree = tree_of(expression)
    is_sum = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub)
    return names_in(expression) if is_sum is sums else set()


class _Without(ast.NodeTransformer):
    """Leaves out what reads like an expression."""

    def __init__(self, expression: str) -> None:
        self.expression = ast.unparse(ast.parse(expression, mode="eval").body)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        return ast.Constant(0) if ast.unparse(node) == self.expression else self.generic_visit(node)
