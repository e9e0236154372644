"""Reasons such as “This counts a single layer”: with one layer in the formula, the answer would be the wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from hwgen.errors import HwgenError
from hwgen.flaws.contrasts import COUNTABLE, places
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import counted_once, shown
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.reasons import reasons_of
from hwgen.problem.computed import Computed
from hwgen.problem.formula import quickly
from hwgen.text import Language, Text
from hwgen.words.words import name_of

# What says that one is counted instead of all; nothing else may be said beside it.
SINGLE = {
    "en": re.compile(r"^this (?:counts|takes|uses|computes|includes|covers) (?:only )?(?:a single|one|only one)(?: of (?:the|its|their))? (?=\w)", re.IGNORECASE),
    "zh": re.compile(r"^只[算计数用取][了入]?(?:其中的?)?[一1] ?[个层条轮步头行列](?:的)?"),
}  # fmt: skip
END = re.compile(r"(?: only)?[.。]?$")
# The third layer is not three layers.
ORDINAL = re.compile(r"第 ?\$?(\d+)|(?:layer|head|epoch|step|node) \$?(\d+)")


def of_one_counted(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed):
            reasons = reasons_of(part, item)
            for language in item.languages:
                if language in SINGLE:
                    yield from _of_part(part, item, reasons, language)


def _of_part(part: Computed, item: Reading, reasons: Sequence[tuple[str, Text]], language: Language) -> Iterator[Flaw]:
    stems = [passage.text[language] for passage in item.passages if passage.role in ("context", "stem")]
    ordinals = {number for stem in stems for numbers in ORDINAL.findall(shown(stem, language)) for number in numbers}
    counted = {
        concept: number
        for stem in stems
        for number, concept in counted_once(stem, language).items()
        if number not in ordinals
    }
    for id, why in reasons:
        text = prose(why[language]).visible.strip()
        start = SINGLE[language].search(text)
        concept = _named(text, start, language) if start else ""
        names = [name for name, value in part.params.items() if str(value) == counted.get(concept)]
        if len(names) == 1 and (one := _with_one(part, names[0])) not in (None, part.wrong[id]):
            message = f"the reason of `{id}` says “{text}”, but with one, the formula gives {one}, not {part.wrong[id]}, in the {name_of(language)} text"
            yield flaw("reason-direction", message, why[language])


def _named(text: str, start: re.Match[str], language: Language) -> str:
    """What there is one of, where the reason says no more than this."""
    for concept, word in places(text, language):
        near = word.start() == start.end() or (language == "zh" and word.start() in range(start.end() - 2, start.end()))
        if concept in COUNTABLE and near and END.fullmatch(text[word.end() :]):
            return concept
    return ""


def _with_one(part: Computed, name: str) -> Any:
    try:
        with quickly():
            return part.formulas({**part.params, name: 1}).key
    except (HwgenError, ArithmeticError, LookupError, TypeError, ValueError):
        return None
