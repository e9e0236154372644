"""Numbers of a computed question that its text leaves open: a quotient that is rounded, a share above 1."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from hwgen.flaws.contrasts import settled
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import SETTLES, shown
from hwgen.flaws.reading import Reading
from hwgen.flaws.words import search
from hwgen.problem.computed import Computed
from hwgen.problem.evaluating import ExpressionError, evaluated
from hwgen.problem.formula import Formulas
from hwgen.proof.claims import speaks_of_extreme
from hwgen.text import Language
from hwgen.words.words import name_of

# A share right before its number, which is neither in percent nor the numerator of a fraction.
SHARE = {
    "zh": re.compile(r"(?:命中率|利率|税率|占比|比例|概率|准确率|患病率|次品率|收率|产率|丢包率|错误率)(?:为|是|约为|：)?\s?\$?(\d+(?:\.\d+)?)(?![\d.]*\d|\s?/\s?\d|\s?\$?\s?\\?[%％:：∶‰]|\s?\$?\s?[a-zA-Z])"),
    "en": re.compile(r"\b(?:interest at|tax of|interest rate|probability|proportion|fraction|prevalence|accuracy|(?:hit|loss|error|success|failure|detection) (?:ratio|rate))(?: of| is| =|:)? \$?(\d+(?:\.\d+)?)(?![\d.]*\d|\s?/\s?\d|\s?\$?\s?(?:\\?%|per ?cent|:|to\b|[a-zA-Z]{1,3}/))", re.IGNORECASE),
}  # fmt: skip

# What is left over counts as one more.
COUNTS_TOO = {
    "zh": re.compile(r"(?:不[够足满]|剩[余下]|多余)[^，。；]{0,12}也(?:再|各)?(?:更新|训练|处理|[算作])"),
    "en": re.compile(r"\bleft ?over\b[^.;]{0,60}(?:makes?|forms?|gives?) (?:another|a further|one more)", re.IGNORECASE),
}  # fmt: skip


def of_open_numbers(item: Reading) -> Iterator[Flaw]:
    before = item.context
    for part in item.parts:
        if isinstance(part, Computed):
            rounded = _is_rounded(part)
            for language in item.languages:
                ask = part.say().ask[language]
                text = shown(f"{before[language]}\n\n{ask}" if before else ask, language)
                clauses = " ".join(clause.get(language, "") for clause in item.clauses)
                if rounded and not _says_how(f"{text} {clauses}", language):
                    message = f"the answer rounds `{rounded}`, and the {name_of(language)} text does not say how"
                    yield flaw("rounding-open", message, ask)
                ways = settled(text, language).get("rounding", {})
                up = ways.get("up") or ((match := search(COUNTS_TOO, text, language)) and match[0])
                if up and ways.keys() <= {"up"} and _only_down(part.formulas):
                    message = f"“{up}” in the {name_of(language)} text, and `{part.formulas.key}` rounds down"
                    yield flaw("described-otherwise", message, ask)
                match = search(SHARE, text, language)
                if match and float(match[1]) > 1:
                    yield flaw("share-above-one", f"“{match[0].strip()}” in the {name_of(language)} text", ask)


def _says_how(text: str, language: Language) -> bool:
    """Whether a text speaks of rounding, of what does not fit, or of the most or the least."""
    known = SETTLES["rounding"].get(language)
    return (
        known is None
        or bool(known.search(text) or settled(text, language).get("rounding"))
        or speaks_of_extreme(text, language)
    )


def _is_rounded(part: Computed) -> str:
    """What the key rounds up or down and is no whole number in this variant."""
    for text in _roundings(part.formulas):
        try:
            value = evaluated(text, {**part.formulas.values(part.params), **part.params})
        except ExpressionError:
            continue
        if isinstance(value, Fraction) and value.denominator != 1:
            return text
    return ""


@lru_cache(maxsize=256)
def _only_down(formulas: Formulas) -> bool:
    """Whether a formula rounds quotients down and none up, neither as `-(-n // k)` nor with one added."""
    texts, nodes = (formulas.key, *formulas.let.values()), _nodes(formulas)
    down = any(isinstance(node, ast.FloorDiv) or (isinstance(node, ast.Name) and node.id == "floor") for node in nodes)
    up = any(isinstance(n, ast.USub | ast.Mod) or (isinstance(n, ast.Name) and n.id == "ceiling") for n in nodes)
    return down and not up and not formulas.functions and not any("+ 1" in text or "- 1" in text for text in texts)


@lru_cache(maxsize=256)
def _roundings(formulas: Formulas) -> tuple[str, ...]:
    calls = (node for node in _nodes(formulas) if isinstance(node, ast.Call))
    return tuple(
        ast.unparse(c.args[0]) for c in calls if isinstance(c.func, ast.Name) and c.func.id in ("floor", "ceiling")
    )


def _nodes(formulas: Formulas) -> list[ast.AST]:
    """What the formula of the answer and its intermediate values consist of."""
    texts = (formulas.key, *formulas.let.values())
    return [node for text in texts for node in ast.walk(ast.parse(text, mode="eval"))]
