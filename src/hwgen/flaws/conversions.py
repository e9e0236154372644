"""What a text says that a unit comes to, such as 1 KiB is 2^10 bytes: it does, where the unit has one length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.measures import Measure, behind
from hwgen.flaws.reading import Reading
from hwgen.kinds.kind import ASKING
from hwgen.text import Language
from hwgen.words.words import name_of

# Of one unit, the number of another one.
CONVERSION = re.compile(
    r"(?<![\w.])(?:1|[Oo]ne|An?|an?|一)\s?\$?(?:\\,)?\s?(?P<unit>[^=，。；,;.$\d]{1,24}?)\$?\s?(?:=|是|为|等于|有|合|\b(?:is|has|equals)\b)\s?\$?"
    r"(?P<number>\d+(?:\.\d+)?)(?:\s?\^\s?\{?(?P<power>\d+)\}?)?\$?(?P<behind>[^，。；,;.\d]{1,24})"
)
# Written for a power of 1000 or of 1024.
AMBIGUOUS = frozenset(Fraction(1000) ** k for k in range(1, 5))
BYTE = 8
ENDS = re.compile(r"\s?(?:[^\w\s]|(?:and|so)\b)")
LEAST_BINARY = 1024


def of_conversions(item: Reading) -> Iterator[Flaw]:
    """Units that are said to come to another number of others than they do."""
    for passage in item.passages:
        for language in item.languages if passage.role in ASKING else ():
            for statement, ratio, number in _conversions(shown(passage.text[language], language), language):
                if ratio != number:
                    message = f"“{statement.strip()}”, and it is {_plain(ratio)}, in the {name_of(language)} text"
                    yield flaw("unit-differs", message, passage.text[language])


def without_known(text: str, language: Language) -> str:
    """A text without what it says that units come to, where that says nothing new."""
    for statement, ratio, number in _conversions(text, language):
        if ratio == number:
            text = text.replace(statement, " ")
    return text


def _conversions(text: str, language: Language) -> Iterator[tuple[str, Fraction, Fraction]]:
    """What a text says of a unit, how many of the other one it is, and how many it says."""
    for match in CONVERSION.finditer(text):
        one, other = (behind(match[name].strip(" \\,"), language) for name in ("unit", "behind"))
        rest = match["behind"].strip().removeprefix(other.word)
        if not _is_whole(one, match["unit"]) or not other.word or one.dimension != other.dimension != ():
            continue
        # An hour has 24 minutes left.
        if rest and not ENDS.match(rest):
            continue
        if len(one.factors) != 1 or len(other.factors) != 1 or "?" in dict(one.dimension):
            continue
        ratio = min(one.factors) / min(other.factors)
        number = Fraction(match["number"]) ** int(match["power"] or 1)
        if not _is_ambiguous(one, ratio):
            yield match[0][: match.end("behind") - match.start()], ratio, number


def _is_whole(measure: Measure, text: str) -> bool:
    return measure.word != "" and measure.word == text.strip(" \\,$").strip()


def _is_ambiguous(one: Measure, ratio: Fraction) -> bool:
    """Whether the unit is of information and has a prefix that stands for two numbers."""
    return dict(one.dimension) == {"bit": 1} and {ratio, ratio / BYTE} & AMBIGUOUS != set()


def _plain(number: Fraction) -> str:
    return f"{float(number):g}" if number.denominator != 1 else str(number.numerator)
