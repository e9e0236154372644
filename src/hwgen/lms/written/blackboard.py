"""The text format of Blackboard: a line for each question, with its kind, its text and its answers between tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from string import ascii_uppercase

from hwgen.lms.blackboard.fields import lines
from hwgen.lms.written.bounds import bound_lines
from hwgen.lms.written.draft import Doubt, Draft, Option
from hwgen.lms.written.numbers import number

UNREAD = ("FIL", "OP", "JUMBLED_SENTENCE", "QUIZ_BOWL")
KINDS = ("MC", "MA", "TF", "ESS", "SR", "FIB", "FIB_PLUS", "NUM", "ORD", "MAT", *UNREAD)
LINE = re.compile(rf"\s*(?:{'|'.join(KINDS)})\t", re.I)
RIGHT = {"correct": True, "incorrect": False}


def recognises(text: str) -> bool:
    """Whether the first line of a text and at least half of them begin with the name of a kind of question and a tab."""
    filled = [bool(LINE.match(line)) for line in text.split("\n") if line.strip()]
    return bool(filled) and filled[0] and 2 * sum(filled) >= len(filled)


def drafts(text: str, doubt: Doubt) -> list[Draft]:
    """The questions of a text. `doubt` takes the rule, the line, the question and what could not be understood."""
    read: list[Draft] = []
    for place, line in enumerate(bound_lines(text.split("\n")), 1):
        if not LINE.match(line):
            if line.strip():
                message = f"“{line.strip()[:60]}” does not begin with a kind of question and a tab, and was dropped"
                doubt("written-text", place, "", message)
        else:
            kind, stem, *fields = (lines(field) for field in line.split("\t"))
            draft, kind = Draft(place, stem=stem), kind.upper()
            if _read(draft, kind, fields):
                read.append(draft)
            elif kind in UNREAD:
                doubt("import-type-unknown", place, stem, f"questions of type `{kind}` cannot be imported")
            else:
                message = f"what stands behind it is no answer to a question of type {kind}; it was left out"
                doubt("import-question-lost", place, stem, message)
    return read


def _read(draft: Draft, kind: str, fields: Sequence[str]) -> bool:
    """Puts the answers into a question; False where they are not those of its kind."""
    given = [field for field in fields if field]
    match kind, given:
        case "MC" | "MA", [*_]:
            marks = [RIGHT.get(mark.lower()) for mark in given[1::2]]
            if len(given) % 2 or None in marks or True not in marks or len(marks) > len(ascii_uppercase):
                return False
            draft.sort = "several" if kind == "MA" else "choice"
            draft.options = [
                Option(letter, text, draft.line, bool(mark))
                for letter, text, mark in zip(ascii_uppercase, given[::2], marks, strict=False)
            ]
        case "TF", [answer]:
            draft.sort, draft.answer = "truth", answer
        case "ESS" | "SR", [*_]:
            draft.sort, draft.answer = "essay", "\n".join(given) or None
        case "FIB", [_, *_]:
            draft.sort, draft.answer = "short", " | ".join(given)
        case "NUM", [answer, *tolerance] if len(tolerance) < 2 and number(answer):
            draft.sort, draft.answer, draft.tolerance = "short", answer, "".join(tolerance)
        case "ORD", [_, _, *_] if len(given) <= len(ascii_uppercase):
            draft.sort, draft.answer = "order", "→".join(ascii_uppercase[: len(given)])
            draft.options = [
                Option(letter, text, draft.line) for letter, text in zip(ascii_uppercase, given, strict=False)
            ]
        case "MAT", [_, _, *_] if len(given) % 2 == 0:
            draft.sort, draft.pairs = "match", list(zip(given[::2], given[1::2], strict=True))
        case "FIB_PLUS", [*_]:
            return _take_blanks(draft, fields)
        case _:
            return False
    return True


def _take_blanks(draft: Draft, fields: Sequence[str]) -> bool:
    """Several blanks, `[name]` in the text; the names with the answers of each stand behind it, parted by an empty field."""
    answers = {name: given for name, *given in _groups(fields)}
    names = re.findall(r"\[([^\[\]]+)\]", draft.stem)
    named = [name for name in names if answers.get(name)]
    if not named or set(named) != set(answers) or len(named) > len(set(named)):
        return False
    for name in named:
        draft.stem = draft.stem.replace(f"[{name}]", "____")
    draft.sort, draft.answer = "blank", "；".join(" | ".join(answers[name]) for name in named)
    return True


def _groups(fields: Sequence[str]) -> Iterator[list[str]]:
    return (list(group) for filled, group in groupby(fields, bool) if filled)
