"""Parts, topics and entries of a blueprint in words, as reasons and demands name them."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.bank.blueprint import Entry, Range
from hwgen.bank.course import Course

LEVELS = ("very easy", "easy", "medium", "hard", "very hard")


def part_name(section: int) -> str:
    """A part by its number, which any language of the course has."""
    return f"part {section + 1}"


def all_languages(course: Course) -> str:
    return "both languages" if len(course.languages) == 2 else "all languages of the course"


def one_of(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def entry_words(entry: Entry, count: int) -> str:
    """What an entry picks, such as: medium choice items on `rnn`."""
    words = [
        one_of([LEVELS[level - 1] for level in entry.difficulty]),
        {True: "generated", False: "conceptual", None: ""}[entry.generated],
        one_of(entry.kind),
        "item" if count == 1 else "items",
        f"on {one_of([f'`{t}`' for t in entry.topic])}" if entry.topic else "",
        f"on the objective {one_of([f'`{o}`' for o in entry.objective])}" if entry.objective else "",
        f"at the level {one_of(entry.bloom)}" if entry.bloom else "",
        f"tagged {one_of([f'`{t}`' for t in entry.tag])}" if entry.tag else "",
        f"that can be asked as {entry.manner}" if entry.manner else "",
        f"with a facility of {_percentages(entry.facility)}" if entry.facility else "",
    ]
    return " ".join(filter(None, words))


def _percentages(wanted: Range) -> str:
    low, high = (None if bound is None else f"{float(bound):g}" for bound in (wanted.low, wanted.high))
    if low is None or high is None:
        return f"at most {high}%" if low is None else f"at least {low}%"
    return f"{low}%" if low == high else f"{low}-{high}%"
