"""Numbers that stand in a row, such as “6 ms, 3 ms and 2 ms”: the languages list them in one order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import numbered, shown
from hwgen.flaws.reading import Reading
from hwgen.flaws.rules import rule
from hwgen.kinds.kind import ASKING
from hwgen.text import Language
from hwgen.words.words import name_of

NUMBER = r"-?\d+(?:\.\d+)?(?![\d.]*\d)"
SHAPE = re.compile(rf"{NUMBER}(?:\s*(?:×|\\times)\s*{NUMBER})+")
LOOKS = re.compile(r"\\[, ]|\$|\\mathrm\{([^{}]*)\}")
UNIT = r"(?:\s?(?:[%°Ω]|[A-Za-zµμ]{1,4}(?:/[A-Za-z]{1,4})?))?"
LETTERS = re.compile(r"(?<![A-Za-z\\])[A-Z](?:(?:\s?[、，,]\s?|\s?[和与及]\s?|,? (?:and|then) )[A-Z](?![A-Za-z])){2,}")
# Between two numbers of a row: a unit, perhaps the thing that it is of, a comma or an “and”.
BETWEEN = {
    "zh": rf"{UNIT}\s?(?:[\u4e00-\u9fff]{{1,6}}?)?\s?(?:、|，|,|和|与|及)\s?(?:[\u4e00-\u9fff]{{1,3}})?\s?",
    "en": rf"{UNIT}(?: of)?(?: [a-z]+){{0,3}}(?:,| and|, and) (?:[a-z]+ )?",
}


@rule
def order_differs(item: Reading) -> Iterator[Finding]:
    """One order in one language, another in the other: the first may mean another thing there."""
    for passage in item.passages:
        if passage.role in ASKING:
            for one, other in combinations([at for at in item.languages if at in BETWEEN], 2):
                # The words may have changed places with their numbers.
                beside = [numbered(passage.text[at], at) for at in (one, other)]
                if len(beside[0]) > 1 and beside[0] == beside[1]:
                    continue
                mine, theirs = ((*rows(passage.text[at], at), *_letters(passage.text[at], at)) for at in (one, other))
                for row, there in turned(mine, theirs) or [(r, t) for t, r in turned(theirs, mine)]:
                    listed = ", ".join(row), ", ".join(there)
                    message = f"{listed[0]} in the {name_of(one)} text, {listed[1]} in the {name_of(other)} text"
                    yield Finding(message, passage.text[other])


Row = tuple[str, ...]


def turned(mine: Sequence[Row], theirs: Sequence[Row]) -> list[tuple[Row, Row]]:
    """The rows that stand within one of `theirs`, with their numbers in another order, and nowhere in their own."""
    pairs = []
    for row in mine:
        windows = [other[i : i + len(row)] for other in theirs for i in range(len(other) - len(row) + 1)]
        alike = [window for window in windows if sorted(window) == sorted(row)]
        if len(set(row)) > 1 and alike and row not in alike:
            pairs.append((row, alike[0]))
    return pairs


def _letters(text: str, language: Language) -> Iterator[Row]:
    """The letters of each row of at least three, such as “P, Q and R”."""
    for match in LETTERS.finditer(LOOKS.sub(r"\1", shown(text, language))):
        yield tuple(re.findall("[A-Z]", match[0]))


def rows(text: str, language: Language) -> Sequence[Row]:
    """The numbers of each row of at least two; those of shapes are none."""
    plain = SHAPE.sub("", LOOKS.sub(r"\1", shown(text, language)))
    row = re.compile(rf"(?<![\w.]){NUMBER}(?:{BETWEEN[language]}{NUMBER})+")
    return [tuple(re.findall(rf"(?<![\w.]){NUMBER}", match[0])) for match in row.finditer(plain)]
