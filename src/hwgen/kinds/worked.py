"""A computed question whose working is asked for and marked: the steps of its solution are the marking scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, pairwise
from math import floor
from typing import assert_never

from hwgen.content.tree import (
    Block,
    Blocks,
    Bullets,
    CodeBlock,
    DisplayMath,
    Figure,
    Inlines,
    Math,
    Numbered,
    Para,
    Str,
    Table,
)
from hwgen.kinds.essay import EssayAnswer, RubricLine
from hwgen.kinds.kind import AskedComputed, Asker, Computable, Manner, Wording, written
from hwgen.kinds.sharing import shares
from hwgen.values import Value, number_tex, numbers

RELATION = re.compile(r"(?<![\\<>=!])=|\\approx(?![a-zA-Z])")
# Numbers in these are part of a name or an exponent; what e is raised to has been put in.
RAISED_OR_LOWERED = re.compile(r"(?:_|(?<!e)\^)(?:\{[^{}]*\}|\w)")
NUMBER = r"-?\d+(?:\.\d+)?"
IN_THOUSANDS = re.compile(rf"{NUMBER}(?:\\,\d{{3}})*")
# What is asked for, as in f(3), which is no calculation.
VALUE_AT = re.compile(rf"[A-Za-z]'?\({NUMBER}\)")
# What is differentiated; the rule for it is an idea of its own.
DERIVATIVE = re.compile(r"\\partial|\\nabla|\\mathrm\{d\}|[A-Za-z]'")
# A letter of a formula, which is no command.
LETTER = re.compile(r"(?<![\\A-Za-z])[A-Za-z]")
END = re.compile(r"(?<!\\)[\s.,;]+$")
# Before what a sentence comes to.
COLON = re.compile(r"\s*[:：]\s*$")
# Braces keep a number of a matrix apart from what stands before it.
BRACED = re.compile(rf"\{{({NUMBER})\}}")
HALF = Fraction(1, 2)
# The answer space in lines: for each step, and beside them.
LINES_OF_A_STEP, LINES, MOST_LINES = 2, 4, 30
# One point of so many is for the result, where there are several steps.
POINTS_TO_A_RESULT = 5
# The idea of a step weighs as much as calculating with so many numbers; more of them than these make it longer, not harder.
IDEA, MOST_NUMBERS = 5, 5
# A rule in letters weighs as much as calculating with these.
RULE = 3
# A line that calculates several things is longer by so much for each beyond the first.
FURTHER = 3
# What is only read off, such as TP = 90, is no idea.
READ_OFF = 2
# Between the equations of one line; a comma that no relation follows stands within a tuple, one whose bracket closes first within it.
BETWEEN_EQUATIONS = re.compile(r"\\q?quad|,\\ (?=(?:[^,()]|\([^()]*\))*=)")


def _ask(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[EssayAnswer]:
    solution = asker.content(wording.solution)
    value = _multiplied_out(part.value(part.key))
    result, stated = (Str(asker.words["worked.result"]), Math(written(part, value).tex())), value.alone.tex()
    working = steps(solution, asker.words["colon"], asker.words["comma"])
    height = min(LINES + LINES_OF_A_STEP * len(working), MOST_LINES)
    if states_alone(working[-1], stated):
        working = working[:-1] or (sentences(solution),)
    parts = [number_tex(part) for part in numbers(value.amount)] if value.form in ("tuple", "matrix") else []
    working = without_parts((*working[:-1], without_result(working[-1], stated)), parts)
    rubric = scheme(working, result, asker.points, Str(asker.words["marking.joint"]))
    answer = EssayAnswer(solution, rubric, height, follow_through=True)
    clause = (asker.words["worked.ask"],)
    return AskedComputed(wording.ask, answer, written=True, clauses=clause, solved=True)


def _multiplied_out(value: Value) -> Value:
    """A count as a single number, which options show as a product."""
    return replace(value, raw=value.number, form="number") if value.form == "product" else value


def scheme(working: Sequence[Inlines], result: Inlines, points: int, joint: Str) -> tuple[RubricLine, ...]:
    """The marking scheme: steps have points by their ideas and what they calculate, as many where it is as much; a result by itself has half of them behind one step, else about a fifth."""
    for_result = points // (2 if len(working) == 1 else POINTS_TO_A_RESULT) or 1
    if points == for_result:
        return (RubricLine((Para(_joined([*working, result], joint)),), points),)
    groups, counts, for_result = _shared(working, points, for_result)
    if for_result:
        groups, counts = [*groups, [result]], (*counts, for_result)
    else:
        groups = [*groups[:-1], [*groups[-1], result]]
    lines = [(_joined(group, joint), count) for group, count in zip(groups, counts, strict=True)]
    return tuple(RubricLine((Para(line),), count) for line, count in lines)


def _shared(
    working: Sequence[Inlines], points: int, for_result: int
) -> tuple[list[Sequence[Inlines]], tuple[int, ...], int]:
    """Steps in groups, the points of each, and those of the result: near to `for_result`, and so that equal groups have equal points where that can be, if need be of two steps; 0 where the result is paid with the last of them."""
    results = range(min(for_result + 1, points // 2) + 1)
    ways = []
    for most in (len(working), len(working) // 2):
        for result in sorted(results, key=lambda result: (not result, abs(result - for_result))):
            groups = _grouped(working, min(most, points - result))
            work = [sum(map(_work, group)) for group in groups]
            counts = shares(work, points - result)
            if len({*zip(work, counts, strict=True)}) == len({*work}):
                return groups, counts, result
            ways.append((groups, counts, result))
    return ways[0]


def steps(solution: Blocks, colon: str = ": ", comma: str = ", ") -> tuple[Inlines, ...]:
    """What a student has to write down: the formulas on lines of their own, those that are worked out within a sentence, rows and entries.

    The head of a row is followed by `colon`, its cells are parted by `comma`.

    A solution without any is a single step.
    """
    lines: list[Inlines] = []
    for line in chain.from_iterable(_steps(block, colon, comma) for block in solution):
        match line:
            case (Math(tex),) if tex.lstrip().startswith("=") and lines:
                lines[-1] = _continued(lines[-1], tex)
            case _:
                lines.append(line)
    return tuple(lines) or (sentences(solution),)


def sentences(solution: Blocks) -> Inlines:
    """What a solution says beside its formulas on lines of their own."""
    prose = tuple(chain.from_iterable(block.inlines for block in solution if isinstance(block, Para)))
    match prose:
        case (*before, Str(text)):
            return (*before, Str(COLON.sub("", text)))
        case _:
            return prose


def _continued(line: Inlines, tex: str) -> Inlines:
    """A line with what an equation goes on with: one formula, where it ends in one."""
    match line:
        case (*before, Math(start)):
            return (*before, Math(f"{start} {tex.lstrip()}"))
        case _:
            return (*line, Math(tex))


def states_alone(step: Inlines, result: str) -> bool:
    """Whether a step has no working, but only the result, such as the row of a total, or `Y = …` behind its entries."""
    last = step[-1]
    if not isinstance(last, Math):
        return False
    working, stated = _parted(last.tex)
    return _same(stated, result) and not _leads(working)


def without_result(step: Inlines, result: str) -> Inlines:
    """The last step up to the result, which has a line of its own: an equation in which numbers are put in, or a sentence that ends in a colon and the result."""
    match step:
        case (*before, Math(tex)) if _worked_out_to(last := _last_equation(tex), result):
            return (*before, Math(tex.removesuffix(last) + _parted(last)[0]))
        case (*before, Str(text), Math(tex), Str(end)) if (
            COLON.search(text) and not end.strip(".。") and _same(tex, result)
        ):
            return (*before, Str(COLON.sub("", text)))
        case _:
            return step


def _last_equation(tex: str) -> str:
    """The last of several equations; a comma within parentheses parts none."""
    last = BETWEEN_EQUATIONS.split(tex)[-1]
    return last if last.count("(") == last.count(")") else tex


def without_parts(working: Sequence[Inlines], parts: Sequence[str]) -> tuple[Inlines, ...]:
    """The steps up to the numbers that a result is made of, if each of these is worked out in them, one behind the other."""
    left, remaining = list[Inlines](), list(parts)
    for step in reversed(working):
        if remaining and states_alone(step, remaining[-1]):
            remaining.pop()
        else:
            left.append(_up_to_parts(step, remaining))
    return tuple(reversed(left)) if left and not remaining else tuple(working)


def _up_to_parts(step: Inlines, remaining: list[str]) -> Inlines:
    """A step without the last of the numbers that remain, which are taken off the list."""
    *before, last = step
    if not isinstance(last, Math):
        return step
    equations, signs = BETWEEN_EQUATIONS.split(last.tex), BETWEEN_EQUATIONS.findall(last.tex)
    for i in reversed(range(len(equations))):
        bare = END.sub("", equations[i])
        if remaining and _worked_out_to(bare, remaining[-1]):
            remaining.pop()
            equations[i] = _parted(bare)[0] + equations[i][len(bare) :]
    return (*before, Math("".join(chain.from_iterable(zip(equations, [*signs, ""], strict=True)))))


def _worked_out_to(tex: str, result: str) -> bool:
    """Whether an equation puts numbers in, or says by which rule, and states the result."""
    working, stated = _parted(tex)
    return _leads(working) and _same(stated, result)


def _leads(working: str) -> bool:
    """Whether what stands before a result is a step by itself: a calculation or an equation, such as ∂f/∂y = m before = 4."""
    return _calculated(working) or bool(RELATION.search(working))


def _worked_out(tex: str) -> bool:
    """Whether a formula within a sentence is a step: a chain of equations, a calculation with its result, or the rule for a derivative."""
    working, stated = _parted(tex)
    return (
        len(RELATION.findall(tex)) > 1
        or bool(DERIVATIVE.search(working) and LETTER.search(stated))
        or (_calculated(working) and not LETTER.search(RAISED_OR_LOWERED.sub("", working)))
    )


def _parted(tex: str) -> tuple[str, str]:
    """A formula up to its last relation, and what stands behind that."""
    end = max((relation.start() for relation in RELATION.finditer(tex)), default=0)
    return tex[:end].rstrip(), RELATION.sub("", tex[end:], count=1)


def _calculated(working: str) -> bool:
    """Whether numbers are put in."""
    return any(map(str.isdigit, RAISED_OR_LOWERED.sub("", working))) and not VALUE_AT.fullmatch(working)


def _same(stated: str, result: str) -> bool:
    """Whether both say one thing; numbers, also those of a tuple, may have other decimals in the result, to which they are rounded."""
    sides = [_packed(side) for side in (stated, result)]
    if all(side.startswith("(") and side.endswith(")") for side in sides):
        sides = [side[1:-1] for side in sides]
    one, other = (side.split(",") for side in sides)
    return len(one) == len(other) and all(map(_equal, one, other))


def _equal(stated: str, result: str) -> bool:
    if stated == result or not all(re.fullmatch(NUMBER, side) for side in (stated, result)):
        return stated == result
    places = len(result.partition(".")[2])
    scale = Fraction(10**places)
    scaled = Fraction(stated) * scale
    return (floor(scaled + HALF) if places else scaled) == Fraction(result) * scale


def _packed(tex: str) -> str:
    return re.sub(r"\\[,; ]|\s", "", BRACED.sub(r"\1", END.sub("", tex)))


def _steps(block: Block, colon: str, comma: str) -> Iterator[Inlines]:
    match block:
        case DisplayMath(tex):
            yield (Math(END.sub("", tex)),)
        case Para(inlines):
            yield from ((each,) for each in inlines if isinstance(each, Math) and _worked_out(each.tex))
        case Table(_, rows):
            for head, *others in rows:
                cells = ((Str(comma if i else colon), *cell) for i, cell in enumerate(others))
                yield (*head, *chain.from_iterable(cells))
        case Bullets(items) | Numbered(items):
            for first in (item[0] for item in items if item):
                if isinstance(first, Para):
                    yield first.inlines
        case CodeBlock() | Figure():
            pass
        case _:
            assert_never(block)


def _work(step: Inlines) -> int:
    """What a step is worth: its idea, and the numbers that are calculated with, which a formula both in letters and in numbers has once."""
    equations = [eq for each in step if isinstance(each, Math) for eq in BETWEEN_EQUATIONS.split(each.tex)]
    numbers = [max(map(_numbers, RELATION.split(equation))) for equation in equations]
    if isinstance(step[-1], Math) and all(map(_read_off, equations)):
        return READ_OFF
    in_letters = bool(equations and LETTER.search(RAISED_OR_LOWERED.sub("", RELATION.split(equations[-1])[-1])))
    further = FURTHER * max(sum(map(bool, numbers)) - 1, 0)
    return IDEA + max(min(sum(numbers), MOST_NUMBERS), RULE * in_letters) + further


def _read_off(equation: str) -> bool:
    """Whether it is a number or a name, or says which number a name stands for, without calculating it."""
    *before, last = [END.sub("", RAISED_OR_LOWERED.sub("", side)).strip() for side in RELATION.split(equation)]
    named = not any(map(_calculated, before)) and all(map(LETTER.fullmatch, before[1:]))
    return named and bool(IN_THOUSANDS.fullmatch(last) or LETTER.fullmatch(last))


def _numbers(side: str) -> int:
    """The numbers of one side of an equation, 0 where it is nothing but a number."""
    bare = END.sub("", RAISED_OR_LOWERED.sub("", side)).strip()
    return 0 if IN_THOUSANDS.fullmatch(bare) else len(IN_THOUSANDS.findall(bare))


def _grouped(steps: Sequence[Inlines], most: int) -> list[Sequence[Inlines]]:
    """The steps in at most so many groups of neighbours, so that each has points."""
    count = min(len(steps), most)
    bounds = [len(steps) * i // count for i in range(count + 1)]
    return [steps[start:end] for start, end in pairwise(bounds)]


def _joined(lines: Sequence[Inlines], joint: Str) -> Inlines:
    return tuple(chain.from_iterable((*((joint,) if i else ()), *line) for i, line in enumerate(lines)))


WORKED = Manner(lambda part: True, _ask)
