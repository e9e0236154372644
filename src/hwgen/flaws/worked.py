"""Solutions that call a number by the name of another one: the product of what they add up, the largest that is not, an entry of the answer that has another value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations
from numbers import Real

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading, off_at_most
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR, sides_in
from hwgen.text import Language
from hwgen.words.words import name_of

NUMBER = r"-?\d+(?:\.\d+)?"
WHOLE = re.compile(r"(?<![\w.^_{])\d+(?![\w}^]|\.\d)")
IS = {"zh": r"(?:为|是|等于|[:：=])", "en": r"(?:is|was|are|were|has|[:=])"}
# Names of what two or three numbers come to, each told from the others of its group.
OPERATIONS: Mapping[str, Mapping[Language, str]] = {
    "lcm": {"zh": "最小公倍数", "en": "(?:least|lowest) common multiple"},
    "gcd": {"zh": "最大公[约因]数", "en": "greatest common (?:divisor|factor)"},
    "product": {"zh": "乘积|之积", "en": "product"},
    "sum": {"zh": "之和|总和", "en": "sum"},
    "difference": {"zh": "之差", "en": "difference"},
}
COMES_TO: Mapping[str, Callable[[Sequence[int]], int]] = {
    "lcm": lambda n: math.lcm(*n),
    "gcd": lambda n: math.gcd(*n),
    "product": math.prod,
    "sum": sum,
    "difference": lambda n: max(n) - sum(n) + max(n),
}
GROUPS = (("lcm", "gcd"), ("product", "sum", "difference"))
# What is called a product, up to the end of its formula.
PRODUCT = {
    "zh": re.compile(
        r"(?<![内点量阵])(?P<name>乘积|之积)(?:为|是|等于)\s?\$?(?P<formula>[^，。；、$\n\u4e00-\u9fff]+)"
    ),
    "en": re.compile(
        r"\b(?:the|their|its) (?P<name>product) (?:is|are|equals)\s\$?(?P<formula>[^,;$\na-zA-Z\\]*(?:\\[a-z]+[^,;$\na-zA-Z\\]*)*)",
        re.IGNORECASE,
    ),
}
# That something is multiplied or divided by a number, worked out right there or not.
BY_FACTOR = {
    "zh": re.compile(
        rf"(?:(?P<times>乘以)|除以)了?\s?\$?(?:[^，。；：$=]*=\s*)?(?P<number>{NUMBER})\$?(?=[，。；：]|$)"
    ),
    "en": re.compile(
        rf"\b(?:(?P<times>multiplied)|divided) by \$?(?:[^,.;:$=]*=\s*)?(?P<number>{NUMBER})\$?(?=[,.;:]|$)"
    ),
}
SUM = {
    "zh": re.compile(r"(?:之和|总和)(?:为|是|等于|：)\s?\$?(?P<formula>[^，。；、$\n\u4e00-\u9fff]+)"),
    "en": re.compile(
        r"\b(?:is|are) (?:the|their|its) sum of (?:the|these|both) [^.,;:=$]{3,40}(?: is|:| =) ?\$?(?P<formula>[^;$\n=]+=)"
        r"|\b(?:the|their|its) sum (?:of (?:the|these|both) [a-z ]{3,30})?(?:is|:|equals)\s\$?(?P<plain>[^;$\n=]+=)",
        re.IGNORECASE,
    ),
}
# A total, and what a step before it came to.
TERM = r"\d+(?:\\,\d{3})*(?:\.\d+)?"
SUM_OF_TERMS = rf"[^，。；;$=\d]{{0,12}}\$?(?P<sum>{TERM}(?:\s?\+\s?{TERM})+)\s?="
IN_ALL = {
    "zh": re.compile(rf"(?:合计|共计|总计|一共|总共|共|总和)(?:有|是|为)?{SUM_OF_TERMS}"),
    "en": re.compile(rf"\b(?:together|in all|altogether|in total|the total)\b{SUM_OF_TERMS}", re.IGNORECASE),
}
RESULT = re.compile(rf"=\s?({TERM})(?![\d.]*\d|\\,\d|\s?(?:[-+*/^=]|\\(?:times|cdot|div|frac)))")
OF_VECTORS = re.compile(r"向量|矩阵|内积|点积|\b(?:vectors?|matri(?:x|ces)|inner|dot)\b", re.IGNORECASE)
BRACKETS = re.compile(r"\([^()]*\)|\{[^{}]*\}")
# More numbers can be put together to anything.
MOST = 4
EXTREMES = {
    "zh": (r"最[大多高长](?:的|值)(?:[^，。；\d最]{0,6})", r"最[小少低短](?:的|值)(?:[^，。；\d最]{0,6})"),
    "en": (r"\b(?:most|largest|greatest|highest|longest|maximum)\b[^,.;\d]{0,24}?", r"\b(?:fewest|least|smallest|lowest|shortest|minimum)\b[^,.;\d]{0,24}?"),
}  # fmt: skip
# Parts listed one by one, and right behind them what they make together.
LISTED = {
    "zh": re.compile(r"(?:分别|依次)?(?:是|为|有)\s?(?P<parts>[^，。；]*\d[^，。；]*、[^，。；]*\d[^，。；]*)，(?:合计|共计|总计|一共|总共|共)(?:有|是|为)?(?P<total>[^，。；]*)"),
    "en": re.compile(r"(?P<parts>\$?\d[^.;:]*? and [^.;:,]*\d[^.;:,]*)[,;] (?:together|in all|altogether|in total)(?:,| that is| they| this)?(?P<total>[^.;]*)", re.IGNORECASE),
}  # fmt: skip
UP_TO_NUMBER = re.compile(r"^(.*\d).*$", re.DOTALL)
# What is the mean of the numbers before it in the sentence, but for a formula that works it out.
IS_MEAN = rf"[:：]?\s*\$?(?P<mean>{NUMBER})(?!\w|\.\d|\s?(?:\\|[-+*/=%]))"
MEAN = {
    "zh": re.compile(rf"(?:(?:^|[，,；。：\n])\s?(?:故|所以|因此)?(?:它们|其|这些数|[三四五六]者|[三四五六]个数)?的?(?:平均|均值|取平均)[值数]?(?:为|是|得到?)?){IS_MEAN}"),
    "en": re.compile(rf"(?:(?:^|[.;,:\n] ?)(?:and |so )?(?:on average|(?:the|their|its) (?:mean|average)(?: of (?:these|them|the [a-z]+))? is|averaging (?:them|these|the [a-z]+) gives)|,? (?:with|whose) (?:an? |the )?(?:mean|average)(?: of| is)?){IS_MEAN}", re.IGNORECASE),
}  # fmt: skip
SENTENCE = {"zh": re.compile(r"[。；\n]"), "en": re.compile(r"\.\s|\n")}
# The mean of squares by its name, where the squares are listed.
OF_SQUARES = {
    "zh": (re.compile("平方(?:误差)?(?:依次|分别)?[为是：]"), re.compile(r"均方误差(?:（MSE）)?"), "均值"),
    "en": (re.compile(r"\b(?:squares|squared \w+)\b[^.;\d]{0,24}?\b(?:are|:)", re.IGNORECASE), re.compile(r"mean squared error(?: \(MSE\))?|\bMSE\b"), "mean"),
}  # fmt: skip
# So many percent of a number, which are another one: 25% of 8 weights is 2 weights.
PERCENT_OF = {
    "zh": re.compile(rf"(?<![\d.])(?P<whole>{NUMBER})\s?[\u4e00-\u9fff]{{0,8}}的\s?(?P<percent>{NUMBER})\s?\\?[%％]\s?(?:是|为|即|等于)\s?(?P<part>{NUMBER})(?![\d.]*\d|\s?(?:[-+*/^=%％]|\\))"),
    "en": re.compile(rf"(?<![\d.])(?P<percent>{NUMBER})\s?(?:\\?%|percent) of (?:the )?(?P<whole>{NUMBER})(?: [a-z]+){{0,2}} (?:is|are|makes?|gives?) (?P<part>{NUMBER})(?![\d.]*\d|\s?(?:[-+*/^=%]|\\))"),
}  # fmt: skip
# What is between numbers for its looks, and the sign of a number.
SPACE = re.compile(r"\\[,;:! ]|\\q?quad(?![a-z])")
SIGN = re.compile(r"(?<![\w)}\]])-(?=\d)")
# Numbers that are listed, and the sum of as many right behind them.
IN_ROW = re.compile(rf"(?<![\w.(,^_{{]){NUMBER}(?:\s*(?:[,，、]|,? and |和)\s*{NUMBER})+(?![\w)}}]|\.\d|\s*[-+/*^=\\])")
TERM_OF_ROW = rf"(?:\\left)?[(|]?\s?({NUMBER})\s?(?:\\right)?[)|]?(?:\s?\^\s?\{{?2\}}?)?"
NEXT_SUM = re.compile(
    rf"(?<![\w.^])(?<!\\times )(?<!\\cdot )(?<!\\times)(?<!\\cdot)(?<![×·*/] )(?<![×·*/]){TERM_OF_ROW}(?:\s?\+\s?{TERM_OF_ROW})+(?!\s*(?:[-+*^\d.]|\\(?:times|cdot)))"
)
FAR = 160
RIGHT_SIDE = re.compile(rf"[^，、,;；]*=\s?(?={NUMBER})")
SEPARATOR = re.compile(r"、|和|与|,| and ")
# The entry of a row that has been sorted, by its place.
SORTED = {
    "zh": re.compile(rf"(?:排序|排好|从小到大)[^。；第]{{0,12}}第\s?\$?(?P<place>[一二三四五六七八九\d])\$?\s?个(?:数|值)?\s?(?:为|是)\s?\$?(?P<number>{NUMBER})"),
    "en": re.compile(rf"\bsorted\b[^,.;]*, the (?P<place>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|\d)(?:st|nd|rd|th)?(?: \w+)? is \$?(?P<number>{NUMBER})", re.IGNORECASE),
}  # fmt: skip
PLACES = {
    **{name: i for i, name in enumerate("一二三四五六七八九", 1)},
    **{
        n: i
        for i, n in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), 1)
    },
}


def of_worked(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
        for language in (at for at in item.languages if at in IS):
            solution = part.say().solution[language]
            text = shown(solution, language)
            stem = shown(item.asked(part, language), language)
            messages = chain(
                _cells(part, text, language),
                _operations(stem, text, language),
                _of_row(part, text, language),
                _totals(text, language),
                _of_steps(text, language),
                _means(part, text, language),
                _of_lists(part, text),
                _percentages(text, language),
                _products(text, language),
                _factors(text, language),
            )
            if message := next(messages, ""):
                yield flaw("claim-differs", f"{message}, in the {name_of(language)} solution", solution)


def _cells(part: Computed, text: str, language: Language) -> Iterator[str]:
    """A number of the answer that has the value of another one."""
    if not isinstance(part.key, tuple) or len(part.cells) != len(part.key):
        return
    values = [float(v) if isinstance(v, Real) else math.nan for v in part.key]
    within = off_at_most(part)
    for cell, value in zip(part.cells, values, strict=True):
        label = cell.get(language, "")
        pattern = (
            rf"(?:^|(?<=[，。；、,;:\s])){re.escape(label)} ?{IS[language]}? ?\$?(?P<value>[^，。；、,;：:$\n\x1f]+)"
        )
        for match in re.finditer(pattern, text) if len(label) > 0 else ():
            ends = [*sides_in(match["value"].strip(" .$"))]
            if ends and abs(ends[-1] - value) > within and any(abs(ends[-1] - v) <= within for v in values):
                yield f"“{label}” is {ends[-1]:g}, where the answer has {value:g}"


def _operations(stem: str, text: str, language: Language) -> Iterator[str]:
    """The least common multiple for the greatest common divisor of the numbers of the question, and a sum for a product."""
    numbers = [int(n) for n in WHOLE.findall(stem) if int(n) > 1]
    pools = [[*pool] for size in (2, 3) for pool in combinations(numbers, size)] if 1 < len(numbers) <= MOST else []
    if not pools:
        return
    reached = {name: {of(pool) for pool in pools} for name, of in COMES_TO.items()}
    for group in GROUPS:
        for name in group:
            pattern = rf"(?:{OPERATIONS[name][language]})\s?(?:of [^.,;=]{{1,24}}? )?{IS[language]}\s?\$?(\d+)(?!\w|\.\d|\s?(?:\\|[-+*/]))"
            for match in re.finditer(pattern, text, re.IGNORECASE):
                others = [other for other in group if int(match[1]) in reached[other]]
                if name not in others and others:
                    yield f"“{match[0]}” is the {others[0]} of numbers of the question"


def _of_steps(text: str, language: Language) -> Iterator[str]:
    """A total of which all terms but one are the results of the steps right before it."""
    for match in IN_ALL[language].finditer(text):
        terms = [float(n.replace("\\,", "")) for n in re.findall(TERM, match["sum"])]
        before = [float(n.replace("\\,", "")) for n in RESULT.findall(text[: match.start()])][-len(terms) :]
        others = [n for n in before if n not in terms]
        new = [n for n in terms if n not in before]
        if len(before) == len(terms) > 1 and len(others) == len(new) == 1:
            yield f"“{match[0].strip()}” adds {new[0]:g}, where the step before came to {others[0]:g}"


def _products(text: str, language: Language) -> Iterator[str]:
    """A sum that is called a product; that of vectors is one."""
    if OF_VECTORS.search(text):
        return
    for match in PRODUCT[language].finditer(text):
        left = re.split(r"=|\\approx", match["formula"])[0]
        while BRACKETS.search(left):
            left = BRACKETS.sub("", left)
        if "+" in left and "dots" not in left:
            yield f"“{match['name']}” is said of a sum, “{match['formula'].strip()}”"
    for match in SUM[language].finditer(text):
        formula = next(filter(None, match.groupdict().values()))
        left = re.split(r"=|\\approx", formula)[0]
        if re.search(r"\\times|\\cdot", left) and not re.search(r"[+^]|\\sum|dots|(?<=\d)\s?-", left):
            yield f"“{match[0].strip()}” is a product, not a sum"


def _factors(text: str, language: Language) -> Iterator[str]:
    """What is said to be multiplied by a number by which every formula divides, or the other way round."""
    for match in BY_FACTOR[language].finditer(text):
        number = re.escape(match["number"])
        multiplied = re.search(rf"(?:\\times|\\cdot)\s*{number}(?![\d.])|(?<![\d.]){number}\s*(?:\\times|\\cdot)", text)
        divided = re.search(rf"(?:/|\}}\{{)\s*{number}(?![\d.])", text)
        if (divided and not multiplied and match["times"]) or (multiplied and not divided and not match["times"]):
            yield f"“{match[0]}” is said, and the formula {'divides' if divided else 'multiplies'}"


def _of_row(part: Computed, text: str, language: Language) -> Iterator[str]:
    """An entry of the only row of numbers that is said to be its largest, its smallest or one by its place, and is not."""
    rows = [
        v
        for v in part.params.values()
        if isinstance(v, list | tuple) and len(v) > 2 and all(isinstance(n, int | Fraction) for n in v)
    ]
    if len(rows) != 1:
        return
    row = sorted(map(float, rows[0]))
    for pattern, extreme in zip(EXTREMES[language], (row[-1], row[0]), strict=True):
        for match in re.finditer(
            rf"{pattern}\s?{IS[language]}\s?\$?({NUMBER})(?!\w|\.\d|\s?(?:\\|[-+*/]))", text, re.IGNORECASE
        ):
            if float(match[1]) in row and float(match[1]) != extreme:
                yield f"“{match[0]}”, where it is {extreme:g}"
    for match in SORTED[language].finditer(text):
        place = PLACES.get(match["place"].lower()) or int(match["place"])
        number = float(match["number"])
        if place <= len(row) and number in row and number not in (row[place - 1], row[-place]):
            yield f"“{match[0]}”, where it is {row[place - 1]:g}"


def _totals(text: str, language: Language) -> Iterator[str]:
    """Parts that do not make the total that is worked out right behind them."""
    for match in LISTED[language].finditer(text):
        parts = [
            [*map(float, re.findall(rf"(?<![\w.]){NUMBER}", part))]
            for part in SEPARATOR.split(match["parts"])
            if part.strip()
        ]
        ends = [*sides_in(UP_TO_NUMBER.sub(r"\1", match["total"]).lstrip(" ,，:："))]
        if len(parts) > 1 and all(len(part) == 1 for part in parts) and ends:
            total = math.fsum(number for (number,) in parts)
            if abs(total - ends[-1]) > NEAR * max(1.0, abs(total)):
                yield f"“{match['parts'].strip()}” make {total:g}, and not {ends[-1]:g}"


def _means(part: Computed, text: str, language: Language) -> Iterator[str]:
    """A mean that is none of the last numbers before it, with or without a zero that is said in words."""
    within = off_at_most(part)
    plain = SPACE.sub(" ", text)
    squares, name, mean_of = OF_SQUARES[language]
    plain = name.sub(mean_of, plain) if squares.search(plain) else plain
    for match in MEAN[language].finditer(plain):
        # Of a sum the value counts, and not what is added up; a sentence of its own is about the one before.
        sentences = [s for s in SENTENCE[language].split(plain[: match.start()]) if s.strip()]
        sentence = sentences[-1] if sentences else ""
        before = SIGN.sub("~", RIGHT_SIDE.sub("", sentence))
        numbers = [float(n.replace("~", "-")) for n in re.findall(r"(?<![\w.])~?\d+(?:\.\d+)?(?!\w|\.\d)", before)]
        ways = [math.fsum(numbers[-k:]) / many for k in range(2, len(numbers) + 1) for many in (k, k + 1)]
        mean = float(match["mean"])
        if ways and not re.search(r"[-+*/^×÷]|\\", before) and all(abs(way - mean) > within for way in ways):
            yield f"the mean of “{sentence.strip()}” is not {mean:g}"


def _of_lists(part: Computed, text: str) -> Iterator[str]:
    """Numbers that are listed or drawn and then added up, all but one of them."""
    plain = SPACE.sub(" ", text)
    for row in IN_ROW.finditer(plain):
        listed = [float(n) for n in re.findall(NUMBER, row[0])]
        if (total := NEXT_SUM.search(plain, row.end(), row.end() + FAR)) and (off := _one_off(listed, total[0])):
            yield f"“{row[0]}” are listed, and “{total[0]}” has {off[1]:g} for {off[0]:g}"
    rows = [v for v in part.params.values() if isinstance(v, tuple) and all(isinstance(n, int | Fraction) for n in v)]
    for total in NEXT_SUM.finditer(plain) if rows else ():
        # What else is drawn may be like it.
        if "^" in total[0] and len({len(row) for row in rows}) == 1:
            ways = [_one_off([*map(float, row)], total[0]) for row in rows]
            if (off := next(filter(None, ways), None)) and not any(_is_of(row, total[0]) for row in rows):
                yield f"“{total[0]}” has {off[1]:g} for {off[0]:g}, which is drawn"


def _terms(total: str) -> list[float]:
    return [float(n) for n in re.findall(NUMBER, re.sub(r"\^\s?\{?2\}?", "", total))]


def _is_of(row: Sequence[int | Fraction], total: str) -> bool:
    return sorted(abs(n) for n in _terms(total)) == sorted(abs(float(n)) for n in row)


def _one_off(listed: Sequence[float], total: str) -> tuple[float, float] | None:
    """The only number of a list for which a sum of as many terms has another one."""
    terms = _terms(total)
    if len(terms) != len(listed) or len(terms) < 3:
        return None
    off = [(a, b) for a, b in zip(listed, terms, strict=True) if abs(a) != abs(b)]
    return off[0] if len(off) == 1 else None


def _percentages(text: str, language: Language) -> Iterator[str]:
    for match in PERCENT_OF[language].finditer(text):
        percent, whole, part = (float(match[name]) for name in ("percent", "whole", "part"))
        if abs(percent * whole / 100 - part) > 0.5 * 10.0 ** -len(match["part"].partition(".")[2]):
            yield f"“{match[0]}”, where it is {percent * whole / 100:g}"
