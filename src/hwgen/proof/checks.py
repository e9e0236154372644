"""The check of a generator: whether it agrees with the key in one variant."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hwgen.errors import CourseError, Diagnostic, Span, counted, did_you_mean
from hwgen.kinds import Choice, kind_of
from hwgen.numerals import decimals
from hwgen.problem.computed import Computed
from hwgen.problem.expressions import names_in
from hwgen.problem.generator import Generator, NotDrawn
from hwgen.problem.guard import described, guarded
from hwgen.problem.parts import Part, Problem
from hwgen.problem.places import check_of, raised, written
from hwgen.problem.slips import way_out
from hwgen.proof.failures import params_in_words, short
from hwgen.text import Text
from hwgen.values import NotShowable, Raw, displayed, numbers

# Exact decimals that a student may be asked to write down without being told how many.
MOST_DECIMALS = 4
# The difficulty of a question that a single formula answers: there is one idea, however large its numbers.
SINGLE = 3
# As long as an exam.
MOST_MINUTES = 180


def prove(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Compares each part's key with the generator's check. Raises CourseError, with the params, where they differ."""
    _refuse_two_reasons(generator, problem)
    checked = _checked(generator, problem, params)
    kind = problem.parts[0].kind
    if kind != generator.kind:
        message = f"`{generator.id}` is declared as `{generator.kind}`, but is asked as `{kind}`"
        raise CourseError(Diagnostic("proof-kind", message, generator.span, f'write @generator(..., kind="{kind}")'))
    _prove_minutes(generator, problem, params)
    for part in problem.parts:
        if not _is_checked(part):
            continue
        if isinstance(part, Choice) and len(part.right) < part.right_count:
            message = f"part `{part.id}` of `{generator.id}` has {len(part.right)} right answers for {params_in_words(params)}"
            raise CourseError(
                Diagnostic("proof-right-answers", message, generator.span, f"it needs {part.right_count}")
            )
        if part.id not in checked:
            message, hint = (
                f"the check of `{generator.id}` says nothing of part `{part.id}`",
                f'let it return {{"{part.id}": ...}}',
            )
            raise CourseError(Diagnostic("proof-unchecked-part", message, _place_of_check(generator), hint))
        (key, difficulty), other = _answer(part), checked[part.id]
        if type(other) is type(key) and other == key:
            agree = True
        else:
            other = _as_data(other)
            agree = key == other or _agree(key, other, part)
        if not agree:
            message = (
                f"`{generator.id}`, part `{part.id}`: the formula gives {short(key)}, the check {short(other)}, "
                f"for {params_in_words(params)}"
            )
            check = _place_of_check(generator)
            if other is None:
                hint = "the check gives no value: write `return` in front of its answer"
                raise CourseError(Diagnostic("proof-disagrees", message, check, hint))
            if isinstance(other, str) and isinstance(key, int | float | Fraction):
                hint = "the check gives a text: let it return the number"
                raise CourseError(Diagnostic("proof-disagrees", message, check, hint))
            hint = "one of the two is wrong: work this variant by hand"
            formula = written(part.formulas.key, generator.span) if isinstance(part, Computed) else generator.span
            related = (check,) if check not in (formula, generator.span) else ()
            raise CourseError(Diagnostic("proof-disagrees", message, formula, hint, related=related))
        if isinstance(part, Computed):
            _prove_following(generator, problem, part, params)
            _refuse_long_decimals(generator, part, params)
            _refuse_unsigned(generator, part, params)
            _refuse_unknown_names(generator, part, params)
        _prove_difficulty(generator, problem, part, difficulty, params)


def _prove_following(generator: Generator, problem: Problem, part: Computed, params: Mapping[str, Any]) -> None:
    """That the key follows, as is said, from the keys of the earlier parts."""
    earlier = {p.id: p for p in problem.parts[: problem.parts.index(part)] if isinstance(p, Computed)}
    for id, expression in part.follows.items():
        if id not in earlier:
            message = f"part `{part.id}` of `{generator.id}` follows from `{id}`, which is not an earlier part"
            raise CourseError(Diagnostic("proof-follows", message, generator.span, did_you_mean(id, earlier)))
        value = part.following(id, earlier[id].key)
        if not _agree(part.value(part.key).number, value, part):
            message = f"`{generator.id}`, part `{part.id}`: `{expression}` gives {value}, the key is {part.key}, for {params_in_words(params)}"
            raise CourseError(
                Diagnostic("proof-follows", message, generator.span, "`carried` is the value of the earlier part")
            )


def _place_of_check(generator: Generator) -> Span:
    return check_of(generator.id.replace("-", "_"), generator.span)


def _prove_difficulty(
    generator: Generator, problem: Problem, part: Part, difficulty: object, params: Mapping[str, Any]
) -> None:
    """That it is on the scale, and no more than what a single formula can be."""
    fault, hint = "", "it is a whole number from 1 to 5"
    if difficulty == 0 and isinstance(part, Computed):
        fault, hint = (
            "the difficulty is 0, or not stated",
            "write `difficulty=2` in `Computed`: a whole number from 1 to 5",
        )
    elif not isinstance(difficulty, int) or not 1 <= difficulty <= 5:
        fault = f"the difficulty is {difficulty}"
    elif difficulty > SINGLE and is_single(problem):
        fault = f"the difficulty is {difficulty}, and a single formula is at most {SINGLE}"
        hint = "name the steps in `let`, or lower the difficulty"
    if fault:
        message = f"`{generator.id}`, part `{part.id}`: {fault}, for {params_in_words(params)}"
        raise CourseError(Diagnostic("proof-difficulty", message, generator.span, hint))


def is_single(problem: Problem) -> bool:
    """Whether one number is asked for that a single formula gives, of hwgen's functions. What is only a name was worked out in the recipe."""
    part, *others = problem.parts
    return (
        not others
        and isinstance(part, Computed)
        and part.form in ("number", "fraction")
        and not part.formulas.let
        and not part.formulas.key.isidentifier()
        and not names_in(part.formulas.key) & part.formulas.functions.keys()
    )


def _prove_minutes(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    if not 0 < problem.minutes <= MOST_MINUTES:
        message = f"`{generator.id}`: minutes of {problem.minutes:g}, for {params_in_words(params)}"
        hint = f"`minutes` are those of a student who knows the answer: more than 0, at most {MOST_MINUTES}"
        raise CourseError(Diagnostic("proof-minutes", message, generator.span, hint))


def _refuse_long_decimals(generator: Generator, part: Computed, params: Mapping[str, Any]) -> None:
    """Raises CourseError where a number has more decimals than anybody would write down, and nothing says how many are wanted."""
    if part.places is not None or part.form == "fraction" or type(part.key) is int:
        return
    for number in numbers(part.key):
        places = decimals(number) if isinstance(number, Fraction) else 0
        if places is None or places > MOST_DECIMALS:
            length = "decimals without end" if places is None else counted(places, "decimal")
            message = (
                f"`{generator.id}`, part `{part.id}`: the key {number} has {length}, for {params_in_words(params)}"
            )
            hint = 'set `places`, or `form="fraction"`'
            raise CourseError(Diagnostic("proof-answer-form", message, generator.span, hint))


def _refuse_unsigned(generator: Generator, part: Computed, params: Mapping[str, Any]) -> None:
    """Raises CourseError for a negative key where no value is to be: wrong options with its sign would not be offered."""
    if not part.signed and any(number < 0 for number in numbers(part.key)):
        message = (
            f"`{generator.id}`, part `{part.id}`: the key {short(part.key)} is negative, for {params_in_words(params)}"
        )
        raise CourseError(Diagnostic("proof-sign", message, generator.span, "set `signed=True`"))


def _refuse_unknown_names(generator: Generator, part: Computed, params: Mapping[str, Any]) -> None:
    """Raises CourseError where `names` has a name for what is not drawn."""
    for name in part.names:
        if name not in params:
            message = f"`{generator.id}`, part `{part.id}`: `names` has `{name}`, which is not drawn"
            raise CourseError(Diagnostic("unknown-name", message, generator.span, did_you_mean(name, params)))


def _refuse_two_reasons(generator: Generator, problem: Problem) -> None:
    """Raises CourseError where two parts give reasons of their own for one mistake: it has a single one in a problem."""
    known: dict[str, Text] = {}
    for part in problem.parts:
        for id, why in part.formulas.reasons.items() if isinstance(part, Computed) else ():
            if known.setdefault(id, why) != why:
                message = f"`{generator.id}`, part `{part.id}`: an earlier part has another reason for `{id}`"
                hint = "call one of the two mistakes by another name"
                raise CourseError(Diagnostic("proof-two-reasons", message, generator.span, hint))


def _is_checked(part: Part) -> bool:
    """Whether the check has a word on it: other kinds have no answer that could be computed."""
    return isinstance(part, Computed) or kind_of(part).proven is not None


def _answer(part: Part) -> tuple[Raw, object]:
    """The answer of a part as plain data (a computed value, the ids of right options, of entries in order or matched), and its difficulty."""
    if isinstance(part, Computed):
        return part.key, part.difficulty
    proven = kind_of(part).proven
    assert proven
    answer = proven(part)
    return answer.key, answer.difficulty


def _as_data(value: Any) -> Any:
    """Lists and arrays as tuples, numbers of NumPy as Python's."""
    if isinstance(value, int | float | str | Fraction):
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(_as_data(item) for item in value) if isinstance(value, list | tuple) else value


def _agree(key: Raw, other: Any, part: Part) -> bool:
    """Exactly, where both are exact; else to nine digits and in what is shown."""
    if isinstance(key, tuple):
        return (
            isinstance(other, tuple)
            and len(key) == len(other)
            and all(_agree(k, o, part) for k, o in zip(key, other, strict=True))
        )
    if isinstance(key, str) or not isinstance(other, int | float | Fraction):
        return bool(key == other)
    if not isinstance(key, float) and not isinstance(other, float):
        return bool(key == other)
    places = part.places if isinstance(part, Computed) else None
    if not math.isclose(key, other, rel_tol=1e-9, abs_tol=1e-9):
        return False
    try:
        return places is None or displayed(key, places) == displayed(float(other), places)
    except NotShowable:
        return False


def _checked(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> dict[str, object]:
    def fault(error: BaseException) -> CourseError:
        if isinstance(error, NotDrawn):
            place = written(error.name, replace(generator.span, line=error.line, column=0))
            return CourseError(
                Diagnostic("proof-crash", f"the check of `{generator.id}` cannot run: {error}", place, error.hint)
            )
        message = f"the check of `{generator.id}` crashed: {described(error)}, for {params_in_words(params)}"
        hint = way_out(error)
        if isinstance(error, NameError) and error.name in params:
            hint = f"`{error.name}` is drawn: write it among the arguments of the check"
        return CourseError(Diagnostic("proof-crash", message, raised(error, generator.span), hint))

    with guarded(fault):
        return generator.run_check(problem, params)
