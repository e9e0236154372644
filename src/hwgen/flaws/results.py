"""Answers as they are written, beside what their `check:` and the explanation come to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hwgen.flaws.calculations import are_same, comes_to, in_figures
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.synonyms import amount_of
from hwgen.kinds import Choice, Matching, Numeric, Ordering
from hwgen.kinds.entries import Entry
from hwgen.kinds.kind import Body
from hwgen.kinds.numeric import NumericCell
from hwgen.problem.calculation import NotCalculated
from hwgen.proof.arithmetic import NotArithmetic, claims, value
from hwgen.text import Language, Text
from hwgen.words.words import name_of

# A number with a unit that may have a prefix.
QUANTITY = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:\\,|\\ )?(?:\\mathrm\{)?([pnµμmkMGT]?)(s|g|m|Hz|B|W|V|A|J|L|Pa|Ω)(?![A-Za-z])"
)
PREFIXES = {"p": -12, "n": -9, "µ": -6, "μ": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12}


@rule
def answer_differs(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Choice | Matching):
            yield from _written_otherwise(part, item)
        for language in item.languages:
            if isinstance(part, Ordering):
                yield from _quantities(part.entries, item.numbers, language)
            elif isinstance(part, Numeric):
                yield from _explained_otherwise(part.cells, part.solution[language], language)


def _written_otherwise(part: Choice | Matching, item: Reading) -> Iterator[Finding]:
    """Options that are a number, but not the one that they come to."""
    options: list[tuple[Body, str]] = (
        [(c.body, c.check) for c in (*part.right, *part.wrong)]
        if isinstance(part, Choice)
        else [(entry.text, entry.check) for entry in part.rights]
    )
    for body, check in options:
        if not check or not isinstance(body, Text):
            continue
        for language in item.languages:
            written = amount_of(body[language], language)
            try:
                there = comes_to(check, item.numbers)
            except NotCalculated:
                break
            if written is not None and not isinstance(there, tuple) and not _rounded_to(written, float(there)):
                message = f"`{check}` comes to {in_figures(there)}, but the {name_of(language)} text is {written:g}"
                yield Finding(message, body[language])


def _rounded_to(written: float, there: float) -> bool:
    """Whether a number is the other one, rounded as it is written; percentages are fractions, too."""
    digits = f"{written:.12g}".partition(".")[2]
    return any(
        abs(written - x) <= 0.5001 * 10.0 ** -len(digits) * (1 if digits else abs(x) * 0.02 + 1e-9)
        for x in (there, there / 100)
    )


def _quantities(entries: Sequence[Entry], numbers: Mapping[str, Any], language: Language) -> Iterator[Finding]:
    """Entries with one quantity each that do not rise or fall throughout, or of which one is not what it comes to."""
    texts = [entry.text[language] if isinstance(entry.text, Text) else "" for entry in entries]
    by_text = [QUANTITY.findall(prose(text).filled(lambda piece: piece.inside)) for text in texts]
    if any(len(quantities) != 1 for quantities in by_text) or len({unit for ((_, _, unit),) in by_text}) > 1:
        return
    values = [Fraction(number) * Fraction(10) ** PREFIXES[prefix] for ((number, prefix, _),) in by_text]
    written = [f"{number} {prefix}{unit}" for ((number, prefix, unit),) in by_text]
    if len({(b > a) - (b < a) for a, b in pairwise(values)} | {0}) > 2:
        message = f"{', '.join(written)} in the {name_of(language)} text do not rise or fall throughout"
        yield Finding(message, texts[0])
    try:
        shares = [f"{float(v) / float(comes_to(e.check, numbers)):.6g}" for v, e in zip(values, entries, strict=True)]
    except (NotCalculated, TypeError, ZeroDivisionError):
        return
    common, count = Counter(shares).most_common(1)[0]
    if count == len(entries) - 1 > 1:
        other = next(i for i, share in enumerate(shares) if share != common)
        message = f"`{entries[other].check}` is not {written[other]} in the unit of the other entries, in the {name_of(language)} text"
        yield Finding(message, texts[other])


def _explained_otherwise(cells: Sequence[NumericCell], solution: str, language: Language) -> Iterator[Finding]:
    """An explanation that works out each of several numbers, and one of them otherwise than it is keyed."""
    ends = [end for piece in prose(solution).of("math") if (end := _end(piece.inside)) is not None]
    if len(ends) != len(cells) or len(cells) < 2:
        return
    wrong = [i for i, (cell, end) in enumerate(zip(cells, ends, strict=True)) if not _is_answer(cell, end)]
    if len(wrong) == 1:
        keyed = in_figures(cells[wrong[0]].number)
        yield Finding(
            f"the {name_of(language)} explanation comes to {ends[wrong[0]]:g}, where the answer is {keyed}", solution
        )


def _end(formula: str) -> float | None:
    """What the last equation of a formula comes to."""
    steps = [claim for claim in claims(formula) if claim.relation in ("=", "\\approx")]
    if not steps:
        return None
    try:
        end = value(steps[-1].right)
    except NotArithmetic:
        return None
    return end if isinstance(end, float) else None


def _is_answer(cell: NumericCell, end: float) -> bool:
    tolerance = max(cell.tolerance, Fraction(1, 10**6))
    return any(are_same(x, float(cell.number), tolerance) for x in (end, 100 * end, end / 100, 1000 * end, end / 1000))
