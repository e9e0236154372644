"""Questions that are answered by a number of another kind: a sum for a difference, one term for a ratio, what is left for what has gone, yuan for pieces."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from hwgen.flaws.answers import behind_last, divides
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.trees import powers_of
from hwgen.flaws.words import search
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.text import Language
from hwgen.words.words import name_of

# How much more one thing is than another is no sum.
COMPARED = {
    "en": re.compile(
        r"\bhow (?:many|much)\b[^?;]*?\b(?:more|less|fewer|longer|shorter|larger|smaller|higher|lower|heavier|lighter|faster|slower|dearer|cheaper)\b[^?;]*?\bthan\b"
        r"|\bhow (?:many|much) [a-z]+ (?:higher|lower|more expensive|dearer|cheaper|heavier|lighter|longer|shorter) (?:is|are|was|were|will)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"比[^，。；？]{1,12}?[多少高低大小长短快慢重轻贵]\w{0,4}?(?:多少|几)"),
}
# By how much something has changed, which is what has become of it less what it was.
CHANGED = {
    "en": re.compile(
        r"\bby how (?:many|much)\b[^?;]*\b(?:grown?|grew|risen?|rise|rose|increased?s?|fallen|falls?|fell|decreased?s?|dropped|declined?|shrunk)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"(?:增加|增长|上升|升高|减少|降低|下降|缩短)了(?:多少|几)"),
}
# How many times as large one is as another.
RATIO = {
    "en": re.compile(r"\bratio of\b|\bhow many times (?:as|more)\b", re.IGNORECASE),
    "zh": re.compile("之比|比值|的(?:多少|几)倍"),
}
RESULT = re.compile(r"=\s*(\d+(?:\.\d+)?)(?![\d.]*\d|\s*(?:[-+*/^]|\\(?:times|cdot|div|frac)))")
TIMES = re.compile(r"times|倍|百分|percent|%", re.IGNORECASE)
MONEY = {
    "en": re.compile(r"\s*(?:yuan|dollars?|euros?|pounds?|cents?)\b"),
    "zh": re.compile("\\s*(?:元|美元|欧元|英镑|万元)"),
}
OF_MONEY = {
    "en": re.compile(
        r"\b(?:yuan|dollars?|euros?|pounds?|cents?|cost|price|pa(?:y|id)|money|revenue|profit|income|tax|fee|wage|salary|worth)",
        re.IGNORECASE,
    ),
    "zh": re.compile("元|钱|价|费|成本|收入|利润|税|工资|额|款"),
}
OF_THINGS = {
    "en": re.compile(r"\bhow many (?!times\b)[a-z]+", re.IGNORECASE),
    "zh": re.compile("多少[个件只条张台本种辆棵支枚份箱人名位次天年页盒袋瓶]"),
}
# What a question says it has so many of, and then asks the number of.
HAS = {
    "en": (
        re.compile(
            r"\bhow many ([a-z]+) (?:does|do|has|have) (?:it|they|the [a-z]+)(?: have| contain)?\?", re.IGNORECASE
        ),
        r"\b(?:has|have|with|contains?) \$?(?P<number>\d+)\$? {thing}\b",
    ),
    "zh": (
        re.compile(r"^(?:它|该\w{1,6})(?:一?共)?有多少[个条名张台]([\u4e00-\u9fff]{2,4})[？?]"),
        r"有\s?\$?(?P<number>\d+)\$?\s?[个条名张台]{thing}",
    ),
}
# How much of what: g of salt.
STUFF = {
    "en": (
        re.compile(r"\bhow (?:many|much) [a-zA-Z]+ of ([a-z]{3,})", re.IGNORECASE),
        re.compile(r"\s*(?:[a-zA-Z]+ )?of ([a-z]{3,})"),
    )
}


def of_comparisons(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed):
            for language in item.languages:
                yield from _comparisons(part, language)
                yield from _in_money(part, language)
                yield from _of_stuff(part, language)
                yield from _given_away(part, item, language)


def _comparisons(part: Computed, language: Language) -> Iterator[Flaw]:
    """A question for how much more one is than another, whose answer adds them up."""
    ask = question_or_all(prose(part.say().ask[language]).visible)
    match = search(COMPARED, ask, language)
    if match and not TIMES.search(ask) and _adds_only(part.formulas):
        message = (
            f"the {name_of(language)} text asks for a difference, “{match[0]}”, and the formula of the answer is a sum"
        )
        yield flaw("asks-otherwise", message, part.say().ask[language])
    if match and not TIMES.search(ask) and _is_raised(part.formulas):
        message = f"the {name_of(language)} text asks for a difference, “{match[0]}”, and the formula of the answer is what has become of it"
        yield flaw("asks-otherwise", message, part.say().ask[language])
    if (match := search(CHANGED, ask, language)) and not TIMES.search(ask) and _has_grown(part.formulas):
        message = f"the {name_of(language)} text asks for a change, “{match[0]}”, and the formula of the answer is what has become of it"
        yield flaw("asks-otherwise", message, part.say().ask[language])
    match = search(RATIO, ask, language)
    if match and not divides(part.formulas) and "**" not in part.formulas.key and _is_unused(part, language):
        message = f"the {name_of(language)} text asks for a ratio, “{match[0]}”, and the formula of the answer divides nothing"
        yield flaw("asks-otherwise", message, part.say().ask[language])


def _is_unused(part: Computed, language: Language) -> bool:
    """Whether the solution works out another number than the answer and does nothing with it."""
    solution = part.say().solution[language].replace(r"\,", "")
    results = [n for n in RESULT.findall(solution) if Fraction(n) != part.key]
    return any(len(re.findall(rf"(?<![\d.]){re.escape(n)}(?![\d]|\.\d)", solution)) == 1 for n in results)


def _in_money(part: Computed, language: Language) -> Iterator[Flaw]:
    """A question for a number of things whose solution ends with an amount of money, or with a unit of another kind."""
    wording = part.say()
    asked, behind = question_or_all(prose(wording.ask[language]).visible), behind_last(wording.solution[language])
    things, money = search(OF_THINGS, asked, language), search(MONEY, behind[:12], language)
    if things and money and money.start() == 0 and not search(OF_MONEY, asked, language):
        message = f"the question asks for “{things[0]}”, its solution ends with “{money[0].strip()}” in the {name_of(language)} text"
        yield flaw("claim-differs", message, wording.solution[language])


def _given_away(part: Computed, item: Reading, language: Language) -> Iterator[Flaw]:
    """A question for the number of things that it has just said, where the answer is another number."""
    if language not in HAS:
        return
    asks, says = HAS[language]
    ask = prose(part.say().ask[language]).visible
    if match := asks.search(ask):
        stated = re.findall(says.format(thing=re.escape(match[1])), item.before(language), re.IGNORECASE)
        if len(stated) == 1 and Fraction(stated[0]) != part.key:
            message = f"the question asks for “{match[0]}”, and says that there are {stated[0]}, in the {name_of(language)} text"
            yield flaw("asks-otherwise", message, part.say().ask[language])


def _of_stuff(part: Computed, language: Language) -> Iterator[Flaw]:
    """A question for so much of one thing, whose solution ends with so much of another."""
    if language not in STUFF:
        return
    wording, (asks, says) = part.say(), STUFF[language]
    asked = asks.search(question_or_all(prose(wording.ask[language]).visible))
    behind = says.match(behind_last(wording.solution[language]))
    if asked and behind and behind[1] not in asked.string and asked[1] not in behind.string:
        message = f"the question asks for “{asked[0]}”, its solution ends with “{behind[0].strip()}” in the {name_of(language)} text"
        yield flaw("claim-differs", message, wording.solution[language])


@lru_cache(maxsize=256)
def _has_grown(formulas: Formulas) -> bool:
    """Whether a formula is a product with a power of as many factors as there are steps."""
    tree = inlined(formulas, formulas.key)
    powers = powers_of(tree)
    is_product = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult | ast.Div)
    return is_product and len(powers) == 1 and not isinstance(powers[0].right, ast.Constant)


@lru_cache(maxsize=256)
def _is_raised(formulas: Formulas) -> bool:
    """Whether a formula is something times one and a share."""
    match inlined(formulas, formulas.key):
        case ast.BinOp(
            ast.Name() | ast.Constant(), ast.Mult(), ast.BinOp(ast.Constant(1), ast.Add() | ast.Sub(), _)
        ) | ast.BinOp(ast.BinOp(ast.Constant(1), ast.Add() | ast.Sub(), _), ast.Mult(), ast.Name() | ast.Constant()):
            return True
    return False


@lru_cache(maxsize=256)
def _adds_only(formulas: Formulas) -> bool:
    """Whether a formula is a sum at the top, and nothing is subtracted anywhere."""
    tree = inlined(formulas, formulas.key)
    nodes = [*ast.walk(tree)]
    return (
        isinstance(tree, ast.BinOp)
        and isinstance(tree.op, ast.Add)
        and not any(isinstance(n, ast.Sub | ast.USub | ast.Call | ast.IfExp) for n in nodes)
    )
