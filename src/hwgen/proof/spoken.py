"""Arithmetic in words, such as “3 times 4 gives 12” and 3 乘 4 得 12, as formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations

from hwgen.proof.counting import alike
from hwgen.text import Language

NUMBER = r"\$?(-?\d+(?:\.\d+)?)\$?"
TIMES, PLUS, MINUS, OVER = r"\times", "+", "-", "/"
# For each language: the words of operations, and those of the result.
OPERATIONS = {
    "en": {"times": TIMES, "multiplied by": TIMES, "plus": PLUS, "minus": MINUS, "divided by": OVER, "over": OVER},
    "zh": {"乘以": TIMES, "乘": TIMES, "加上": PLUS, "加": PLUS, "减去": MINUS, "减": MINUS, "除以": OVER},
}
RESULTS = {
    "en": r"(?:is|are|gives?|makes?|equals|yields?|leaves?)",
    "zh": r"(?:等于|得到?|为|是|就是)",
}
STEPS = {
    language: re.compile(
        rf"(?<![\w.$+*/=^-]){NUMBER}\s?({'|'.join(map(re.escape, words))})\s?{NUMBER},?，?\s?{RESULTS[language]}\s?{NUMBER}(?![\w.]*\w|\s?[-+*/%])"
    )
    for language, words in OPERATIONS.items()
}


# What is left on division, of a number right before it: 31, and the remainder on division by 7 is 3.
REMAINDERS = {
    "en": re.compile(
        r"(?<![\w.])(?P<number>\d+)\$?,? (?:(?:and |which )?(?:has )?(?:the|a) remainder on division by \$?(?P<by>\d+)\$? (?:is|of)|divided by \$?(?P<over>\d+)\$? (?:leaves|has) (?:the |a )?remainder(?: of)?) \$?(?P<rest>\d+)(?!\w|\.\d)"
    ),
    "zh": re.compile(
        r"(?<![\w.])(?P<number>\d+)\$?\s?[，,]?\s?(?:它|其)?除以\s?\$?(?P<by>\d+)\$?\s?的?(?P<over>)(?:余数?|得余数)(?:是|为|得)?\s?\$?(?P<rest>\d+)(?!\w|\.\d)"
    ),
}
# What is counted apart and then together: 60 个权重和 5 个偏置，共 65 个.
TOTALS = {
    "en": re.compile(
        r"(?<![\d.])(\d+)\$? (?P<one>(?:[a-z-]+ ){1,3})and \$?(\d+)\$? (?P<other>[a-z-]+(?: [a-z-]+)?)[,;]? "
        r"(?:(?:that is|which makes|making|together|altogether|in all|in total|a total of|for a total of) \$?(\d+)(?![\w.]*\w|\$?\s?[-+*/%=\\])|"
        r"\$?(\d+)\$? (?:[a-z]+ )?(?:in all|in total|altogether|together)\b)"
    ),
    "zh": re.compile(
        r"(?<![\d.])(\d+)\$?\s?[个条层份项张]?(?P<one>[^\d，。；$]{0,8})(?:和|与|加上?|、|以及|，)(?P<other>[^\d，。；$]{0,6})\$?(\d+)\$?\s?"
        r"[个条层份项张](?:[^\d，。；$每各]{0,8})，?(?:一共|总共|合计|共计|总计|共)(?:有|是|为|计)?\s?\$?(\d+)(?![\d.]|\$?\s?[-+*/%=\\])"
    ),
}
# A total of whatever stands before it in its sentence: the first layer has 45 weights and the second has 20, which makes 65 in all.
SENTENCES = re.compile(r"(?<=[。；！？;!?\n])|(?<=\.)\s")
SUMMED = {
    "en": re.compile(
        r"(?:(?:which|that) makes|making|together|for a total of|so) \$?(\d+)\$?(?: [a-z]+)?,? (?:in all|in total|altogether|together)\b"
    ),
    "zh": re.compile(r"(?:一共|总共|合计|共计|总计|共)(?:有|是|为|计)?\s?\$?(\d+)(?![\d.]|\$?\s?[-+*/%=\\])"),
}
WHOLE = re.compile(r"(?<![\w.^_{])\d+(?![\w.%}^])")
# So many numbers can be put together in so many ways that any total may come of them.
MOST_TERMS = 4
# Then it is no sum of two.
OF_EACH = re.compile("每|各|乘|倍|each|every|per|times")
CLAUSE = re.compile("[，。；：,.;:]")
# Of a list of more than two, the first ones stand before.
LISTED = re.compile(r"\d[^=\d。；.;]*$")


def _totals(text: str, language: Language) -> Iterator[str]:
    """The totals that come of no sum or product of the numbers before them, as equations that do not hold."""
    for sentence in SENTENCES.split(text) if language in SUMMED else ():
        match = SUMMED[language].search(sentence)
        before = sentence[: match.start()] if match else ""
        numbers = [int(number) for number in WHOLE.findall(before)]
        # Formulas and decimals are worked out elsewhere.
        is_sum = match and 2 <= len(numbers) <= MOST_TERMS and not re.search(r"[=\\^*/]|\d\.\d", before)
        if match and is_sum and int(match[1]) not in _combined(tuple(numbers)):
            yield f"{' + '.join(map(str, numbers))} = {match[1]}"


@cache
def _combined(numbers: tuple[int, ...]) -> frozenset[int]:
    """What comes of some of the numbers, by sums, differences and products."""
    results = set(numbers)
    for i, j in combinations(range(len(numbers)), 2):
        rest = [number for k, number in enumerate(numbers) if k not in (i, j)]
        one, other = numbers[i], numbers[j]
        for joined in (one + other, abs(one - other), one * other):
            results |= _combined(tuple(sorted((*rest, joined))))
    return frozenset(results)


@lru_cache(maxsize=4096)
def _calculates(text: str, language: Language) -> bool:
    """Whether a text has words of steps or totals: many variants differ in their numbers alone."""
    if any(words[language].search(text) for words in (STEPS, TOTALS, REMAINDERS) if language in words):
        return True
    return language in SUMMED and any(map(SUMMED[language].search, SENTENCES.split(text)))


def in_prose(text: str, language: Language) -> Iterator[str]:
    """The steps that a text takes in words, each as an equation in TeX."""
    if not _calculates(alike(text), language):
        return
    if language in STEPS:
        for one, operation, other, result in STEPS[language].findall(text):
            yield rf"{one} {OPERATIONS[language][operation]} \left({other}\right) = {result}"
    for match in REMAINDERS[language].finditer(text) if language in REMAINDERS else ():
        number, by = int(match["number"]), int(match["by"] or match["over"])
        yield f"{number} - {by * (number // by) if by else number} = {match['rest']}"
    for match in TOTALS[language].finditer(text) if language in TOTALS else ():
        one, other, total = (number for number in match.groups() if number and number.isdigit())
        product = "1" not in (one, other) and int(one) * int(other) == int(total)
        if (
            not product
            and not OF_EACH.search(match["one"] + match["other"])
            and not LISTED.search(text[: match.start()])
        ):
            sum_holds = int(one) + int(other) == int(total)
            each = not sum_holds and "1" not in (one, other) and OF_EACH.search(CLAUSE.split(text[: match.start()])[-1])
            yield f"{one} {TIMES if each else PLUS} {other} = {total}"
    yield from _totals(text, language)
