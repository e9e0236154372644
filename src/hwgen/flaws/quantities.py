"""Quantities that have names, and what they come to of the numbers of a question: an answer or a reason that names another one than its value is."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import permutations
from numbers import Real
from typing import Any

from hwgen.errors import CourseError
from hwgen.flaws.crosstables import of_outcomes
from hwgen.flaws.familiar import OF_WHOLE, Family, of_fields
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import reasons_of
from hwgen.flaws.statistics import NUMBER as PLAIN_NUMBER
from hwgen.flaws.statistics import ROW
from hwgen.flaws.trees import names_of
from hwgen.flaws.trials import narrowed, trials
from hwgen.flaws.words import table
from hwgen.problem.compiling import KEY
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR
from hwgen.text import Language
from hwgen.words.words import name_of, script_of

FEWEST = 3
# A mean of another kind than that of all numbers of a row.
OTHER_KIND = re.compile(
    r"(?i)加权|移动|滑动|几何|调和|截尾|指数|累[计积]|每两|相邻|weighted|moving|geometric|harmonic|trimmed|exponential|cumulative|running|pairs?\b|consecutive"
)
MEAN = {"zh": re.compile(r"平均(?:数|值|\w{2})?(?=为|是|等于)"), "en": re.compile(r"\b[Tt]he(?:ir)? (?:mean|average)(?: \w+)?(?= (?:is|equals)\b)")}  # fmt: skip
NEAR_BY = 12
# Means of squares, and of some of the numbers.
OTHER_MEANS = re.compile(
    r"平方的?平均|离差|偏差|绝对|[前后其]|每组|各组|中间|squared|squares|deviation|absolute|first|last|middle|rest|remaining|group|without|new|旧|新|去掉|剩",
    re.IGNORECASE,
)
# What says that a reason names the quantity that a wrong value is.
NAMES = {
    "zh": re.compile(r"^\s*这(?:只|就)?是"),
    "en": re.compile(r"^\s*This (?:is|gives) (?:only |just )?(?:the |their |its )?", re.IGNORECASE),
}
# Of a row of small numbers, one value is soon another one’s.
BY_CHANCE = frozenset(["row", "divisible", "reckoning"])
# What has a radius first of all.
ROUND = frozenset(["circle", "sphere", "cylinder", "cone", "sector"])
DIAMETER = {"zh": re.compile(r"直径(?:为|是|：)?\s?\$?\d"), "en": re.compile(r"\bdiameter (?:of |is |: ?)?\$?\d|\d[^.;]{0,12} in diameter", re.IGNORECASE)}  # fmt: skip
# Right behind what a solution names, its value, perhaps as the end of how it is worked out.
WORKED = r"\s?\$?(?:[^，。；;=\u4e00-\u9fff]*?(?:=|\\approx|≈)\s?)*(?P<value>-?\d+(?:\\,\d{3})*(?:\.\d+)?)(?!\w|\.?\d|\\,\d|\s?(?:\\(?!,)|[-+*/=≈%^]))"
VALUE = {
    "zh": re.compile(rf"[^，。；、\d=]{{0,6}}(?:为|是|等于){WORKED}"),
    "en": re.compile(rf"[^,.;\d=]{{0,32}}?\b(?:is|are|equals){WORKED}"),
}  # fmt: skip
MATRIX = re.compile(r"\\begin\{[pb]matrix\}(.*?)\\end\{[pb]matrix\}", re.DOTALL)
PLAIN = re.compile(r"\s*-?\d+(?:\.\d+)?\s*")
# Which body or figure a text speaks of, and of how many measures it is.
SHAPES: Mapping[str, tuple[int, Mapping[Language, re.Pattern[str]], Mapping[str, Callable[..., float]]]] = {
    "square": (
        1,
        {"zh": re.compile("正方形"), "en": re.compile(r"\bsquare\b(?! \w*met)", re.IGNORECASE)},
        {"area": lambda a: a * a, "perimeter": lambda a: 4 * a, "diagonal": lambda a: a * math.sqrt(2)},
    ),
    "rectangle": (
        2,
        {"zh": re.compile("长方形|矩形"), "en": re.compile(r"\brectang", re.IGNORECASE)},
        {"area": lambda a, b: a * b, "perimeter": lambda a, b: 2 * (a + b), "diagonal": math.hypot},
    ),
    "right-triangle": (
        2,
        {"zh": re.compile("直角三角形"), "en": re.compile(r"\bright(?:-angled)? triangle", re.IGNORECASE)},
        {
            "area": lambda a, b: a * b / 2,
            "perimeter": lambda a, b: a + b + math.hypot(a, b),
            "hypotenuse": math.hypot,
        },
    ),
    "cube": (
        1,
        {"zh": re.compile("[正立]方体"), "en": re.compile(r"\bcube\b", re.IGNORECASE)},
        {
            "volume": lambda a: a**3,
            "surface": lambda a: 6 * a * a,
            "edges": lambda a: 12 * a,
            "diagonal": lambda a: a * math.sqrt(3),
        },
    ),
    "box": (
        3,
        {"zh": re.compile("长方体"), "en": re.compile(r"\b(?:box|cuboid|tank|crate)\b", re.IGNORECASE)},
        {
            "volume": lambda a, b, c: a * b * c,
            "surface": lambda a, b, c: 2 * (a * b + b * c + a * c),
            "edges": lambda a, b, c: 4 * (a + b + c),
            "diagonal": lambda a, b, c: math.hypot(a, b, c),
        },
    ),
    "sphere": (
        1,
        {"zh": re.compile("球"), "en": re.compile(r"\b(?:sphere|ball)\b", re.IGNORECASE)},
        {"volume": lambda r: 4 / 3 * math.pi * r**3, "surface": lambda r: 4 * math.pi * r**2},
    ),
    "circle": (
        1,
        {
            "zh": re.compile("圆(?![柱锥周环心弧])"),
            "en": re.compile(r"\b(?:circle|circular|disc|disk)\b", re.IGNORECASE),
        },
        {"area": lambda r: math.pi * r**2, "perimeter": lambda r: 2 * math.pi * r},
    ),
    "sector": (
        2,
        {
            "zh": re.compile("圆心角|扇形|弧长"),
            "en": re.compile(r"\bsector of|\barc\b|\bangle at (?:its|the) cent", re.IGNORECASE),
        },
        {
            "arc": lambda r, a: math.pi * r * a / 180,
            "area": lambda r, a: math.pi * r**2 * a / 360,
            "perimeter": lambda r, a: math.pi * r * a / 180 + 2 * r,
        },
    ),
    "cone": (
        2,
        {"zh": re.compile("圆锥"), "en": re.compile(r"\bcon(?:e|ical)\b", re.IGNORECASE)},
        {"volume": lambda r, h: math.pi * r**2 * h / 3, "lateral": lambda r, s: math.pi * r * s},
    ),
    "cylinder": (
        2,
        {"zh": re.compile("圆柱"), "en": re.compile(r"\bcylind", re.IGNORECASE)},
        {
            "volume": lambda r, h: math.pi * r**2 * h,
            "surface": lambda r, h: 2 * math.pi * r * (r + h),
            "lateral": lambda r, h: 2 * math.pi * r * h,
            "base": lambda r, h: math.pi * r**2,
            "girth": lambda r, h: 2 * math.pi * r,
        },
    ),
}


def of_quantities(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed) or not isinstance(part.key, int | float | Fraction):
            continue
        reasons = dict(reasons_of(part, item))
        for language in item.languages:
            ask = part.say().ask[language]
            text = shown(item.asked(part, language), language)
            asked = question_or_all(shown(ask, language))
            for name, family in (*families(part, text, language), *of_fields(part.params, _used(part), text, language)):
                # How interest is reckoned is said before what is asked for; the last clause may hold a unit alone.
                where = text if name in OF_WHOLE else asked if _named(asked, name, language) else shown(ask, language)
                narrow = narrowed if name == "trials" else _as_it_is
                if fault := _fault(where, part, KEY, name, narrow(family, where, text, language), language):
                    yield flaw("asks-otherwise", f"the {name_of(language)} text asks for {fault}", ask)
                solution = shown(part.say().solution[language], language)
                worked = narrow(family, solution, text, language)
                for fault in (
                    *(_in_solution(solution, name, worked, language) if name not in BY_CHANCE else ()),
                    *(_of_mean(solution, family, language) if name == "row" else ()),
                ):
                    yield flaw("claim-differs", fault, part.say().solution[language])
                for id, why in reasons.items():
                    reason = shown(why.get(language, ""), language)
                    names = search.match(reason) if (search := NAMES.get(language)) else None
                    known = narrow(family, reason, text, language)
                    if names and (fault := _fault(reason, part, id, name, known, language)):
                        message = f"the reason of `{id}` names {fault}, in the {name_of(language)} text"
                        yield flaw("reason-direction", message, why[language])


def _as_it_is(family: Family, *_: str) -> Family:
    return family


def families(part: Computed, text: str, language: Language) -> Iterator[tuple[str, Family]]:
    """The families of quantities that a question has the numbers for, each with what they come to."""
    used = _used(part)
    rows = [_numbers(value) for value in used.values() if isinstance(value, list | tuple)]
    if len(rows) == 1 and len(rows[0]) >= FEWEST and not OTHER_KIND.search(text):
        yield "row", _of_row(rows[0])
    elif not rows and (row := _in_a_row(used, text)) and not OTHER_KIND.search(text):
        yield "row", _of_row(row)
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) > 1:
        yield "errors", _of_errors(*rows)
    if outcomes := of_outcomes(text, language):
        yield "table", outcomes
    if matrix := _square(text):
        yield "matrix", matrix
    numbers = [float(value) for value in used.values() if isinstance(value, Real) and not isinstance(value, bool)]
    if len(numbers) != len(used):
        return
    if of_trials := trials(numbers, text, language):
        yield "trials", of_trials
    for shape, (count, words, of) in SHAPES.items():
        if len(numbers) == count and language in words and words[language].search(text):
            ways = [*permutations(numbers)]
            if shape in ROUND and language in DIAMETER and DIAMETER[language].search(text):
                halved = [(way[0] / 2, *way[1:]) for way in ways]
                family = {name: [value(*way) for way in halved] for name, value in of.items()}
                yield shape, family | {f"{name}, its diameter taken for the radius": [value(*way) for way in ways] for name, value in of.items()}  # fmt: skip
            else:
                yield shape, {name: [value(*way) for way in ways] for name, value in of.items()}


def _used(part: Computed) -> Mapping[str, Any]:
    """The numbers that the formula of the answer works with, by their names."""
    names = names_of(inlined(part.formulas, part.formulas.key))
    return {name: part.params[name] for name in sorted(names & part.params.keys())}


def _numbers(values: Sequence[Any]) -> list[float]:
    """The numbers of a row; none where something else is among them."""
    plain = [float(v) for v in values if isinstance(v, Real) and not isinstance(v, bool)]
    return plain if len(plain) == len(values) else []


def _in_a_row(used: Mapping[str, Any], text: str) -> list[float]:
    """The only row of numbers of a text, if these are the ones that the formula works with, each by a name of its own."""
    rows = [[float(number) for number in PLAIN_NUMBER.findall(row)] for row in ROW.findall(text)]
    own = sorted(_numbers([*used.values()]))
    return rows[0] if len(rows) == 1 and len(rows[0]) >= FEWEST and own == sorted(rows[0]) else []


def _of_row(row: Sequence[float]) -> Family:
    modes = statistics.multimode(row)
    return {
        "mean": [statistics.fmean(row)],
        "median": [statistics.median(row)],
        "mode": modes if len(modes) == 1 else [],
        "range": [max(row) - min(row)],
        "variance": [statistics.pvariance(row), statistics.variance(row)],
        "deviation": [statistics.pstdev(row), statistics.stdev(row)],
        "sum": [math.fsum(row)],
    }


def _of_errors(predicted: Sequence[float], true: Sequence[float]) -> Family:
    errors = [p - q for p, q in zip(predicted, true, strict=True)]
    mse = statistics.fmean(e * e for e in errors)
    return {"mse": [mse], "rmse": [math.sqrt(mse)], "mae": [statistics.fmean(map(abs, errors))]}


def _square(text: str) -> Family:
    """What the only matrix of a text has, if it has two rows and two columns of numbers."""
    matrices = MATRIX.findall(text)
    rows = [row.split("&") for row in matrices[0].split(r"\\")] if len(matrices) == 1 else []
    if [len(row) for row in rows] != [2, 2] or not all(PLAIN.fullmatch(entry) for row in rows for entry in row):
        return {}
    (a, b), (c, d) = ([float(entry) for entry in row] for row in rows)
    return {"determinant": [a * d - b * c], "trace": [a + d]}


@cache
def _patterns(family: str, language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    whole = "{}" if script_of(language).ideographic else r"(?<![\w-])(?:{})(?![\w-])"
    known: Mapping[str, Mapping[str, Mapping[Language, str]]] = table("quantities.yaml")
    return tuple(
        (name, re.compile(whole.format(words[language]), re.IGNORECASE))
        for name, words in known[family].items()
        if language in words
    )


def _named(text: str, family: str, language: Language) -> list[tuple[str, str]]:
    """The quantities of a family that a text names, each with its word, but for words inside of longer ones."""
    matches = [(name, match) for name, p in _patterns(family, language) for match in p.finditer(text)]
    longest = [
        (name, match[0])
        for name, match in matches
        if not any(
            other.start() <= match.start() and match.end() <= other.end() and len(other[0]) > len(match[0])
            for _, other in matches
        )
    ]
    return list(dict(longest).items())


def _fault(text: str, part: Computed, id: str, name: str, family: Family, language: Language) -> str:
    """The quantity that a text names, where the key or the value of a misconception, by its id, is another one of its family."""
    named = _named(text, name, language)
    value = part.key if id == KEY else part.wrong[id]
    if len(named) != 1 or not isinstance(value, int | float | Fraction):
        return ""
    ((quantity, word),) = named
    if any(_same(of, value, part.places) for of in family.get(quantity, ())):
        return ""
    other = next((q for q, of in family.items() if any(_same(v, value, part.places) for v in of)), "")
    if not other or (name == "row" and not _is_always(part, id, other)):
        return ""
    return f"“{word}”, the value is that of `{other}`"


def _in_solution(text: str, name: str, family: Family, language: Language) -> Iterator[str]:
    """Quantities that a solution gives the value of another one of their family."""
    for quantity, pattern in _patterns(name, language) if language in VALUE else ():
        for match in pattern.finditer(text):
            if not (value := VALUE[language].match(text, match.end())):
                continue
            number = float(value["value"].replace("\\,", ""))
            places = len(value["value"].partition(".")[2])
            others = [q for q, of in family.items() if any(_same(v, number, places) for v in of)]
            if quantity in family and quantity not in others and others:
                message = f"“{match[0]}{value[0]}” is the value of `{others[0]}`"
                yield f"{message}, in the {name_of(language)} solution"


def _of_mean(text: str, family: Family, language: Language) -> Iterator[str]:
    """A mean that a solution gives of the row of the question; it may speak of means of something else, too."""
    for match in MEAN[language].finditer(text) if language in MEAN else ():
        if OTHER_MEANS.search(text[max(0, match.start() - NEAR_BY) : match.end()]):
            continue
        value = VALUE[language].match(text, match.end())
        number = float(value["value"].replace("\\,", "")) if value else 0.0
        places = len(value["value"].partition(".")[2]) if value else 0
        if value and not any(_same(mean, number, places) for mean in family["mean"]):
            yield f"“{match[0]}{value[0]}”, and the mean of the numbers is {family['mean'][0]:g}, in the {name_of(language)} solution"


def _is_always(part: Computed, id: str, quantity: str) -> bool:
    """Whether a value is the same quantity of another row, too: what a few numbers come to may meet by chance."""
    params = dict(part.params)
    for name, row in part.params.items():
        if isinstance(row, list | tuple) and _numbers(row):
            params[name] = type(row)(7 * x + 3 * i + 1 for i, x in enumerate(row))
    try:
        answers = part.formulas(params)
        value = answers.key if id == KEY else answers.wrong[id]
    except (CourseError, ArithmeticError, ValueError, IndexError, KeyError, TypeError):
        return True
    rows = [_numbers(row) for row in params.values() if isinstance(row, list | tuple) and _numbers(row)]
    if not rows:
        params = {name: 7 * params[name] + 3 * i + 1 for i, name in enumerate(_used(part))}
        rows = [_numbers([*params.values()])]
        try:
            answers = part.formulas(params)
            value = answers.key if id == KEY else answers.wrong[id]
        except (CourseError, ArithmeticError, ValueError, IndexError, KeyError, TypeError):
            return True
    return isinstance(value, int | float | Fraction) and any(
        _same(of, value, part.places) for row in rows for of in _of_row(row)[quantity]
    )


def _same(value: float, number: int | float | Fraction, places: int | None) -> bool:
    """Whether a quantity is a number, in percent or not, as far as it is rounded."""
    within = NEAR * max(1.0, abs(value)) + (0 if places is None else 0.5 * 10.0**-places)
    return any(abs(float(number) - factor * value) <= within for factor in (1, 100))
