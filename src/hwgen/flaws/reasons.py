"""Reasons of wrong options: one for each mistake, that says something, and not the wrong direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.synonyms import says_the_same
from hwgen.flaws.words import table
from hwgen.kinds import Choice
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR
from hwgen.text import Language, Text
from hwgen.words.words import name_of

CLAUSE = re.compile(r"(?<=[，。；：,;:])|(?<=\.)\s")


@cache
def _patterns(language: Language) -> Mapping[str, Any]:
    file: Mapping[Language, Mapping[str, Any]] = table("reasons.yaml")
    return file.get(language, {})


def of_reasons(item: Reading) -> Iterator[Flaw]:
    """What is wrong with the reasons of a variant's wrong options."""
    for part in item.parts:
        if isinstance(part, Computed):
            reasons = list(part.say().reasons.items())
            yield from _astray(part, reasons)
        else:
            reasons = [(candidate.id, candidate.why) for candidate in part.wrong] if isinstance(part, Choice) else []
        yield from _alike(reasons, item)
        for id, why in reasons:
            for language, text in why.items():
                verdict = _patterns(language).get("verdict", "(?!)")
                if re.fullmatch(verdict, prose(text).visible.strip(" .。！!"), re.IGNORECASE):
                    yield flaw("empty-reason", f"the reason of `{id}` only says that it is wrong: “{text}”", text)


def _astray(part: Computed, reasons: Sequence[tuple[str, Text]]) -> Iterator[Flaw]:
    """Reasons that say that a value is too large where it is too small."""
    for id, why in reasons:
        wrong = part.wrong.get(id)
        for language, text in why.items() if _is_plain(wrong) and _is_plain(part.key) else ():
            if says := _untrue(prose(text).visible, language, wrong, part.key):
                values = part.value(wrong).tex(), part.value(part.key).tex()
                message = f"the reason of `{id}` says “{says}” of {values[0]}, where the answer is {values[1]}"
                yield flaw("reason-direction", message, text)


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float | Fraction) and value >= 0


def _alike(reasons: Sequence[tuple[str, Text]], item: Reading) -> Iterator[Flaw]:
    for (a, one), (b, other) in combinations(reasons, 2):
        for language in item.languages:
            mine, theirs = one.get(language, ""), other.get(language, "")
            if mine and (mine == theirs or says_the_same(mine, theirs, language, item.terms)):
                message = f"`{b}` has the reason of `{a}` in the {name_of(language)} text: “{mine}”"
                yield flaw("same-reason", message, theirs)
                return


def _untrue(reason: str, language: Language, wrong: Any, key: Any) -> str:
    """What a reason says of a wrong value that does not hold of it."""
    known = _patterns(language)
    if not known:
        return ""
    clauses = [clause for clause in CLAUSE.split(reason) if not re.search(known["parts"], clause, re.IGNORECASE)]
    for clause in clauses:
        for way, holds in (("larger", wrong > key), ("smaller", wrong < key)):
            for pattern in known[way]:
                if not holds and (match := re.search(pattern, clause, re.IGNORECASE)):
                    return match[0]
        for factor, pattern in known["times"].items():
            if (match := re.search(pattern, clause, re.IGNORECASE)) and abs(wrong - float(factor) * key) > NEAR * key:
                return match[0]
    return ""
