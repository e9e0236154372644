"""What a number of a question counts, by the word behind it: a solution does not count layers with the number of the rank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.slots import Slot, Texts
from hwgen.text import Language
from hwgen.words.words import name_of

NOUN = {
    "zh": re.compile(r"\$?\s?(?:个([\u4e00-\u9fff]{2})|([层头轮步组类块行列张条台人件种次项]))"),
    "en": re.compile(r"\$? (?:[a-z]+ )??([a-z]{3,}s)(?![\w-])"),
}
# No plural, or none of things.
NO_NOUN = re.compile(
    "times|plus|minus|less|this|gives|makes|takes|leaves|needs|comes|has|was|does|contains|uses|others|units"
)


def of_nouns(texts: Texts) -> Iterator[Flaw]:
    """A solution in which a number stands before what the question counts with another one."""
    language, solution = texts.language, texts.part.solution[texts.language]
    if language not in NOUN:
        return
    counted = _counted(texts.given, language)
    shown = {slot.name for slot in texts.given}
    for slot in texts.slots(solution):
        noun = _noun(slot, language)
        names = counted.get(noun, set())
        if slot.name in shown and len(names) == 1 and slot.name not in names.union(_beside(texts, noun)):
            (name,) = names
            if texts.values.get(name) != texts.values.get(slot.name):
                message = f"the question counts “{noun}” with `[{name}]`, the solution with `[{slot.name}]`, in the {name_of(language)} text"
                yield flaw("described-otherwise", message, solution)
                return


def _counted(given: Sequence[Slot], language: Language) -> Mapping[str, set[str]]:
    """The numbers that stand before each noun."""
    counted: dict[str, set[str]] = {}
    for slot in given:
        if noun := _noun(slot, language):
            counted.setdefault(noun, set()).add(slot.hole.inside)
    return counted


def _beside(texts: Texts, noun: str) -> Iterator[str]:
    """The numbers near which the noun stands, and that have none of their own: epoch 5, or A has 5 points and B 3."""
    stem = noun.removesuffix("s")
    for slot in texts.given:
        around = re.sub(rf"每{stem}|each {stem}", "", f"{slot.before} {slot.after}")
        if _noun(slot, texts.language) in ("", noun) and stem in around:
            yield slot.name


def _noun(slot: Slot, language: Language) -> str:
    match = NOUN[language].match(slot.after)
    noun = next(filter(None, match.groups()), "") if match else ""
    return "" if NO_NOUN.fullmatch(noun) else noun
