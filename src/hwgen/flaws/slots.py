"""What stands around the holes of a generator's texts: the unit behind each number goes with those of the numbers that it is worked out from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from numbers import Real
from typing import Any

from hwgen.bank.course import Course
from hwgen.draw import replayed
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.measures import PURE, Measure, behind, measured, unconverted
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.templates import Hole, parsed
from hwgen.proof.canonical import Inlined
from hwgen.text import Language, Text
from hwgen.words.words import name_of

VALUE = "value"
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:\s?\^\s?\{?(\d+)\}?)?")
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
        return behind(self.after, language, math=self.hole.math)


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
class _Texts:
    """The templates of a computed question in one language."""

    part: Computed
    context: str
    values: Mapping[str, Any]
    language: Language
    clauses: str

    @property
    def ask(self) -> str:
        return self.part.ask[self.language]

    @cached_property
    def given(self) -> tuple[Slot, ...]:
        return tuple(self.slots(self.context, self.ask))

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
        known: dict[str, ast.expr] = {}
        for name, text in (*self.part.formulas.let.items(), ("key", self.part.formulas.key)):
            known[name] = Inlined(known).visit(ast.parse(text, mode="eval").body)
        return {**known, VALUE: known["key"]}

    @cached_property
    def stated(self) -> frozenset[Fraction]:
        """The numbers that the question itself states, with what two of them make: no factor of these was forgotten."""
        plain = " ".join(
            piece for template in (self.context, self.ask) for piece in parsed(template) if isinstance(piece, str)
        )
        numbers = {
            Fraction(number) ** int(power or 1)
            for number, power in NUMBER.findall(f"{plain} {self.clauses}")
            if len(power) < 3
        }
        numbers = {n for n in numbers if n} | {Fraction(1)}
        return frozenset(a * b for a, b in product(numbers, repeat=2)) | {a / b for a, b in product(numbers, repeat=2)}


def of_templates(course: Course, generator: Generator, choices: Sequence[int]) -> Iterator[Flaw]:
    """What is found in the templates of a variant, each with its rule."""
    problem, draw = replayed(generator.recipe, choices)
    values = {**draw.params, **draw.lets}
    for part in problem.parts:
        if isinstance(part, Computed) and part.ask:
            for language in course.languages:
                context = problem.context.get(language, "") if isinstance(problem.context, Text) else ""
                clauses = " ".join(course.conventions[name].clause.get(language, "") for name in part.conventions)
                texts = _Texts(part, context, {**values, **part.params}, language, clauses)
                yield from _of_units(texts)


def _of_units(texts: _Texts) -> Iterator[Flaw]:
    """Units that the numbers do not have: what is worked out in metres a second, and said to be kilometres an hour."""
    language, part = texts.language, texts.part
    bases = frozenset(base for unit in texts.units.values() for base, _ in unit.dimension)
    for slot in (*texts.given, *texts.slots(part.claim[language], part.solution[language])):
        tree = texts.formulas.get(slot.name) or _tree(slot.hole.inside)
        worked = texts.units.get(slot.name) or (tree and measured(tree, texts.units))
        is_key = slot.name in (VALUE, "key")
        what, formula = ("the answer", part.formulas.key) if is_key else (f"`[{slot.hole.inside}]`", slot.hole.inside)
        yield from _compared(texts, worked, slot.unit(language), bases, what, formula)
    worked = measured(texts.formulas["key"], texts.units)
    asked = (
        (behind(texts.ask[match.end() :], language) for match in ASKED[language].finditer(texts.ask))
        if language in ASKED
        else ()
    )
    for unit in asked:
        yield from _compared(texts, worked, unit, bases, "the answer", part.formulas.key)


def _compared(
    texts: _Texts, worked: Measure | None, printed: Measure, bases: Set[str], what: str, formula: str
) -> Iterator[Flaw]:
    for factor in unconverted(worked, printed, bases | dict(printed.dimension).keys()) if worked else ():
        if not {factor, 1 / factor} & texts.stated:
            units = ", ".join(f"`{name}` in {unit.word}" for name, unit in sorted(texts.units.items()) if unit.word)
            message = f"“{printed.word}” stands behind {what}, but with {units}, `{formula}` is {factor} times as much, in the {name_of(texts.language)} text"
            yield flaw("unit-differs", message, texts.ask)
            return


def _tree(expression: str) -> ast.expr | None:
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return None
