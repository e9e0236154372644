"""What hwgen says itself in a paper: clauses after a question, and remarks in keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwgen.bank.course import Course
from hwgen.problem.computed import Computed
from hwgen.text import Text
from hwgen.values import Value
from hwgen.words.words import Words


def carried(words: Words, mistake: Text) -> Text:
    """That a number follows from a mistake in an earlier part."""
    return Text({words.language: words.say("carried", mistake=mistake[words.language])})


def clauses(
    course: Course,
    part: Computed,
    words: Words,
    first: Sequence[str] = (),
    values: Sequence[Value] = (),
    *,
    stated: bool = False,
    written: bool = False,
) -> str:
    """What is printed after a question, in parentheses: what comes `first`, the conventions that its answer depends on, and the form of the number.

    `values` are those that are seen, otherwise all that it can come to: where none of them is rounded or filled up with
    zeros, nothing is said of it. `stated` is for a statement, where the numbers that stand there are rounded, `written` for a number to be written down.
    """
    clauses = [*first, *(course.conventions[id].clause[words.language] for id in part.conventions)]
    cut = [value for value in values or part.values if value.rounded or (values and _filled_up(value))]
    places = max((value.places or 0 for value in cut), default=None)
    if places is not None:
        clauses.append(_rounding(words, places, stated=stated))
    if written and part.form == "fraction":
        clauses.append(words["exact_or_digits"])
    if not clauses:
        return ""
    clauses[0] = clauses[0][:1].upper() + clauses[0][1:]
    return words.say("clauses", clauses=words["clause_joint"].join(clauses))


def _filled_up(value: Value) -> bool:
    """Whether a number of it has zeros at its end, so that it looks like the other options."""
    return bool(re.search(r"\.\d*0\b", value.tex()))


def _rounding(words: Words, places: int, *, stated: bool) -> str:
    manner = "rounded" if stated else "round"
    if places == 0:
        return words[f"{manner}_whole"]
    return words.say(f"{manner}_places", count=places, number=words["numbers"].split()[places - 1])
