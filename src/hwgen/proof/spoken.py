"""Arithmetic in words, such as “3 times 4 gives 12” and 3 乘 4 得 12, as formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def in_prose(text: str, language: Language) -> Iterator[str]:
    """The steps that a text takes in words, each as an equation in TeX."""
    if language in STEPS:
        for one, operation, other, result in STEPS[language].findall(text):
            yield rf"{one} {OPERATIONS[language][operation]} \left({other}\right) = {result}"
