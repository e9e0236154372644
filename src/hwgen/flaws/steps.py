"""Steps of solutions that work out again what an earlier one has worked out, or state a number that nothing comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise, product

from hwgen.content.texmath import FORMULA
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading
from hwgen.kinds.worked import BETWEEN_EQUATIONS
from hwgen.problem.computed import Computed
from hwgen.problem.parts import Problem
from hwgen.proof.arithmetic import GROUPED, RELATION, SEPARATOR, is_number
from hwgen.text import Text
from hwgen.words.words import name_of

NUMERAL = r"\d+(?:\.\d+)?"
# Signs that calculate: more than a number.
OPERATION = re.compile(r"\\times|\\cdot|\\frac|\\sqrt|\^|(?<=[\d)}])\s*[-+/]")
SUM = re.compile(r"(?<=[\d)}])\s*[-+]")
BRACKETS = re.compile(r"\\left\([^()]*\\right\)|\([^()]*\)")
# What may stand beside a calculation that is put into another one as it is: around a sum brackets, around a product also terms and factors.
OPENING, CLOSING = ("(", "{", "["), (")", "}", "]", r"\right")
TERM, FACTOR = ("+", "-"), (r"\times", r"\cdot")
# A letter with what belongs to its name, or a norm.
SYMBOL = re.compile(r"(?:\\(?:bar|hat|tilde)\s?)?\{?\\?[A-Za-z]+\}?(?:_(?:\w|\{[^{}]*\})|')*|\\\|\\?\w+\\\|")
STATED = re.compile(rf"-?({NUMERAL})")
# Calculations with nothing but digits meet by chance.
LARGER = re.compile(r"\d[\d.]")
# Nobody asks where these come from.
PLAIN = {0.0, 1.0}


def of_steps(problem: Problem) -> Iterator[tuple[str, str, str]]:
    """Each question of a variant with what its solution repeats and what it does not work out. Formulas are the same in all languages."""
    parts = [part for part in problem.parts if isinstance(part, Computed)]
    if not parts:
        return
    language = min(parts[0].say().solution)
    given = (problem.situation() or Text()).get(language, "")
    given += " ".join(str(figure.in_language(language).alt) for figure in problem.figures().values())
    for part in parts:
        wording = part.say()
        given, solution = f"{given} {wording.ask[language]}", wording.solution[language]
        yield part.id, repeated(solution), unworked(given, solution)
        given = f"{given} {solution}"


def equations(solution: str) -> Iterator[list[str]]:
    """The equations of the formulas in order, each as its sides."""
    for display, inline in FORMULA.findall(solution):
        for formula in SEPARATOR.split(display or inline):
            for equation in BETWEEN_EQUATIONS.split(formula):
                sides = RELATION.split(" ".join(equation.split()))[::2]
                yield [side.strip().rstrip(".,，。") for side in sides]


def of_sides(item: Reading) -> Iterator[Flaw]:
    """A number that is rounded to itself, as in 0.25 ≈ 0.25."""
    parts = [part for part in item.parts if isinstance(part, Computed)]
    for part, language in product(parts, item.languages):
        solution = part.say().solution[language]
        for one, other in chain.from_iterable(map(pairwise, equations(GROUPED.sub("", solution)))):
            if STATED.fullmatch(one) and STATED.fullmatch(other) and float(one) == float(other):
                message = f"the {name_of(language)} solution says {one} twice, one behind the other"
                yield flaw("step-repeated", message, solution)


def repeated(solution: str) -> str:
    """A calculation that stands within a later one, though its result is known by then; "" if there is none."""
    known: list[str] = []
    for sides in equations(solution):
        for side in sides:
            for calculation in known:
                if side != calculation and _holds(side, calculation):
                    return calculation
        known += [
            side
            for side, result in pairwise(sides)
            if OPERATION.search(side)
            and LARGER.search(side)
            and is_number(side)
            and is_number(result)
            and not OPERATION.search(result)
        ]
    return ""


def _holds(side: str, calculation: str) -> bool:
    """Whether the calculation is a term, a factor or an argument of the side."""
    whole = calculation.startswith((r"\frac", r"\sqrt"))
    beside = (*TERM, *FACTOR) if not SUM.search(BRACKETS.sub("1", calculation)) else ()
    for match in re.finditer(re.escape(calculation), side):
        before, after = side[: match.start()].rstrip(), side[match.end() :].lstrip()
        starts = not before or before.endswith((*OPENING, *beside))
        ends = not after or after.startswith((*CLOSING, *beside))
        if not after.startswith("^") and (whole or (starts and ends)):
            return True
    return False


def unworked(question: str, solution: str) -> str:
    """An equation that states a number, though neither the question nor an earlier step has it; "" if there is none."""
    seen = PLAIN | _numerals(question)
    for sides in equations(solution):
        match sides:
            case [symbol, number] if SYMBOL.fullmatch(symbol) and (stated := STATED.fullmatch(GROUPED.sub("", number))):
                if float(stated[1]) not in seen:
                    return f"{symbol} = {number}"
        seen = seen.union(*map(_numerals, sides))
    return ""


def _numerals(tex: str) -> set[float]:
    return {*map(float, re.findall(NUMERAL, GROUPED.sub("", tex)))}
