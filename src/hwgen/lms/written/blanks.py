"""What is to be written into blanks: numbers, words with their spellings, several in one text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from hwgen.lms.moodle.parsing import Node
from hwgen.lms.written.draft import Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import SIGNED
from hwgen.lms.written.nodes import answer, plain
from hwgen.lms.written.numbers import Number, number, text_doubt
from hwgen.lms.written.programs import ITALIC
from hwgen.lms.written.stems import GAP, LINE_GAP
from hwgen.lms.written.words import truth_of
from hwgen.numerals import machine

COUNTED = re.compile(r"(?:^|(?<=[\s;；,，、]))(?:第\s*\d+\s*空|[(（]\d+[)）]|[①-⑳])\s*[:：.、]?\s*")
BETWEEN = r"(?<=[\u4e00-\u9fff])[/／](?=[\u4e00-\u9fffA-Za-z])|(?<=[A-Za-z])[/／](?=[\u4e00-\u9fff])"
SPELLINGS = re.compile(rf"\s*[|｜;；]\s*|\s+(?:[/／]|或者?|or)\s+|{BETWEEN}|或者")
# The longest answer, and the longest line for it, of what nothing else calls a fill-in: longer ones are there for an essay.
SHORT, SHORT_LINE = 15, 30
HIDDEN = re.compile(r"[}#~]")


def add_drawn(draft: Draft, line: str) -> None:
    """Puts a line that was drawn below the text of a question into it: it may be a blank."""
    if LINE_GAP.fullmatch(line.strip()) and not SIGNED.search(folded(draft.stem)):
        draft.stem += f"\n{line.strip()}"


def take_drawn(draft: Draft) -> None:
    """Takes lines that were drawn out of the text of a question, unless it is one, a blank into which the answer fits."""
    lines, given = draft.stem.split("\n"), (draft.answer or "").strip()
    drawn = [line for line in lines if LINE_GAP.fullmatch(line)]
    short = draft.sort == "" and 0 < len(given) <= SHORT and max(map(len, drawn), default=0) <= SHORT_LINE
    count = len(LINE_GAP.findall(draft.stem))
    fits = truth_of(given) is None and (count == 1 or parted(given, count))
    if drawn and (draft.options or len(drawn) > 1 or not (short or draft.sort == "blank") or not fits):
        draft.stem = "\n".join(line for line in lines if line not in drawn)


def single(given: str, guessed: Callable[[str], None]) -> tuple[str, list[Node]]:
    """Moodle's name for a question with one blank, and its answers. `guessed` takes what had to be guessed of a number."""
    given = COUNTED.sub("", given)
    if asked := _number((given,), guessed):
        node = answer(machine(asked.value), 100)
        node.children.append(plain("tolerance", machine(asked.tolerance)))
        return "numerical", [node]
    accepted = spellings(given)
    return "shortanswer", [plain("usecase", "0"), *(answer(one.replace("*", r"\*"), 100) for one in accepted)]


def _number(accepted: Sequence[str], guessed: Callable[[str], None]) -> Number | None:
    asked = number(accepted[0]) if len(accepted) == 1 else None
    if asked and asked.remark:
        guessed(asked.remark)
    return asked


def with_fields(stem: str, answers: Sequence[str], worth: int, guessed: Callable[[str], None]) -> str:
    """The text with fields of a cloze question in its blanks, each of which is `worth` so many points."""
    fields = (_field(spellings(answer), worth, guessed) for answer in answers)
    gap = LINE_GAP if LINE_GAP.search(stem) else GAP
    return gap.sub(lambda _: next(fields), stem)


def parted(given: str, count: int) -> list[str] | None:
    """The answers to so many blanks, by the sign that parts them."""
    for pieces in _partings(given):
        kept = [piece.strip() for piece in pieces if piece.strip()]
        if len(kept) == count:
            return kept
    return None


def _partings(given: str) -> Iterator[list[str]]:
    if COUNTED.search(given):
        yield COUNTED.split(given)
    for sign in (
        r"[;；\n]",
        r"#{2,}|@{2,}|&{2,}|~{2,}",
        r"[|｜]",
        r"、",
        r"[,，]",
        r"\t| {2,}|\u3000+",
        r"\s+",
        r"[/／]",
    ):
        yield re.split(sign, given)


def spellings(given: str) -> list[str]:
    """Every spelling that is right; a slash alone may belong to a word, as in km/h."""
    plain = ITALIC.sub(r"\1", given)
    return list(dict.fromkeys(filter(None, (piece.strip(" \t\u3000。") for piece in SPELLINGS.split(plain))))) or [
        given
    ]


def _field(accepted: Sequence[str], worth: int, guessed: Callable[[str], None]) -> str:
    """A blank as a field of a cloze question."""
    if asked := _number(accepted, guessed):
        return f"{{{worth}:NUMERICAL:={machine(asked.value)}:{machine(asked.tolerance)}}}"
    if len(accepted) == 1 and (doubtful := text_doubt(accepted[0])):
        guessed(doubtful)
    return f"{{{worth}:SHORTANSWER:{'~'.join('=' + HIDDEN.sub(_hidden, one) for one in accepted)}}}"


def _hidden(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}" if sign[0] != "~" else "&#126;"
