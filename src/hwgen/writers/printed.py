"""What the printed papers have in common, in whatever markup they are typeset."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Formatter
from typing import Generic, Literal, TypeVar, assert_never

from hwgen.content import Blocks, Para, images
from hwgen.errors import CourseError, Diagnostic
from hwgen.model import Answer, Blanks, Choice, Essay, Exam, Match, Order, Question, Section, ShortText, TrueFalse
from hwgen.picture import Image

# Text without a space that is longer may break after every PIECE characters.
LONGEST_RUN = 30
PIECE = 10
FITTING = 76
GLANCE = 7


# Of an SVG that is printed; a pixel of CSS is 1/96 inch, a pixel of a file for TeX 1/72.
DOTS_PER_INCH = 300


def file_name(picture: Image) -> str:
    kind = "png" if picture.kind == "svg" else picture.kind
    return f"{hashlib.blake2b(picture.data, digest_size=6).hexdigest()}.{kind}"


def image_files(exam: Exam) -> dict[str, bytes]:
    """The files that the exam's TeX includes: its images, SVG as PNG."""
    return {file_name(picture): _printable(picture) for picture in images(exam)}


def _printable(picture: Image) -> bytes:
    if picture.kind != "svg":
        return picture.data
    from resvg_py import svg_to_bytes

    try:
        drawn = svg_to_bytes(svg_string=picture.data.decode(errors="replace"), dpi=96, zoom=DOTS_PER_INCH / 96)
    except ValueError as e:
        hint = "save it as PNG, or give it a width and a height"
        raise CourseError(Diagnostic(f"the picture `{picture.name}` cannot be printed: {e}", None, hint)) from e
    return bytes(drawn)


def tex_width(tex: str) -> int:
    """About how wide `tex` prints, in half em."""
    seen = re.sub(r"\\[A-Za-z]+|[{}$\\]", "", tex)
    return sum(2 if ord(c) >= 0x2E80 else 1 for c in seen)


LONGEST_NAME = 40


def shortened(name: str) -> str:
    """A name that fits in the head of a page."""
    width = 0
    for i, char in enumerate(name):
        width += 2 if ord(char) >= 0x2E80 else 1
        if width > LONGEST_NAME:
            return name[:i] + "…"
    return name


def even(section: Section) -> bool:
    return len({question.points for question in section.questions}) == 1


def kind(answer: Answer) -> Literal["truefalse", "choice", "fields", "essay"]:
    match answer:
        case TrueFalse():
            return "truefalse"
        case Choice():
            return "choice"
        case Blanks() | ShortText() | Match() | Order():
            return "fields"
        case Essay():
            return "essay"
        case _:
            assert_never(answer)


def lead(question: Question) -> Blocks:
    """The part of the stem after which the bracket for the answer stands."""
    match question.answer:
        case Choice():
            ends = [i + 1 for i, block in enumerate(question.stem) if isinstance(block, Para)]
            return question.stem[: ends[-1]] if ends else question.stem
        case _:
            return question.stem


def rest(question: Question) -> Blocks:
    return question.stem[len(lead(question)) :]


M = TypeVar("M", bound=str)


def say(escape: Callable[[str], M], words: Mapping[str, str], word: str, **values: str | int) -> M:
    """A label with its values put in; `escape` makes markup of text."""
    parts: list[str] = []
    for text, name, _, _ in Formatter().parse(words[word]):
        parts.append(escape(text))
        if name is not None:
            value = values[name]
            parts.append(escape(value if isinstance(value, str) else str(value)))
    return type(escape(""))("".join(parts))


class Voice(Generic[M]):
    """What the templates of each markup ask for. `escape` makes markup of text, and leaves markup as it is."""

    def __init__(self, exam: Exam, words: Mapping[str, str], root: Path, escape: Callable[[str], M]) -> None:
        self.exam, self.language, self.words, self.root, self.escape = exam, exam.language, words, root, escape

    def say(self, word: str, **values: str | int) -> M:
        return say(self.escape, self.words, word, **values)

    def ordinal(self, section: int) -> M:
        """The number of a part, counted from 1."""
        ordinals = self.words["ordinals"].split()
        return self.escape(ordinals[section - 1] if section <= len(ordinals) else str(section))

    def tally(self, section: Section) -> M:
        """How many questions a part has and what they are worth."""
        count = len(section.questions)
        if count == 1:
            return self.say("tally_one", points=section.points)
        if even(section):
            each = section.questions[0].points
            return self.say("tally_ones" if each == 1 else "tally_each", count=count, each=each, points=section.points)
        return self.say("tally", count=count, points=section.points)

    def whose(self) -> list[M]:
        """Name, number and seat of the one whose paper it is, for the head of each page."""
        holder = self.exam.holder
        if holder is None:
            return []
        words = [self.escape(shortened(holder.name)), self.escape(holder.id), self.escape(holder.room)]
        if holder.seat:
            words[2] = self.say("seat", room=holder.room, seat=holder.seat)
        return [type(word)(word.strip()) for word in words if word.strip()]
