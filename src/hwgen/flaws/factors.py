"""Reasons that name a number that something was multiplied or divided by, or the factor by which their value is off."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from numbers import Real

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.mistakes import inlined, same
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import reasons_of
from hwgen.flaws.trees import powers_of
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.words.words import name_of

NUMBER = re.compile(r"\d+(?:\.\d+)?")
# From three on: one and two stand for an article and for both.
NUMERALS = {
    "en": {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "sixteen": 16},
    "zh": {"三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十二": 12, "十六": 16},
}  # fmt: skip
# Numbers that a reason does something with, or in words, which no hole of a template has filled in, says how many there are.
FIGURE = r"\d+(?:\.\d+)?(?![\w.]*\w|\$?\s?[-+*/^\\×%])"
DONE_WITH = {
    "en": re.compile(
        rf"\b(?:(?:divid|multipl)\w+ by \$?({FIGURE})|factors?(?: of)? \$?({FIGURE})|(?:(?:divid|multipl)\w+ by|leaves out the|takes away the|counts the|fill|each) ({'|'.join(NUMERALS['en'])})\b)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        rf"(?:除以|乘以?|乘上)了? ?\$?({FIGURE})|因[子数]了? ?\$?({FIGURE})|(?:占|的|当作)了?({'|'.join(NUMERALS['zh'])})(?=[个根年层项字位])"
    ),
}


def of_factors(item: Reading) -> Iterator[Flaw]:
    """Reasons that speak of a number that the question, the formulas and the values have nowhere."""
    for part in item.parts:
        if not isinstance(part, Computed) or not isinstance(part.key, Real) or part.formulas.functions:
            continue
        stems = [p.text[at] for p in item.passages for at in item.languages if p.role in ("context", "stem")]
        printed = {number for text in stems for number in NUMBER.findall(text)}
        for id, why in reasons_of(part, item):
            wrong = part.wrong[id]
            formula = f"{part.formulas.key} {part.formulas.wrong.get(id)} {' '.join(part.formulas.let.values())}"
            known = {*printed, *NUMBER.findall(formula), *map(str, part.formulas.values(part.params).values())}
            known |= {str(value) for value in part.params.values()}
            for language, text in why.items():
                for match in DONE_WITH[language].finditer(shown(text, language)) if language in DONE_WITH else ():
                    figure = match[1] or match[2] or str(NUMERALS[language][match[3].lower()])
                    number = float(figure)
                    related = same(wrong, part.key * number) or same(wrong * number, part.key)
                    if figure not in known and not related and not same(abs(wrong - part.key), number):
                        message = f"the reason of `{id}` says “{match[0]}”, a number that neither the question nor its formulas have, in the {name_of(language)} text"
                        yield flaw("reason-direction", message, text)


# Fractions in words, by their denominators.
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
FACTOR_EN = rf"(?:\$?({FIGURE})\$?|(?:one |an? )?({'|'.join(PARTS)}))"
FACTOR_ZH = rf"(?:\$?({FIGURE})\$?|([二三四五六七八九十])分之一)"
# By which factor a value is off, as a reason says: what is left out makes it smaller, what is multiplied once too often larger.
FACTOR = {
    "en": {
        "left-out": re.compile(rf"^this (?:leaves out|forgets|omits|misses) (?:a|the) factor (?:of )?{FACTOR_EN}\.?$", re.IGNORECASE),
        "added": re.compile(rf"^this multiplies by {FACTOR_EN}(?: once)? too (?:often|many times|much)\.?$", re.IGNORECASE),
        "divided": re.compile(rf"^this divides by {FACTOR_EN}(?: once)? too (?:often|many times)\.?$", re.IGNORECASE),
    },
    "zh": {
        "left-out": re.compile(rf"^(?:少乘|漏乘|忘乘|漏)了?(?:因[子数])? ?{FACTOR_ZH}。?$"),
        "added": re.compile(rf"^多乘了?(?:一[个次])? ?{FACTOR_ZH}。?$"),
        "divided": re.compile(rf"^多除(?:以)?了?(?:一[个次])? ?{FACTOR_ZH}。?$"),
    },
}  # fmt: skip


def of_named_factors(item: Reading) -> Iterator[Flaw]:
    """Reasons that name the factor by which a value is off, and it is off by another one, or the other way."""
    for part in item.parts:
        # What is rounded is off by a factor in its parts alone.
        if isinstance(part, Computed) and isinstance(part.key, Real) and not ROUNDS.search(_everything(part.formulas)):
            for id, why in reasons_of(part, item):
                for language, text in why.items():
                    for way, pattern in FACTOR.get(language, {}).items():
                        match = pattern.search(shown(text, language).strip())
                        if match and not _factor_shows(part, id, way, _factor(match)):
                            value = part.value(part.wrong[id]).tex()
                            message = f"the reason of `{id}` says “{match[0]}”, but with that mistake the formula does not give {value}, in the {name_of(language)} text"
                            yield flaw("reason-direction", message, text)


def _factor(match: re.Match[str]) -> float:
    """The factor that a reason names, in figures or in words."""
    if match[1]:
        return float(match[1])
    return (
        1 / PARTS[match[2].lower()] if match[2].isascii() else 1 / (2 if match[2] == "二" else NUMERALS["zh"][match[2]])
    )


def _factor_shows(part: Computed, id: str, way: str, number: float) -> bool:
    """Whether the value is off by this factor; of a sum, one term may be."""
    ratio = 1 / number if way in ("left-out", "divided") else number
    key, wrong = inlined(part.formulas, part.formulas.key), inlined(part.formulas, part.formulas.wrong[id] or "")
    is_sum = any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
        for tree in (key, wrong)
        for node in ast.walk(tree)
    )
    # What stands in a power is off by a power of it.
    powers = (1, 2, 3) if powers_of(key) or powers_of(wrong) else (1,)
    return is_sum or any(same(part.wrong[id], part.key * ratio**power) for power in powers)


ROUNDS = re.compile(r"floor|ceiling|//|round|%|\bif\b|log|exp|sqrt|\*\*(?! ?[23]\b)|sum|Max|Min|\[")


def _everything(formulas: Formulas) -> str:
    return " ".join((formulas.key, *formulas.let.values(), *(text or "" for text in formulas.wrong.values())))
