"""Pictures in model answers and reasons, kept as they are when papers are printed, so that marked sheets show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from hashlib import blake2b
from itertools import chain, count
from typing import Any, assert_never

from hwgen.content.image import Image, image_kind
from hwgen.content.picture import Picture, one_language
from hwgen.content.tree import Blocks, pictures
from hwgen.exam.model import Question
from hwgen.kinds import (
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.sheets.keys import Figure
from hwgen.writers.plain import alternative
from hwgen.writers.printed.images import measured
from hwgen.writers.svg import size_of, svg

# None takes more of a page than this, in millimetres.
WIDEST, HIGHEST = 140.0, 90.0
# What stands for a picture without a word.
NO_TEXT = "[]"


def figures_of(question: Question) -> dict[Figure, bytes]:
    """Those whose place in a text is sure: of pictures without a word, nothing tells which is which."""
    figures = dict(_figure(picture) for texts in _texts(question) for picture in pictures(texts))
    return {figure: data for figure, data in figures.items() if figure.text != NO_TEXT}


def named_apart(question: Question) -> Question:
    """With a number behind the alternative text of each picture in the answer and the explanation that another one has as well."""
    names: dict[str, str] = {}
    rewritten = {name: _renamed(getattr(question, name), names) for name in ("answer", "explanation")}
    return replace(question, **rewritten)


def _renamed(thing: Any, names: dict[str, str]) -> Any:
    """`names` are those of the pictures so far, by what stands for them."""
    if isinstance(thing, tuple):
        return tuple(_renamed(each, names) for each in thing)
    if isinstance(thing, Picture | Image):
        if alternative(thing) == NO_TEXT:
            return thing
        (figure, _), alt = _figure(thing), one_language(thing.alt)
        texts = chain((alt,), (f"{alt} ({number})" for number in count(2)))
        apart = (replace(thing, alt=text) for text in texts)
        return next(each for each in apart if names.setdefault(alternative(each), figure.name) == figure.name)
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {part.name: getattr(thing, part.name) for part in fields(thing) if part.init}
        after = {name: _renamed(part, names) for name, part in parts.items()}
        return replace(thing, **after) if any(after[name] is not part for name, part in parts.items()) else thing
    return thing


def _figure(picture: Picture | Image) -> tuple[Figure, bytes]:
    if isinstance(picture, Image):
        data, width, height = measured(picture)
    else:
        data = svg(picture)
        width, height = size_of(data)
    name = f"{blake2b(data, digest_size=8).hexdigest()}.{image_kind(data)}"
    part = min(1.0, WIDEST / width, HIGHEST / height)
    return Figure(alternative(picture), name, round(part * width, 2)), data


def _texts(question: Question) -> Iterator[Blocks]:
    """What a marked sheet may say of a question."""
    answer = question.answer
    match answer:
        case TrueFalseAnswer():
            yield question.explanation
        case ChoiceAnswer(options):
            yield from (option.why for option in options)
        case NumericAnswer(cells):
            yield from (wrong.why for cell in cells for wrong in cell.wrong)
        case EssayAnswer(model, rubric):
            yield model
            yield from (line.text for line in rubric)
        case ShortAnswerAnswer() | MatchingAnswer() | OrderingAnswer():
            pass
        case _:
            assert_never(answer)
