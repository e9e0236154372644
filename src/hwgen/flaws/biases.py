"""Biases that a text has and the formula of a number of parameters has not, or the other way round."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from hwgen.flaws.contrasts import settled
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.words import search
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.proof.canonical import Inlined
from hwgen.words.words import name_of

# Biases are parameters, but no weights.
ASKED = {"zh": re.compile("参数"), "en": re.compile("parameter", re.IGNORECASE)}
WEIGHTS = {"zh": re.compile(r"多少个?权重(?![和与及、])|权重(?:的个)?数"), "en": re.compile(r"\bhow many weights\b(?! (?:and|or))|\bnumber of weights\b(?! (?:and|or))", re.IGNORECASE)}  # fmt: skip
SMALL = 4
WITH, WITHOUT = "with-bias", "without-bias"


def of_biases(item: Reading) -> Iterator[Flaw]:
    before = item.context
    for part in item.parts:
        if not isinstance(part, Computed) or not (degrees := _degrees(part.formulas, _switches(part))):
            continue
        for language in item.languages:
            ask = part.say().ask[language]
            asked = prose(ask).visible
            question = question_or_all(asked)
            weights = search(WEIGHTS, question, language)
            if weights and _counts_biases(degrees, item):
                message = f"“{weights[0]}” in the {name_of(language)} text, but the formula counts biases: `{part.formulas.key}`"
                yield flaw("described-otherwise", message, ask)
            if language not in ASKED or not ASKED[language].search(question):
                continue
            whole = (before[language] if before else "", ask, *(clause[language] for clause in item.clauses))
            named = settled("\n".join(prose(text).visible for text in whole), language).get("bias", {})
            if named.keys() == {WITH} and min(degrees) >= 2:
                message = f"“{named[WITH]}” in the {name_of(language)} text, but the formula only counts weights: `{part.formulas.key}`"
                yield flaw("described-otherwise", message, ask)
            # Of several layers one may do without.
            if named.keys() == {WITHOUT} and _counts_biases(degrees, item):
                message = f"“{named[WITHOUT]}” in the {name_of(language)} text, but the formula counts biases: `{part.formulas.key}`"
                yield flaw("described-otherwise", message, ask)


def _counts_biases(degrees: Mapping[int, int], item: Reading) -> bool:
    # Of several questions, one alone is about parameters.
    asks = [" ".join(part.say().ask.values()) for part in item.parts if isinstance(part, Computed)]
    about = [ask for ask in asks if any(pattern.search(ask) for pattern in (*ASKED.values(), *WEIGHTS.values()))]
    return len(about) == 1 and degrees.get(1) == 1 and max(degrees) >= 2


def _switches(part: Computed) -> tuple[tuple[str, int], ...]:
    """Small draws: how many biases or layers there are, rather than how large something is."""
    return tuple((name, value) for name, value in part.params.items() if isinstance(value, int) and value <= SMALL)


@lru_cache(maxsize=512)
def _degrees(formulas: Formulas, switches: tuple[tuple[str, int], ...]) -> dict[int, int]:
    """The degrees of a formula's terms, as a polynomial of what is drawn, each with its least factor: `a*b + b` has a term of degree 1, with factor 1. Empty where it is none."""
    from sympy import Poly, PolynomialError, Symbol, sympify

    names: dict[str, ast.expr] = {name: ast.Constant(value) for name, value in switches}
    for name, text in formulas.let.items():
        names[name] = Inlined(names).visit(ast.parse(text, mode="eval").body)
    tree = Inlined(names).visit(ast.parse(formulas.key, mode="eval").body)
    if any(not isinstance(node, PLAIN) for node in ast.walk(tree)):
        return {}
    symbols = {node.id: Symbol(node.id) for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not symbols:
        return {}
    try:
        terms = Poly(sympify(ast.unparse(tree), symbols), *symbols.values()).terms()
    except (PolynomialError, ValueError):
        return {}
    degrees: dict[int, int] = {}
    for powers, factor in terms:
        degree = int(sum(powers))
        degrees[degree] = min(degrees.get(degree, int(factor)), int(factor))
    return degrees


PLAIN = (ast.Name, ast.Load, ast.Constant, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Pow)
