"""Which of two numbers of the answer a question says is the larger one: by the answer it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Computed
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


def _compared(pattern: str, one: str, other: str, text: str) -> re.Match[str] | None:
    if not pattern or not one or not other:
        return None
    return re.search(pattern.format(one=re.escape(one), other=re.escape(other)), text, re.IGNORECASE)
