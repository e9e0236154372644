"""Reasons and options that have changed places, and the reason of a key that speaks of another option."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, permutations

from hwgen.flaws.finding import Finding
from hwgen.flaws.given import one_step
from hwgen.flaws.meaning import shown
from hwgen.flaws.options import ENDING, quantity
from hwgen.flaws.reading import HAN, Reading, spoken
from hwgen.flaws.rules import rule
from hwgen.flaws.words import words
from hwgen.kinds import Choice, Statement, TrueFalse
from hwgen.proof.counting import numbers
from hwgen.text import Language, Text
from hwgen.words.words import name_of, script_of

# Words that the texts share by chance are few: so many say more.
SURE = 2
# Of the words that a reason shares with either statement, its own may have this part.
OWN = 0.25
LATIN = re.compile(r"[^\W\d_][\w-]{2,}")
CHINESE = re.compile(rf"(?:(?![的了是在和与或都也就不有为对从到被把使由它其种个些这那两三每])[{HAN}]){{2,}}")


@lru_cache(maxsize=4096)
def content_of(text: str, language: Language) -> frozenset[str]:
    """The words of a text without their endings, and pairs of Chinese characters."""
    visible = spoken(text).lower()
    latin = (word for word in LATIN.findall(re.sub(f"[{HAN}]", " ", visible)) if word not in words("common", language))
    pairs = (run[i : i + 2] for run in CHINESE.findall(visible) for i in range(len(run) - 1))
    return frozenset((*(ENDING.sub("", word) for word in latin), *(pairs if script_of(language).ideographic else ())))


def _repeated(reasons: Sequence[Text], mine: Text, other: Text, language: Language) -> tuple[int, int]:
    """How many words the reasons share with the one text alone, and with the other alone."""
    reason = frozenset().union(*(content_of(text[language], language) for text in reasons if text))
    own, others = content_of(mine[language], language), content_of(other[language], language)
    return len(reason & (own - others)), len(reason & (others - own))


@rule
def reasons_exchanged(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, TrueFalse):
            for a, b in combinations(part.pool, 2):
                if a.why and b.why and _strays(a, b, item.languages) and _strays(b, a, item.languages):
                    message = f"the reasons of `{a.id}` and `{b.id}` seem to have changed places"
                    yield Finding(message, a.why[item.languages[0]])


def _strays(one: Statement, other: Statement, languages: Sequence[Language]) -> bool:
    """Whether the reason of a statement speaks of another one."""
    counts = [_repeated((one.why,), one.text, other.text, at) for at in languages]
    own, others = sum(mine for mine, _ in counts), sum(theirs for _, theirs in counts)
    return others >= SURE and own <= OWN * others


@rule
def options_exchanged(item: Reading) -> Iterator[Finding]:
    """What explains the key repeats words of the key in one language, and in another only those of a wrong option."""
    for part in item.parts:
        if not isinstance(part, Choice) or part.right_count > 1:
            continue
        for key in part.right:
            for wrong in part.wrong:
                if isinstance(key.body, Text) and isinstance(wrong.body, Text):
                    for one, other in permutations(item.languages, 2):
                        here, there = (
                            _repeated((key.why, part.solution), key.body, wrong.body, at) for at in (one, other)
                        )
                        if here[0] >= SURE and not here[1] and there[1] >= SURE and not there[0]:
                            message = (
                                f"`{key.id}` and `{wrong.id}` seem to have changed places in the {name_of(other)} text"
                            )
                            yield Finding(message, key.body[other])


@rule
def reason_of_another(item: Reading) -> Iterator[Finding]:
    """The reason of a right option, or the explanation, that names the number of a wrong option and not its own."""
    for part in item.parts:
        if not isinstance(part, Choice) or part.right_count > 1:
            continue
        for language in item.languages:
            texts = {c.id: c.body[language] for c in (*part.right, *part.wrong) if isinstance(c.body, Text)}
            values = {id: numbers(shown(text, language), language) for id, text in texts.items() if quantity(text)}
            if len(values) < len(part.right) + len(part.wrong) or any(len(value) != 1 for value in values.values()):
                continue
            for c in part.right:
                reason = numbers(shown(c.why[language], language), language) if c.why else set()
                other = sorted(value for w in part.wrong for value in values[w.id] & reason)
                # “The sum is 8, divided by 2” is the reason of 4.
                if other and not reason & values[c.id] and not _leads_to(reason, *values[c.id]):
                    yield Finding(f"the reason of {min(values[c.id])} speaks of {other[0]}", c.why[language])


def _leads_to(numbers: Set[str], answer: str) -> bool:
    """Whether one step with two of the numbers gives the answer."""
    return Fraction(answer) in one_step(set(map(Fraction, numbers)))
