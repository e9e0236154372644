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


_HALF = ("half", "a half", "half of it", "一半", "半", "hälfte", "die hälfte", "moitié", "la moitié")


def percent_meant(text: str) -> str:
    """The percentage that a share such as `0.5`, `1/2` or `half` is; "" where it is none."""
    plain = text.strip().translate(HALF_WIDTH)
    plain = _HALVES.get(plain, "1/2" if plain.lower() in _HALF else plain)
    if not re.fullmatch(r"0?\.\d{1,6}|\d{1,3} ?/ ?0*[1-9]\d{0,2}", plain):
        return ""
    share = Fraction(plain.replace(" ", ""))
    return str(round(share * 100)) if share < 1 else ""


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


def _with_half(match: Match) -> str:
    over, under = map(int, _HALVES[match["part"]].split("/"))
    return f"write `{int(match['whole']) * under + over}/{under}`"


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
    yield (
        r"(?P<other>0[xX][0-9a-fA-F]{1,12}|0[oO][0-7]{1,15}|0[bB][01]{1,40})",
        lambda match: f"write `{int(match['other'], 0)}`",
    )
    # Without commas inside, so that each is read in one way.
    one = r"[-+]?\d+(?:\.\d+)?"
    yield (
        rf"{one}(?:(?:\s*[,;，；、/]\s*|\s+(?:or|and|或|和)\s+|\s*[或和]\s*){one})+",
        _always("write one number; the kind `table` asks for several, and `short-answer` accepts several spellings"),
    )
    yield rf"(?P<whole>\d{{1,9}})\s?(?P<part>{'|'.join(_HALVES)})", _with_half
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


def range_meant(given: object, *, percent: bool = False) -> str:
    """The range that is meant, as it is read: `at least 10%` for `≥10%` and for 至少 10%, `2-4` for a list of two numbers.

    Where it is in `percent`, so is a part of 1.
    """
    match given:
        case [str(low), str(high)] | {"min": str(low), "max": str(high)} | {"from": str(low), "to": str(high)}:
            text = f"{low}-{high}"
        case [str(only)]:
            text = only
        case {"min": str(only)}:
            text = f"at least {only}"
        case {"max": str(only)}:
            text = f"at most {only}"
        case str(text):
            pass
        case _:
            return ""
    plain = " ".join(text.translate(HALF_WIDTH).replace("％", "%").split())
    plain = _HOURS.sub(lambda match: f"{float(match[1]) * 60:g}", plain)
    plain = _UNITS.sub("", re.sub(r"(?<=\d) ?(?:percent|per cent)\b", "%", plain, flags=re.IGNORECASE))
    plain = re.sub("^(?:half|一半)$", "50%", plain, flags=re.IGNORECASE)
    for shape, written in _RANGES:
        if match := shape.fullmatch(plain):
            plain = written.format(*match.groups())
            break
    if percent:
        plain = re.sub(r"\b0?\.\d+", lambda part: f"{float(part[0]) * 100:g}", plain)
        plain = plain if plain.endswith("%") else f"{plain}%"
    read = re.fullmatch(rf"(?:at (?:least|most) )?{_AMOUNT}%?|({_AMOUNT})-({_AMOUNT})%?", plain)
    if not read:
        return ""
    if read[1] and float(read[1]) > float(read[2]):
        plain = f"{read[2]}-{read[1]}{'%' * plain.endswith('%')}"
    return f"write `{plain}`" if plain != given else ""


_AMOUNT = r"\d+(?:\.\d+)?"
_HOURS = re.compile(rf"({_AMOUNT}) ?(?:h|hrs?|hours?|小时)(?!\w)", re.IGNORECASE)
_UNITS = re.compile(
    r"(?<=\d) ?(?:questions?|items?|points?|marks?|minutes?|mins?|道题?|个|题|分钟?|分)(?![a-z])", re.IGNORECASE
)
_LIMIT = rf"({_AMOUNT}) ?(%?)"
_RANGES = tuple(
    (re.compile(shape, re.IGNORECASE), written)
    for shape, written in (
        (
            rf"(?:between|from|介于|从)? ?({_AMOUNT}) ?%? ?(?:-|–|~|～|—|−|to|and|or|到|至|和|与|或) ?{_LIMIT}(?: ?之间)?",
            "{0}-{1}{2}",
        ),
        (
            rf"(?:>=?|≥|from|min\.?|minimum|not less than|no less than|至少|最少|不少于|不低于|atleast|at least)(?: of)?[:=]? ?{_LIMIT}",
            "at least {0}{1}",
        ),
        (
            rf"(?:<=?|≤|up to|max\.?|maximum|not more than|no more than|至多|最多|不多于|不超过|atmost|at most)(?: of)?[:=]? ?{_LIMIT}",
            "at most {0}{1}",
        ),
        (rf"{_LIMIT} ?(?:以上|起|or more|at least|minimum|min\.?|\+|-)", "at least {0}{1}"),
        (rf"{_LIMIT} ?(?:以下|以内|or less|or fewer|at most|maximum|max\.?)", "at most {0}{1}"),
    )
)
# Difficulties by what they are called.
_LEVELS = {
    "1": "trivial very-easy 很简单 很容易 很易 非常简单",
    "2": "easy simple low 简单 容易 易 较易 低",
    "3": "medium moderate average normal middle intermediate 中等 中 适中 一般 普通",
    "4": "hard difficult high 难 较难 困难 高",
    "5": "very-hard 很难 非常难 最难",
}


def level_meant(given: str) -> str:
    """The way out of a difficulty in words, or as a bound."""
    plain = given.strip().lower()
    if plain in ("very easy", "very hard"):
        return f"write `{'1' if plain.endswith('easy') else '5'}`"
    if number := next((number for number, called in _LEVELS.items() if plain in called.split()), ""):
        return f"write `{number}`"
    bound = re.fullmatch(r"(>=?|≥|<=?|≤) ?([1-5])", plain)
    if not bound:
        return ""
    edge = int(bound[2])
    least = edge + (bound[1] == ">") if bound[1][0] in ">≥" else 1
    most = 5 if bound[1][0] in ">≥" else edge - (bound[1] == "<")
    return f"write `[{', '.join(map(str, range(least, most + 1)))}]`" if least <= most else ""


def allowance_meant(given: str) -> str:
    """The way out of a tolerance that cannot be read."""
    if given.strip().lower() in ("exact", "exactly", "none", "no", "无", "精确"):
        return "write `0`"
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
