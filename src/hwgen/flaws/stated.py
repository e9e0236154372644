"""Quantities of which the question itself states the number, by the same words: what a reason says a wrong value is, or what it should have taken, and what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from numbers import Real

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading, off_at_most
from hwgen.flaws.reasons import reasons_of
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

THIS_IS = {
    "zh": re.compile(r"^这是([\u4e00-\u9fff]{2,12})。?$"),
    "en": re.compile(r"^this is (?:the |its )?([a-z][a-z -]{3,40})\.?$", re.IGNORECASE),
}
ASKS = {
    "zh": re.compile(r"([\u4e00-\u9fff]{6,24}?)(?:是|为|等于)多少[？?]$"),
    "en": re.compile(r"\bwhat is (?:the |its )?([a-z][a-z -]{16,80})\?$", re.IGNORECASE),
}
# The number right behind a name, perhaps with what the name means in brackets between them, and a letter for it.
NUMBER = r"\s*(?:{is}|=|:|：)?\s*(?:\\?[A-Za-z]+(?:_\w)?\s*=\s*)?(?P<number>-?\d+(?:\.\d+)?)(?![\d.]*\d|\s*(?:[-+/*^×]|\\(?:times|cdot|frac)))\s*(?P<percent>\\?%)?"
BEHIND = {
    "zh": rf"(?:[（(][^（）()]*[）)])?[）)]?{NUMBER.replace('{is}', '(?:都|均|分别)?(?:为|是)')}",
    "en": rf"(?: ?\([^()]*\))?\)?{NUMBER.replace('{is}', '(?:is|are|of|was)')}",
}
# A number that a reason says is the right one, with the thing that it is a number of.
INSTEAD = {
    "zh": re.compile(
        r"(?:题中|这里|应[当该]?[为是])[^，。；\d]{0,10}?(?P<number>\d+) ?个?(?P<thing>[\u4e00-\u9fff]{2,4})[。]?$"
    ),
    "en": re.compile(r"\b\d+ (?P<thing>[a-z]+?)s?\b[^.;,\d]* instead of (?P<number>\d+)\.?$"),
}
OF_THING = {"zh": r"(\d+) ?个?{}", "en": r"(\d+) {}s?\b"}
BEFORE = {"zh": r"(?<![\u4e00-\u9fff])(?:其|它的|该)?", "en": r"(?<![\w-])"}


def of_stated(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed) or not isinstance(part.key, Real):
            continue
        for language in (at for at in item.languages if at in THIS_IS):
            name, text = name_of(language), shown(item.asked(part, language), language)
            for id, why in reasons_of(part, item):
                reason = shown(why.get(language, ""), language).strip()
                match = THIS_IS[language].match(reason)
                stated = _number(match[1], text, language) if match else None
                if match and stated is not None and not _is(part, part.wrong[id], stated):
                    message = (
                        f"the reason of `{id}` says that it is “{match[1]}”, of which the {name} text states {stated:g}"
                    )
                    yield flaw("reason-direction", message, why[language])
                if says := _unstated(reason, text, language):
                    message = f"the reason of `{id}` says “{says[0]}”, where the {name} text has {says[1]}"
                    yield flaw("reason-direction", message, why[language])
            ask = part.say().ask[language]
            match = ASKS[language].search(shown(ask, language).strip())
            stated = _number(match[1], shown(item.before(language), language), language) if match else None
            if match and stated is not None and not _is(part, part.key, stated):
                message = f"the {name} text asks for “{match[1]}”, of which it states {stated:g}"
                yield flaw("asks-otherwise", message, ask)


def _unstated(reason: str, text: str, language: Language) -> tuple[str, str] | None:
    """What a reason says is the right number of a thing, and the numbers that a text has of this thing, where that one is missing."""
    match = INSTEAD[language].search(reason)
    there = re.findall(OF_THING[language].format(re.escape(match["thing"])), text) if match else []
    return (match[0], ", ".join(there)) if match and there and match["number"] not in there else None


def _number(name: str, text: str, language: Language) -> float | None:
    """The only number that a text states of what it calls so; None where there is none, or several."""
    pattern = f"{BEFORE[language]}{re.escape(name)}{BEHIND[language]}"
    numbers = {
        float(match["number"]) / (100 if match["percent"] else 1) for match in re.finditer(pattern, text, re.IGNORECASE)
    }
    return numbers.pop() if len(numbers) == 1 else None


def _is(part: Computed, number: object, stated: float) -> bool:
    """Whether it is this number, in percent or not, as far as it is rounded."""
    within = off_at_most(part) + 1e-9 * abs(stated)
    return not isinstance(number, Real) or any(abs(float(number) - stated * by) <= within for by in (1, 100))
