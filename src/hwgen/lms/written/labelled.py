"""What is said of a question in lines of its own, put into its draft: fields by their labels, programs, its number."""

from __future__ import annotations

import re
from typing import assert_never

from hwgen.lms.written.draft import Draft
from hwgen.lms.written.lines import NUMBER, Field
from hwgen.lms.written.words import sort_of

SPACED = re.compile(rf"({NUMBER})[\s\u3000]+(?=[^\W\d])")


def take_field(draft: Draft, name: Field, text: str) -> bool:
    """Puts what a label names into a draft; False for a second answer."""
    match name:
        case "answer":
            if draft.answer is not None:
                return False
            draft.answer = text
        case "explanation":
            draft.explanation = "\n".join(filter(None, (draft.explanation, text)))
        case "stem":
            draft.stem = "\n".join(filter(None, (draft.stem, text)))
        case "options":
            draft.stem = f"{draft.stem}\n{text}"
        case "number":
            draft.number = text if text.isdecimal() else draft.number
        case "tolerance":
            draft.tolerance = text.lstrip("±+/- ")
        case "difficulty":
            draft.difficulty = text
        case "points":
            draft.points = text
        case "note":
            draft.tags.append(" ".join(text.split()))
        case "topic":
            draft.tags += [tag.strip() for tag in re.split(r"[;；,，、]", text) if tag.strip()]
        case "sort":
            draft.sort = sort_of(text) or draft.sort
        case "response":
            pass
        case _:
            assert_never(name)
    return True


def take_program(draft: Draft, where: str, source: str) -> None:
    """Puts a program behind what it follows."""
    match where:
        case "option":
            draft.options[-1].text += f"\n{source}\n"
        case "answer" if not draft.options:
            draft.answer = f"{draft.answer}\n{source}\n"
        case "explanation" | "answer":
            draft.explanation += f"\n{source}\n"
        case _:
            draft.stem += f"\n{source}\n"


def numbered(number: str, stem: str, last: int) -> tuple[str, str]:
    """The number of a question and its text, where the number stands elsewhere, too: before a line for the answer, as test
    generators repeat it, or with nothing but a space behind it, one more than the `last`.
    """
    if number.isdecimal():
        return number, re.sub(rf"\s+{number}[).]\s*_{{2,}}\s*$", "", stem)
    spaced = SPACED.match(stem)
    if number or not spaced or int(spaced[1]) not in (1, last + 1):
        return number, stem
    return spaced[1], stem[spaced.end() :]
