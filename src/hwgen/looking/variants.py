"""Variants as data, a question a line, for other tools: so that anyone's oracle can be run against the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from fractions import Fraction
from typing import Any

from hwgen.bank.course import Course
from hwgen.content.picture import Picture
from hwgen.exam.wording import clauses
from hwgen.kinds import kind_of
from hwgen.problem.computed import Computed
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Part, Problem
from hwgen.proof.certificates import certificate, variant
from hwgen.proof.checks import prove
from hwgen.text import Text
from hwgen.values import Value


def questions(
    course: Course, generators: Sequence[Generator], *, count: int | None, seed: int
) -> Iterator[dict[str, Any]]:
    """Each question of `count` variants of each generator, or of all where `count` is None. Raises CourseError."""
    for generator in generators:
        proven = certificate(course, generator)
        number = proven.variants if count is None else count
        key = (seed, generator.id, "variant")
        for copy in range(number):
            choices = proven.choices(copy) if count is None else proven.variant(key, copy)
            with quickly() if count is None else nullcontext():
                problem, params = variant(generator, choices)
                if count is not None:
                    prove(generator, problem, params)
                for part in problem.parts:
                    yield _question(course, generator, problem, part, params)


def _question(
    course: Course, generator: Generator, problem: Problem, part: Part, params: Mapping[str, Any]
) -> dict[str, Any]:
    named = {_name(part, name): _data(value) for name, value in params.items()}
    about = {"id": part.id, "generator": generator.id, "params": named}
    if isinstance(part, Computed):
        return {**about, "id": part.about, **_computed(course, problem, part), "difficulty": part.difficulty}
    kind = kind_of(part)
    assert kind.proven, f"{part.id} has no computed answer"
    proven = kind.proven(part)
    stem = next(passage.text for passage in kind.passages(part) if passage.role == "stem")
    return {
        **about,
        "id": proven.about or part.id,
        "answer": proven.answer,
        "shown": _shown(problem, stem),
        "options": [
            {"value": offer.id, "misconception": offer.misconception, "text": _body(offer.body)}
            for offer in proven.options
        ],
        "difficulty": proven.difficulty,
    }


def _computed(course: Course, problem: Problem, part: Computed) -> dict[str, Any]:
    key = part.value(part.key)
    wording = part.say()
    tail = Text({at: clauses(course, part, course.wording[at]) for at in course.languages})
    return {
        "answer": key.plain,
        "exact": key.exact,
        "shown": _shown(problem, wording.ask, tail, course),
        "options": [
            {"value": value.plain, "misconception": id, "text": value.tex()}
            for id, value in [(None, key), *((id, part.value(raw)) for id, raw in part.wrong.items())]
        ],
    }


NOTHING = Text()


def _shown(problem: Problem, ask: Text, tail: Text = NOTHING, course: Course | None = None) -> dict[str, str]:
    context = problem.situation()
    pieces = {
        language: [
            context[language] if context else "",
            (course.wording[language].script.space if course and tail[language] else "").join(
                filter(None, (stem, tail[language]))
            ),
        ]
        for language, stem in ask.items()
    }
    return {language: "\n\n".join(filter(None, paragraphs)) for language, paragraphs in pieces.items()}


def _name(part: Part, draw: str) -> str:
    return part.names.get(draw, draw) if isinstance(part, Computed) else draw


def _body(body: Text | Picture) -> Any:
    spoken = body.alt if isinstance(body, Picture) else body
    return dict(spoken) if isinstance(spoken, Text) else spoken


def _data(value: Any) -> Any:
    """Draws as plain numbers, strings and lists."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Value):
        return value.plain
    return [_data(item) for item in value] if isinstance(value, tuple | list) else value
