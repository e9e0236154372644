"""The way in which a text puts things in order, such as from the slowest to the fastest: the same in every language, and in the solution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations

from hwgen.flaws.contrasts import named
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.kinds.kind import ASKING
from hwgen.text import Language
from hwgen.words.words import name_of

# What rises, from the one to the other.
PAIRS: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "zh": (("慢", "快"), ("少", "多"), ("小", "大"), ("低", "高"), ("早", "[晚迟]"), ("短", "长"), ("轻", "重"), ("旧", "新"), ("浅", "深"), ("弱", "强"), ("窄", "宽"), ("先", "后")),
    "en": (("slow(?:est)?", "fast(?:est)?"), ("few(?:est)?|least", "many|most"), ("small(?:est)?|least", "large(?:st)?|great(?:est)?|big(?:gest)?"), ("low(?:est)?", "high(?:est)?"), ("early|earliest|first", "late(?:st)?|last"), ("short(?:est)?", "long(?:est)?"), ("light(?:est)?", "heavy|heaviest"), ("old(?:est)?", "new(?:est)?"), ("shallow(?:est)?", "deep(?:est)?"), ("weak(?:est)?", "strong(?:est)?"), ("narrow(?:est)?", "wid(?:e|est)")),
}  # fmt: skip
WAYS: Mapping[Language, Mapping[str, str]] = {
    "zh": {"rising": "升序|递增", "falling": "降序|递减"},
    "en": {"rising": r"\b(?:ascending|increasing) order\b", "falling": r"\b(?:descending|decreasing) order\b"},
}
# What a solution may not take for what the question says it is.
SETTLED = frozenset(["circuit"])


@lru_cache(maxsize=4096)
def _ways(text: str, language: Language) -> Mapping[str, str]:
    """Whether a text orders things upwards or downwards, each with its words."""
    visible = prose(text).visible
    ways = {}
    for way, pattern in WAYS.get(language, {}).items():
        if match := re.search(pattern, visible, re.IGNORECASE):
            ways[way] = match[0]
    for one, other in PAIRS.get(language, ()):
        for way, (here, there) in {"rising": (one, other), "falling": (other, one)}.items():
            pattern = (
                f"[从由](?:最)?(?:{here})(?:的)?[到至](?:最)?(?:{there})"
                if language == "zh"
                else rf"\bfrom (?:the |that of the )?(?:{here})\b[^.;,]{{0,24}}? to (?:the |that of the )?(?:{there})\b"
            )
            if match := re.search(pattern, visible, re.IGNORECASE):
                ways[way] = match[0]
    return ways


@rule
def direction_differs(item: Reading) -> Iterator[Finding]:
    for passage in item.passages:
        if passage.role in ASKING:
            for one, other in combinations(item.languages, 2):
                mine, theirs = (_ways(passage.text[at], at) for at in (one, other))
                if len(mine) == len(theirs) == 1 and mine.keys() != theirs.keys():
                    message = f"“{min(mine.values())}” in the {name_of(one)} text, “{min(theirs.values())}” in the {name_of(other)} text"
                    yield Finding(message, passage.text[other])
    for language in item.languages:
        yield from _solved_otherwise(item, language)


def _solved_otherwise(item: Reading, language: Language) -> Iterator[Finding]:
    """A solution of what is in parallel that speaks of series alone, or that orders things the other way round."""
    stems = [passage.text[language] for passage in item.passages if passage.role in ("context", "stem")]
    ways = {way: word for text in stems for way, word in _ways(text, language).items()}
    known: dict[str, dict[str, str]] = {}
    for text in stems:
        for group, concepts in named(prose(text).visible, language).items():
            known.setdefault(group, {}).update(concepts)
    for passage in item.passages:
        if passage.role != "solution":
            continue
        text = passage.text[language]
        after = _ways(text, language)
        if len(ways) == len(after) == 1 and ways.keys() != after.keys():
            yield Finding(
                f"the question says “{min(ways.values())}”, the solution “{min(after.values())}” in the {name_of(language)} text",
                text,
            )
        for group, concepts in named(prose(text).visible, language).items():
            if group in SETTLED and known.get(group) and not concepts.keys() & known[group].keys():
                mine, theirs = next(iter(known[group].values())), next(iter(concepts.values()))
                yield Finding(
                    f"the question says “{mine}”, the solution “{theirs}” in the {name_of(language)} text", text
                )
