"""What a question of Moodle takes and gives points for, in the form that is compared with the key."""

from __future__ import annotations

from functools import partial

from hwgen.errors import Diagnostic
from hwgen.lms.asked import (
    Asked,
    Choice,
    Essay,
    Field,
    Kind,
    Matching,
    Number,
    Ordering,
    Response,
    TrueFalse,
    Typed,
    Unknown,
)
from hwgen.lms.moodle import cloze, marking, reading
from hwgen.lms.moodle.parsing import Node


def asked(question: Node, diagnostics: tuple[Diagnostic, ...] = (), *, points: bool = True) -> Asked:
    """Without `points` the file has none, and Moodle's usual ones are nobody's wish."""
    type = question.attributes.get("type", "")
    responses = tuple(marking.responses(question))
    return Asked(
        question.content("idnumber"),
        question.content("name", "text"),
        type,
        question.line,
        _fields(question, type, responses, points=points),
        responses,
        diagnostics,
        counts=type != "category",
    )


def _fields(question: Node, type: str, responses: tuple[Response, ...], *, points: bool) -> tuple[Field, ...]:
    if type in ("description", "category"):
        return ()
    if type in ("cloze", "multianswer"):
        fields = cloze.fields(question.content("questiontext", "text"))
        return tuple(Field(_of_field(field), field.weight) for field in fields)
    grade = reading.read_number(question.content("defaultgrade", default="1") or "1") if points else None
    return (Field(_of_question(question, type, responses), grade[0] if grade else None),)


def _of_question(question: Node, type: str, responses: tuple[Response, ...]) -> Kind:
    match type:
        case "truefalse":
            return TrueFalse(reading.truth(question))
        case "multichoice":
            return _choice(len(reading.options(question)), [(r.given, r.fraction) for r in responses])
        case "numerical":
            return Number(partial(marking.numeric, reading.accepted_numbers(question)))
        case "shortanswer":
            patterns = [(a.content("text"), reading.fraction_of(a)) for a in question.every("answer")]
            return Typed(partial(marking.shortanswer, patterns, case=reading.is_case(question)))
        case "matching" | "match":
            return Matching(tuple(answer for _, answer in reading.pairs(question)[0]))
        case "ordering":
            return Ordering(tuple(option.content("text") for option in reading.options(question)))
        case "essay":
            return Essay()
        case _:
            return Unknown()


def _of_field(field: cloze.Field) -> Kind:
    match field.kind:
        case "numerical":
            return Number(partial(marking.numeric, reading.field_numbers(field)))
        case "shortanswer":
            patterns = [(a.answer, a.fraction) for a in field.alternatives]
            return Typed(partial(marking.shortanswer, patterns, case=field.name in cloze.CASES))
        case "multichoice" | "multiresponse":
            scores = [(given, fraction) for _, given, fraction in marking.field_responses(field)]
            return _choice(len(field.alternatives), scores)
        case _:
            return Unknown()


def _choice(count: int, scores: list[tuple[object, float]]) -> Choice:
    def ticked(given: object) -> tuple[int, ...]:
        return given if isinstance(given, tuple) else (given,) if isinstance(given, int) else ()

    return Choice(count, tuple((ticked(given), fraction) for given, fraction in scores))
