"""Which of two numbers of the answer a question says is the larger one: by the answer it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

# One that is more than another, by a number that stands before or behind it.
MORE = {
    "zh": r"{one}(?:的[个棵只]?数)?比{other}(?:的[个棵只]?数)?(?:多|大|高|长|贵|重)\s?\$?\d+",
    "en": r"\d+\$? (?:\w+ )?more (?:of )?(?:the )?{one} than (?:of )?(?:the )?{other}(?!\w)",
}
LESS = {
    "zh": r"{one}(?:的[个棵只]?数)?比{other}(?:的[个棵只]?数)?(?:少|小|低|短|便宜|轻)\s?\$?\d+",
    "en": r"\d+\$? (?:\w+ )?(?:fewer|less) (?:of )?(?:the )?{one} than (?:of )?(?:the )?{other}(?!\w)",
}


# By how much one of two with letters for names has more, or less, than the other.
EXCEEDS = {
    "zh": {
        "more": re.compile(r"(?P<one>[甲乙丙丁A-Z])[^\d_A-Z，。；？]{0,4}比\s?(?P<other>[甲乙丙丁A-Z])[^\d_A-Z，。；？]{0,4}[多大高长贵重]\w{0,3}?(?:多少|几)"),
        "less": re.compile(r"(?P<one>[甲乙丙丁A-Z])[^\d_A-Z，。；？]{0,4}比\s?(?P<other>[甲乙丙丁A-Z])[^\d_A-Z，。；？]{0,4}[少小低短轻]\w{0,3}?(?:多少|几)"),
    },
    "en": {
        "more": re.compile(r"\b[Hh]ow (?:many|much)\b[^?;]*?\b(?P<one>[A-Z])\b[^?;]*?\b(?:more|higher|longer|larger|heavier)\b[^?;]*?\bthan (?:\w+ )??(?P<other>[A-Z])\b"),
        "less": re.compile(r"\b[Hh]ow (?:many|much)\b[^?;]*?\b(?P<one>[A-Z])\b[^?;]*?\b(?:less|fewer|lower|shorter|smaller|lighter)\b[^?;]*?\bthan (?:\w+ )??(?P<other>[A-Z])\b"),
    },
}  # fmt: skip


def of_larger(item: Reading) -> Iterator[Flaw]:
    """What the cells of an answer are called, and which of them the question says is more."""
    for part in item.parts:
        if not isinstance(part, Computed) or not isinstance(part.key, tuple) or len(part.cells) != len(part.key):
            continue
        numbers = [n for n in part.key if isinstance(n, int | float | Fraction)]
        for language in item.languages if len(numbers) == len(part.key) else ():
            ask = part.say().ask[language]
            text = shown(item.asked(part, language), language)
            named = [(cell.get(language, "").strip(), n) for cell, n in zip(part.cells, numbers, strict=True)]
            for (one, mine), (other, theirs) in permutations(named, 2):
                for pattern, is_so in ((MORE, mine > theirs), (LESS, mine < theirs)):
                    match = _compared(pattern.get(language, ""), one, other, text)
                    if match and not is_so:
                        message = f"“{match[0]}”, where the answer is {float(mine):g} and {float(theirs):g}"
                        yield flaw("described-otherwise", f"{message}, in the {name_of(language)} text", ask)


def of_named(item: Reading) -> Iterator[Flaw]:
    """A question for how much more one is than another, of which the text says that it has less."""
    for part in item.parts:
        if isinstance(part, Computed):
            for language in (at for at in item.languages if at in EXCEEDS):
                if message := reversed_in(shown(item.asked(part, language), language), part, language):
                    yield flaw("asks-otherwise", message, part.say().ask[language])


def reversed_in(text: str, part: Computed, language: Language) -> str:
    """What a part asks of two of which a text, its own or that of a figure, has the numbers the other way round; else ""."""
    if not isinstance(part.key, int | float | Fraction) or part.key <= 0:
        return ""
    for way, pattern in EXCEEDS.get(language, {}).items():
        if match := pattern.search(question_or_all(shown(part.say().ask[language], language))):
            mine, theirs = (_behind(match[name], text) for name in ("one", "other"))
            if mine is not None and theirs is not None and (mine < theirs if way == "more" else mine > theirs):
                return f"“{match[0]}”, where they have {mine:g} and {theirs:g}, in the {name_of(language)} text"
    return ""


def _behind(name: str, text: str) -> float | None:
    """The only number that stands right behind a name."""
    numbers = {
        float(n)
        for n in re.findall(rf"(?<![\w]){re.escape(name)}(?:\s|[:：=（(为是有])*\$?(\d+(?:\.\d+)?)(?!\d|\.\d)", text)
    }
    return numbers.pop() if len(numbers) == 1 else None


def _compared(pattern: str, one: str, other: str, text: str) -> re.Match[str] | None:
    if not pattern or not one or not other:
        return None
    return re.search(pattern.format(one=re.escape(one), other=re.escape(other)), text, re.IGNORECASE)
