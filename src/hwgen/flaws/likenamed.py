"""Reasons such as “This is the current”: not where the current is what is asked for, nor where another question has another answer for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from numbers import Real
from typing import Any

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import MATH, Reading, prose
from hwgen.flaws.reasons import reasons_of
from hwgen.problem.computed import Computed
from hwgen.proof.claims import SLOT
from hwgen.text import Language
from hwgen.words.words import name_of

# A reason that says what the wrong value is, and nothing more.
REASON: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:This|That) is (?:only |just |merely )?(?:the |its |their )(?P<what>[\w’ -]+?)(?: alone| itself)?\."
    ),
    "zh": re.compile(r"这(?:只|仅|才)?是(?P<what>[\u4e00-\u9fff\w ]+)。"),
}
# A claim that says what its value is.
CLAIM: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:.*[,;:] )?(?:the |its |their )(?P<what>[^.;]+?) (?:is|are|equals|was)", re.IGNORECASE | re.DOTALL),
    "zh": re.compile(r"(?:.*[，；：、])?(?P<what>[^，。；：、]+?)\s?(?:是|为|等于)", re.DOTALL),
}  # fmt: skip
FORMULA = re.compile(rf"\s*{MATH}\s*")


def of_likenamed(item: Reading) -> Iterator[Flaw]:
    parts = [part for part in item.parts if isinstance(part, Computed)]
    for language in (at for at in item.languages if at in REASON):
        claimed = {part.id: what for part in parts if (what := _claimed(part, language))}
        for part in parts:
            for id, why in reasons_of(part, item):
                match = REASON[language].fullmatch(prose(why.get(language, "")).visible.strip())
                if match is None:
                    continue
                for other in parts:
                    if claimed.get(other.id) == _plain(match["what"]) and not _agree(part.wrong[id], other.key):
                        which = (
                            "the question asks for" if other is part else f"“{other.id}” asks for, with another answer"
                        )
                        message = f"the reason of `{id}` says “{match[0]}”, which is what {which}, in the {name_of(language)} text"
                        yield flaw("reason-direction", message, why[language])


def _agree(value: Any, key: Any) -> bool:
    """Whether two values are one, of which one may be in percent."""
    return value == key or any(_times(one, 100) == other for one, other in ((value, key), (key, value)))


def _times(value: Any, factor: int) -> Any:
    return value * factor if isinstance(value, Real) else None


def _claimed(part: Computed, language: Language) -> str:
    """What a claim says that its value is."""
    head, slot, _ = part.say().claim.get(language, "").partition(SLOT)
    before, dollar, inside = head.rpartition("$")
    # A symbol in front of the value changes nothing.
    match = CLAIM[language].fullmatch(prose(before.strip()).visible.strip()) if slot and dollar else None
    return _plain(match["what"]) if match and (not inside.strip() or inside.rstrip().endswith("=")) else ""


def _plain(what: str) -> str:
    return FORMULA.sub(" ", what).strip().casefold()
