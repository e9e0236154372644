"""Compares what Moodle would give for responses with the proven key of a question, as exam.json tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from hwgen.kinds import LETTERS
from hwgen.lms.moodle import cloze, marking, reading
from hwgen.lms.moodle.parsing import Node

Key = Mapping[str, Any]
FULL = 1 - 1e-3
SPAN = r'<span lang="[\w-]+" class="multilang">.*?</span>'
OTHER_LANGUAGES = re.compile(rf"({SPAN})(?:\s*{SPAN})+", re.DOTALL)


def differences(question: Node, given: Sequence[marking.Response], keys: Sequence[Key]) -> Iterator[str]:
    """In what the marking of a question differs from the key of what it asks. `given` are its responses with their scores."""
    kind = question.attributes.get("type")
    if kind == "description":
        return
    if kind in ("cloze", "multianswer"):
        yield from _cloze(question, keys)
        return
    key = keys[0]
    grade = float(question.content("defaultgrade", default="1") or 1)
    if grade != key["points"]:
        yield f"{grade:g} points instead of {key['points']}"
    expected = {
        "truefalse": ("true-false",),
        "multichoice": ("choice", "multiple-choice"),
        "numerical": ("numeric",),
        "shortanswer": ("short-answer",),
        "matching": ("matching", "ordering"),
        "ordering": ("ordering",),
        "essay": ("essay",),
    }.get(str(kind), ())
    if key["kind"] not in expected:
        yield f"a question of type {kind} instead of {key['kind']}"
        return
    match kind:
        case "truefalse":
            if reading.truth(question) is not key["answer"]["value"]:
                yield f"{reading.truth(question)} instead of {key['answer']['value']}"
        case "multichoice":
            yield from _choice([(r.given, r.fraction) for r in given], len(reading.options(question)), key)
        case "numerical":
            yield from _number(reading.accepted_numbers(question), key["answer"]["cells"][0])
        case "shortanswer":
            accepted = [(a.content("text"), reading.fraction_of(a)) for a in question.every("answer")]
            yield from _short(accepted, key, case=question.content("usecase") == "1")
        case "matching":
            yield from _matching(question, key)
        case "ordering":
            yield from _ordering(question, key)


def _choice(scores: Sequence[tuple[object, float]], count: int, key: Key) -> Iterator[str]:
    options = key["options"]
    if count != len(options):
        yield f"{count} options instead of {len(options)}"
        return
    right = tuple(i for i, option in enumerate(options) if option["right"])
    for chosen, fraction in scores:
        marked = chosen if isinstance(chosen, tuple) else () if chosen is None else (chosen,)
        if (fraction > FULL) != (marked == right):
            said = "".join(LETTERS[i] for i in marked) or "nothing"
            yield f"{100 * fraction:g}% for {said}, where {''.join(LETTERS[i] for i in right)} is right"


def _number(accepted: Sequence[reading.Accepted], cell: Mapping[str, Any]) -> Iterator[str]:
    value, tolerance = float(cell["value"]), float(cell["tolerance"])
    step = max(tolerance, abs(value) * 1e-6, 1e-6)
    for probe in (value, value - tolerance, value + tolerance):
        if marking.numeric(accepted, probe) < FULL:
            yield f"{100 * marking.numeric(accepted, probe):g}% for {probe:.15g}, which is right"
    for probe in (value - tolerance - step, value + tolerance + step):
        if marking.numeric(accepted, probe) > FULL:
            yield f"full marks for {probe:.15g}, where {value:.15g} is right"


def _short(accepted: Sequence[tuple[str, float]], key: Key, *, case: bool) -> Iterator[str]:
    for spelling in key["answer"]["accepted"]:
        fraction = marking.shortanswer(accepted, spelling, case=case)
        if fraction < FULL:
            yield f"{100 * fraction:g}% for `{spelling}`, which is right"
    if marking.shortanswer(accepted, "\u2205", case=case) > 0:
        yield "any answer is taken"


def _matching(question: Node, key: Key) -> Iterator[str]:
    found, _ = reading.pairs(question)
    if key["kind"] == "ordering":
        places = [answer for _, answer in found]
        right = [str(key["answer"]["value"].index(i) + 1) for i in range(len(places))]
        if places != right:
            yield f"the places {places} instead of {right}"
        return
    right = key["answer"]["value"]
    if len(found) != len(right):
        yield f"{len(found)} pairs instead of {len(right)}"
        return
    for (_, answer), place in zip(found, right, strict=True):
        if answer not in (LETTERS[place], key["right"][place].strip()):
            yield f"`{answer}` where `{key['right'][place]}` is right"


def _ordering(question: Node, key: Key) -> Iterator[str]:
    shown = [_words(option.content("text")) for option in reading.options(question)]
    right = [_words(key["entries"][place]) for place in key["answer"]["value"]]
    if len(shown) != len(right):
        yield f"{len(shown)} entries instead of {len(right)}"
    elif all(shown) and all(right) and shown != right and "<img" not in question.content("answer", "text"):
        yield "the entries stand in another order"


def _words(text: str) -> str:
    """What is left of a text, in its first language, without markup, spaces and the signs around formulas."""
    bare = re.sub(r"<[^>]*>", "", OTHER_LANGUAGES.sub(r"\1", text))
    return re.sub(r"\\[()\[\]]|[$\s]", "", unescape(bare))


def _cloze(question: Node, keys: Sequence[Key]) -> Iterator[str]:
    fields = cloze.fields(question.content("questiontext", "text"))
    for key in keys:
        count = len(key["answer"]["cells"]) if "cells" in key["answer"] else 1
        mine, fields = fields[:count], fields[count:]
        if len(mine) < count:
            yield f"too few fields for `{key['id']}`"
            return
        weight = sum(field.weight for field in mine)
        if weight != key["points"] and count <= key["points"]:
            yield f"{weight:g} points for `{key['id']}` instead of {key['points']}"
        for i, field in enumerate(mine):
            for message in _field(field, key, i):
                yield f"`{key['id']}`: {message}"
    if fields:
        yield f"{len(fields)} fields too many"


def _field(field: cloze.Field, key: Key, i: int) -> Iterator[str]:
    scores = [(given, fraction) for _, given, fraction in marking.field_responses(field)]
    match key["kind"]:
        case "true-false":
            right = 0 if key["answer"]["value"] else 1
            if [fraction > FULL for _, fraction in scores] != [place == right for place in range(2)]:
                yield "the other option is right"
        case "choice" | "multiple-choice":
            yield from _choice(scores, len(field.alternatives), key)
        case "numeric" | "table":
            yield from _number(reading.field_numbers(field), key["answer"]["cells"][i])
        case "short-answer":
            accepted = [(a.answer, a.fraction) for a in field.alternatives]
            yield from _short(accepted, key, case=field.name in cloze.CASES)
        case other:
            yield f"a field for a question of kind {other}"
