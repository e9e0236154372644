"""What people write where one number is expected, and what they are to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from hwgen.numerals import HALF_WIDTH, machine, number_hint, pointed
from hwgen.othernames import TRUTHS

# A longer value is no number that somebody typed.
LONGEST = 80
NUMBER = r"[-+−]?(?:\d[\d.,，']*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_HALVES = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
# A power of ten, as it is printed.
POWER = re.compile(
    r"([-+]?\d+(?:\.\d+)?)\s*(?:[×x*·]|\\times|\\cdot)\s*10\s*(?:\^|\*\*)?\s*[{(]?\s*([-−+]?\d+)\s*[})]?"
)
Match = re.Match[str]


def number_meant(text: str) -> str:
    """The way out of a value that is no number; "" where nobody can tell what is meant."""
    text = text.strip()
    if len(text) > LONGEST:
        return ""
    plain = text.strip("$ ＄").translate(HALF_WIDTH).replace("−", "-")
    hints = (hint for shape, way in _SHAPES if (match := shape.fullmatch(plain)) and (hint := way(match)))
    return next(hints, "")


def _read(text: str) -> Fraction | None:
    try:
        return Fraction(pointed(text).replace("'", "").replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None


def _plain(text: str) -> str:
    """A number as it is read; "" for what is none."""
    plain = re.sub("[ \u00a0\u2009\u202f']", "", pointed(text))
    return plain if _read(plain) is not None else ""


def _alone(match: Match) -> str:
    number = _plain(match["number"])
    return f"write `{number}`" if number else ""


def _comma(match: Match) -> str:
    """What is in thousands to some readers, and has three decimals to others."""
    return f"write `{match[1]}{match[2]}`, or `{match[1]}.{match[2]}` if the comma is a decimal one"


def _percent(match: Match) -> str:
    number = _read(match["number"])
    if number is None:
        return ""
    share = number / (1000 if match["sign"] == "‰" else 100)
    return f"write `{machine(share)}`; or write `{machine(number)}`, and ask for percent in the stem"


def _about(match: Match) -> str:
    number = _read(match["number"])
    return f"write `{machine(number)}`, and how far an answer may be off in `tolerance`" if number is not None else ""


def _within(match: Match) -> str:
    numbers = _read(match["number"]), _read(match["tolerance"])
    return f"write `{machine(numbers[0])}`, and `tolerance: {machine(numbers[1])}`" if None not in numbers else ""  # type: ignore[arg-type]


def _between(match: Match) -> str:
    low, high = _read(match["low"]), _read(match["high"])
    if low is None or high is None or low >= high:
        return ""
    middle, half = (low + high) / 2, (high - low) / 2
    return f"write `{machine(middle)}`, and `tolerance: {machine(half)}`, if all numbers between are right"


def _unit(match: Match) -> str:
    number, unit = _plain(match["number"]), match["unit"].strip(" ()（）")
    return f"write `{number}` alone, and put `{unit}` into the stem" if number else ""


def _mixed(match: Match) -> str:
    whole, over, under = (int(match[name]) for name in ("whole", "over", "under"))
    return f"write `{whole * under + over}/{under}`" if under else ""


def _power(match: Match) -> str:
    base, exponent = int(match["base"]), int(match["exponent"])
    if base == 10:
        return f"write `1e{exponent}`"
    return f"write `{machine(Fraction(base) ** exponent)}`" if base and -20 < exponent < 20 else ""


def _quotient(match: Match) -> str:
    if not int(match["under"]):
        return "no number has the denominator 0"
    quotient = f"{match['over']}/{match['under']}"
    return f"write `{quotient}`, if a quotient is meant" if ":" in match[0] else f"write `{quotient}`"


def _truth(match: Match) -> str:
    return (
        "the kind `true-false` asks whether a statement is true"
        if match[0].lower() in (*TRUTHS, "true", "false")
        else ""
    )


_Way = Callable[[Match], str]


def _always(hint: str) -> _Way:
    return lambda match: hint


def _shapes() -> Iterator[tuple[str, _Way]]:
    """The narrower ones come first."""
    number = rf"(?P<number>{NUMBER})"
    yield rf"(?P<number>{POWER.pattern})", lambda match: f"write `{match[2]}e{match[3]}`"
    yield r"([-+]?[1-9]\d{0,2})[,，](\d{3})", _comma
    yield rf"{number}\s*(?P<sign>[%％‰])", _percent
    yield (
        rf"(?:≈|~|约|大约|about|approx\.?|ca\.?|=|＝)\s*{number}",
        lambda m: _alone(m) if m[0][0] in "=＝" else _about(m),
    )
    yield rf"{number}\s*(?:±|\+/?-)\s*(?P<tolerance>{NUMBER})(?:\s*[^\d\s]{{1,8}})?", _within
    yield rf"(?P<low>{NUMBER})\s*(?:-|–|—|~|～|to|至|到|\.\.+)\s*(?P<high>{NUMBER})", _between
    yield r"(?P<number>[-+]?\d{1,3}(?:[ \u00a0\u2009\u202f']\d{3})+(?:[.,]\d+)?)", _alone
    yield r"(?P<whole>\d{1,9})\s+(?P<over>\d{1,9})\s*/\s*(?P<under>\d{1,9})", _mixed
    yield r"(?P<over>[-+]?\d{1,12})\s*[:：÷/]\s*(?P<under>\d{1,12})", _quotient
    yield r"\\[dt]?frac\{(?P<over>-?\d{1,12})\}\{(?P<under>\d{1,12})\}", _quotient
    yield r"(?P<base>-?\d{1,3})\s*(?:\^|\*\*)\s*[{(]?(?P<exponent>-?\d{1,3})[)}]?", _power
    yield number, _alone
    yield r"(?P<other>0[xX][0-9a-fA-F]{1,12}|0[bB][01]{1,40})", lambda match: f"write `{int(match['other'], 0)}`"
    # Without commas inside, so that each is read in one way.
    one = r"[-+]?\d+(?:\.\d+)?"
    yield (
        rf"{one}(?:(?:\s*[,;，；、/]\s*|\s+(?:or|and|或|和)\s+|\s*[或和]\s*){one})+",
        _always("write one number; the kind `table` asks for several, and `short-answer` accepts several spellings"),
    )
    yield "|".join(_HALVES), lambda match: f"write `{_HALVES[match[0]]}`"
    yield rf"{number}\s*[,;，；。]", _alone
    yield rf"{number}(?P<unit>\s*[(（]?[^\d\s,;，；(（][^\d]*)", _unit
    yield rf"{number}(?P<unit>\s*[A-Za-zμµΩ°\\$][^,;，；]*)", _unit
    yield r"\S+", _truth
    yield r"[A-Z]", _always("the kind `choice` has options: put the right one under `right`, the others under `wrong`")
    yield (
        r"[-+]?\d*\s*(?:π|\\pi|pi|e|√.*|\\?sqrt.*|\\?(?:ln|log|exp|sin|cos|tan)\b.*)",
        _always("write its decimals, with a `tolerance`; `check` takes the expression"),
    )
    yield (
        r"[^\W\d_].*|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}:\d{2}|[-+−]?∞|[≥≤<>].*",
        _always("the kind `short-answer` asks for a text"),
    )


_SHAPES: Sequence[tuple[re.Pattern[str], _Way]] = tuple((re.compile(shape, re.DOTALL), way) for shape, way in _shapes())


def range_meant(given: str) -> str:
    """The range that is meant, as it is read: `at least 10%` for `≥10%` and for 至少 10%."""
    plain = " ".join(given.translate(HALF_WIDTH).replace("％", "%").split())
    for shape, written in _RANGES:
        if match := shape.fullmatch(plain):
            return f"write `{written.format(*match.groups())}`"
    return ""


_LIMIT = r"(\d+(?:\.\d+)?) ?(%?)"
_RANGES = tuple(
    (re.compile(shape, re.IGNORECASE), written)
    for shape, written in (
        (rf"(\d+(?:\.\d+)?) ?%? ?(?:~|～|—|−|to|到|至) ?{_LIMIT}", "{0}-{1}{2}"),
        (rf"(?:>=?|≥|from|min\.?|minimum|至少|最少|不少于|不低于|atleast) ?{_LIMIT}", "at least {0}{1}"),
        (rf"(?:<=?|≤|up to|max\.?|maximum|至多|最多|不多于|不超过|atmost) ?{_LIMIT}", "at most {0}{1}"),
        (rf"{_LIMIT} ?(?:以上|起|or more|\+|-)", "at least {0}{1}"),
        (rf"{_LIMIT} ?(?:以下|以内|or less|or fewer)", "at most {0}{1}"),
    )
)


def allowance_meant(given: str) -> str:
    """The way out of a tolerance that cannot be read."""
    if given.strip().endswith(("%", "％")):
        return "write it in the unit of the answer: for 5 percent of 24, `1.2`"
    return number_hint(given.strip().lstrip("±+-−<≤≈~ "))


# What says a number in words, of which some may be left out: 三十, twenty-five.
_IN_WORDS = re.compile(
    r"[零一二三四五六七八九十百千两半几]+.{0,3}|(?:(?:half|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|and|hours?|minutes?|points?)[ -]*)+",
    re.IGNORECASE,
)


def in_digits(given: str, otherwise: str = "write a number such as `2`") -> str:
    """The way out of a text without a number at its beginning: its own number, that it says in words, or any."""
    numbers = re.findall(r"\d+(?:\.\d+)?", given.translate(HALF_WIDTH))
    if len(numbers) == 1:
        return f"write `{numbers[0]}` alone"
    return "write it in digits" if numbers or _IN_WORDS.fullmatch(given.strip()) else otherwise
