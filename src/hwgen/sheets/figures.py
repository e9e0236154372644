"""Pictures in model answers and reasons, kept as they are when papers are printed, so that marked sheets show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from typing import assert_never

from hwgen.content.image import Image, image_kind
from hwgen.content.picture import Picture
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
    """Those whose place in a text is sure: where two have the same alternative text, nothing tells which is which."""
    figures: dict[Figure, bytes] = {}
    for texts in _texts(question):
        for picture in pictures(texts):
            figure, data = _figure(picture)
            figures[figure] = data
    known = Counter(figure.text for figure in figures)
    return {figure: data for figure, data in figures.items() if known[figure.text] == 1 and figure.text != NO_TEXT}


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
