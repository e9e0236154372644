"""Students that were never there: each is able to some degree, and has some misconceptions of the course."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

import numpy as np

from hwgen.scanning.simulation.chance import generator
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.keys import Boxes, Copy, Keys, Number, Question, Written
from hwgen.sheets.layout import Layout

BLANK = 0.03
DOUBLE = 0.005
MISCONCEIVED = 0.25
CROSSED_OUT = 0.03
MISNUMBERED = 0.02
ABSENCE = 0.03
# How much likelier an option is for one who has its misconception.
LURE = 6.0

Answers = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Student:
    ability: float
    misconceptions: frozenset[str]


def student(keys: Keys, seed: int, key: Sequence[str | int]) -> Student:
    """Who sits with the sheet of this `key`."""
    chance = generator("student", seed, *key)
    held = [id for id in sorted(keys.misconceptions) if chance.random() < MISCONCEIVED]
    return Student(float(chance.normal()), frozenset(held))


def answers(copy: Copy, layout: Layout, student: Student, chance: np.random.Generator) -> Answers:
    """What a student marks: the values by group, none of those left blank."""
    values: dict[str, list[str]] = {}
    for box in layout.boxes:
        values.setdefault(box.group, []).append(box.value)
    marked: Answers = {}
    for question in copy.questions:
        for field in question.fields:
            knows = chance.random() < _chance_to_know(student, question)
            if chance.random() < BLANK:
                continue
            match field:
                case Boxes():
                    marked[field.group] = _boxes(field, student, knows, chance)
                case Number():
                    marked |= _number(field, values, knows, chance)
                case Written():
                    marked |= _points(field, values, question.points / len(question.fields), student, chance)
                case _:
                    assert_never(field)
    return {group: chosen for group, chosen in marked.items() if chosen}


def absent(layout: Layout, chance: np.random.Generator) -> bool:
    """Whether a student did not come; an invigilator marks that on the sheet."""
    return any(group.id == ABSENT for group in layout.groups) and chance.random() < ABSENCE


def numbered(layout: Layout, number: str, chance: np.random.Generator) -> Answers:
    """A student's number in its grid; some mark a digit wrongly."""
    columns = [group.id for group in layout.groups if group.role == "number"]
    signs = list(number.upper())
    if columns and chance.random() < MISNUMBERED:
        signs[int(chance.integers(len(signs)))] = str(chance.integers(10))
    return {column: (sign,) for column, sign in zip(columns, signs, strict=False)}


def crossed_out(copy: Copy, marked: Answers, chance: np.random.Generator) -> Answers:
    """Boxes that a student marked at first, in rows of which one other box is marked now."""
    crossed: Answers = {}
    for field in (field for question in copy.questions for field in question.fields if isinstance(field, Boxes)):
        kept = marked.get(field.group, ())
        others = [option.value for option in field.options if option.value not in kept]
        if len(kept) == 1 and others and not field.several and chance.random() < CROSSED_OUT:
            crossed[field.group] = (others[int(chance.integers(len(others)))],)
    return crossed


def _chance_to_know(student: Student, question: Question) -> float:
    return 1 / (1 + math.exp(-1.3 * (student.ability + 0.9 - 0.7 * (question.difficulty - 1))))


def _boxes(field: Boxes, student: Student, knows: bool, chance: np.random.Generator) -> tuple[str, ...]:
    right = [option.value for option in field.options if option.share > 0]
    wrong = [option for option in field.options if option.share <= 0]
    if field.several:
        strays = [option.value for option in wrong if not knows and chance.random() < 0.3]
        kept = [value for value in right if knows or chance.random() < 0.6]
        return tuple(option.value for option in field.options if option.value in (*kept, *strays))
    if knows or not wrong:
        return tuple(right[:1])
    weights = np.array([LURE if option.misconception in student.misconceptions else 1.0 for option in wrong])
    chosen = wrong[int(chance.choice(len(wrong), p=weights / weights.sum()))].value
    return tuple(sorted((chosen, right[0]))) if right and chance.random() < DOUBLE else (chosen,)


def _number(field: Number, values: Mapping[str, Sequence[str]], knows: bool, chance: np.random.Generator) -> Answers:
    meant = [interval for interval in field.accepted if (interval.share == 1) == knows] or list(field.accepted)
    interval = meant[int(chance.integers(len(meant)))]
    text = _written_number(interval.low, interval.high, len(field.groups))
    columns = dict(zip(field.groups, text, strict=False))
    return {group: (sign,) for group, sign in columns.items() if sign in values.get(group, ())}


def _written_number(low: Fraction, high: Fraction, room: int) -> str:
    """The shortest decimal from `low` to `high`, or a fraction; as many signs as there is room for."""
    for places in range(room):
        scaled = math.ceil(low * 10**places)
        if scaled <= high * 10**places:
            value = Fraction(scaled, 10**places)
            return f"{float(value):.{places}f}"[:room]
    return str(low)[:room]


def _points(
    field: Written, values: Mapping[str, Sequence[str]], most: Fraction, student: Student, chance: np.random.Generator
) -> Answers:
    """The points that a marker gives for a written answer, marked beside it."""
    share = 1 / (1 + math.exp(-(student.ability + 0.5 + chance.normal() * 0.7)))
    points = int(share * most)
    digits = str(points).zfill(len(field.digits))[-len(field.digits) :] if len(field.digits) > 1 else str(points)
    signs = digits if len(field.digits) > 1 else [digits]
    return {group: (sign,) for group, sign in zip(field.digits, signs, strict=False) if sign in values.get(group, ())}
