"""What authors write in blocks: the texts of a problem, texts by name, misconceptions with their reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache

from hwgen.errors import closest, did_you_mean
from hwgen.paired import BETWEEN, ENTRY, MOST_READ, BlockError, Entry, Line, entries, lines_of, refuse_colon, texts_of
from hwgen.text import USUAL, Text

# What stands before the id of one of several questions.
HEADING = "# "


@dataclass(frozen=True)
class QuestionTexts:
    """What a block says of a question."""

    ask: Text = field(default_factory=Text)
    claim: Text = field(default_factory=Text)
    solution: Text = field(default_factory=Text)


NAMES = tuple(f.name for f in fields(QuestionTexts))
# A name of these, perhaps with capitals, a space before the colon or none behind it.
_MISNAMED = re.compile(rf"({'|'.join(NAMES)})\s*:", re.IGNORECASE)


def texts(block: str) -> dict[str, Text]:
    """Texts by name, for settings that are drawn: `texts("map: 特征图 || a feature map")`. Raises BlockError."""
    return {entry.name: Text(entry.texts(USUAL)) for entry in entries(lines_of(block))}


def misconceptions(block: str) -> dict[str, str | tuple[str, Text]]:
    """The formulas of a block by their misconceptions, each perhaps with its reason. Raises BlockError."""
    return {entry.name: _with_reason(entry) for entry in entries(lines_of(block))}


def _with_reason(entry: Entry) -> str | tuple[str, Text]:
    formula, _, reason = entry.head.partition(BETWEEN)
    if not formula:
        raise BlockError(f"{entry.name}:", "the formula is missing", "write it behind the name, and the reason below")
    return (formula, Text(entry.texts(USUAL, reason))) if reason or entry.body else formula


@lru_cache(maxsize=MOST_READ)
def situation_and_questions(block: str) -> tuple[Text, Mapping[str, QuestionTexts]]:
    """The texts of a problem: what is said before its questions, and by their ids ("" for a single one) what each says.

    Raises BlockError.
    """
    lines = lines_of(block)
    base = min((line.indent for line in lines), default=0)
    known = {match[1] for line in lines if (match := ENTRY.fullmatch(line.text))}
    for line in lines:
        refuse_colon(line.text, NAMES)
        if (match := _MISNAMED.match(line.text)) and match[1] not in known and match[1].lower() not in known:
            name = match[1].lower()
            problem = f"the texts of a question begin with `{name}`, a colon and a space"
            raise BlockError(line.text, problem, f"write `{name}: `")
        entry = ENTRY.fullmatch(line.text)
        if entry and not entry[2] and entry[1] not in NAMES and (near := closest(entry[1], NAMES)):
            raise BlockError(line.text, "a question has no text of this name", f"did you mean `{near}:`?")
    first = next((i for i, line in enumerate(lines) if line.indent == base and _opens(line)), len(lines))
    situation = Text(texts_of(lines[:first], USUAL)) if first else Text()
    return situation, {id: QuestionTexts(**dict(_texts_of(below))) for id, below in _questions(lines[first:], base)}


def _opens(line: Line) -> bool:
    match = ENTRY.fullmatch(line.text)
    return line.text.startswith(HEADING) or bool(match and match[1] in NAMES)


def _questions(lines: Sequence[Line], base: int) -> Iterator[tuple[str, tuple[Line, ...]]]:
    id, below = "", list[Line]()
    for line in lines:
        if line.indent == base and line.text.startswith(HEADING):
            if below:
                yield id, tuple(below)
            id, below = line.text.removeprefix(HEADING), []
        else:
            below.append(line)
    if below:
        yield id, tuple(below)


def _texts_of(lines: tuple[Line, ...]) -> Iterator[tuple[str, Text]]:
    for entry in entries(lines):
        if entry.name not in NAMES:
            hint = did_you_mean(entry.name, NAMES)
            raise BlockError(f"{entry.name}:", "a question has no text of this name", hint)
        yield entry.name, Text(entry.texts(USUAL))
