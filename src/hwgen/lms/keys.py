"""Compares what a platform would give for responses with the proven key of a question, as exam.json has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from html import unescape
from typing import Any

from hwgen import kinds
from hwgen.errors import counted
from hwgen.kinds import LETTERS
from hwgen.lms.asked import (
    Asked,
    Choice,
    Essay,
    Field,
    Matching,
    Number,
    Ordering,
    SelfMarked,
    TrueFalse,
    Typed,
    Written,
)
from hwgen.lms.labels import id_of

Key = Mapping[str, Any]
FULL = 1 - 1e-3
# Moodle tells no numbers apart that differ by less; an export says so where it matters.
INDISTINCT = 2e-28
SPAN = r'<span lang="[\w-]+" class="multilang">.*?</span>'
OTHER_LANGUAGES = re.compile(rf"({SPAN})(?:\s*{SPAN})+", re.DOTALL)


def keys_of(exam: Mapping[str, Any], ids: Set[str]) -> dict[str, list[Key]]:
    """What an exam.json says of the questions with these `ids`, which say the item and, of linked ones, the question.

    Linked questions that are one in the file have the id of their item; a table that is taken apart has one for each
    blank. Raises KeyError, TypeError for other data.
    """
    groups: dict[str, list[Key]] = {}
    for section in exam["sections"]:
        for question in section["questions"]:
            groups.setdefault(question["item"], []).append(question)
    keys: dict[str, list[Key]] = {}
    for item, questions in groups.items():
        if item in ids:
            keys[item] = questions
            continue
        for question in questions:
            part = question["id"] if len(questions) > 1 else None
            cells = question["answer"].get("cells", ())
            if id_of(item, part, 1) in ids:
                keys |= {id_of(item, part, i): [cell_key(question, i)] for i in range(1, len(cells) + 1)}
            else:
                keys[id_of(item, part)] = [question]
    return keys


def cell_key(key: Key, cell: int) -> Key:
    """The key of one blank of a table, counted from 1, that is asked alone. Its points are not known."""
    alone = key["answer"]["cells"][cell - 1]
    return {**key, "kind": "numeric", "points": None, "answer": {**key["answer"], "cells": [alone]}}


def differences(asked: Asked, keys: Sequence[Key]) -> Iterator[str]:
    """In what the marking of a question differs from the key of what it asks."""
    if all(isinstance(field.kind, SelfMarked) for field in asked.fields):
        return
    fields = asked.fields
    several = len(keys) > 1 or len(fields) > 1
    for key in keys:
        count = len(key["answer"]["cells"]) if "cells" in key["answer"] else 1
        mine, fields = fields[:count], fields[count:]
        if len(mine) < count:
            yield f"too few fields for `{key['id']}`"
            return
        lead = f"`{key['id']}`: " if several else ""
        for message in _points(mine, key):
            yield lead + message
        for i, field in enumerate(mine):
            for message in _field(asked, field, key, i):
                yield lead + message
    if fields:
        yield f"{counted(len(fields), 'field')} too many"


def _points(fields: Sequence[Field], key: Key) -> Iterator[str]:
    """Where there are more blanks than points, each of them gives one; that is a loss and no difference."""
    given = [field.points for field in fields if field.points is not None]
    if len(given) == len(fields) and key["points"] is not None and len(fields) <= key["points"] != sum(given):
        yield f"{counted(float(sum(given)), 'point')} instead of {key['points']}"


def _field(asked: Asked, field: Field, key: Key, i: int) -> Iterator[str]:
    # A kind is compared by what its answers are, which it may share with others.
    kind = kinds.KIND.get(key["kind"])
    match field.kind, kind and kind.answer:
        case TrueFalse(true), kinds.TrueFalseAnswer:
            if true is not key["answer"]["value"]:
                yield f"{true} instead of {key['answer']['value']}"
        case Choice() as choice, kinds.TrueFalseAnswer:
            place = (0 if key["answer"]["value"] else 1,)
            if choice.count != 2 or any((mark > FULL) != (ticked == place) for ticked, mark in choice.marks):
                yield "the other option is right"
        case Choice() as choice, kinds.ChoiceAnswer:
            yield from _choice(choice, key)
        case Number(mark), kinds.NumericAnswer:
            yield from _number(mark, key["answer"]["cells"][i])
        case Typed(mark), kinds.ShortAnswerAnswer:
            yield from _typed(mark, key)
        case Written(text), kinds.NumericAnswer if _number_of(text) != float(key["answer"]["cells"][i]["value"]):
            yield f"`{text}` instead of {key['answer']['cells'][i]['value']}"
        case Written(text), kinds.ShortAnswerAnswer if text not in key["answer"]["accepted"]:
            yield f"`{text}` is right, which the key does not accept"
        case Written(), kinds.NumericAnswer | kinds.ShortAnswerAnswer:
            pass
        case Matching(chosen), kinds.MatchingAnswer | kinds.OrderingAnswer:
            yield from _matching(chosen, key)
        case Ordering(entries), kinds.OrderingAnswer:
            yield from _ordering(entries, key)
        case Essay(), kinds.EssayAnswer:
            pass
        case _:
            yield f"a question of type {asked.type} instead of {key['kind']}"


def _choice(choice: Choice, key: Key) -> Iterator[str]:
    options = key["options"]
    if choice.count != len(options):
        yield f"{counted(choice.count, 'option')} instead of {len(options)}"
        return
    right = tuple(i for i, option in enumerate(options) if option["right"])
    for ticked, fraction in choice.marks:
        if (fraction > FULL) != (ticked == right):
            letters = "".join(LETTERS[i] for i in ticked) or "nothing"
            yield f"{100 * fraction:g}% for {letters}, where {''.join(LETTERS[i] for i in right)} is right"


def _number(mark: Callable[[float], float], cell: Mapping[str, Any]) -> Iterator[str]:
    # The edges as students type them: the difference of two floating-point numbers would lie beside them.
    value, tolerance = Fraction(str(cell["value"])), Fraction(str(cell["tolerance"]))
    step = max(tolerance, abs(value) / 10**6, Fraction(INDISTINCT)) if value else tolerance or Fraction(1, 10**6)
    for probe in map(float, (value, value - tolerance, value + tolerance)):
        if mark(probe) < FULL:
            yield f"{100 * mark(probe):g}% for {probe:.15g}, which is right"
    for probe in map(float, (value - tolerance - step, value + tolerance + step)):
        if mark(probe) > FULL:
            yield f"full marks for {probe:.15g}, where {float(value):.15g} is right"


def _number_of(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _typed(mark: Callable[[str], float], key: Key) -> Iterator[str]:
    for spelling in key["answer"]["accepted"]:
        if mark(spelling) < FULL:
            yield f"{100 * mark(spelling):g}% for `{spelling}`, which is right"
    if mark("\u2205") > 0:
        yield "any answer is accepted"


def _matching(chosen: Sequence[str], key: Key) -> Iterator[str]:
    places = key["answer"]["value"]
    if key["kind"] == "ordering" and len(places) == len(key["entries"]):
        right = [str(key["answer"]["value"].index(i) + 1) for i in range(len(chosen))]
        if list(chosen) != right:
            yield f"the places {list(chosen)} instead of {right}"
        return
    offered = key["entries" if key["kind"] == "ordering" else "right"]
    if len(chosen) != len(places):
        yield f"{counted(len(chosen), 'pair')} instead of {len(places)}"
        return
    for answer, place in zip(chosen, places, strict=True):
        signs = (LETTERS[place], str(place + 1), offered[place].strip())
        if answer not in signs and _words(answer) != _words(offered[place]):
            yield f"`{answer}` where `{offered[place]}` is right"


def _ordering(entries: Sequence[str], key: Key) -> Iterator[str]:
    """A picture cannot be compared with the text that exam.json has for it."""
    shown = [_words(entry) for entry in entries]
    right = [_words(key["entries"][place]) for place in key["answer"]["value"]]
    if len(shown) != len(right):
        yield f"{counted(len(shown), 'entry')} instead of {len(right)}"
    elif all(shown) and all(right) and shown != right and "<img" not in entries[0]:
        yield "the entries stand in another order"


def _words(text: str) -> str:
    """What is left of a text, in its first language, without markup, spaces and the signs around formulas."""
    bare = re.sub(r"<[^>]*>", "", OTHER_LANGUAGES.sub(r"\1", text))
    return re.sub(r"\\[()\[\]]|[$\s]", "", unescape(bare))
